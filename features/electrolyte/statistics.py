"""Means, minima and maxima over the components of each row of a sparse mole-fraction matrix."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ...data.arrays import Floats

#: A mean is given where the components with a known value make up at least this share of the moles.
KNOWN_SHARE = 0.5


def weighted_means(fractions: sparse.csr_matrix, values: Floats) -> Floats:
    """Compute mole-fraction-weighted means of several properties.

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

    Examples
    --------
    >>> weighted_means(sparse.csr_matrix([[0.25, 0.75]]), np.array([[95.33], [64.91]]))
    array([[72.515]])
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
    """Find the smallest (or largest) known value of one property among the components of each row.

    Parameters
    ----------
    fractions : sparse matrix of shape (n, n_species)
        A component is what has a stored entry.
    values : array of shape (n_species,)
        NaN where a species' value is unknown.
    largest : bool

    Returns
    -------
    array of shape (n,)
        NaN for empty rows and where nothing is known.

    Examples
    --------
    >>> extreme(sparse.csr_matrix([[0.3, 0.7, 0.0]]), np.array([-7.5, -6.0, -9.0]))
    array([-7.5])
    """
    values_of_rows = np.full(fractions.shape[0], np.nan)
    filled = np.diff(fractions.indptr) > 0
    if filled.any():
        reduce = np.fmax.reduceat if largest else np.fmin.reduceat
        values_of_rows[filled] = reduce(values[fractions.indices], fractions.indptr[:-1][filled])
    return values_of_rows


def total(moles: sparse.csr_matrix, values: Floats) -> Floats:
    """Sum up moles times a property.

    Parameters
    ----------
    moles : sparse matrix of shape (n, n_species)
    values : array of shape (n_species,)
        Per mole.

    Returns
    -------
    array of shape (n,)
        NaN where a component's amount or value is unknown, 0 for empty rows.
    """
    return np.asarray(moles @ values)
