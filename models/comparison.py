"""nacre's booster and the simple models, judged on the same left-out papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..features.cell import catalogue, feature_names
from .baselines import Constant, ControlOrNot
from .bounds import ConformalBound
from .dataset import Dataset
from .interval import IntervalBooster
from .predictor import DEFAULT_LEVEL
from .rivals import cox, gaussian_process, nearest_cells, ridge, survival_forest
from .validation import (
    Fold,
    bootstrap_by_paper,
    coverage,
    lifetime_metrics,
    out_of_fold,
    overpotential_metrics,
    paper_folds,
)

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

BOOSTER, PROTOCOL_ONLY, CONTROL_OR_NOT, CONSTANT = "nacre booster", "protocol only", "control or not", "constant"
RIDGE, NEAREST, PROCESS = "ridge", "nearest cells", "Gaussian process"
COX, FOREST = "Cox elastic net", "random survival forest"
#: The models of each quantity; Cox and the survival forest know right-censoring only, so they predict lifetimes.
MODELS = (BOOSTER, RIDGE, NEAREST, PROCESS, PROTOCOL_ONLY, CONTROL_OR_NOT, CONSTANT)
SURVIVAL_MODELS = (COX, FOREST)
#: Four of five lifetimes are tests that ended early; their likelihood favours ever wider noise, and with it medians of
#: decades. A factor of e^0.8 = 2.2 ranks as well and keeps medians near tested times. Overpotentials choose their own.
SIGMA: dict[str, float | str] = {"lifetime": 0.8, "overpotential": "auto"}

#: Called with the number of finished steps and the number of all steps.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Settings:
    """How a training is run.

    Attributes
    ----------
    repeats, folds : int
        Leave-paper-out validation: how often the papers are dealt anew, and into how many folds.
    seed : int
    jobs : int
        Processes for the validation; the numbers do not depend on it.
    """

    repeats: int = 5
    folds: int = 10
    seed: int = 0
    jobs: int = 2


def make_booster(target: str, seed: int = 0) -> IntervalBooster:
    """An unfitted booster for a target, constrained where the catalogue says that physics fixes the sign."""
    signs = {f.name: f.sign(target) for f in catalogue()}
    # The matrix is a bare array, so columns go by number.
    monotone = {f"x{i}": signs[name] for i, name in enumerate(feature_names()) if signs[name]}
    return IntervalBooster(monotone=monotone, sigma=SIGMA.get(target, "auto"), random_state=seed)


def fit_one(data: Dataset, target: str, seed: int) -> IntervalBooster:
    """A booster fitted on every labelled cell."""
    labels = data.labels(target)
    return make_booster(target, seed).fit(
        data.features[labels.rows],
        labels.interval.lower,
        labels.interval.upper,
        sample_weight=labels.weight,
        groups=data.papers[labels.rows],
    )


def _contenders(data: Dataset, target: str, seed: int) -> dict[str, tuple[Callable[[], Any], Any]]:
    """For each model its factory and its features."""
    labels = data.labels(target)
    features = data.features[labels.rows]
    protocol = np.ascontiguousarray(features[:, [name.startswith("protocol.") for name in feature_names()]])
    flag = data.is_control[labels.rows].astype(np.float64)[:, None]
    return {
        BOOSTER: (partial(make_booster, target, seed), features),
        **({COX: (cox, features), FOREST: (partial(survival_forest, seed), features)} if target == "lifetime" else {}),
        RIDGE: (ridge, features),
        NEAREST: (nearest_cells, features),
        PROCESS: (partial(gaussian_process, seed), features),
        PROTOCOL_ONLY: (partial(IntervalBooster, random_state=seed), protocol),
        CONTROL_OR_NOT: (ControlOrNot, flag),
        CONSTANT: (Constant, flag),
    }


def _folds(data: Dataset, target: str, settings: Settings) -> list[Fold]:
    return list(paper_folds(data.papers[data.labels(target).rows], settings.folds, settings.repeats, settings.seed))


def cross_predictions(data: Dataset, settings: Settings, progress: Progress | None) -> dict[tuple[str, str], Floats]:
    """Left-out predictions of every model for every target, arrays of shape (n_repeats, n_labelled)."""
    folds = {target: _folds(data, target, settings) for target in data.outcomes}
    contenders = {target: _contenders(data, target, settings.seed) for target in data.outcomes}
    steps = sum(len(contenders[target]) * len(folds[target]) for target in folds)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    found = {}
    for target in data.outcomes:
        labels = data.labels(target)
        papers = data.papers[labels.rows]
        for name, (make_model, features) in contenders[target].items():
            jobs = 1 if name in {CONTROL_OR_NOT, CONSTANT} else settings.jobs
            found[target, name] = out_of_fold(
                make_model, features, labels.interval, papers, folds[target],
                sample_weight=labels.weight, n_jobs=jobs, on_fold=step,
            )  # fmt: skip
    return found


def validation_table(data: Dataset, predictions: dict[tuple[str, str], Floats], settings: Settings) -> pd.DataFrame:
    """Leave-paper-out metrics of every model.

    Returns
    -------
    DataFrame
        Index (target, model); metrics of both targets as columns, averaged over repeats, NaN where a metric does
        not belong to the target; `…_low` and `…_high` bound a metric's 95 % interval over papers. `coverage_…_90` and
        `median_bound_90` are those of conformal bounds calibrated on the other papers.
    """
    rows = {}
    for (target, name), found in predictions.items():
        rows[target, name] = (
            _mean_metrics(data, target, found)
            | _intervals(data, target, found, settings.seed)
            | _bound_metrics(data, target, found)
        )
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["target", "model"])
    return frame


#: Metrics that get an interval over papers.
_HEADLINES = ("c_index", "c_index_treated", "reported_hours_concordance_treated", "log10_mae", "spearman")


def _metrics(
    data: Dataset, target: str, predicted: Floats, rows: Rows | None = None, papers: Rows | None = None
) -> dict[str, float]:
    """The metrics of a target over its labelled rows, or over drawn ones with the papers that they count as."""
    labels = data.labels(target)
    drawn = np.arange(len(labels.rows)) if rows is None else rows
    interval = labels.interval.take(drawn)
    if target == "overpotential":
        return overpotential_metrics(predicted[drawn], interval)
    groups = data.papers[labels.rows] if papers is None else papers
    return lifetime_metrics(predicted[drawn], interval, groups, data.is_control[labels.rows[drawn]])


def averaged(predictions: Floats) -> Floats:
    """Left-out predictions averaged over repeats on the log scale, shape (n_labelled,)."""
    return np.asarray(np.exp(np.log(predictions).mean(axis=0)))


def _mean_metrics(
    data: Dataset, target: str, predictions: Floats, rows: Rows | None = None, papers: Rows | None = None
) -> dict[str, float]:
    """Metrics averaged over repeats; ties that differ between repeats must not be averaged away in the predictions."""
    return dict(pd.DataFrame([_metrics(data, target, repeat, rows, papers) for repeat in predictions]).mean())


def _intervals(data: Dataset, target: str, predictions: Floats, seed: int) -> dict[str, float]:
    """95 % intervals of the headline metrics when papers are drawn anew."""
    found = bootstrap_by_paper(
        lambda rows, papers: _mean_metrics(data, target, predictions, rows, papers),
        data.papers[data.labels(target).rows],
        seed=seed,
    )
    headlines = {name: interval for name, interval in found.items() if name in _HEADLINES}
    low = {f"{name}_low": interval[0] for name, interval in headlines.items()}
    return low | {f"{name}_high": interval[1] for name, interval in headlines.items()}


def _bound_metrics(data: Dataset, target: str, predictions: Floats) -> dict[str, float]:
    """Coverage and median of the bound at the default level, each paper judged by a bound made of the others."""
    labels = data.labels(target)
    side = labels.quantity.sides[0]
    papers = data.papers[labels.rows]
    mean = averaged(predictions)
    bounds = np.empty(len(mean))
    for paper in np.unique(papers):
        own = papers == paper
        others = ConformalBound.from_out_of_fold(
            mean[~own], labels.interval.take(np.flatnonzero(~own)), papers[~own], side
        )
        bounds[own] = others.apply(mean[own], DEFAULT_LEVEL)
    found = coverage(bounds, labels.interval, side, groups=papers)
    return {
        "coverage_certain_90": found.certain,
        "coverage_possible_90": found.possible,
        "median_bound_90": float(np.median(bounds)),
    }
