"""Simple models beside a quantity that is judged in its unit, on the columns that fit its table."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ...data.arrays import Floats, Matrix
from ..labels.intervals import check_interval

_NEIGHBOURS = 5


class PlainLog:
    """A scikit-learn regressor of the logarithm: unknowns as averages, all columns in their deviations.

    Parameters
    ----------
    regressor : estimator
        Any regressor of scikit-learn, unfitted.
    """

    def __init__(self, regressor: Any) -> None:  # noqa: ANN401 - any scikit-learn regressor
        self.regressor = regressor

    def fit(
        self,
        X: Matrix,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Learn from the representative values of labels.

        Parameters
        ----------
        X : float32 array of shape (n, p)
            NaN where unknown.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome; see `check_interval`.
        sample_weight, groups
            Not used.

        Returns
        -------
        PlainLog
            Itself.

        Raises
        ------
        NacreError
            If a label cannot be used.
        """
        del sample_weight, groups
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        steps = SimpleImputer(keep_empty_features=True), StandardScaler(), self.regressor
        self.model_ = make_pipeline(*steps).fit(X, np.log(check_interval(lower, upper).point))
        return self

    def predict(self, X: Matrix) -> Floats:
        """Predicted value on the positive scale.

        Parameters
        ----------
        X : float32 array of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)
        """
        return np.asarray(np.exp(np.clip(self.model_.predict(X), -60.0, 60.0)))


def plain_ridge() -> PlainLog:
    """Ridge regression; the penalty by generalised cross-validation."""
    from sklearn.linear_model import RidgeCV

    return PlainLog(RidgeCV(np.logspace(0, 4, 9)))


def nearest_rows() -> PlainLog:
    """The mean of the five nearest rows, by distance."""
    from sklearn.neighbors import KNeighborsRegressor

    return PlainLog(KNeighborsRegressor(_NEIGHBOURS, weights="distance"))
