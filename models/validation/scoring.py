"""The validation table: every metric of every model on left-out papers, with intervals over papers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import spearmanr

from ...data.arrays import Floats, Ints
from ...data.quantity import Judging, Quantity
from ..labels.dataset import Dataset, Labels
from ..labels.intervals import Interval
from ..predictor.bounds import ConformalBound
from ..predictor.cell_predictor import DEFAULT_LEVEL
from .comparison import Settings
from .folds import averaged, bootstrap_by_paper, coverage, lifetime_metrics, overpotential_metrics
from .survival_scores import integrated_brier, judged_times, survival_out_of_paper, uno_concordance

#: Levels at which bounds are judged.
LEVELS = (0.80, 0.90, 0.95)
#: Metrics of a quantity that is judged in its unit.
UNIT_METRICS = ("rmse", "mae", "r2", "spearman")
#: Metrics that get an interval over papers.
_HEADLINES = (
    "c_index", "c_index_uno", "c_index_treated", "pairs_treated_over_control", "reported_hours_concordance_treated",
    "integrated_brier", "log10_mae", *UNIT_METRICS,
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
        Index (target, model); metrics of all targets as columns, averaged over repeats, NaN where a metric does
        not belong to the target (see `Quantity.judging`); `…_low` and `…_high` bound a metric's 95 % interval over
        papers. For each of `LEVELS` ``coverage_certain_<level>`` and ``coverage_possible_<level>`` say how often
        conformal bounds calibrated on the other papers held, ``median_bound_<level>`` is their median, and
        ``bound_factor_<level>`` the median factor between prediction and bound. A quantity that is judged in its unit
        has ``coverage_90_<side>`` instead, from bounds calibrated on the other half of the papers.
    """
    rows = {}
    for (target, name), left_out in predictions.items():
        judge = _Judge(data, target, left_out)
        in_unit = judge.labels.quantity.judging is Judging.UNIT
        rows[target, name] = (
            judge.metrics(np.arange(left_out.shape[1]), judge.papers)
            | (_intervals(judge, settings.seed) if settings.compared else {})
            | (_both_bounds if in_unit else _bound_metrics)(judge.labels, judge.papers, left_out)
        )
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["target", "model"])
    return frame


def judging_of(validation: pd.DataFrame, target: str) -> Judging:
    """By which scores the rows of a target in a validation table were made.

    Parameters
    ----------
    validation : DataFrame
        From `validation_table`.
    target : str
        Name of the quantity.

    Returns
    -------
    Judging
    """
    rows = validation[validation.index.get_level_values("target") == target]
    if "n_c_index" in rows and rows["n_c_index"].notna().any():
        return Judging.SURVIVAL
    return Judging.UNIT if "n_told" in rows and rows["n_told"].notna().any() else Judging.DECADES


class _Judge:
    """Metrics of one model on any choice of labelled rows, averaged over repeats.

    Ties that differ between repeats must not be averaged away in the predictions, so metrics are averaged, not
    predictions.
    """

    def __init__(self, data: Dataset, target: str, predictions: Floats) -> None:
        self.labels = data.labels(target)
        self.papers = data.papers[self.labels.rows]
        self.is_control = data.is_control[self.labels.rows]
        self.predictions = predictions
        if self.labels.quantity.judging is Judging.SURVIVAL:
            self.times = judged_times(self.labels.interval)
            self.curves = [
                survival_out_of_paper(one, self.labels.interval, self.papers, self.times) for one in predictions
            ]

    def metrics(self, rows: Ints, papers: npt.NDArray[np.generic]) -> dict[str, float]:
        """The metrics over drawn rows, with the papers that they count as."""
        each = [self._one(repeat, rows, papers) for repeat in range(len(self.predictions))]
        return dict(pd.DataFrame(each).mean())

    def _one(self, repeat: int, rows: Ints, papers: npt.NDArray[np.generic]) -> dict[str, float]:
        interval, predicted = self.labels.interval.take(rows), self.predictions[repeat][rows]
        match self.labels.quantity.judging:
            case Judging.UNIT:
                return unit_metrics(predicted, interval, self.labels.quantity)
            case Judging.DECADES:
                return overpotential_metrics(predicted, interval)
            case Judging.SURVIVAL:
                return lifetime_metrics(predicted, interval, papers, self.is_control[rows]) | {
                    "c_index_uno": uno_concordance(predicted, interval),
                    "integrated_brier": integrated_brier(self.curves[repeat][rows], interval, self.times),
                }


