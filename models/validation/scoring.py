"""The validation table: every metric of every model on left-out papers, with intervals over papers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import spearmanr

from ...data.arrays import Floats, Ints
from ...data.quantity import Judging, Quantity
from ...features.columns import CATALOGUE
from ..labels.dataset import Dataset, Labels
from ..labels.intervals import Interval
from ..predictor.bounds import ConformalBound
from ..predictor.evidence import Evidence, evidence_weights, mean_use
from ..predictor.survival import HORIZONS, SurvivalChance
from ..predictor.target import DEFAULT_LEVEL, UNTREATED
from .comparison import (
    CONSTANT,
    CONTROL_OR_NOT,
    PROTOCOL_ONLY,
    REFITTED,
    SIZED,
    YEAR_AND_ORIGIN,
    Settings,
    contenders,
    fit_one,
)
from .folds import averaged, coverage, lifetime_metrics, overpotential_metrics
from .refitting import redrawn, refitted, spread
from .survival_scores import (
    chances_out_of_paper,
    horizon_metrics,
    integrated_brier,
    judged_times,
    survival_out_of_paper,
    uno_concordance,
)
from .told_scores import told_metrics

#: Levels at which bounds are judged.
LEVELS = (0.80, 0.90, 0.95)
#: Metrics of a quantity that is judged in its unit.
UNIT_METRICS = ("rmse", "mae", "r2", "spearman")
#: Draws of a model that is slow to fit.
_FEW_DRAWS = 10
#: The thirds of distance to the known cells, nearest first.
THIRDS = ("near", "middle", "far")
#: Models that are not told whether anything protects the sodium.
_BLIND = (CONSTANT, PROTOCOL_ONLY, YEAR_AND_ORIGIN)
#: Metrics that get an interval over papers.
_HEADLINES = (
    "c_index", "c_index_treated", "pairs_treated_over_control", "pairs_treatment_over_treatment",
    "reported_hours_concordance_treated", "told_concordance_alike", "brier", "log10_mae", "log10_mae_treated",
    "bias_failed", "bias_control", "bias_treated", *UNIT_METRICS,
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
        papers, refit included, of the models of `REFITTED`; `…_gain` is nacre's figure less that of control or not,
        with its interval. For each of `LEVELS` ``coverage_certain_<level>`` and ``coverage_possible_<level>`` say how
        often conformal bounds calibrated on the other papers held, ``median_bound_<level>`` is their median, and
        ``bound_factor_<level>`` the median factor between prediction and bound. A quantity that is judged in its unit
        has ``coverage_90_<side>`` instead, from bounds calibrated on the other half of the papers.
    """
    rows: dict[tuple[str, str], dict[str, float]] = {}
    for target in dict.fromkeys(target for target, _ in predictions):
        made = {name: left_out for (one, name), left_out in predictions.items() if one == target}
        rows |= {(target, name): figures for name, figures in _judged(data, target, made, settings).items()}
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["target", "model"])
    return frame


