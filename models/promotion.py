"""The rule by which a challenger becomes champion: a paired bootstrap over papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .concordance import comparable
from .labels import Interval

Floats = npt.NDArray[np.float64]

#: Share of draws that must agree before a difference counts.
LEVEL = 0.9
#: How much worse still counts as not worse: 0.02 of concordance, or 0.02 decades (5 %) of mean error.
MARGIN = 0.02
DRAWS = 2000

RULE = (
    f"The challenger becomes champion where it is not worse on any target and better on at least one. Papers are drawn "
    f"anew {DRAWS} times, the same draw for both; better means that the difference is above 0, not worse that it is "
    f"above -{MARGIN:g}, in at least {LEVEL:.0%} of the draws."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Champion and challenger on one target.

    Attributes
    ----------
    target, metric : str
        The metric is "concordance" (0 to 1, up is better) or "decades" (mean log10 distance to what was measured,
        down is better).
    champion, challenger : float
        The metric of each.
    gain : float
        By how much the challenger is better, whichever way the metric points.
    low, high : float
        One-sided bounds of the gain at `LEVEL`.
    rows, papers : int
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

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with the verdict in a word."""
        return asdict(self) | {"words": self.words}

    @property
    def is_better(self) -> bool:
        """Whether the challenger is better."""
        return self.low > 0.0

    @property
    def is_not_worse(self) -> bool:
        """Whether the challenger is not worse; without anything to compare it cannot be."""
        return not self.low <= -MARGIN

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
    """Whether the challenger is promoted, and why."""

    promote: bool
    reason: str


def judge(
    target: str, interval: Interval, papers: npt.ArrayLike, contest: Contest, rows: npt.NDArray[np.bool_] | None = None
) -> Verdict:
    """Compare both on the labelled rows of a target, or on some of them.

    Parameters
    ----------
    target : str
        Lifetimes are judged by concordance, since most are censored; everything else by its error.
    interval : Interval
        Labels of the n rows.
    papers : array-like of shape (n,)
    contest : Contest
    rows : bool array of shape (n,), optional
        Rows to judge.
    """
    keep = np.arange(len(interval)) if rows is None else np.flatnonzero(rows)
    _, code = np.unique(np.asarray(papers)[keep], return_inverse=True)
    metric = "concordance" if target == "lifetime" else "decades"
    if not len(keep):
        return Verdict(target, metric, np.nan, np.nan, np.nan, np.nan, np.nan, rows=0, papers=0)
    known = interval.take(keep)
    score = _concordance if metric == "concordance" else _closeness
    weights = _draws(int(code.max()) + 1)
    sides = (contest.champion, contest.challenger)
    champion, challenger = (score(side[:, keep], known, code, weights) for side in sides)
    gain = challenger - champion
    drawn = gain[1:][np.isfinite(gain[1:])]
    low, high = np.quantile(drawn, [1 - LEVEL, LEVEL]) if len(drawn) else (float("nan"), float("nan"))
    sign = 1.0 if metric == "concordance" else -1.0
    return Verdict(
        target=target,
        metric=metric,
        champion=sign * float(champion[0]),
        challenger=sign * float(challenger[0]),
        gain=float(gain[0]),
        low=float(low),
        high=float(high),
        rows=len(keep),
        papers=int(code.max()) + 1,
    )


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


def _closeness(predicted: Floats, interval: Interval, code: npt.NDArray[np.intp], weights: Floats) -> Floats:
    """Minus the mean distance to the interval in decades, for each draw."""
    with np.errstate(divide="ignore"):
        short = np.log10(interval.lower) - np.log10(predicted)
        over = np.log10(predicted) - np.log10(interval.upper)
    distance = np.maximum(np.maximum(short, over), 0.0).mean(axis=0)
    n_papers = weights.shape[1]
    total = np.bincount(code, weights=distance, minlength=n_papers)
    rows = np.bincount(code, minlength=n_papers)
    return np.asarray(-(weights @ total) / (weights @ rows))


def decide(verdicts: Mapping[str, Verdict]) -> Decision:
    """Apply `RULE`."""
    worse = [name for name, verdict in verdicts.items() if not verdict.is_not_worse]
    better = [name for name, verdict in verdicts.items() if verdict.is_better]
    if worse:
        told = "; ".join(f"{name} may be worse by {-verdicts[name].low:.3f}" for name in worse)
        return Decision(False, f"kept as challenger: {told}, more than the {MARGIN:g} that counts as not worse")
    if not better:
        return Decision(False, "kept as challenger: not worse on any target, but better on none")
    return Decision(True, f"promoted: better on {' and '.join(better)}, not worse on any target")
