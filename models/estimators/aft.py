"""The accelerated failure time model: shapes of the noise, and the likelihood of an interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from ...data.arrays import Floats
from ...data.errors import NacreError
from ..labels.intervals import Interval

_Function = Callable[[Floats], Floats]

#: Likelihoods below 1e-12 count as 1e-12, as in XGBoost, so that one outlier does not choose the scale.
_LOG_FLOOR = float(np.log(1e-12))


@dataclass(frozen=True, slots=True)
class Noise:
    """Standard distribution of the noise z in ``log T = margin + sigma z``.

    Attributes
    ----------
    log_density, log_cdf, log_survival : callable
        Natural log of density, distribution and survival function at z.
    quantile : callable
        z below which a share of the distribution lies.
    """

    log_density: _Function
    log_cdf: _Function
    log_survival: _Function
    quantile: _Function


_NOISE = {
    "normal": Noise(
        lambda z: -0.5 * z * z - 0.5 * np.log(2.0 * np.pi),
        special.log_ndtr,
        lambda z: special.log_ndtr(-z),
        special.ndtri,
    ),
    "logistic": Noise(
        lambda z: special.log_expit(z) + special.log_expit(-z),
        special.log_expit,
        lambda z: special.log_expit(-z),
        special.logit,
    ),
    # The smallest of many: time is then Weibull-distributed.
    "extreme": Noise(
        lambda z: z - np.exp(z),
        lambda z: np.log(-np.expm1(-np.exp(z))),
        lambda z: -np.exp(z),
        lambda q: np.log(-np.log1p(-q)),
    ),
}


def negative_log_likelihood(
    margin: npt.ArrayLike, interval: Interval, sigma: float, distribution: str = "normal"
) -> Floats:
    """How badly each label fits a prediction, in natural log time.

    An exact label pays ``log sigma - log f(z)``, any other ``-log(F(z_upper) - F(z_lower))`` with
    ``z = (log bound - margin) / sigma`` (accelerated failure time model with interval censoring; Barnwal,
    Cho and Hocking, arXiv 2006.04920). No row pays more than 27.6.

    Parameters
    ----------
    margin : array-like of shape (n,)
        Predicted natural log of the outcome.
    interval : Interval
        Labels of the n rows.
    sigma : float
        Scale of the noise in natural log.
    distribution : {'normal', 'logistic', 'extreme'}
        Shape of the noise.

    Returns
    -------
    ndarray of shape (n,)
        Loss of each row.

    Raises
    ------
    NacreError
        If the distribution is unknown.
    """
    noise = noise_of(distribution)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        low = (np.log(interval.lower) - np.asarray(margin, dtype=np.float64)) / sigma
        high = (np.log(interval.upper) - np.asarray(margin, dtype=np.float64)) / sigma
        inside = np.where(low > 0.0, _upper_tail(noise, low, high), _lower_tail(noise, low, high))
        likelihood = np.where(interval.is_exact, noise.log_density(low) - np.log(sigma), inside)
    return -np.fmax(likelihood, _LOG_FLOOR)


def _upper_tail(noise: Noise, low: Floats, high: Floats) -> Floats:
    """Log probability of low < z < high that does not cancel far above the prediction."""
    above = noise.log_survival(low)
    return np.asarray(above + np.log(-np.expm1(noise.log_survival(high) - above)))


def _lower_tail(noise: Noise, low: Floats, high: Floats) -> Floats:
    """Log probability of low < z < high that does not cancel far below the prediction."""
    below = noise.log_cdf(high)
    return np.asarray(below + np.log(-np.expm1(noise.log_cdf(low) - below)))


def noise_of(distribution: str) -> Noise:
    """The noise of a name.

    Parameters
    ----------
    distribution : {'normal', 'logistic', 'extreme'}

    Returns
    -------
    Noise

    Raises
    ------
    NacreError
        For any other name.
    """
    if distribution not in _NOISE:
        raise NacreError(f"There is no distribution {distribution!r}.", hint=f"Write {' or '.join(_NOISE)}.")
    return _NOISE[distribution]
