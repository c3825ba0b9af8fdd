"""Champion and challenger on a lab's own next cells: every formulation predicted by a model that never saw it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...data.arrays import Bools, Floats, Ints, Texts
from ...data.batch.cells import CellBatch
from ...data.measured.own import taken
from ...data.measured.tables import CellTable
from ...data.quantity import Judging
from ..labels.intervals import Interval
from ..predictor.cell_predictor import CellPredictor
from ..predictor.lab import LabTerm
from ..predictor.own_cells import formulations, seen
from ..predictor.survival import HORIZONS, lognormal_chance
from ..predictor.target import UNTREATED, Target
from .rule import DRAWS, LEVEL, Decision

#: Fewer formulations with new cells decide nothing: chance would.
LEAST_FORMULATIONS = 3
#: How much worse still counts as not worse, and what a better chance is better by: decades of the mean error, or the
#: Brier score. Chosen on simulated labs (`benchmarks/own_lab_simulated.py`).
MARGIN = 0.01
RULE = (
    f"The challenger becomes champion where it foresees the lab's own cells better: each formulation, with all its "
    f"replicates and conditions, is predicted by models that never saw it. Formulations are drawn anew {DRAWS} times; "
    f"better means that in at least {LEVEL:.0%} of draws the mean error of a quantity (decades) is smaller, or the "
    f"Brier score of its chances to last by {MARGIN:g}; and none of them may be worse by more than {MARGIN:g} on the "
    f"cells as they are. New cells of fewer than {LEAST_FORMULATIONS} formulations decide nothing. Predictions for the "
    "literature stay as they were."
)

#: More formulations than this are left out several at once.
_MOST_FOLDS = 40
_METRIC = {"decades": "error in decades", "brier": "chance to last"}


@dataclass(frozen=True, slots=True)
class OwnVerdict:
    """Champion and challenger on one quantity of a lab's own cells, their formulations left out.

    Attributes
    ----------
    target, metric : str
        The metric is "decades" (mean log10 distance to what was seen) or "brier" (of the chance to last).
    champion, challenger : float
        Lower is better.
    gain, low, high : float
        By how much the challenger is better, with one-sided bounds at `LEVEL`.
    cells, formulations : int
    """

    target: str
    metric: str
    champion: float
    challenger: float
    gain: float
    low: float
    high: float
    cells: int
    formulations: int

    @property
    def words(self) -> str:
        """The verdict as a word."""
        if self.low > (MARGIN if self.metric == "brier" else 0.0) and self.gain > 0.0:
            return "better"
        if self.gain < -MARGIN:
            return "worse"
        return "not worse"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with the verdict in a word."""
        return asdict(self) | {"words": self.words}


@dataclass(frozen=True)
class OwnContest:
    """The outcome of a comparison on own cells.

    Attributes
    ----------
    source : str
    verdicts : list of OwnVerdict
    cells : DataFrame
        One row a cell and quantity: `record_id`, `cell`, `formulation`, `replicate`, `is_new`, `quantity`, `lower` and
        `upper` (what was seen), and what each foretold, its formulation left out: `champion`, `challenger`,
        `challenger_low`, `challenger_high` (80 % of such cells).
    new_formulations : int
        Formulations of the cells that the champion does not know.
    scatter : dict of str to float
        By quantity the factor between cells made alike, one standard deviation.
    factor : dict of str to float
        By quantity what the lab's cells are times the literature's prediction, on the whole.
    """

    source: str
    verdicts: list[OwnVerdict]
    cells: pd.DataFrame
    new_formulations: int
    scatter: dict[str, float]
    factor: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "source": self.source,
            "verdicts": [one.to_dict() for one in self.verdicts],
            "cells": self.cells.astype(object).where(self.cells.notna(), None).to_dict("records"),
            "new_formulations": self.new_formulations,
            "scatter": self.scatter,
            "factor": self.factor,
            "rule": RULE,
        }