def _judged(
    data: Dataset, target: str, predictions: dict[str, Floats], settings: Settings
) -> dict[str, dict[str, float]]:
    """The figures of all models of a target."""
    judges = {
        name: _Judge(data, target, left_out, knows_cell=name not in _BLIND) for name, left_out in predictions.items()
    }
    found = {name: judge.metrics() for name, judge in judges.items()}
    if settings.compared:
        intervals = _intervals(judges, found, data, target, settings)
        found = {name: figures | intervals[name] for name, figures in found.items()}
    labels, papers = data.labels(target), data.papers[data.labels(target).rows]
    if labels.quantity.judging is Judging.UNIT:
        return {name: found[name] | _both_bounds(labels, papers, one) for name, one in predictions.items()}
    distance = _distance(data, target, settings)
    return {name: found[name] | _bound_metrics(labels, papers, one, distance) for name, one in predictions.items()}


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
    """Metrics of one model on any choice of labelled rows.

    Ties that differ between repeats must not be averaged away in the predictions, so metrics are averaged, not
    predictions.
    """

    def __init__(self, data: Dataset, target: str, predictions: Floats, *, knows_cell: bool) -> None:
        self.labels = data.labels(target)
        rows = self.labels.rows
        self.papers, self.is_control = data.papers[rows], data.is_control[rows]
        self.predictions = predictions
        if self.labels.quantity.judging is Judging.SURVIVAL:
            untreated = data.features[rows, CATALOGUE.names.index(UNTREATED)] > 0
            self.is_untreated = untreated & knows_cell
            self.failed = ~self.labels.interval.is_right_censored
            self.published = _published(data, rows)
            self.times = judged_times(self.labels.interval)

    def metrics(self) -> dict[str, float]:
        """The metrics over all rows, averaged over repeats."""
        everything = np.arange(self.predictions.shape[1])
        each = [self._one(everything, predicted) | self._curves(predicted) for predicted in self.predictions]
        return dict(pd.DataFrame(each).mean())

    def redrawn(self, rows: Ints, predicted: Floats, learned_from: Ints) -> dict[str, float]:
        """The metrics of a refit over rows that it has not seen; the chances are calibrated on what it has seen."""
        found = self._one(rows, predicted)
        if self.labels.quantity.judging is Judging.SURVIVAL:
            interval, some = self.labels.interval, np.unique(learned_from)
            curve = SurvivalChance.fit(averaged(self.predictions)[some], self.is_untreated[some], interval.take(some))
            if curve is not None:
                chances = curve.chance(predicted, self.is_untreated[rows], HORIZONS)
                found |= horizon_metrics(chances, interval.take(rows))
        return found

    def _one(self, rows: Ints, predicted: Floats) -> dict[str, float]:
        interval = self.labels.interval.take(rows)
        match self.labels.quantity.judging:
            case Judging.UNIT:
                return unit_metrics(predicted, interval, self.labels.quantity)
            case Judging.DECADES:
                return overpotential_metrics(predicted, interval)
            case Judging.SURVIVAL:
                return lifetime_metrics(predicted, interval, self.papers[rows], self.is_control[rows]) | told_metrics(
                    predicted, self.labels.learned.take(rows), is_control=self.is_control[rows],
                    failed=self.failed[rows], published=self.published[rows],
                )  # fmt: skip

    def _curves(self, predicted: Floats) -> dict[str, float]:
        """Scores of the chance to be running, of a quantity that is judged by survival."""
        if self.labels.quantity.judging is not Judging.SURVIVAL:
            return {}
        interval = self.labels.interval
        shared = survival_out_of_paper(predicted, interval, self.papers, self.times)
        chances = chances_out_of_paper(predicted, self.is_untreated, interval, self.papers, np.array(HORIZONS))
        return {
            "c_index_uno": uno_concordance(predicted, interval),
            "integrated_brier": integrated_brier(shared, interval, self.times),
        } | horizon_metrics(chances, interval)


def _published(data: Dataset, rows: Ints) -> Ints:
    """The same number for rows told in one year and kind of text."""
    names = [name for name in CATALOGUE.names if name.startswith("report.")]
    columns = [CATALOGUE.names.index(name) for name in names]
    return np.asarray(np.unique(data.features[rows][:, columns], axis=0, return_inverse=True)[1]).reshape(-1)


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


