"""Means, minima and maxima over the components of each row of a sparse mole-fraction matrix."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]

#: A mean is given where the components with a known value make up at least this share of the moles.
KNOWN_SHARE = 0.5


def weighted_means(fractions: sparse.csr_matrix, values: Floats) -> Floats:
    """Mole-fraction-weighted means of several properties.

    Parameters
    ----------
    fractions : sparse matrix of shape (n, n_species)
        Rows sum to one or are empty.
    values : array of shape (n_species, n_properties)
        NaN where a species' value is unknown; such species are left out of the mean as long as the others make up
        `KNOWN_SHARE` of the row.

    Returns
    -------
    array of shape (n, n_properties)
        NaN for empty rows and where too little is known.
    """
    known = ~np.isnan(values)
    total = fractions @ np.where(known, values, 0.0)
    share = np.repeat((np.diff(fractions.indptr) > 0).astype(float)[:, None], values.shape[1], axis=1)
    gaps = np.flatnonzero(~known.all(axis=0))
    if len(gaps):  # most tables are complete; the second product is paid for the gaps only
        share[:, gaps] = fractions @ known[:, gaps].astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(share >= KNOWN_SHARE - 1e-12, total / share, np.nan)


def extreme(fractions: sparse.csr_matrix, values: Floats, *, largest: bool = False) -> Floats:
    """Smallest (or largest) known value of one property among the components of each row, shape (n,)."""
    found = np.full(fractions.shape[0], np.nan)
    filled = np.diff(fractions.indptr) > 0
    if filled.any():
        reduce = np.fmax.reduceat if largest else np.fmin.reduceat
        found[filled] = reduce(values[fractions.indices], fractions.indptr[:-1][filled])
    return found


def total(moles: sparse.csr_matrix, values: Floats) -> Floats:
    """Sum of moles times a property, shape (n,); NaN where a part's amount or value is unknown, 0 for empty rows."""
    return np.asarray(moles @ values)
