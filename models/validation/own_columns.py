"""Columns and estimator of quantities that are not learned from the catalogue alone, by the size of the table."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ...data.arrays import Ints, Matrix
from ...features.columns import CATALOGUE, Columns, Further
from ...features.electrolyte.formulation import component_names, holds_sodium
from ..estimators.blend import Blend
from ..estimators.booster import IntervalBooster
from ..labels.dataset import Dataset
from ..labels.intervals import Interval
from .folds import paper_folds

#: Tables with fewer rows get the blend, larger ones the booster alone with fingerprints.
SMALL = 1000
#: Below so many rows the properties of molecules are seen whatever the ion. Errors on three public tables of lithium
#: electrolytes changed by +1 to -10 % from 30 and 60 rows; from 115 by -3 to -23 % in two, and by up to +4 % with
#: papers left out in the third, which the limit spares.
_FEW = 80
#: A species in fewer rows of training is counted among the other components.
_LEAST_ROWS = {"small": 1, "large": 5}
_BINS = 256
#: Rounds among which a large table chooses, on a fifth of the papers left out.
_ROUNDS = (200, 400, 600, 900, 1200, 1600, 2000, 2500, 3000)
_LARGE: dict[str, Any] = {
    "max_depth": 6, "learning_rate": 0.05, "colsample": 0.7, "subsample": 0.8, "reg_lambda": 1.0,
    "min_child_weight": 1.0, "trees_per_round": 1, "sigma": 1.0,
}  # fmt: skip


def own_rows(data: Dataset) -> Ints:
    """Rows with a label of any quantity that is not learned from the catalogue alone."""
    rows = [one.rows for one in data.outcomes.values() if not one.quantity.from_catalogue]
    return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *rows]))


def choose_columns(data: Dataset, rows: Ints) -> Columns:
    """The columns for training on some rows, which alone decide on components, words and ranges.

    The catalogue's electrolyte columns are about sodium: in a table of own quantities only they stay out where less
    than half of the rows hold a sodium salt, unless the rows are few: donors, sizes and orbitals order molecules for
    other ions too, and few rows teach little by their components alone. Fragments are of use only where there are many
    molecules.

    Parameters
    ----------
    data : Dataset
    rows : int array of shape (n_rows,)
        Row numbers.

    Returns
    -------
    Columns
    """
    batch = data.batch.take(rows)
    small = len(rows) < SMALL
    return Columns(
        sodium=len(rows) < _FEW or not data.is_own or bool(holds_sodium(batch).mean() >= 0.5),
        formulation=True,
        components=component_names(batch, _LEAST_ROWS["small" if small else "large"]),
        bins=0 if small else _BINS,
        further=tuple(Further.of(data.frame[name].iloc[rows]) for name in data.further),
    )


def predictor_columns(data: Dataset) -> Columns:
    """The columns of a predictor of all quantities of a data set; the catalogue's come first where one needs them."""
    rows = own_rows(data)
    return choose_columns(data, rows) if len(rows) else CATALOGUE


def sized_estimator(
    columns: Columns,
    matrix: Matrix,
    interval: Interval,
    weight: npt.ArrayLike | None,
    groups: npt.ArrayLike | None,
    seed: int,
) -> Blend | IntervalBooster:
    """An unfitted estimator that fits the size of a table: the blend, or the booster for a large one.

    Parameters
    ----------
    columns : Columns
        What the columns of the matrix are.
    matrix : float32 array of shape (n, n_columns)
    interval : Interval
        Labels of the n rows.
    weight : array-like of shape (n,), optional
    groups : array-like of shape (n,), optional
        The paper of each row, kept together when a booster chooses its rounds.
    seed : int

    Returns
    -------
    Blend or IntervalBooster
        The blend for less than `SMALL` rows.

    Raises
    ------
    NacreError
        If a large table has fewer than two papers, or as `IntervalBooster.fit` does.
    """
    if len(matrix) < SMALL:
        return Blend(blocks=columns.blocks, random_state=seed)
    return _boosted(matrix, interval, weight, groups, seed)


def _boosted(
    matrix: Matrix, interval: Interval, weight: npt.ArrayLike | None, groups: npt.ArrayLike | None, seed: int
) -> IntervalBooster:
    """An unfitted booster whose number of rounds was chosen on papers left out of a first fit."""
    papers = np.arange(len(interval)) if groups is None else np.asarray(groups)
    share = np.ones(len(interval)) if weight is None else np.asarray(weight, dtype=np.float64)
    _, train, test = next(iter(paper_folds(papers, 5, 1, seed)))
    known, asked = interval.take(train), interval.take(test)
    trial = IntervalBooster(**_LARGE, n_estimators=_ROUNDS[-1], random_state=seed)
    trial.fit(matrix[train], known.lower, known.upper, share[train])
    losses = []
    for rounds in _ROUNDS:
        margin = trial.booster_[:rounds].inplace_predict(matrix[test], predict_type="margin")
        with np.errstate(divide="ignore"):
            gap = np.maximum(np.maximum(np.log(asked.lower) - margin, margin - np.log(asked.upper)), 0.0)
        losses.append(float(share[test] @ gap**2))
    best = _ROUNDS[int(np.argmin(losses))]
    return IntervalBooster(**_LARGE, n_estimators=best, random_state=seed)
