"""A quantity of a lab's own: its scale, its columns, and the model that fits the size of the table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ..data.batch import CellBatch
from ..data.lab import LabTable
from ..data.notation import format_cell
from ..features.columns import Columns, Further
from ..features.formulation import component_names, holds_sodium
from .blend import Blend
from .dataset import CONFIDENCE, Dataset, make_labels
from .interval import IntervalBooster
from .quantity import Quantity, Scale
from .validation import paper_folds

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

#: Tables with fewer rows get the blend, larger ones the booster alone with fingerprints.
SMALL = 1000
#: A species in fewer rows of training is counted among the other components.
_LEAST_ROWS = {"small": 1, "large": 5}
_BINS = 256
#: A value at a limit of a bounded quantity is taken to lie within this share of the range.
_AT_LIMIT = 1e-3
#: Rounds among which a large table chooses, on a fifth of the papers left out.
_ROUNDS = (200, 400, 600, 900, 1200, 1600, 2000, 2500, 3000)
_LARGE: dict[str, Any] = {
    "max_depth": 6, "learning_rate": 0.05, "colsample": 0.7, "subsample": 0.8, "reg_lambda": 1.0,
    "min_child_weight": 1.0, "trees_per_round": 1, "sigma": 1.0,
}  # fmt: skip


def lab_quantity(
    table: LabTable, *, limits: tuple[float, float] | None = None, log: bool = False, minimize: bool = False
) -> Quantity:
    """The quantity of a table: bounded where it has limits, else logarithmic or linear.

    A linear scale counts in standard deviations of the table from its median.
    """
    point = _points(table)
    if limits is not None:
        scale = Scale("bounded", limits[0], limits[1] - limits[0])
    elif log:
        scale = Scale("log")
    else:
        scale = Scale("linear", float(np.median(point)), float(np.std(point)) or 1.0)
    sides = ("upper", "lower") if minimize else ("lower", "upper")
    return Quantity(table.target, higher_is_better=not minimize, sides=sides, scale=scale)  # type: ignore[arg-type]


def _points(table: LabTable) -> Floats:
    """One value a row: the middle of its interval, or the end that is known."""
    lower = np.where(np.isfinite(table.lower), table.lower, table.upper)
    upper = np.where(np.isfinite(table.upper), table.upper, table.lower)
    return (lower + upper) / 2


def positive_interval(quantity: Quantity, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Bounds in the unit of a quantity as labels on its positive scale; infinite ones are open."""
    scale = quantity.scale
    if scale.kind == "bounded":
        margin = _AT_LIMIT * scale.step
        upper = np.where(upper <= scale.origin, scale.origin + margin, upper)
        lower = np.where(lower >= scale.origin + scale.step, scale.origin + scale.step - margin, lower)
        upper = np.where(upper >= scale.origin + scale.step, np.inf, upper)
    low = np.zeros(len(lower))
    high = np.full(len(upper), np.inf)
    low[np.isfinite(lower)] = scale.positive(lower[np.isfinite(lower)])
    high[np.isfinite(upper)] = scale.positive(upper[np.isfinite(upper)])
    return low, high


@dataclass(frozen=True)
class LabData(Dataset):
    """A lab's table, ready to learn from; `features` is empty, since columns are chosen inside each fold.

    Attributes
    ----------
    further : tuple of str
        Columns of `frame` that are features.
    remarks : tuple of str
    """

    further: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def lab_data(table: LabTable, quantity: Quantity) -> LabData:
    """Turn a checked table into cells and labels."""
    import pandas as pd

    frame = table.frame.assign(cell=[format_cell(cell) for cell in table.cells])
    papers = frame["paper"].to_numpy(dtype=object)
    low, high = (pd.Series(side) for side in positive_interval(quantity, table.lower, table.upper))
    # A lab chooses its series itself: a long one is no louder voice, as it is among published papers.
    confidence = np.array([CONFIDENCE[word] for word in frame["confidence"]], dtype=np.float64)
    text = frame.assign(lower=table.lower, upper=table.upper).to_csv(index=False)
    return LabData(
        frame=frame,
        batch=CellBatch.from_cells(table.cells),
        features=np.empty((len(frame), 0), dtype=np.float32),
        papers=papers,
        is_control=frame["is_control"].to_numpy(dtype=float) > 0.5,
        outcomes={quantity.name: make_labels(quantity, low, high, papers, confidence, papers_alike=False)},
        digest=hashlib.sha256(text.encode()).hexdigest(),
        further=table.further,
        remarks=table.remarks,
    )


