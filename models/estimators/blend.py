"""For small data: the mean of boosted trees, extremely randomised trees and a Gaussian process, in natural log.

At a few hundred rows such a mean beats each of its members (`benchmarks/lce.py`). It has the interface of
`IntervalBooster`, is saved as data only, and its explanation is exact: contributions add up over the members.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xgboost as xgb
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from ...data.arrays import Floats, Matrix
from ...data.errors import NacreError
from ..labels.intervals import check_interval
from .booster import FeatureMatrix, IntervalBooster, as_matrix, as_weights
from .forest import grow_forest
from .gaussian_process import GaussianProcess
from .imputation import expected_within

#: Weights of the members: the process is the best of the three alone, the trees err differently.
WEIGHTS = {"booster": 0.25, "forest": 0.25, "process": 0.5}
#: How often one-sided labels are replaced by what the members expect of them.
_ROUNDS = 3
_KIND = "blend"


class Blend(RegressorMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """Mean of three regressors in natural log, for outcomes known only within an interval.

    The forest and the process take one number a row: the logarithm of an exact label, and for an interval the value
    expected within it, given the members' prediction and a normal error (Buckley and James, Biometrika 1979, 66, 429).

    Parameters
    ----------
    blocks : sequence of int, optional
        Block of each column, for the Gaussian process; see `GaussianProcess`.
    monotone : dict of str to int, optional
        Constraints of the booster; the other members know none.
    sigma : 'auto' or float
        Scale of the booster's noise.
    trees : int
        Trees of the forest.
    random_state : int

    Attributes
    ----------
    booster_ : IntervalBooster
    forest_ : xgboost.Booster
    process_ : GaussianProcess
    sigma_ : float
        Scale of the booster's noise in natural log.
    n_features_in_ : int
    """

    def __init__(
        self,
        *,
        blocks: Sequence[int] | None = None,
        monotone: Mapping[str, int] | None = None,
        sigma: float | str = "auto",
        trees: int = 200,
        random_state: int = 0,
    ) -> None:
        self.blocks = blocks
        self.monotone = monotone
        self.sigma = sigma
        self.trees = trees
        self.random_state = random_state

    def fit(
        self,
        X: FeatureMatrix,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Blend:
        """Train on interval labels.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)
            Features; NaN means unknown.
        lower, upper : array-like of shape (n,)
            Bounds on the outcome in natural units; see `check_interval`.
        sample_weight : array-like of shape (n,), optional
            Weights; only their ratios matter.
        groups : array-like of shape (n,), optional
            The paper of each row, kept together when the booster chooses sigma.

        Returns
        -------
        Blend
            Itself.

        Raises
        ------
        NacreError
            If a label, a feature, a weight or a parameter cannot be used.
        """
        interval, matrix = check_interval(lower, upper), as_matrix(X)
        self.booster_ = IntervalBooster(
            n_estimators=150, learning_rate=0.05, reg_lambda=1.0, monotone=self.monotone, sigma=self.sigma,
            random_state=self.random_state,
        ).fit(matrix, interval.lower, interval.upper, sample_weight=sample_weight, groups=groups)  # fmt: skip
        self.sigma_, self.n_features_in_ = self.booster_.sigma_, matrix.shape[1]
        weight = as_weights(sample_weight, len(interval))
        with np.errstate(divide="ignore"):
            low, high = np.log(interval.lower), np.log(interval.upper)
        self._fit_others(matrix, np.log(interval.point), weight)
        for _ in range(0 if interval.is_exact.all() else _ROUNDS):
            expected = expected_within(self.predict_margin(matrix), self.sigma_, low, high)
            self._fit_others(matrix, expected, weight)
        return self

    def _fit_others(self, matrix: Matrix, target: Floats, weight: Floats) -> None:
        self.forest_ = grow_forest(matrix, target, weight, trees=self.trees, seed=self.random_state)
        self.process_ = GaussianProcess(self.blocks).fit(matrix, target, weight)

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
            As `predict_margin` does.
        """
        return np.asarray(np.exp(self.predict_margin(X)))

    def predict_margin(self, X: FeatureMatrix) -> Floats:
        """Natural log of the prediction: the weighted mean of the members'.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)

        Raises
        ------
        NacreError
            If `X` has another number of columns than in training or an infinite value.
        """
        check_is_fitted(self, "process_")
        matrix = as_matrix(X)
        boosted = self.booster_.predict_margin(matrix)
        if not len(matrix):
            return boosted
        forest = np.asarray(self.forest_.inplace_predict(matrix), dtype=np.float64)
        return (
            WEIGHTS["booster"] * boosted
            + WEIGHTS["forest"] * forest
            + WEIGHTS["process"] * self.process_.predict(matrix)
        )

    def contributions(self, X: FeatureMatrix) -> Floats:
        """Contributions of the columns in natural log; they sum to `predict_margin`.

        TreeSHAP for both kinds of trees, integrated gradients for the process.

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
            As `predict_margin` does.
        """
        check_is_fitted(self, "process_")
        matrix = as_matrix(X)
        boosted = self.booster_.contributions(matrix)
        if not len(matrix):
            return boosted
        forest = self.forest_.predict(xgb.DMatrix(matrix, nthread=1), pred_contribs=True)
        return (
            WEIGHTS["booster"] * boosted
            + WEIGHTS["forest"] * np.asarray(forest, dtype=np.float64)
            + WEIGHTS["process"] * self.process_.contributions(matrix)
        )

    def to_json(self) -> bytes:
        """The members as one JSON text; keep it with `get_state`."""
        check_is_fitted(self, "process_")
        members = {
            "booster": self.booster_.to_json().decode(),
            "forest": bytes(self.forest_.save_raw("json")).decode(),
            "process": self.process_.to_dict(),
        }
        return json.dumps(members).encode()

    def get_state(self) -> dict[str, Any]:
        """What the members do not hold: kind, parameters, the booster's state; numbers, text and lists only."""
        check_is_fitted(self, "process_")
        params = self.get_params(deep=False)
        params["blocks"] = None if self.blocks is None else [int(block) for block in self.blocks]
        params["monotone"] = None if self.monotone is None else dict(self.monotone)
        return {
            "kind": _KIND,
            "params": params,
            "booster": self.booster_.get_state(),
            "n_features": self.n_features_in_,
        }

    @classmethod
    def from_json(cls, content: bytes, state: Mapping[str, Any]) -> Blend:
        """Read what `to_json` and `get_state` wrote; the caller verifies the digest first.

        Parameters
        ----------
        content : bytes
            From `to_json`.
        state : dict
            From `get_state`.

        Returns
        -------
        Blend

        Raises
        ------
        NacreError
            If something is missing or does not fit.
        """
        try:
            members = json.loads(content)
            blend = cls(**state["params"])
            blend.booster_ = IntervalBooster.from_json(members["booster"].encode(), state["booster"])
            blend.forest_ = xgb.Booster({"nthread": 1}, model_file=bytearray(members["forest"].encode()))
            blend.process_ = GaussianProcess.from_dict(members["process"])
            blend.sigma_, blend.n_features_in_ = blend.booster_.sigma_, int(state["n_features"])
        except (AttributeError, KeyError, TypeError, ValueError, xgb.core.XGBoostError) as error:
            raise NacreError(f"The stored blend cannot be read: {error!r}.", hint="Train again.") from error
        widths = {blend.forest_.num_features(), blend.booster_.n_features_in_, len(blend.process_.scaling_.keep)}
        if widths != {blend.n_features_in_}:
            raise NacreError("The members of the stored blend have different columns.", hint="Train again.")
        return blend


def read_estimator(content: bytes, state: Mapping[str, Any]) -> IntervalBooster | Blend:
    """Read a saved booster or blend, whichever its state names; the caller verifies the digest first.

    Parameters
    ----------
    content : bytes
        From `to_json` of the estimator.
    state : dict
        From its `get_state`.

    Returns
    -------
    IntervalBooster or Blend

    Raises
    ------
    NacreError
        If something is missing or does not fit.
    """
    reader = Blend if state.get("kind") == _KIND else IntervalBooster
    return reader.from_json(content, state)
