"""The rule by which a challenger becomes champion: a paired bootstrap over papers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Floats
from ...data.quantity import Judging, Quantity
from ..labels.concordance import comparable
from ..labels.intervals import Interval
from ..validation.scoring import unit_distance

#: Share of draws that must agree before a difference counts.
LEVEL = 0.9
#: How much worse still counts as not worse: 0.02 of concordance, 0.02 decades (5 %) of mean error, or of a quantity
#: that is judged in its unit this share of the error that one constant for all cells has.
MARGIN = 0.02
DRAWS = 2000

RULE = (
    f"The challenger becomes champion where it is not worse on any target and better on at least one. Papers are drawn "
    f"anew {DRAWS} times, the same draw for both; better means that the difference is above 0, not worse that it is "
    f"above -{MARGIN:g}, in at least {LEVEL:.0%} of the draws."
)
#: What is added where a quantity is judged in its unit.
RULE_IN_UNIT = f" Of an error in the unit of its quantity, {MARGIN:.0%} of the error of one constant for all cells."


@dataclass(frozen=True, slots=True)
class Verdict:
    """Champion and challenger on one target.

    Attributes
    ----------
    target, metric : str
        The metric is "concordance" (0 to 1, up is better), "decades" (mean log10 distance to what was measured, down
        is better) or "error" (the same distance in the unit of the quantity).
    champion, challenger : float
        The metric of each.
    gain : float
        By how much the challenger is better, whichever way the metric points.
    low, high : float
        One-sided bounds of the gain at `LEVEL`.
    rows, papers : int
    margin : float
        How much worse still counts as not worse.
    """

    target: str
    metric: str
    champion: float
    challenger: float
    gain: float
    low: float
    high: float
    rows: int
    papers: int
    margin: float = MARGIN

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with the verdict in a word."""
        plain = asdict(self) | {"words": self.words}
        del plain["margin"]
        return plain

    @property
    def is_better(self) -> bool:
        """Whether the challenger is better."""
        return self.low > 0.0

    @property
    def is_not_worse(self) -> bool:
        """Whether the challenger is not worse; without anything to compare it cannot be."""
        return not self.low <= -self.margin

    @property
    def words(self) -> str:
        """The verdict as a word."""
        if np.isnan(self.gain):
            return "nothing to compare"
        if self.is_better:
            return "better"
        if self.high < 0.0:
            return "worse"
        return "not worse" if self.is_not_worse else "not clear"


