"""What learns a quantity: columns and estimator together, fitted on row numbers of a data set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ...data.arrays import Floats, Ints, Matrix
from ...data.quantity import Quantity
from ...features.columns import CATALOGUE, Columns
from ...features.matrix import feature_names
from ..estimators.booster import IntervalBooster
from ..labels.dataset import Dataset
from ..labels.intervals import Interval, check_interval
from .own_columns import choose_columns, sized_estimator
from .tuning import LOSSES, SearchedBooster, decades_off

#: A few hundred cells of as many papers carry main effects and pairs of them, no more.
_SHALLOW: dict[str, Any] = {
    "n_estimators": 120, "max_depth": 2, "min_child_weight": 5.0, "colsample": 0.3, "reg_lambda": 8.0,
}  # fmt: skip


def make_booster(quantity: Quantity, seed: int = 0) -> IntervalBooster:
    """An unfitted booster for a quantity, constrained where physics fixes the direction of a feature.

    Parameters
    ----------
    quantity : Quantity
    seed : int

    Returns
    -------
    IntervalBooster
    """
    return IntervalBooster(monotone=monotone_signs(quantity), sigma=quantity.sigma, random_state=seed, **_SHALLOW)


def monotone_signs(quantity: Quantity) -> dict[str, int]:
    """Directions that physics fixes, for the catalogue's matrix.

    Parameters
    ----------
    quantity : Quantity

    Returns
    -------
    dict of str to int
        Column ``x0``, ``x1``, … to +1 (never falls) or -1 (never rises).
    """
    return {f"x{i}": sign for i, name in enumerate(feature_names()) if (sign := quantity.direction_of(name))}


class Learner:
    """Columns and estimator of a quantity, which validation and training fit on row numbers.

    A quantity from the catalogue is learned from its columns by the booster, constrained where physics fixes a
    direction; any other from the columns and by the estimator that fit the size of the table.

    Parameters
    ----------
    data : Dataset
    quantity : Quantity
        One of the data set's.
    seed : int
    search : int
        Settings of the booster tried inside each fit; 0 takes the defaults.
    make : callable, optional
        Gives another estimator in place of nacre's.
    groups : tuple of str
        Groups of columns that it sees; all where empty.
    columns : Columns, optional
        The columns where they are settled already; else the rows of training choose them.

    Attributes
    ----------
    columns_ : Columns
    estimator_ : estimator
    """

    def __init__(
        self,
        data: Dataset,
        quantity: Quantity,
        *,
        seed: int = 0,
        search: int = 0,
        make: Callable[[], Any] | None = None,
        groups: tuple[str, ...] = (),
        columns: Columns | None = None,
    ) -> None:
        self.data = data
        self.quantity = quantity
        self.seed = seed
        self.search = search
        self.make = make
        self.groups = groups
        self.columns = columns

    def fit(
        self,
        X: Ints,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Self:
        """Learn from some rows of the data set.

        Parameters
        ----------
        X : int array of shape (n, 1)
            Row numbers.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome, on the positive scale.
        sample_weight : array-like of shape (n,), optional
        groups : array-like of shape (n,), optional
            The paper of each row.

        Returns
        -------
        Learner
            Itself.

        Raises
        ------
        NacreError
            As the estimator does.
        """
        self.columns_ = self.columns or self._columns(np.asarray(X).reshape(-1))
        matrix, interval = self.matrix(X), check_interval(lower, upper)
        unfitted = self._estimator(matrix, interval, sample_weight, groups)
        fitted = unfitted.fit(matrix, lower, upper, sample_weight=sample_weight, groups=groups)
        self.estimator_ = fitted.booster_ if isinstance(fitted, SearchedBooster) else fitted
        return self

    def predict(self, X: Ints) -> Floats:
        """Predictions for some rows of the data set.

        Parameters
        ----------
        X : int array of shape (n, 1)
            Row numbers.

        Returns
        -------
        float64 array of shape (n,)
            On the positive scale.
        """
        return np.asarray(self.estimator_.predict(self.matrix(X)))

    def matrix(self, X: Ints) -> Matrix:
        """The columns that the estimator sees, for some rows of the data set.

        Parameters
        ----------
        X : int array of shape (n, 1)
            Row numbers.

        Returns
        -------
        float32 array of shape (n, n_columns)
        """
        rows = np.asarray(X).reshape(-1)
        matrix = features_of(self.data, self.columns_, rows)
        if not self.groups:
            return matrix
        return np.ascontiguousarray(matrix[:, [entry.group in self.groups for entry in self.columns_.entries]])

    def _columns(self, rows: Ints) -> Columns:
        return CATALOGUE if self.quantity.from_catalogue else choose_columns(self.data, rows)

    def _estimator(
        self, matrix: Matrix, interval: Interval, weight: npt.ArrayLike | None, groups: npt.ArrayLike | None
    ) -> Any:  # noqa: ANN401 - any estimator
        if self.make is not None:
            return self.make()
        if not self.quantity.from_catalogue:
            return sized_estimator(self.columns_, matrix, interval, weight, groups, self.seed)
        if not self.search:
            return make_booster(self.quantity, self.seed)
        return SearchedBooster(
            LOSSES.get(self.quantity.judging, decades_off), trials=self.search,
            monotone=monotone_signs(self.quantity), sigma=self.quantity.sigma, random_state=self.seed,
        )  # fmt: skip


def features_of(data: Dataset, columns: Columns, rows: Ints) -> Matrix:
    """Some columns of some rows of a data set.

    Parameters
    ----------
    data : Dataset
    columns : Columns
    rows : int array of shape (n_rows,)
        Row numbers.

    Returns
    -------
    float32 array of shape (n_rows, n_columns)
    """
    if columns == CATALOGUE:
        return data.features[rows]
    return columns.matrix(data.batch.take(rows), data.frame.iloc[rows])
