"""What is expected of an outcome that is known only within bounds."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from ...data.arrays import Floats


def expected_within(mean: Floats, spread: Floats | float, low: Floats, high: Floats) -> Floats:
    """Mean of normal variables known to lie between two bounds.

    One step of expectation-maximisation for regression on censored outcomes (Buckley and James, Biometrika 1979, 66,
    429): a survivor counts with more than its hours.

    Parameters
    ----------
    mean : float64 array of shape (n,)
        Of each variable before its bounds are known.
    spread : float or float64 array of shape (n,)
        Standard deviation.
    low, high : float64 arrays of shape (n,)
        May be infinite; equal where the outcome is exact, which then is the answer.

    Returns
    -------
    float64 array of shape (n,)
        Between the bounds. So far in a tail that no probability is left, the nearer bound.

    Examples
    --------
    >>> import numpy as np
    >>> expected_within(np.zeros(3), 1.0, np.array([-np.inf, 0.0, 2.0]), np.array([np.inf, np.inf, 2.0])).round(3)
    array([0.   , 0.798, 2.   ])
    """
    a, b = (low - mean) / spread, (high - mean) / spread
    # Work on the side where the tail is small, so that differences of probabilities do not vanish.
    flip = a > 0
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    mass = norm.cdf(b) - norm.cdf(a)
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(mass > 1e-300, (norm.pdf(a) - norm.pdf(b)) / mass, b)
    return np.asarray(np.clip(mean + spread * np.where(flip, -shift, shift), low, high))
