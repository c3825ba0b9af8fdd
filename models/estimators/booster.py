"""Gradient boosting on interval labels: XGBoost's accelerated failure time model as an estimator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xgboost as xgb
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.model_selection import GroupKFold, KFold
from sklearn.utils.validation import check_is_fitted

from ...data.arrays import Floats, Ints, Matrix
from ...data.errors import NacreError
from ..labels.concordance import concordance
from ..labels.intervals import Interval, check_interval
from .aft import negative_log_likelihood, noise_of

FeatureMatrix = npt.ArrayLike | pd.DataFrame

#: Scales of the noise in natural log time among which 'auto' chooses.
SIGMA_GRID = (0.5, 0.8, 1.2)
#: The scale taken by 'auto' when training data cannot be split.
SIGMA_DEFAULT = 0.8


class IntervalBooster(RegressorMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """Boosted trees for outcomes known only within an interval.

    XGBoost with ``objective='survival:aft'``: ``log T = margin(x) + sigma z``. Labels are in natural units
    (h or mV); ``base_score`` is set at the median of training, since the default of 0.5 makes predictions
    depend on the unit. Column names stay here and are not passed to XGBoost, which forbids some characters.

    Parameters
    ----------
    n_estimators : int
        Boosting rounds.
    max_depth : int
        Depth of a tree.
    learning_rate : float
        Shrinkage of a round.
    min_child_weight : float
        Least sum of hessians in a leaf.
    subsample : float
        Share of rows seen by a tree.
    colsample : float
        Share of columns seen by a tree.
    reg_lambda : float
        L2 penalty on leaves.
    trees_per_round : int
        Trees averaged in each round: the noise of subsampling shrinks, and it remains one booster.
    distribution : {'normal', 'logistic', 'extreme'}
        Shape of the noise in natural log time.
    sigma : 'auto' or float
        Scale of the noise; 'auto' takes the one of `SIGMA_GRID` with the lowest held-out loss over three
        folds of the training data (by group when groups are given), with one tree a round to save time.
    monotone : dict of str to int, optional
        Column name (``x0``, ``x1``, … for an array) to +1 (never falls) or -1 (never rises).
    random_state : int
        Seed.
    n_threads : int
        Threads of XGBoost; predictions do not depend on it.

    Attributes
    ----------
    booster_ : xgboost.Booster
        The trees.
    sigma_ : float
        Scale of the noise in natural log.
    base_score_ : float
        Median representative value of training, in the unit of the labels.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of str, shape (n_features_in_,)
        Column names; only when fitted on a DataFrame.
    n_samples_fit_ : int
        Number of training rows.
    n_groups_fit_ : int
        Number of training groups (rows, when no groups were given).
    """

    def __init__(
        self,
        *,
        n_estimators: int = 60,
        max_depth: int = 3,
        learning_rate: float = 0.06,
        min_child_weight: float = 1.0,
        subsample: float = 0.8,
        colsample: float = 0.5,
        reg_lambda: float = 5.0,
        trees_per_round: int = 2,
        distribution: str = "normal",
        sigma: float | str = "auto",
        monotone: Mapping[str, int] | None = None,
        random_state: int = 0,
        n_threads: int = 1,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_depth = max_depth
        self.learning_rate = learning_rate
        self.min_child_weight = min_child_weight
        self.subsample = subsample
        self.colsample = colsample
        self.reg_lambda = reg_lambda
        self.trees_per_round = trees_per_round
        self.distribution = distribution
        self.sigma = sigma
        self.monotone = monotone
        self.random_state = random_state
        self.n_threads = n_threads

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 -- scikit-learn has no stubs
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(
        self,
        X: FeatureMatrix,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> IntervalBooster:
        """Train on interval labels.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)
            Features; NaN means unknown.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome in natural units; see `check_interval`.
        sample_weight : array-like of shape (n,), optional
            Weights; only their ratios matter, since they are scaled to a mean of 1.
        groups : array-like of shape (n,), optional
            The paper of each row, kept together when sigma is chosen.

        Returns
        -------
        IntervalBooster
            Itself.

        Raises
        ------
        NacreError
            If a label, a feature, a weight or a parameter cannot be used.
        """
        interval = check_interval(lower, upper)
        matrix = as_matrix(X)
        _same_length(len(matrix), len(interval), "labels")
        weight = as_weights(sample_weight, len(interval))
        paper = _groups(groups, len(interval))
        self._remember(X, matrix)
        noise_of(self.distribution)
        self.n_samples_fit_, self.n_groups_fit_ = len(interval), len(np.unique(paper))
        self.base_score_ = float(np.median(interval.point))
        self.sigma_ = self._choose_sigma(matrix, interval, weight, None if groups is None else paper)
        self.booster_ = self._train(matrix, interval, weight, self.sigma_, trees=self.trees_per_round)
        return self

    def predict(self, X: FeatureMatrix) -> Floats:
        """Predicted median in the unit of the labels.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)

        Raises
        ------
        NacreError
            If `X` has other columns than in training or an infinite value.
        sklearn.exceptions.NotFittedError
            Before `fit`.
        """
        return self.quantile(X, 0.5)

    def predict_margin(self, X: FeatureMatrix) -> Floats:
        """Natural log of the predicted location.

        It is the log of the median for symmetric noise ('normal', 'logistic').

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)

        Raises
        ------
        NacreError
            As `predict` does.
        """
        matrix = self._checked(X)
        return _margin(self.booster_, matrix)

    def contributions(self, X: FeatureMatrix) -> Floats:
        """TreeSHAP contributions to the margin in natural log.

        They sum to `predict_margin` (Lundberg et al., arXiv 1802.03888).

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)

        Returns
        -------
        float64 array of shape (n, p + 1)
            The bias last.

        Raises
        ------
        NacreError
            As `predict` does.
        """
        matrix = self._checked(X)
        if not len(matrix):
            return np.empty((0, matrix.shape[1] + 1))
        data = xgb.DMatrix(matrix, nthread=self.n_threads)
        return np.asarray(self.booster_.predict(data, pred_contribs=True), dtype=np.float64)

    def quantile(self, X: FeatureMatrix, q: float) -> Floats:
        """Outcome below which a share `q` of cells is expected.

        ``exp(margin + sigma z_q)``; the model's own spread, not calibrated (see `ConformalBound`).

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)
        q : float
            Share, between 0 and 1.

        Returns
        -------
        float64 array of shape (n,)
            In the unit of the labels.

        Raises
        ------
        NacreError
            If `q` is not between 0 and 1, or as `predict` does.
        """
        if not 0.0 < q < 1.0:
            raise NacreError(f"A quantile of {q} is not between 0 and 1.", hint="Write e.g. 0.1.")
        shift = float(noise_of(self.distribution).quantile(np.array(q)))
        margin = self.predict_margin(X)
        return np.exp(margin + self.sigma_ * shift)

    def median_of(self, margin: Floats) -> Floats:
        """The median for a margin, as `predict` gives it, in the unit of the labels."""
        return np.asarray(np.exp(margin + self.sigma_ * float(noise_of(self.distribution).quantile(np.array(0.5)))))

    def survival(self, X: FeatureMatrix, times: npt.ArrayLike) -> Floats:
        """Probability that the outcome exceeds each of `times`.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)
            Features.
        times : array-like of shape (m,)
            In the unit of the labels.

        Returns
        -------
        float64 array of shape (n, m)
            1 for times up to 0.

        Raises
        ------
        NacreError
            As `predict` does.
        """
        with np.errstate(divide="ignore", over="ignore"):
            log_times = np.log(np.maximum(np.asarray(times, dtype=np.float64), 0.0))
            z = (log_times[None, :] - self.predict_margin(X)[:, None]) / self.sigma_
            return np.exp(noise_of(self.distribution).log_survival(z))

    def score(self, X: FeatureMatrix, lower: npt.ArrayLike, upper: npt.ArrayLike) -> float:
        """Concordance under censoring, 0 to 1; NaN when no pair can be compared.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)
        lower, upper : array-like of shape (n,)
            Bounds on the outcome; see `check_interval`.

        Returns
        -------
        float

        Raises
        ------
        NacreError
            If a label cannot be used, there is not one a row, or as `predict` does.
        """
        return concordance(self.predict_margin(X), check_interval(lower, upper)).value

    def to_json(self) -> bytes:
        """The trees as XGBoost JSON; keep it with `get_state`, which has the names and sigma."""
        check_is_fitted(self, "booster_")
        return bytes(self.booster_.save_raw("json"))

    def get_state(self) -> dict[str, Any]:
        """What the trees do not hold: parameters, sigma, names, sizes; numbers, text and lists only."""
        check_is_fitted(self, "booster_")
        params = self.get_params(deep=False)
        params["monotone"] = None if self.monotone is None else dict(self.monotone)
        names = getattr(self, "feature_names_in_", None)
        return {
            "params": params,
            "sigma": self.sigma_,
            "base_score": self.base_score_,
            "feature_names": None if names is None else [str(name) for name in names],
            "n_features": self.n_features_in_,
            "n_samples": self.n_samples_fit_,
            "n_groups": self.n_groups_fit_,
        }

    @classmethod
    def from_json(cls, trees: bytes, state: Mapping[str, Any]) -> IntervalBooster:
        """Read what `to_json` and `get_state` wrote.

        XGBoost may crash on damaged bytes: the caller verifies their digest first.

        Parameters
        ----------
        trees : bytes
            From `to_json`.
        state : dict
            From `get_state`.

        Returns
        -------
        IntervalBooster

        Raises
        ------
        NacreError
            If the state lacks an entry, or the trees have another number of columns.
        """
        try:
            model = cls(**state["params"])
            model._restore(state)
            model.booster_ = xgb.Booster({"nthread": model.n_threads}, model_file=bytearray(trees))
        except (KeyError, TypeError, ValueError, xgb.core.XGBoostError) as error:
            raise NacreError(f"The stored model cannot be read: {error!r}.", hint="Train again.") from error
        if model.booster_.num_features() != model.n_features_in_:
            raise NacreError("The stored trees have other columns than their state.", hint="Train again.")
        return model

    def _restore(self, state: Mapping[str, Any]) -> None:
        self.sigma_, self.base_score_ = float(state["sigma"]), float(state["base_score"])
        self.n_features_in_ = int(state["n_features"])
        self.n_samples_fit_, self.n_groups_fit_ = int(state["n_samples"]), int(state["n_groups"])
        if state["feature_names"] is not None:
            self.feature_names_in_ = np.array(state["feature_names"], dtype=object)

    def _remember(self, X: FeatureMatrix, matrix: Matrix) -> None:
        """Keep number and names of the columns; names of an earlier fit go."""
        self.n_features_in_ = matrix.shape[1]
        if isinstance(X, pd.DataFrame):
            self.feature_names_in_ = np.array([str(name) for name in X.columns], dtype=object)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_

    def _checked(self, X: FeatureMatrix) -> Matrix:
        """`X` as a matrix with the columns of training."""
        check_is_fitted(self, "booster_")
        names = getattr(self, "feature_names_in_", None)
        if isinstance(X, pd.DataFrame) and names is not None:
            _same_columns(list(names), [str(name) for name in X.columns])
        matrix = as_matrix(X)
        if matrix.shape[1] != self.n_features_in_:
            raise NacreError(
                f"X has {matrix.shape[1]} columns, the model was trained on {self.n_features_in_}.",
                hint="Give the columns of training in their order.",
            )
        return matrix

    def _choose_sigma(
        self, matrix: Matrix, interval: Interval, weight: Floats, groups: npt.NDArray[Any] | None
    ) -> float:
        if self.sigma != "auto":
            return _positive(self.sigma)
        folds = list(_folds(len(interval), groups, self.random_state))
        if not folds:
            return SIGMA_DEFAULT
        losses = [self._held_out_loss(matrix, interval, weight, folds, sigma) for sigma in SIGMA_GRID]
        return SIGMA_GRID[int(np.argmin(losses))]

    def _held_out_loss(
        self,
        matrix: Matrix,
        interval: Interval,
        weight: Floats,
        folds: list[tuple[Ints, Ints]],
        sigma: float,
    ) -> float:
        total = 0.0
        for train, test in folds:
            booster = self._train(matrix[train], interval.take(train), weight[train], sigma, trees=1)
            margin = _margin(booster, matrix[test])
            loss = negative_log_likelihood(margin, interval.take(test), sigma, self.distribution)
            total += float(loss @ weight[test])
        return total

    def _train(self, matrix: Matrix, interval: Interval, weight: Floats, sigma: float, *, trees: int) -> xgb.Booster:
        data = xgb.DMatrix(
            matrix,
            weight=weight,
            label_lower_bound=interval.lower,
            label_upper_bound=interval.upper,
            nthread=self.n_threads,
        )
        return xgb.train(self._xgboost_params(sigma, trees), data, num_boost_round=self.n_estimators)

    def _xgboost_params(self, sigma: float, trees: int) -> dict[str, Any]:
        return {
            "objective": "survival:aft",
            "aft_loss_distribution": self.distribution,
            "aft_loss_distribution_scale": sigma,
            "base_score": self.base_score_,
            "tree_method": "hist",
            "max_depth": self.max_depth,
            "learning_rate": self.learning_rate,
            "min_child_weight": self.min_child_weight,
            "subsample": self.subsample,
            "colsample_bytree": self.colsample,
            "reg_lambda": self.reg_lambda,
            "num_parallel_tree": trees,
            "monotone_constraints": self._signs(),
            "seed": self.random_state,
            "nthread": self.n_threads,
        }

    def _signs(self) -> tuple[int, ...]:
        """Monotone constraint of each column."""
        asked = dict(self.monotone or {})
        known = getattr(self, "feature_names_in_", [f"x{i}" for i in range(self.n_features_in_)])
        for name, sign in asked.items():
            if name not in known:
                raise NacreError(f"There is no column {name!r} to be monotone.", hint="Check its name.")
            if sign not in (-1, 0, 1):
                raise NacreError(f"Column {name!r} has the sign {sign!r}.", hint="Write 1 or -1.")
        return tuple(asked.get(name, 0) for name in known)


def _margin(booster: xgb.Booster, matrix: Matrix) -> Floats:
    """Natural log predictions without the cost of a DMatrix."""
    if not len(matrix):
        return np.empty(0)
    return np.asarray(booster.inplace_predict(matrix, predict_type="margin"), dtype=np.float64)


def as_matrix(X: FeatureMatrix) -> Matrix:
    """`X` as C-contiguous float32.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n, p)
        NaN where unknown.

    Returns
    -------
    float32 array of shape (n, p)

    Raises
    ------
    NacreError
        If it is not a table of numbers or has an infinite value.
    """
    try:
        with np.errstate(over="ignore"):
            matrix = np.ascontiguousarray(np.asarray(X, dtype=np.float32))
    except (TypeError, ValueError) as error:
        raise NacreError(f"X is not all numbers: {error}.", hint="Write NaN for what is unknown.") from error
    if matrix.ndim != 2:
        raise NacreError(f"X has {matrix.ndim} dimensions.", hint="Give one row a cell, one column a feature.")
    if np.isinf(matrix).any():
        row, column = np.argwhere(np.isinf(matrix))[0]
        name = X.columns[column] if isinstance(X, pd.DataFrame) else f"x{column}"
        raise NacreError(f"Column {name!r} of X is infinite in row {row}.", hint="Write NaN for what is unknown.")
    return matrix


def _same_columns(trained: list[str], given: list[str]) -> None:
    if trained == given:
        return
    missing = [name for name in trained if name not in given]
    surplus = [name for name in given if name not in trained]
    differences = [f"missing {', '.join(missing)}"] * bool(missing) + [f"unknown {', '.join(surplus)}"] * bool(surplus)
    raise NacreError(
        f"X has other columns than in training: {'; '.join(differences) or 'another order'}.",
        hint="Give the columns of training in their order.",
    )


def _same_length(given: int, rows: int, what: str) -> None:
    if given != rows:
        raise NacreError(f"X has {given} rows and there are {rows} {what}.", hint="Give one of each a row.")


def as_weights(sample_weight: npt.ArrayLike | None, n: int) -> Floats:
    """Weights of mean 1, so that the penalties keep their meaning.

    Parameters
    ----------
    sample_weight : array-like of shape (n,), optional
        All 1 where it is left out.
    n : int
        Number of rows.

    Returns
    -------
    float64 array of shape (n,)

    Raises
    ------
    NacreError
        If there is not one weight a row, a weight is negative or missing, or all are 0.

    Examples
    --------
    >>> as_weights([1.0, 3.0], 2)
    array([0.5, 1.5])
    """
    if sample_weight is None:
        return np.ones(n)
    weight = np.asarray(sample_weight, dtype=np.float64)
    if weight.shape != (n,):
        raise NacreError(f"{weight.shape} weights for {n} rows.", hint="Give one weight a row.")
    faulty = ~(np.isfinite(weight) & (weight >= 0.0))
    if faulty.any():
        row = int(np.argmax(faulty))
        raise NacreError(f"The weight of row {row} is {weight[row]}.", hint="Give numbers from 0 up.")
    if not weight.any():
        raise NacreError("All weights are 0.", hint="Give a positive weight to at least one row.")
    return np.asarray(weight / weight.mean())


def _groups(groups: npt.ArrayLike | None, n: int) -> npt.NDArray[Any]:
    labels = np.arange(n) if groups is None else np.asarray(groups)
    if labels.shape != (n,):
        raise NacreError(f"{labels.shape} groups for {n} rows.", hint="Give the paper of each row.")
    return labels


def _folds(n: int, groups: npt.NDArray[Any] | None, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Three folds of the training data; none when they cannot be split."""
    count = min(3, n if groups is None else len(np.unique(groups)))
    if count < 2:
        return
    if groups is None:
        yield from KFold(count, shuffle=True, random_state=seed).split(np.empty(n))
    else:
        yield from GroupKFold(count).split(np.empty(n), groups=groups)


def _positive(sigma: float | str) -> float:
    if isinstance(sigma, str) or not 0.0 < sigma < float("inf"):
        raise NacreError(f"sigma is {sigma!r}.", hint="Write 'auto' or a positive number.")
    return float(sigma)
