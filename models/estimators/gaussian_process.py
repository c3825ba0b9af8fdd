"""A Gaussian process for a few hundred rows, whose columns share one length scale a block.

Columns that say like things (element shares, mole fractions, one test condition) stand in one block, so that two
hundred columns of chemistry do not drown three of the protocol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from ...data.arrays import Floats, Ints, Matrix
from ...data.errors import NacreError
from .column_scaling import ColumnScaling
from .matern import column_scales, covariance, most_likely

#: Nodes of the path from the average row over which gradients are integrated.
_NODES = 24
#: Share of the signal variance that is added to that of each row of a draw.
_JITTER = 1e-6


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
    scaling_ : ColumnScaling
    block_ : int array
        Block of each column that is kept.
    known_ : float64 array of shape (n, number of columns kept)
        Scaled rows of training.
    center_, spread_ : float
        Mean and standard deviation of the target.
    """

    def __init__(self, blocks: Sequence[int] | None = None) -> None:
        self.blocks = blocks

    def fit(self, X: Matrix, y: Floats, weight: Floats | None = None) -> Self:
        """Learn from n rows; a row's noise variance is divided by its weight.

        Parameters
        ----------
        X : float32 array of shape (n, p)
            NaN counts as the average of its column.
        y : float64 array of shape (n,)
        weight : float64 array of shape (n,), optional
            Of mean 1; rows of weight 0 are left out.

        Returns
        -------
        GaussianProcess
            Itself.

        Raises
        ------
        NacreError
            If there is not one block a column.
        """
        weight = np.ones(len(X)) if weight is None else weight
        used = weight > 0
        X, y, weight = X[used], y[used], weight[used]
        self.scaling_ = ColumnScaling.of(X)
        self.block_ = self._kept_blocks(X.shape[1])
        self.center_, self.spread_ = float(np.average(y, weights=weight)), float(np.std(y)) or 1.0
        target = (y - self.center_) / self.spread_
        self.known_ = self.scaling_.apply(X)
        self.theta_ = most_likely(self.known_, self.block_, target, weight)
        self._solve(target, np.exp(self.theta_[-1]) / weight)
        return self

    def _solve(self, target: Floats, noise: Floats) -> None:
        """Prepare predictions from standardised outcomes of the known rows and the variances of their noise."""
        self.target_, self.noise_ = target, noise
        self.factor_ = cho_factor(self._covariance(self.known_) + np.diag(noise), lower=True)
        self.alpha_ = np.asarray(cho_solve(self.factor_, target))

    def _kept_blocks(self, columns: int) -> Ints:
        """Blocks of the columns that vary, numbered from 0."""
        blocks = np.zeros(columns, dtype=np.int64) if self.blocks is None else np.asarray(self.blocks)
        if blocks.shape != (columns,):
            raise NacreError(f"{len(blocks)} blocks for {columns} columns.", hint="Give one a column.")
        return np.asarray(np.unique(blocks[self.scaling_.keep], return_inverse=True)[1])

    # -- predictions ----------------------------------------------------------------------------------------

    def predict(self, X: Matrix) -> Floats:
        """Posterior mean in the unit of the target.

        Parameters
        ----------
        X : float32 array of shape (n, p)

        Returns
        -------
        float64 array of shape (n,)
        """
        return self._in_unit(self._covariance(self.scaling_.apply(X)) @ self.alpha_)

    def posterior(self, X: Matrix) -> tuple[Floats, Floats]:
        """Posterior mean and standard deviation (without the noise of a test) in the unit of the target.

        Parameters
        ----------
        X : float32 array of shape (n, p)

        Returns
        -------
        mean, spread : float64 array of shape (n,)

        Raises
        ------
        NacreError
            Where the process was read from a file, which holds what means need and no more.
        """
        if not hasattr(self, "factor_"):
            raise NacreError("A stored process gives no standard deviations.", hint="Fit it again.")
        cross = self._covariance(self.scaling_.apply(X))
        half = solve_triangular(self.factor_[0], cross.T, lower=True)
        variance = np.exp(self.theta_[-2]) - np.einsum("ij,ij->j", half, half)
        return self._in_unit(cross @ self.alpha_), self.spread_ * np.sqrt(np.maximum(variance, 1e-12))

    def draw(self, X: Matrix, n: int, random: np.random.Generator) -> Floats:
        """Values of all rows together as they may be, without the noise of a test.

        Parameters
        ----------
        X : float32 array of shape (n_rows, p)
        n : int
            Draws.
        random : Generator

        Returns
        -------
        float64 array of shape (n, n_rows)
            In the unit of the target.

        Raises
        ------
        NacreError
            As `posterior` does.
        """
        mean, _ = self.posterior(X)
        rows = self.scaling_.apply(X)
        half = solve_triangular(self.factor_[0], self._covariance(rows).T, lower=True)
        scaled = rows * column_scales(self.theta_, self.block_)
        joint = covariance(scaled, scaled, self.theta_[-2])[0] - half.T @ half
        # Equal rows leave no variance between them: a little of it keeps the factor real.
        factor = np.linalg.cholesky(joint + np.diag(np.full(len(joint), _JITTER * np.exp(self.theta_[-2]))))
        return np.asarray(mean + self.spread_ * random.standard_normal((n, len(rows))) @ factor.T)

    def left_out(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each known row predicted by the others, noise included.

        Rasmussen and Williams, 2006, eq. 5.12; the scales are those of all rows.

        Returns
        -------
        mean, spread : float64 array of shape (n,)
            In the unit of the target.
        """
        inverse = np.diag(cho_solve(self.factor_, np.eye(len(self.alpha_))))
        return self._in_unit(self.target_ - self.alpha_ / inverse), self.spread_ * np.sqrt(1.0 / inverse)

    def with_rows(self, X: Matrix, y: Floats) -> Self:
        """A process of the same scales that knows further rows, each with the noise of weight 1.

        Parameters
        ----------
        X : float32 array of shape (n_new, p)
        y : float64 array of shape (n_new,)
            In the unit of the target.

        Returns
        -------
        GaussianProcess
            A new one; this one stays as it is.
        """
        more = copy(self)
        more.known_ = np.vstack([self.known_, self.scaling_.apply(X)])
        target = np.concatenate([self.target_, (y - self.center_) / self.spread_])
        noise = np.concatenate([self.noise_, np.full(len(y), np.exp(self.theta_[-1]))])
        more._solve(target, noise)  # noqa: SLF001 - of this class
        return more

    @property
    def noise(self) -> float:
        """Standard deviation of a test of weight 1, in the unit of the target."""
        return float(self.spread_ * np.exp(0.5 * self.theta_[-1]))

    def _in_unit(self, standardised: Floats) -> Floats:
        return np.asarray(self.center_ + self.spread_ * standardised)

    def _covariance(self, rows: Floats) -> Floats:
        """Covariance of scaled rows with the known ones, shape (n_rows, n_known)."""
        scales = column_scales(self.theta_, self.block_)
        return covariance(rows * scales, self.known_ * scales, self.theta_[-2])[0]

    # -- explanation ----------------------------------------------------------------------------------------

    def contributions(self, X: Matrix) -> Floats:
        """What each column adds to the posterior mean.

        Integrated gradients from the average row (Sundararajan, Taly and Yan, arXiv 1703.01365). Rows sum to
        `predict`: what the finite number of nodes leaves over is shared in proportion to the sizes.

        Parameters
        ----------
        X : float32 array of shape (n, p)

        Returns
        -------
        float64 array of shape (n, p + 1)
            In the unit of the target, the bias last.
        """
        goal = self.scaling_.apply(X)
        base = float((self._covariance(np.zeros((1, goal.shape[1]))) @ self.alpha_)[0])
        nodes, weights = np.polynomial.legendre.leggauss(_NODES)
        gradient = np.zeros_like(goal)
        for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
            gradient += weight * self._gradient(node * goal)
        effect = gradient * goal
        whole = self._covariance(goal) @ self.alpha_ - base
        size = np.abs(effect)
        total = size.sum(axis=1, keepdims=True)
        share = np.divide(size, total, out=np.zeros_like(size), where=total > 0)
        parts = np.zeros((len(goal), len(self.scaling_.keep) + 1))
        parts[:, np.flatnonzero(self.scaling_.keep)] = effect + share * (whole - effect.sum(axis=1))[:, None]
        parts[:, -1] = base
        parts *= self.spread_
        parts[:, -1] += self.center_
        return parts

    def _gradient(self, rows: Floats) -> Floats:
        """Gradient of the standardised mean at scaled rows, shape (n, number of columns kept)."""
        scales = column_scales(self.theta_, self.block_)
        _, fall = covariance(rows * scales, self.known_ * scales, self.theta_[-2])
        slope = -3.0 * fall * self.alpha_
        pull = rows * slope.sum(axis=1)[:, None] - slope @ self.known_
        return np.asarray(pull * scales**2)

    # -- files ----------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """As plain numbers and lists: what means and contributions need."""
        arrays = {"theta_": self.theta_, "alpha_": self.alpha_, "known_": self.known_, "block_": self.block_}
        arrays |= {f"{name}_": getattr(self.scaling_, name) for name in ("mean", "deviation", "keep", "form")}
        return {name: values.tolist() for name, values in arrays.items()} | {
            "center_": self.center_,
            "spread_": self.spread_,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Undo `to_dict`; the process then gives means and contributions, no standard deviations.

        Parameters
        ----------
        stored : dict

        Returns
        -------
        GaussianProcess

        Raises
        ------
        NacreError
            If an entry is missing or does not fit the others.
        """
        process = cls()
        try:
            theta, alpha, known, mean, deviation = (
                np.array(stored[name], dtype=np.float64)
                for name in ("theta_", "alpha_", "known_", "mean_", "deviation_")
            )
            block, form = (np.array(stored[name], dtype=np.int64) for name in ("block_", "form_"))
            process.scaling_ = ColumnScaling(form, mean, deviation, np.array(stored["keep_"], dtype=bool))
            process.theta_, process.alpha_, process.known_, process.block_ = theta, alpha, known, block
            process.center_, process.spread_ = float(stored["center_"]), float(stored["spread_"])
            fits = known.shape == (len(alpha), len(block)) and len(theta) == block.max(initial=-1) + 3
        except (KeyError, TypeError, ValueError) as error:
            raise NacreError(f"The stored process cannot be read: {error!r}.", hint="Train again.") from error
        if not fits or process.scaling_.keep.sum() != len(block):
            raise NacreError("The stored process is damaged.", hint="Train again.")
        return process
