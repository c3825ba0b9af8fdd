"""A lab's own quantity on papers left out: the model next to simple ones, in the unit of the quantity."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import spearmanr

from .baselines import Constant
from .bounds import ConformalBound
from .interval import IntervalBooster
from .lab import LabData, LabModel
from .labels import Interval, check_interval
from .predictor import DEFAULT_LEVEL
from .quantity import Quantity
from .validation import bootstrap_by_paper, coverage, out_of_fold, paper_folds

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

MODEL, NEAREST, RIDGE, PROTOCOL, CONSTANT = "nacre", "nearest cells", "ridge", "protocol only", "constant"
MODELS = (MODEL, NEAREST, RIDGE, PROTOCOL, CONSTANT)
METRICS = ("rmse", "mae", "r2", "spearman")
_NEIGHBOURS = 5


class _Logarithm:
    """A scikit-learn regressor of the logarithm: unknowns as averages, all columns in their deviations."""

    def __init__(self, regressor: Any) -> None:  # noqa: ANN401 - any scikit-learn regressor
        self.regressor = regressor

    def fit(
        self,
        X: npt.NDArray[np.float32],
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Learn from one value a row."""
        del sample_weight, groups
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        steps = SimpleImputer(keep_empty_features=True), StandardScaler(), self.regressor
        self.model_ = make_pipeline(*steps).fit(X, np.log(check_interval(lower, upper).point))
        return self

    def predict(self, X: npt.NDArray[np.float32]) -> Floats:
        """Predict on the positive scale."""
        return np.asarray(np.exp(np.clip(self.model_.predict(X), -60.0, 60.0)))


def _ridge() -> _Logarithm:
    from sklearn.linear_model import RidgeCV

    return _Logarithm(RidgeCV(np.logspace(0, 4, 9)))


def _nearest() -> _Logarithm:
    from sklearn.neighbors import KNeighborsRegressor

    return _Logarithm(KNeighborsRegressor(_NEIGHBOURS, weights="distance"))


def _contenders(data: LabData, seed: int) -> dict[str, Callable[[], Any]]:
    booster = partial(IntervalBooster, random_state=seed)
    return {
        MODEL: partial(LabModel, data, seed),
        NEAREST: partial(LabModel, data, make=_nearest),
        RIDGE: partial(LabModel, data, make=_ridge),
        PROTOCOL: partial(LabModel, data, make=booster, groups=("protocol", "lab")),
        CONSTANT: Constant,
    }


def lab_predictions(
    data: LabData, *, folds: int, repeats: int, seed: int, jobs: int, progress: Callable[[int, int], None] | None = None
) -> dict[str, Floats]:
    """Left-out predictions of every model on the positive scale, arrays of shape (n_repeats, n_labelled)."""
    (labels,) = data.outcomes.values()
    papers = data.papers[labels.rows]
    plan = list(paper_folds(papers, folds, repeats, seed))
    steps, done = len(MODELS) * len(plan), 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    return {
        name: out_of_fold(
            make, labels.rows[:, None], labels.interval, papers, plan,
            sample_weight=labels.weight, n_jobs=jobs if name == MODEL else 1, on_fold=step,
        )
        for name, make in _contenders(data, seed).items()
    }  # fmt: skip


def lab_metrics(predicted: npt.ArrayLike, interval: Interval, quantity: Quantity) -> dict[str, float]:
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
    scale = quantity.scale
    value = scale.value(predicted)
    low, high = scale.value(interval.lower), scale.value(interval.upper)
    with np.errstate(invalid="ignore"):
        error = np.nan_to_num(np.maximum(low - value, 0.0)) + np.nan_to_num(np.maximum(value - high, 0.0))
    told = ~interval.is_left_censored & ~interval.is_right_censored
    middle = (low[told] + high[told]) / 2
    varies = told.sum() > 1 and np.ptp(middle) > 0
    r2 = 1.0 - np.mean((value[told] - middle) ** 2) / np.var(middle) if varies else np.nan
    rank = spearmanr(value[told], middle).statistic if varies and np.ptp(value[told]) > 0 else np.nan
    return {
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(error)),
        "r2": float(r2),
        "spearman": float(rank),
        "n": float(len(error)),
        "n_told": float(told.sum()),
    }


def lab_table(data: LabData, predictions: dict[str, Floats], seed: int) -> pd.DataFrame:
    """The validation table: one row a model, metrics averaged over repeats with 95 % intervals over papers.

    Columns are `METRICS`, each with ``_low`` and ``_high``; `coverage_90_<side>` is how often bounds calibrated on the
    other papers held as far as the labels can tell.
    """
    (labels,) = data.outcomes.values()
    papers = data.papers[labels.rows]
    quantity = labels.quantity
    rows: dict[tuple[str, str], dict[str, float]] = {}
    for name, found in predictions.items():

        def metrics(chosen: Rows, groups: Rows, found: Floats = found) -> dict[str, float]:
            del groups
            each = [lab_metrics(one[chosen], labels.interval.take(chosen), quantity) for one in found]
            return dict(pd.DataFrame(each).mean())

        everything = np.arange(len(papers))
        spread = bootstrap_by_paper(metrics, papers, seed=seed)
        rows[quantity.name, name] = metrics(everything, everything) | {
            f"{metric}_{end}": spread[metric][place] for metric in METRICS for place, end in enumerate(("low", "high"))
        }
        rows[quantity.name, name] |= _coverages(found, labels.interval, papers, quantity)
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["target", "model"])
    return frame


def _coverages(found: Floats, interval: Interval, papers: npt.NDArray[Any], quantity: Quantity) -> dict[str, float]:
    """How often each bound at the default level held, calibrated on the papers of the other half."""
    mean = np.exp(np.log(found).mean(axis=0))
    names = np.unique(papers)
    half = np.isin(papers, names[::2])
    told = {}
    for side in quantity.sides:
        bound = np.full(len(mean), np.nan)
        for own in (half, ~half):
            calibrated = ConformalBound.from_out_of_fold(
                mean[~own], interval.take(np.flatnonzero(~own)), papers[~own], side
            )
            bound[own] = calibrated.apply(mean[own], DEFAULT_LEVEL)
        told[f"coverage_90_{side}"] = coverage(bound, interval, side, groups=papers).certain
    return told