def _intervals(judges: dict[str, _Judge], found: dict[str, dict[str, float]], data: Dataset, target: str,
               settings: Settings) -> dict[str, dict[str, float]]:  # fmt: skip
    """95 % intervals of the headline metrics when papers are drawn anew and models refitted, and of the gain of nacre.

    The gain is nacre's figure less that of knowing only whether a cell is a control, draw by draw.
    """
    labels = data.labels(target)
    quick = {name: one for name, one in contenders(data, target, settings).items() if name in REFITTED}
    # The model that fits the size of a lab's table is a blend, and slow to fit.
    draws_of = {name: min(settings.draws, _FEW_DRAWS) if name == SIZED else settings.draws for name in quick}
    plan = redrawn(data.groups[labels.rows], max(draws_of.values()), settings.seed)
    predicted = {
        name: refitted({name: one}, labels, data.papers[labels.rows], plan[: draws_of[name]], settings.jobs)[name]
        for name, one in quick.items()
    }
    draws = {
        name: pd.DataFrame(
            [judges[name].redrawn(test, one, train) for (train, test), one in zip(plan, many, strict=False)]
        )
        for name, many in predicted.items()
    }
    intervals: dict[str, dict[str, float]] = {name: {} for name in found}
    for name, table in draws.items():
        for metric in set(_HEADLINES) & set(table):
            low, high = spread(found[name][metric], table[metric].to_numpy())
            intervals[name] |= {f"{metric}_low": low, f"{metric}_high": high}
    own, *_ = found
    if CONTROL_OR_NOT in draws:
        for metric in set(_HEADLINES) & set(draws[own]):
            gain = found[own][metric] - found[CONTROL_OR_NOT][metric]
            low, high = spread(gain, (draws[own][metric] - draws[CONTROL_OR_NOT][metric]).to_numpy())
            intervals[own] |= {f"{metric}_gain": gain, f"{metric}_gain_low": low, f"{metric}_gain_high": high}
    return intervals


def _distance(data: Dataset, target: str, settings: Settings) -> Floats | None:
    """Distance of each labelled cell to the nearest known one of another paper; None where bounds do not use it."""
    labels = data.labels(target)
    if not labels.quantity.from_catalogue:
        return None
    learner = fit_one(data, target, settings)
    weights = evidence_weights([mean_use(learner.estimator_, data.features)], CATALOGUE.entries)
    distance = Evidence(data.frame, data.features, weights).own_distances()
    return distance[labels.rows] if len(distance) == len(data.frame) else None


def _bound_metrics(
    labels: Labels, papers: npt.NDArray[np.generic], predictions: Floats, distance: Floats | None
) -> dict[str, float]:
    """Coverage and width of the bounds, each paper judged by bounds made of the others."""
    side, mean, learned = labels.quantity.side, averaged(predictions), labels.learned
    bounds = np.empty((len(LEVELS), len(mean)))
    for paper in np.unique(papers):
        own = papers == paper
        known = mean[~own], learned.take(np.flatnonzero(~own)), papers[~own], side
        if distance is None:
            others, far = ConformalBound.from_out_of_fold(*known), None
        else:
            others, far = ConformalBound.by_distance(*known, distance[~own]), distance[own]
        for place, level in enumerate(LEVELS):
            bounds[place, own] = others.apply(mean[own], level, far)
    figures: dict[str, float] = {}
    for place, level in enumerate(LEVELS):
        held = coverage(bounds[place], learned, side, groups=papers)
        percent = f"{100 * level:.0f}"
        figures |= {
            f"coverage_certain_{percent}": held.certain,
            f"coverage_possible_{percent}": held.possible,
            f"median_bound_{percent}": float(np.median(bounds[place])),
            f"bound_factor_{percent}": float(np.median(bounds[place] / mean)),
        }
        if distance is not None:
            third = np.searchsorted(np.quantile(distance, [1 / 3, 2 / 3]), distance)
            for number, word in enumerate(THIRDS):
                rows = np.flatnonzero(third == number)
                some = coverage(bounds[place][rows], learned.take(rows), side, groups=papers[rows])
                figures[f"coverage_{word}_{percent}"] = some.certain
    return figures


def _both_bounds(labels: Labels, papers: npt.NDArray[np.generic], predictions: Floats) -> dict[str, float]:
    """How often each bound at the default level held, calibrated on the papers of the other half."""
    mean, interval = averaged(predictions), labels.learned
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
