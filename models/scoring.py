"""The validation table: every metric of every model on left-out papers, with intervals over papers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .bounds import ConformalBound
from .comparison import Settings
from .dataset import Dataset
from .survival import integrated_brier, judged_times, survival_out_of_paper, uno_concordance
from .validation import averaged, bootstrap_by_paper, coverage, lifetime_metrics, overpotential_metrics

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

#: Levels at which bounds are judged.
LEVELS = (0.80, 0.90, 0.95)
#: Metrics that get an interval over papers.
_HEADLINES = (
    "c_index", "c_index_uno", "c_index_treated", "pairs_treated_over_control", "reported_hours_concordance_treated",
    "integrated_brier", "log10_mae", "spearman",
)  # fmt: skip


def validation_table(data: Dataset, predictions: dict[tuple[str, str], Floats], settings: Settings) -> pd.DataFrame:
    """Leave-paper-out metrics of every model.

    Parameters
    ----------
    data : Dataset
    predictions : dict of (target, model) to array of shape (n_repeats, n_labelled)
        From `cross_predictions`.
    settings : Settings

    Returns
    -------
    DataFrame
        Index (target, model); metrics of both targets as columns, averaged over repeats, NaN where a metric does
        not belong to the target; `…_low` and `…_high` bound a metric's 95 % interval over papers. For each of `LEVELS`
        ``coverage_certain_<level>`` and ``coverage_possible_<level>`` say how often conformal bounds calibrated on the
        other papers held, ``median_bound_<level>`` is their median, and ``bound_factor_<level>`` the median factor
        between prediction and bound.
    """
    rows = {}
    for (target, name), found in predictions.items():
        judge = _Judge(data, target, found)
        everything = np.arange(found.shape[1])
        rows[target, name] = (
            judge.metrics(everything, judge.papers)
            | (_intervals(judge, settings.seed) if settings.compared else {})
            | _bound_metrics(data, target, found)
        )
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["target", "model"])
    return frame


class _Judge:
    """Metrics of one model on any choice of labelled rows, averaged over repeats.

    Ties that differ between repeats must not be averaged away in the predictions, so metrics are averaged, not
    predictions.
    """

    def __init__(self, data: Dataset, target: str, predictions: Floats) -> None:
        self.target = target
        self.labels = data.labels(target)
        self.papers = data.papers[self.labels.rows]
        self.is_control = data.is_control[self.labels.rows]
        self.predictions = predictions
        if target == "lifetime":
            self.times = judged_times(self.labels.interval)
            self.curves = [
                survival_out_of_paper(one, self.labels.interval, self.papers, self.times) for one in predictions
            ]

    def metrics(self, rows: Rows, papers: npt.NDArray[np.generic]) -> dict[str, float]:
        """The metrics over drawn rows, with the papers that they count as."""
        each = [self._one(repeat, rows, papers) for repeat in range(len(self.predictions))]
        return dict(pd.DataFrame(each).mean())

    def _one(self, repeat: int, rows: Rows, papers: npt.NDArray[np.generic]) -> dict[str, float]:
        interval, predicted = self.labels.interval.take(rows), self.predictions[repeat][rows]
        if self.target == "overpotential":
            return overpotential_metrics(predicted, interval)
        return lifetime_metrics(predicted, interval, papers, self.is_control[rows]) | {
            "c_index_uno": uno_concordance(predicted, interval),
            "integrated_brier": integrated_brier(self.curves[repeat][rows], interval, self.times),
        }


def _intervals(judge: _Judge, seed: int) -> dict[str, float]:
    """95 % intervals of the headline metrics when papers are drawn anew."""
    found = bootstrap_by_paper(judge.metrics, judge.papers, seed=seed)
    headlines = {name: interval for name, interval in found.items() if name in _HEADLINES}
    low = {f"{name}_low": interval[0] for name, interval in headlines.items()}
    return low | {f"{name}_high": interval[1] for name, interval in headlines.items()}


def _bound_metrics(data: Dataset, target: str, predictions: Floats) -> dict[str, float]:
    """Coverage and width of the bounds, each paper judged by bounds made of the others."""
    labels = data.labels(target)
    side = labels.quantity.sides[0]
    papers = data.papers[labels.rows]
    mean = averaged(predictions)
    bounds = np.empty((len(LEVELS), len(mean)))
    for paper in np.unique(papers):
        own = papers == paper
        others = ConformalBound.from_out_of_fold(
            mean[~own], labels.interval.take(np.flatnonzero(~own)), papers[~own], side
        )
        for place, level in enumerate(LEVELS):
            bounds[place, own] = others.apply(mean[own], level)
    found: dict[str, float] = {}
    for place, level in enumerate(LEVELS):
        held = coverage(bounds[place], labels.interval, side, groups=papers)
        percent = f"{100 * level:.0f}"
        found |= {
            f"coverage_certain_{percent}": held.certain,
            f"coverage_possible_{percent}": held.possible,
            f"median_bound_{percent}": float(np.median(bounds[place])),
            f"bound_factor_{percent}": float(np.median(bounds[place] / mean)),
        }
    return found