@dataclass(frozen=True)
class Contest:
    """What champion and challenger predict for the same rows, neither having seen their papers.

    Attributes
    ----------
    champion, challenger : float64 arrays of shape (n_repeats, n)
        On the positive scale of the quantity.
    """

    champion: Floats
    challenger: Floats


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the challenger is promoted, and why.

    Attributes
    ----------
    promote : bool
    reason : str
        For the report, without a full stop.
    """

    promote: bool
    reason: str

    @property
    def foretold(self) -> Decision:
        """The same as a dry run says it, which changes nothing."""
        return Decision(self.promote, re.sub("^promoted", "would be promoted", self.reason)) if self.promote else self


#: How quantities are compared, by how they are judged.
_METRICS = {Judging.SURVIVAL: "concordance", Judging.DECADES: "decades", Judging.UNIT: "error"}


def judge(
    quantity: Quantity, interval: Interval, papers: npt.ArrayLike, contest: Contest, rows: Bools | None = None
) -> Verdict:
    """Compare both on the labelled rows of a quantity, or on some of them.

    Parameters
    ----------
    quantity : Quantity
        `Quantity.judging` says by what: concordance where most outcomes are censored, else the error.
    interval : Interval
        Labels of the n rows.
    papers : array-like of shape (n,)
    contest : Contest
    rows : bool array of shape (n,), optional
        Rows to judge.

    Returns
    -------
    Verdict
        All NaN where there is no row.
    """
    keep = np.arange(len(interval)) if rows is None else np.flatnonzero(rows)
    _, code = np.unique(np.asarray(papers)[keep], return_inverse=True)
    metric = _METRICS[quantity.judging]
    if not len(keep):
        return Verdict(quantity.name, metric, np.nan, np.nan, np.nan, np.nan, np.nan, rows=0, papers=0)
    known, weights = interval.take(keep), _draws(int(code.max()) + 1)
    sides = (contest.champion[:, keep], contest.challenger[:, keep])
    if quantity.judging is Judging.SURVIVAL:
        champion, challenger = (_concordance(side, known, code, weights) for side in sides)
    else:
        champion, challenger = (_closeness(_distance(side, known, quantity), code, weights) for side in sides)
    gain = challenger - champion
    drawn = gain[1:][np.isfinite(gain[1:])]
    low, high = np.quantile(drawn, [1 - LEVEL, LEVEL]) if len(drawn) else (float("nan"), float("nan"))
    sign = 1.0 if quantity.judging is Judging.SURVIVAL else -1.0
    return Verdict(
        target=quantity.name,
        metric=metric,
        champion=sign * float(champion[0]),
        challenger=sign * float(challenger[0]),
        gain=float(gain[0]),
        low=float(low),
        high=float(high),
        rows=len(keep),
        papers=int(code.max()) + 1,
        margin=_margin(known, quantity),
    )


def _margin(interval: Interval, quantity: Quantity) -> float:
    """`MARGIN`, in the unit of a quantity that is judged in it."""
    if quantity.judging is not Judging.UNIT:
        return MARGIN
    constant = np.full(len(interval), np.median(interval.point))
    return MARGIN * float(unit_distance(constant, interval, quantity).mean())


def _draws(n_papers: int) -> Floats:
    """How often each paper is in a draw, shape (1 + DRAWS, n_papers); the first row is the papers as they are."""
    random = np.random.default_rng(0)
    drawn = random.multinomial(n_papers, np.full(n_papers, 1.0 / n_papers), size=DRAWS)
    return np.vstack([np.ones(n_papers), drawn]).astype(np.float64)


def _concordance(predicted: Floats, interval: Interval, code: npt.NDArray[np.intp], weights: Floats) -> Floats:
    """Concordance of each draw, averaged over repeats; a paper drawn twice counts as two papers."""
    pairs = comparable(interval).astype(np.float64)
    right = np.mean([0.5 * (np.sign(row[None, :] - row[:, None]) + 1.0) for row in predicted], axis=0)
    of_paper = np.eye(weights.shape[1])[code]
    counted = of_paper.T @ pairs @ of_paper
    scored = of_paper.T @ (pairs * right) @ of_paper
    with np.errstate(invalid="ignore"):
        return np.asarray(_quadratic(weights, scored) / _quadratic(weights, counted))


def _quadratic(weights: Floats, matrix: Floats) -> Floats:
    return np.asarray(np.einsum("dp,dp->d", weights @ matrix, weights))


def _distance(predicted: Floats, interval: Interval, quantity: Quantity) -> Floats:
    """Distance to the interval, mean over repeats, shape (n,): in decades, or in the unit of the quantity."""
    if quantity.judging is Judging.UNIT:
        return np.asarray(np.mean([unit_distance(one, interval, quantity) for one in predicted], axis=0))
    with np.errstate(divide="ignore"):
        short = np.log10(interval.lower) - np.log10(predicted)
        over = np.log10(predicted) - np.log10(interval.upper)
    return np.asarray(np.maximum(np.maximum(short, over), 0.0).mean(axis=0))


def _closeness(distance: Floats, code: npt.NDArray[np.intp], weights: Floats) -> Floats:
    """Minus the mean distance, for each draw."""
    n_papers = weights.shape[1]
    total = np.bincount(code, weights=distance, minlength=n_papers)
    rows = np.bincount(code, minlength=n_papers)
    return np.asarray(-(weights @ total) / (weights @ rows))


def decide(verdicts: Mapping[str, Verdict]) -> Decision:
    """Apply `RULE`.

    Parameters
    ----------
    verdicts : dict of str to Verdict
        By target.

    Returns
    -------
    Decision
    """
    worse = [name for name, verdict in verdicts.items() if not verdict.is_not_worse]
    better = [name for name, verdict in verdicts.items() if verdict.is_better]
    if worse:
        losses = "; ".join(f"{name} may be worse by {-verdicts[name].low:.3f}" for name in worse)
        margins = " and ".join(dict.fromkeys(f"{verdicts[name].margin:.3g}" for name in worse))
        return Decision(False, f"kept as challenger: {losses}, more than the {margins} that counts as not worse")
    if not better:
        return Decision(False, "kept as challenger: not worse on any target, but better on none")
    return Decision(True, f"promoted: better on {' and '.join(better)}, not worse on any target")


def rule_for(verdicts: Mapping[str, Verdict]) -> str:
    """The rule in words: `RULE`, and `RULE_IN_UNIT` where a quantity is judged in its unit.

    Parameters
    ----------
    verdicts : dict of str to Verdict
        By target.

    Returns
    -------
    str
    """
    return RULE + (RULE_IN_UNIT if any(one.metric == "error" for one in verdicts.values()) else "")
