"""Usual models of the libraries, brought to the interface of `IntervalBooster`: what a booster must beat.

Unknown features are filled with the median and all are scaled, both inside `fit`, so that no statistic of a left-out
paper gets in. Ridge, nearest cells and the Gaussian process learn the logarithm of the representative value, taking a
censored outcome for what is certain of it; Cox and the random survival forest know right-censoring.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from ...data.arrays import Floats
from ..labels.intervals import check_interval, outcomes

#: A column known for fewer training cells than this is left out.
_LEAST_KNOWN = 5


class _Prepared:
    """Columns of training that vary, filled with their medians and scaled."""

    def __init__(self, X: npt.ArrayLike) -> None:
        values = np.asarray(X, dtype=np.float64)
        enough = (~np.isnan(values)).sum(axis=0) >= _LEAST_KNOWN
        self.columns = np.flatnonzero(enough & (np.nanmax(np.where(enough, values, 0), axis=0)
                                                > np.nanmin(np.where(enough, values, 0), axis=0)))  # fmt: skip
        kept = values[:, self.columns]
        self.median = np.nanmedian(kept, axis=0) if kept.size else np.empty(0)
        filled = np.where(np.isnan(kept), self.median, kept)
        self.center, spread = filled.mean(axis=0), filled.std(axis=0)
        self.spread = np.where(spread > 0, spread, 1.0)

    def __call__(self, X: npt.ArrayLike) -> Floats:
        kept = np.asarray(X, dtype=np.float64)[:, self.columns]
        filled = np.where(np.isnan(kept), self.median, kept)
        # A value far outside the training range must not carry a linear model away.
        return np.asarray(np.clip((filled - self.center) / self.spread, -5.0, 5.0))


class LogRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """A regressor of scikit-learn on the logarithm of the representative value.

    Parameters
    ----------
    make : callable
        Returns a fresh regressor.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def fit(
        self,
        X: npt.ArrayLike,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Learn from the representative values of labels.

        Parameters
        ----------
        X : array-like of shape (n, p)
            NaN where unknown.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome; see `check_interval`.
        sample_weight, groups
            Not used, since not every regressor takes them.

        Returns
        -------
        LogRegressor
            Itself.

        Raises
        ------
        NacreError
            If a label cannot be used.
        """
        del sample_weight, groups
        self.prepared_ = _Prepared(X)
        target = np.log(check_interval(lower, upper).point)
        self.center_ = float(target.mean())
        with warnings.catch_warnings():
            # A kernel parameter at the end of its range is an answer too: no signal, or no noise.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.model_ = self.make().fit(self.prepared_(X), target - self.center_)
        return self

    def predict(self, X: npt.ArrayLike) -> Floats:
        """Predicted value in the unit of the labels.

        Parameters
        ----------
        X : array-like of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)
        """
        check_is_fitted(self)
        return np.exp(np.asarray(self.model_.predict(self.prepared_(X)), dtype=np.float64) + self.center_)


class SurvivalModel(RegressorMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """A model of scikit-survival; its prediction is the mean survival time up to the longest known time.

    Parameters
    ----------
    make : callable
        Returns a fresh estimator that gives survival functions.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def fit(
        self,
        X: npt.ArrayLike,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Learn from exact and right-censored labels.

        Parameters
        ----------
        X : array-like of shape (n, p)
            NaN where unknown.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome; see `check_interval`. Of any other label the representative value counts as seen.
        sample_weight, groups
            Not used.

        Returns
        -------
        SurvivalModel
            Itself.

        Raises
        ------
        NacreError
            If a label cannot be used.
        """
        del sample_weight, groups
        interval = check_interval(lower, upper)
        self.prepared_ = _Prepared(X)
        self.limit_ = float(interval.point.max())
        self.model_ = self.make().fit(self.prepared_(X), outcomes(interval))
        return self

    def predict(self, X: npt.ArrayLike) -> Floats:
        """Mean survival time up to the longest known one.

        Parameters
        ----------
        X : array-like of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)
            In the unit of the labels.
        """
        check_is_fitted(self)
        curves = self.model_.predict_survival_function(self.prepared_(X))
        return np.array([_area(curve.x, curve.y, self.limit_) for curve in curves])


def _area(times: Floats, survival: Floats, limit: float) -> float:
    """Area under a survival curve, a step function that starts at one."""
    edges = np.concatenate([[0.0], np.minimum(times, limit), [limit]])
    heights = np.concatenate([[1.0], survival])
    return float(max(np.sum(np.diff(edges) * heights), 1e-6))


def ridge() -> LogRegressor:
    """Ridge regression; the penalty by generalised cross-validation."""
    from sklearn.linear_model import RidgeCV

    return LogRegressor(lambda: RidgeCV(alphas=np.geomspace(1.0, 1e4, 13)))


def nearest_cells() -> LogRegressor:
    """The mean of the five nearest cells, by distance."""
    from sklearn.neighbors import KNeighborsRegressor

    return LogRegressor(lambda: KNeighborsRegressor(n_neighbors=5, weights="distance"))


def gaussian_process(seed: int = 0) -> LogRegressor:
    """A Gaussian process: Matérn 5/2 and noise, by marginal likelihood."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    kernel = ConstantKernel(1.0, (1e-2, 1e2)) * Matern(10.0, (1.0, 1e3), nu=2.5) + WhiteKernel(0.5, (1e-3, 1e2))
    return LogRegressor(lambda: GaussianProcessRegressor(kernel, random_state=seed))


def cox() -> SurvivalModel:
    """Cox's proportional hazards with an elastic net (half lasso)."""
    from sksurv.linear_model import CoxnetSurvivalAnalysis

    return SurvivalModel(lambda: CoxnetSurvivalAnalysis(l1_ratio=0.5, alphas=[_COX_PENALTY], fit_baseline_model=True))


#: Strength of the elastic net: with fifteen failures, little can be learned freely.
_COX_PENALTY = 0.1


def survival_forest(seed: int = 0) -> SurvivalModel:
    """A random survival forest of a hundred trees."""
    from sksurv.ensemble import RandomSurvivalForest

    return SurvivalModel(lambda: RandomSurvivalForest(n_estimators=100, min_samples_leaf=5, random_state=seed))