def compare_own(
    champion: CellPredictor,
    challenger: CellPredictor,
    table: CellTable,
    source: str,
    known: Collection[str],
) -> OwnContest:
    """Judge two published models on a lab's cells, each with what the cells that it knows add.

    Parameters
    ----------
    champion, challenger : CellPredictor
        Published models, without a lab term; the same one where the literature has not changed.
    table : CellTable
        All own cells.
    source : str
        The lab's name.
    known : collection of str
        Ids of the cells that the champion has learned from; none where it is the published model.

    Returns
    -------
    OwnContest
    """
    is_known = table.frame["record_id"].isin(list(known)).to_numpy()
    made = formulations(table.cells)
    parts, verdicts, scatter, factor = [], [], {}, {}
    for name, target in challenger.targets.items():
        interval, stated = seen(table, target.quantity)
        if not stated.any():
            continue
        rows = np.flatnonzero(stated)
        own = taken(table, stated)
        old = left_out(champion, champion.target(name), own, interval, made[rows], is_known[rows], source)
        new = left_out(challenger, target, own, interval, made[rows], np.ones(len(rows), dtype=bool), source)
        scatter[name], factor[name] = new.scatter, new.factor
        verdicts += _verdicts(target, interval, made[rows], old, new)
        parts.append(_rows(own, target, interval, made[rows], ~is_known[rows], old, new))
    cells = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return OwnContest(source, verdicts, cells, len(np.unique(made[~is_known])), scatter, factor)


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Predictions of own cells whose formulation was left out.

    Attributes
    ----------
    positive : float64 array of shape (n,)
    spread : float64 array of shape (n,) or None
        Standard deviation of the natural logarithm; None for a published model alone.
    chance : float64 array of shape (n, n_horizons)
        To last `HORIZONS`; no columns for a quantity that is not judged by survival.
    scatter : float
        Factor between cells made alike, one standard deviation.
    factor : float
        What the known cells are times the literature's prediction, on the whole; NaN without any, as the scatter.
    """

    positive: Floats
    spread: Floats | None
    chance: Floats
    scatter: float = float("nan")
    factor: float = float("nan")


def left_out(
    published: CellPredictor, target: Target, own: CellTable, interval: Interval, made: Texts, known: Bools, source: str
) -> LeftOut:
    """Predict each own cell with a lab term that learned from the known cells of other formulations.

    The sizes of the term are those of all known cells, since a few formulations move them little.

    Parameters
    ----------
    published : CellPredictor
    target : Target
        One of its targets.
    own : CellTable
        n own cells that state the quantity.
    interval : Interval
        What was seen of them.
    made : array of str of shape (n,)
        Their formulations.
    known : bool array of shape (n,)
        Which of them the model may learn from.
    source : str

    Returns
    -------
    LeftOut
    """
    features = published.featurize(CellBatch.from_cells(own.cells))
    positive = target.published(features)
    if not known.any():
        untreated = features[:, published.feature_names.index(UNTREATED)] > 0
        chance = target.survival.chance(positive, untreated, HORIZONS) if target.survival else np.empty((len(made), 0))
        return LeftOut(positive, None, chance)
    level = np.log(positive)
    whole = LabTerm.fit(source, features[known], level[known], interval.take(np.flatnonzero(known)), published.evidence)
    mean, spread = np.zeros(len(made)), np.empty(len(made))
    fold = _folds(made)
    for one in np.unique(fold):
        asked, learned = fold == one, np.flatnonzero(known & (fold != one))
        if len(learned):
            term = LabTerm.fit(
                source, features[learned], level[learned], interval.take(learned), published.evidence, whole.theta
            )
            mean[asked], spread[asked] = term.predict(features[asked], level[asked])
        else:
            spread[asked] = whole.unlearned_spread
    found = positive * np.exp(mean)
    chance = lognormal_chance(found, spread, HORIZONS) if target.survival else np.empty((len(made), 0))
    return LeftOut(found, spread, chance, float(np.exp(whole.scatter)), float(np.exp(whole.shift)))


def _folds(made: Texts) -> Ints:
    """A fold for each formulation, or `_MOST_FOLDS` of several."""
    return np.asarray(np.unique(made, return_inverse=True)[1] % _MOST_FOLDS)


def _verdicts(target: Target, interval: Interval, made: Texts, old: LeftOut, new: LeftOut) -> list[OwnVerdict]:
    _, code = np.unique(made, return_inverse=True)
    name, n = target.quantity.name, len(made)
    before, after = (decades(one.positive, interval) for one in (old, new))
    found = [_judged(name, "decades", before, after, np.ones(n), code)]
    if target.quantity.judging is Judging.SURVIVAL and new.chance.shape[1]:
        pairs = [_brier(one.chance, interval) for one in (old, new)]
        found.append(_judged(name, "brier", pairs[0][0], pairs[1][0], pairs[0][1], code))
    return [one for one in found if np.isfinite(one.gain)]


def decades(predicted: Floats, interval: Interval) -> Floats:
    """Distance of predictions to what was seen, in decades; zero inside the bounds.

    Parameters
    ----------
    predicted : float64 array of shape (n,)
    interval : Interval

    Returns
    -------
    float64 array of shape (n,)
    """
    with np.errstate(divide="ignore"):
        low, high = np.log10(interval.lower), np.log10(interval.upper)
    guess = np.log10(predicted)
    return np.asarray(np.maximum(np.maximum(low - guess, guess - high), 0.0))


def _brier(chance: Floats, interval: Interval) -> tuple[Floats, Floats]:
    """Sum of the squared errors of the chances over horizons at which it is known whether the cell ran; how many."""
    times = np.array(HORIZONS)[None, :]
    ran, ended = interval.lower[:, None] >= times, interval.upper[:, None] <= times
    error = np.where(ran, (1 - chance) ** 2, np.where(ended, chance**2, 0.0))
    return error.sum(axis=1), (ran | ended).sum(axis=1).astype(np.float64)


def _judged(name: str, metric: str, old: Floats, new: Floats, count: Floats, code: Any) -> OwnVerdict:  # noqa: ANN401 - codes
    """Sums by formulation as means over draws of formulations."""
    size = int(code.max()) + 1
    sums = np.stack([np.bincount(code, weights=values, minlength=size) for values in (old, new, count)])
    drawn = np.random.default_rng(0).multinomial(size, np.full(size, 1.0 / size), size=DRAWS)
    weights = np.vstack([np.ones(size), drawn])
    with np.errstate(invalid="ignore", divide="ignore"):
        champion, challenger = (weights @ one / (weights @ sums[2]) for one in sums[:2])
    gain = champion - challenger
    told = gain[1:][np.isfinite(gain[1:])]
    low, high = np.quantile(told, [1 - LEVEL, LEVEL]) if len(told) else (float("nan"), float("nan"))
    return OwnVerdict(
        name, metric, float(champion[0]), float(challenger[0]), float(gain[0]), float(low), float(high),
        int((count > 0).sum()), size,
    )  # fmt: skip


def _rows(
    own: CellTable, target: Target, interval: Interval, made: Texts, is_new: Bools, old: LeftOut, new: LeftOut
) -> pd.DataFrame:
    value = target.quantity.scale.value
    spread = np.full(len(made), np.nan) if new.spread is None else new.spread
    group = own.frame["replicate"].astype(str) if "replicate" in own.frame else pd.Series([""] * len(made))
    return pd.DataFrame(
        {
            "record_id": own.frame["record_id"].to_numpy(),
            "cell": [str(cell) for cell in own.cells],
            "formulation": made,
            "replicate": np.where(group == "", [str(cell) for cell in own.cells], group),
            "is_new": is_new,
            "quantity": target.quantity.name,
            "unit": target.quantity.unit,
            "lower": value(interval.lower),
            "upper": value(interval.upper),
            "champion": value(old.positive),
            "challenger": value(new.positive),
            "challenger_low": value(new.positive * np.exp(-1.2816 * spread)),
            "challenger_high": value(new.positive * np.exp(1.2816 * spread)),
            "champion_decades": decades(old.positive, interval),
            "challenger_decades": decades(new.positive, interval),
        }
    )


def decide_own(contest: OwnContest, *, force: bool = False) -> Decision:
    """Apply `RULE`.

    Parameters
    ----------
    contest : OwnContest
    force : bool
        Promote in any case.

    Returns
    -------
    Decision
    """
    where = f"on the cells of {contest.source}"
    better = [f"{one.target} ({_METRIC[one.metric]})" for one in contest.verdicts if one.words == "better"]
    worse = [one for one in contest.verdicts if one.words == "worse"]
    if force:
        return Decision(True, f"promoted, as --force asks, whatever the contest says {where}")
    if contest.new_formulations < LEAST_FORMULATIONS:
        count = contest.new_formulations
        told = f"new cells of {count} formulation{'s' * (count != 1)} {where}"
        return Decision(False, f"kept as challenger: {told}, {LEAST_FORMULATIONS} at least decide (--force promotes)")
    if worse:
        losses = "; ".join(f"{one.target} ({_METRIC[one.metric]}) is worse by {-one.gain:.3f}" for one in worse)
        return Decision(False, f"kept as challenger: {losses} {where}, more than {MARGIN:g}")
    if not better:
        return Decision(False, f"kept as challenger: not worse {where}, but not clearly better either")
    return Decision(True, f"promoted: better {where} ({' and '.join(better)}), not worse in anything")
