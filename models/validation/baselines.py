"""The simplest predictors: what a model must beat. 'Protocol only' is `IntervalBooster` on those columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from ...data.arrays import Floats
from ...data.errors import NacreError
from ..labels.intervals import check_interval


class Constant(RegressorMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """Predict the median representative value (`Interval.point`) of training, whatever the cell.

    Attributes
    ----------
    median_ : float
        In the unit of the labels.
    """

    def fit(
        self,
        X: npt.ArrayLike,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Constant:
        """Learn the median.

        Parameters
        ----------
        X
            Not used.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome; see `check_interval`.
        sample_weight, groups
            Not used.

        Returns
        -------
        Constant
            Itself.

        Raises
        ------
        NacreError
            If a label cannot be used.
        """
        del X, sample_weight, groups
        self.median_ = float(np.median(check_interval(lower, upper).point))
        return self

    def predict(self, X: npt.ArrayLike) -> Floats:
        """The median for each row.

        Parameters
        ----------
        X : array-like of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)
            In the unit of the labels.
        """
        check_is_fitted(self)
        return np.full(len(np.asarray(X)), self.median_)


class ControlOrNot(RegressorMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """Predict the median representative value of training rows with the same control flag.

    A flag not met in training, or missing (NaN), gets the median of all rows.

    Attributes
    ----------
    medians_ : dict of float to float
        Median by flag, in the unit of the labels.
    median_ : float
        Median of all rows.
    """

    def fit(
        self,
        X: npt.ArrayLike,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> ControlOrNot:
        """Learn a median for each flag.

        Parameters
        ----------
        X : array-like of shape (n, 1)
            1 for a control, 0 for a treated cell.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome; see `check_interval`.
        sample_weight, groups
            Not used.

        Returns
        -------
        ControlOrNot
            Itself.

        Raises
        ------
        NacreError
            If a label cannot be used or `X` is not one column of the same length.
        """
        del sample_weight, groups
        point = check_interval(lower, upper).point
        flag = _flag(X)
        if len(flag) != len(point):
            raise NacreError(f"{len(flag)} flags and {len(point)} labels.", hint="Give one of each a row.")
        self.median_ = float(np.median(point))
        known = np.unique(flag[~np.isnan(flag)])
        self.medians_ = {float(value): float(np.median(point[flag == value])) for value in known}
        return self

    def predict(self, X: npt.ArrayLike) -> Floats:
        """The median of each row's flag.

        Parameters
        ----------
        X : array-like of shape (n, 1)

        Returns
        -------
        float64 array of shape (n,)
            In the unit of the labels.

        Raises
        ------
        NacreError
            If `X` is not one column.
        """
        check_is_fitted(self)
        return np.array([self.medians_.get(value, self.median_) for value in _flag(X)], dtype=np.float64)


def _flag(X: npt.ArrayLike) -> Floats:
    matrix = np.asarray(X, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[1] != 1:
        raise NacreError(f"X has shape {matrix.shape}.", hint="Give one column, the control flag.")
    return matrix[:, 0]
