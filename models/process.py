"""A Gaussian process for a few hundred rows, whose columns share one length scale a block.

Columns that say like things (element shares, mole fractions, one test condition) stand in one block, so that two
hundred columns of chemistry do not drown three of the protocol. Covariance: Matérn 3/2 over the distance
``r² = Σ_b |x_b - y_b|² / (2 p_b l_b²)``, with ``p_b`` columns in block b (Rasmussen and Williams, Gaussian Processes
for Machine Learning, 2006, eq. 4.17 and 5.9). Log length scales, log signal and log noise have normal priors, which
keep few rows from choosing extremes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.spatial.distance import cdist

from ..data.errors import NacreError

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]

#: A column further from its mean than so many standard deviations counts as that far.
_CLIP = 5.0
#: Prior means of log length scales, log signal and log noise; their common standard deviation is 1.
_START = (0.0, 0.0, float(np.log(0.3)))
_STEPS = 60
#: Nodes of the path from the average row over which gradients are integrated.
_NODES = 24


class GaussianProcess:
    """Regression on rows with unknowns.

    Parameters
    ----------
    blocks : sequence of int, optional
        The block of each column; all in one where it is left out.

    Attributes
    ----------
    theta_ : float64 array of shape (n_blocks + 2,)
        Log length scales, log signal variance, log noise variance, for standardised columns and target.
    """

    def __init__(self, blocks: Sequence[int] | None = None) -> None:
        self.blocks = blocks

    def fit(self, X: Matrix, y: Floats, weight: Floats) -> Self:
        """Learn from n rows; a row's noise variance is divided by its weight.

        Parameters
        ----------
        X : float32 array of shape (n, p)
            NaN counts as the average of its column.
        y : float64 array of shape (n,)
        weight : float64 array of shape (n,)
            Of mean 1; rows of weight 0 are left out.
        """
        used = weight > 0
        X, y, weight = X[used], y[used], weight[used]
        self._standardise(X)
        self.center_, self.spread_ = float(np.average(y, weights=weight)), float(np.std(y)) or 1.0
        target = (y - self.center_) / self.spread_
        self.known_ = self._scaled(X)
        gaps = self._gaps(self.known_, self.known_)
        prior = np.array([_START[0]] * len(gaps) + list(_START[1:]))
        found = minimize(
            _loss, prior, args=(gaps, target, weight, prior), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
        )
        self.theta_ = np.asarray(found.x)
        covariance = _covariance(gaps, self.theta_)[0] + np.diag(np.exp(self.theta_[-1]) / weight)
        self.alpha_ = np.asarray(cho_solve(cho_factor(covariance, lower=True), target))
        return self

    def predict(self, X: Matrix) -> Floats:
        """Posterior mean, shape (n,)."""
        scaled = self._scaled(X)
        standardised = _covariance(self._gaps(scaled, self.known_), self.theta_)[0] @ self.alpha_
        return np.asarray(self.center_ + self.spread_ * standardised)

    def contributions(self, X: Matrix) -> Floats:
        """What each column adds to the posterior mean, shape (n, p + 1), the bias last.

        Integrated gradients from the average row (Sundararajan, Taly and Yan, arXiv 1703.01365). Rows sum to
        `predict`: what the finite number of nodes leaves over is shared in proportion to the sizes.
        """
        goal = self._scaled(X)
        origin = np.zeros((1, goal.shape[1]))
        base = float((_covariance(self._gaps(origin, self.known_), self.theta_)[0] @ self.alpha_)[0])
        nodes, weights = np.polynomial.legendre.leggauss(_NODES)
        gradient = np.zeros_like(goal)
        for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
            gradient += weight * self._gradient(node * goal)
        parts = np.zeros((len(goal), len(self.keep_) + 1))
        found = gradient * goal
        whole = (self.predict(X) - self.center_) / self.spread_ - base
        size = np.abs(found)
        total = size.sum(axis=1, keepdims=True)
        share = np.divide(size, total, out=np.zeros_like(size), where=total > 0)
        parts[:, np.flatnonzero(self.keep_)] = found + share * (whole - found.sum(axis=1))[:, None]
        parts[:, -1] = base
        parts *= self.spread_
        parts[:, -1] += self.center_
        return parts

    # -- inside ---------------------------------------------------------------------------------------------

    def _standardise(self, X: Matrix) -> None:
        """Note the transformation, mean and spread of each column; constant ones are left out."""
        blocks = np.zeros(X.shape[1], dtype=np.int64) if self.blocks is None else np.asarray(self.blocks)
        if blocks.shape != (X.shape[1],):
            raise NacreError(f"{blocks.shape} blocks for {X.shape[1]} columns.", hint="Give one a column.")
        values = X.astype(np.float64)
        safe = np.where(np.isnan(values), np.nanmin(values, initial=np.inf, axis=0), values)
        low, high = safe.min(axis=0), safe.max(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            # Concentrations and currents span decades; shares have zeros, and a little is much more than nothing.
            self.form_ = np.where((low > 0) & (high / low > 10), 2, np.where((low == 0) & (high <= 1), 1, 0))
        shaped = self._shaped(values)
        empty = np.isnan(shaped).all(axis=0)
        shaped = np.where(empty, 0.0, shaped)
        self.mean_, self.deviation_ = np.nanmean(shaped, axis=0), np.nanstd(shaped, axis=0)
        self.keep_ = self.deviation_ > 1e-9
        self.block_ = np.unique(blocks[self.keep_], return_inverse=True)[1]

    def _shaped(self, values: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(
                self.form_ == 2,
                np.log(np.maximum(values, 1e-12)),
                np.where(self.form_ == 1, np.sqrt(np.maximum(values, 0.0)), values),
            )

    def _scaled(self, X: Matrix) -> Floats:
        shaped = self._shaped(X.astype(np.float64))[:, self.keep_]
        scaled = (shaped - self.mean_[self.keep_]) / self.deviation_[self.keep_]
        return np.asarray(np.nan_to_num(np.clip(scaled, -_CLIP, _CLIP)))

    def _widths(self) -> npt.NDArray[np.int64]:
        return np.bincount(self.block_)

    def _gaps(self, left: Floats, right: Floats) -> list[Floats]:
        """Squared distances by block, each of shape (n_left, n_right)."""
        return [
            cdist(left[:, self.block_ == b], right[:, self.block_ == b], "sqeuclidean") / (2.0 * width)
            for b, width in enumerate(self._widths())
        ]

    def _gradient(self, rows: Floats) -> Floats:
        """Gradient of the standardised mean at scaled rows, shape (n, p_kept)."""
        squared = _squared(self._gaps(rows, self.known_), self.theta_)
        slope = -1.5 * np.exp(self.theta_[-2] - np.sqrt(3.0 * squared)) * self.alpha_
        pull = rows * slope.sum(axis=1)[:, None] - slope @ self.known_
        return np.asarray(pull * (np.exp(-2.0 * self.theta_[:-2]) / self._widths())[self.block_])

    # -- files ----------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """As plain numbers and lists."""
        arrays = ("theta_", "alpha_", "known_", "mean_", "deviation_", "keep_", "block_", "form_")
        return {name: getattr(self, name).tolist() for name in arrays} | {
            "center_": self.center_,
            "spread_": self.spread_,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Undo `to_dict`.

        Raises
        ------
        NacreError
            If an entry is missing or does not fit the others.
        """
        found = cls()
        try:
            for name in ("theta_", "alpha_", "known_", "mean_", "deviation_"):
                setattr(found, name, np.array(stored[name], dtype=np.float64))
            found.block_, found.form_ = (np.array(stored[name], dtype=np.int64) for name in ("block_", "form_"))
            found.keep_ = np.array(stored["keep_"], dtype=bool)
            found.center_, found.spread_ = float(stored["center_"]), float(stored["spread_"])
            fits = found.known_.shape == (len(found.alpha_), int(found.keep_.sum())) and len(found.theta_) == (
                len(found._widths()) + 2
            )
        except (KeyError, TypeError, ValueError) as error:
            raise NacreError(f"The stored process cannot be read: {error!r}.", hint="Train again.") from error
        if not fits:
            raise NacreError("The stored process is damaged.", hint="Train again.")
        return found


