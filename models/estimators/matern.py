"""Matérn covariance with one length scale a block of columns, and the most likely scales of some rows.

Covariance: Matérn 3/2 over the distance ``r² = Σ_b |x_b - y_b|² / (2 p_b l_b²)``, with ``p_b`` columns in block b
(Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, eq. 4.17 and 5.9). The logarithms of length
scales, signal and noise have normal priors, which keep few rows from choosing extremes.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.spatial.distance import cdist

from ...data.arrays import Floats, Ints

#: Prior means of log length scales, log signal and log noise; their common standard deviation is 1.
_LENGTH, _SIGNAL, _NOISE = 0.0, 0.0, float(np.log(0.3))
#: Bounds of every logarithm: rows without scatter would take their noise to nothing.
_BOUNDS = (-8.0, 8.0)
#: So close to the optimum that neither the order of the rows nor the rounding of a processor shows in a prediction.
_OPTIONS = {"maxiter": 200, "ftol": 1e-12, "gtol": 1e-7}


def most_likely(rows: Floats, block: Ints, target: Floats, weight: Floats) -> Floats:
    """Log length scales, log signal variance and log noise variance of the highest posterior density.

    scikit-learn's `GaussianProcessRegressor` does not serve: its noise of each row (`alpha`) is fixed beforehand, while
    here it is learned and divided by the weight; it has no priors, and no length scale for a block of columns.

    Parameters
    ----------
    rows : float64 array of shape (n, p)
        Scaled columns.
    block : int array of shape (p,)
        Block of each column, numbered from 0.
    target : float64 array of shape (n,)
        Of mean 0 and variance about 1.
    weight : float64 array of shape (n,)
        A row's noise variance is divided by it.

    Returns
    -------
    float64 array of shape (n_blocks + 2,)
    """
    gaps = np.array([_squared_gaps(rows[:, block == b]) for b in range(block.max(initial=-1) + 1)])
    gaps = gaps.reshape(-1, len(rows), len(rows))
    prior = np.array([_LENGTH] * len(gaps) + [_SIGNAL, _NOISE])
    optimum = minimize(
        _loss, prior, args=(gaps, target, weight, prior), jac=True, method="L-BFGS-B",
        bounds=[_BOUNDS] * len(prior), options=_OPTIONS,
    )  # fmt: skip
    return np.asarray(optimum.x)


def column_scales(theta: Floats, block: Ints) -> Floats:
    """What each column is multiplied by, so that Euclidean distances of rows are the distances r.

    Parameters
    ----------
    theta : float64 array of shape (n_blocks + 2,)
        From `most_likely`.
    block : int array of shape (p,)
        Block of each column, numbered from 0.

    Returns
    -------
    float64 array of shape (p,)
    """
    return np.asarray((np.exp(-theta[:-2]) / np.sqrt(2.0 * np.bincount(block, minlength=len(theta) - 2)))[block])


def covariance(left: Floats, right: Floats, log_signal: float) -> tuple[Floats, Floats]:
    """Covariance of rows with other rows.

    Parameters
    ----------
    left, right : float64 arrays of shape (n_left, p) and (n_right, p)
        Scaled rows, their columns multiplied by `column_scales`.
    log_signal : float
        Natural log of the signal variance.

    Returns
    -------
    values : float64 array of shape (n_left, n_right)
        The covariance.
    fall : float64 array of shape (n_left, n_right)
        Signal variance times exp(-√3 r), the factor of its slopes.
    """
    squared = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :] - 2.0 * left @ right.T
    return _of_squared(np.maximum(squared, 0.0), log_signal)


def _of_squared(squared: Floats, log_signal: float) -> tuple[Floats, Floats]:
    q = np.sqrt(3.0 * squared)
    fall = np.exp(log_signal - q)
    return (1.0 + q) * fall, fall


def _squared_gaps(columns: Floats) -> Floats:
    return np.asarray(cdist(columns, columns, "sqeuclidean") / (2.0 * columns.shape[1]))


def _loss(theta: Floats, gaps: Floats, target: Floats, weight: Floats, prior: Floats) -> tuple[float, Floats]:
    """Negative log posterior of the parameters and its gradient."""
    shrink = np.exp(-2.0 * theta[:-2])
    values, fall = _of_squared(np.tensordot(shrink, gaps, axes=1), theta[-2])
    noise = np.exp(theta[-1]) / weight
    factor = cho_factor(values + np.diag(noise), lower=True)
    alpha = cho_solve(factor, target)
    loss = 0.5 * target @ alpha + np.log(np.diag(factor[0])).sum() + 0.5 * np.sum((theta - prior) ** 2)
    inner = cho_solve(factor, np.eye(len(target))) - np.outer(alpha, alpha)
    slopes = 3.0 * shrink * np.tensordot(gaps, inner * fall, axes=2)
    gradient = 0.5 * np.array([*slopes, np.sum(inner * values), np.diag(inner) @ noise]) + (theta - prior)
    return float(loss), gradient