def choose_columns(data: LabData, rows: Rows) -> Columns:
    """The columns for training on some rows, which alone decide on components, words and ranges.

    The catalogue's electrolyte columns are about sodium: they stay out where less than half of the rows hold a sodium
    salt. Fragments are of use only where there are many molecules.
    """
    batch = data.batch.take(rows)
    small = len(rows) < SMALL
    return Columns(
        sodium=bool(holds_sodium(batch).mean() >= 0.5),
        formulation=True,
        components=component_names(batch, _LEAST_ROWS["small" if small else "large"]),
        bins=0 if small else _BINS,
        further=tuple(Further.of(data.frame[name].iloc[rows]) for name in data.further),
    )


class LabModel:
    """Columns and estimator together, fitted on row numbers of a `LabData`: what validation and training call.

    Parameters
    ----------
    data : LabData
    seed : int
    make : callable, optional
        Gives the estimator for some columns and number of rows; by default the one that fits the size of the table.
    groups : tuple of str
        Groups of columns that it sees; all where empty.

    Attributes
    ----------
    columns_ : Columns
    estimator_ : estimator
    """

    def __init__(
        self, data: LabData, seed: int = 0, make: Callable[[], Any] | None = None, groups: tuple[str, ...] = ()
    ) -> None:
        self.data = data
        self.seed = seed
        self.make = make
        self.groups = groups

    def fit(
        self,
        X: Rows,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Learn from the rows numbered by `X`, shape (n, 1)."""
        self.columns_ = choose_columns(self.data, np.asarray(X).reshape(-1))
        matrix = self.matrix(X)
        if self.make is not None:
            estimator = self.make()
        elif len(matrix) < SMALL:
            estimator = Blend(blocks=self.columns_.blocks, random_state=self.seed)
        else:
            estimator = _boosted(matrix, lower, upper, sample_weight, groups, self.seed)
        self.estimator_ = estimator.fit(matrix, lower, upper, sample_weight, groups)
        return self

    def predict(self, X: Rows) -> Floats:
        """Predictions on the positive scale for the rows numbered by `X`, shape (n, 1)."""
        return np.asarray(self.estimator_.predict(self.matrix(X)))

    def matrix(self, X: Rows) -> npt.NDArray[np.float32]:
        """The columns that the estimator sees, for the rows numbered by `X`."""
        rows = np.asarray(X).reshape(-1)
        found = self.columns_.matrix(self.data.batch.take(rows), self.data.frame.iloc[rows])
        if not self.groups:
            return found
        return found[:, [entry.group in self.groups for entry in self.columns_.entries]]


def _boosted(
    matrix: npt.NDArray[np.float32],
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    weight: npt.ArrayLike | None,
    groups: npt.ArrayLike | None,
    seed: int,
) -> IntervalBooster:
    """An unfitted booster whose number of rounds was chosen on papers left out of a first fit."""
    low, high = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
    papers = np.arange(len(low)) if groups is None else np.asarray(groups)
    share = np.ones(len(low)) if weight is None else np.asarray(weight, dtype=np.float64)
    _, train, test = next(iter(paper_folds(papers, 5, 1, seed)))
    trial = IntervalBooster(**_LARGE, n_estimators=_ROUNDS[-1], random_state=seed)
    trial.fit(matrix[train], low[train], high[train], share[train])
    losses = []
    for rounds in _ROUNDS:
        margin = trial.booster_[:rounds].inplace_predict(matrix[test], predict_type="margin")
        with np.errstate(divide="ignore"):
            gap = np.maximum(np.maximum(np.log(low[test]) - margin, margin - np.log(high[test])), 0.0)
        losses.append(float(share[test] @ gap**2))
    best = _ROUNDS[int(np.argmin(losses))]
    return IntervalBooster(**_LARGE, n_estimators=best, random_state=seed)