def unit_metrics(predicted: npt.ArrayLike, interval: Interval, quantity: Quantity) -> dict[str, float]:
    """Errors in the unit of a quantity.

    Parameters
    ----------
    predicted : array-like of shape (n,)
        On the positive scale.
    interval : Interval
        Labels on the positive scale.
    quantity : Quantity

    Returns
    -------
    dict of str to float
        ``rmse`` and ``mae`` of the distance to the label, zero inside an interval; ``r2`` and ``spearman`` over the
        ``n_told`` rows known on both sides, NaN where they are constant; ``n``.
    """
    value, error = quantity.scale.value(predicted), unit_distance(predicted, interval, quantity)
    known = interval.is_two_sided
    middle = (quantity.scale.value(interval.lower)[known] + quantity.scale.value(interval.upper)[known]) / 2
    varies = known.sum() > 1 and np.ptp(middle) > 0
    r2 = 1.0 - np.mean((value[known] - middle) ** 2) / np.var(middle) if varies else np.nan
    rank = spearmanr(value[known], middle).statistic if varies and np.ptp(value[known]) > 0 else np.nan
    return {
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(error)),
        "r2": float(r2),
        "spearman": float(rank),
        "n": float(len(error)),
        "n_told": float(known.sum()),
    }


def unit_distance(predicted: npt.ArrayLike, interval: Interval, quantity: Quantity) -> Floats:
    """Distance of predictions to their labels in the unit of a quantity, zero inside an interval.

    Parameters
    ----------
    predicted : array-like of shape (n,)
        On the positive scale.
    interval : Interval
        Labels on the positive scale.
    quantity : Quantity

    Returns
    -------
    float64 array of shape (n,)
    """
    value = quantity.scale.value(predicted)
    low, high = quantity.scale.value(interval.lower), quantity.scale.value(interval.upper)
    with np.errstate(invalid="ignore"):
        short, over = np.maximum(low - value, 0.0), np.maximum(value - high, 0.0)
    return np.asarray(np.nan_to_num(short) + np.nan_to_num(over))


def _intervals(judge: _Judge, seed: int) -> dict[str, float]:
    """95 % intervals of the headline metrics when papers are drawn anew."""
    drawn = bootstrap_by_paper(judge.metrics, judge.papers, seed=seed)
    headlines = {name: interval for name, interval in drawn.items() if name in _HEADLINES}
    low = {f"{name}_low": interval[0] for name, interval in headlines.items()}
    return low | {f"{name}_high": interval[1] for name, interval in headlines.items()}


def _bound_metrics(labels: Labels, papers: npt.NDArray[np.generic], predictions: Floats) -> dict[str, float]:
    """Coverage and width of the bounds, each paper judged by bounds made of the others."""
    side, mean = labels.quantity.side, averaged(predictions)
    bounds = np.empty((len(LEVELS), len(mean)))
    for paper in np.unique(papers):
        own = papers == paper
        others = ConformalBound.from_out_of_fold(
            mean[~own], labels.interval.take(np.flatnonzero(~own)), papers[~own], side
        )
        for place, level in enumerate(LEVELS):
            bounds[place, own] = others.apply(mean[own], level)
    figures: dict[str, float] = {}
    for place, level in enumerate(LEVELS):
        held = coverage(bounds[place], labels.interval, side, groups=papers)
        percent = f"{100 * level:.0f}"
        figures |= {
            f"coverage_certain_{percent}": held.certain,
            f"coverage_possible_{percent}": held.possible,
            f"median_bound_{percent}": float(np.median(bounds[place])),
            f"bound_factor_{percent}": float(np.median(bounds[place] / mean)),
        }
    return figures


def _both_bounds(labels: Labels, papers: npt.NDArray[np.generic], predictions: Floats) -> dict[str, float]:
    """How often each bound at the default level held, calibrated on the papers of the other half."""
    mean, interval = averaged(predictions), labels.interval
    half = np.isin(papers, np.unique(papers)[::2])
    figures = {}
    for side in labels.quantity.sides:
        bound = np.full(len(mean), np.nan)
        for own in (half, ~half):
            calibrated = ConformalBound.from_out_of_fold(
                mean[~own], interval.take(np.flatnonzero(~own)), papers[~own], side
            )
            bound[own] = calibrated.apply(mean[own], DEFAULT_LEVEL)
        figures[f"coverage_90_{side}"] = coverage(bound, interval, side, groups=papers).certain
    return figures