def _squared(gaps: list[Floats], theta: Floats) -> Floats:
    found = np.zeros_like(gaps[0])
    for gap, log_scale in zip(gaps, theta, strict=False):  # signal and noise follow the length scales
        found += gap * np.exp(-2.0 * log_scale)
    return found


def _covariance(gaps: list[Floats], theta: Floats) -> tuple[Floats, Floats]:
    """Covariance, and the factor exp(√3 r) of its slopes."""
    q = np.sqrt(3.0 * _squared(gaps, theta))
    fall = np.exp(theta[-2] - q)
    return (1.0 + q) * fall, fall


def _loss(theta: Floats, gaps: list[Floats], target: Floats, weight: Floats, prior: Floats) -> tuple[float, Floats]:
    """Negative log posterior of the parameters and its gradient."""
    theta = np.clip(theta, -8.0, 8.0)
    covariance, fall = _covariance(gaps, theta)
    noise = np.exp(theta[-1]) / weight
    factor = cho_factor(covariance + np.diag(noise), lower=True)
    alpha = cho_solve(factor, target)
    value = 0.5 * target @ alpha + np.log(np.diag(factor[0])).sum() + 0.5 * np.sum((theta - prior) ** 2)
    inner = cho_solve(factor, np.eye(len(target))) - np.outer(alpha, alpha)
    slopes = [3.0 * np.exp(-2.0 * s) * np.sum(inner * fall * gap) for gap, s in zip(gaps, theta, strict=False)]
    gradient = 0.5 * np.array([*slopes, np.sum(inner * covariance), np.diag(inner) @ noise]) + (theta - prior)
    return float(value), gradient
