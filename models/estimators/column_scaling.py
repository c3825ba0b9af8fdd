"""Columns of a feature matrix brought to like sizes for distances between rows: shape, mean and spread of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from ...data.arrays import Bools, Floats, Ints, Matrix

#: A column further from its mean than so many standard deviations counts as that far.
_CLIP = 5.0
#: Shapes of a column: as it is, its square root, its logarithm.
_PLAIN, _ROOT, _LOG = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ColumnScaling:
    """How each of p columns is shaped and scaled; unknown values lie at the mean, constant columns are left out.

    Attributes
    ----------
    form : int64 array of shape (p,)
        0 as it is, 1 square root, 2 logarithm.
    mean, deviation : float64 arrays of shape (p,)
        Of the shaped columns.
    keep : bool array of shape (p,)
        False where a column does not vary.
    """

    form: Ints
    mean: Floats
    deviation: Floats
    keep: Bools

    @classmethod
    def of(cls, X: Matrix) -> Self:
        """Learn shape, mean and spread of each column.

        Parameters
        ----------
        X : float32 array of shape (n, p)
            Rows of training, NaN where unknown.

        Returns
        -------
        ColumnScaling
        """
        values = X.astype(np.float64)
        form = _forms(values)
        shaped = _shaped(values, form)
        shaped = np.where(np.isnan(shaped).all(axis=0), 0.0, shaped)
        deviation = np.nanstd(shaped, axis=0)
        return cls(form, np.nanmean(shaped, axis=0), deviation, deviation > 1e-9)

    def apply(self, X: Matrix) -> Floats:
        """Scale rows.

        Parameters
        ----------
        X : float32 array of shape (n, p)
            NaN where unknown.

        Returns
        -------
        float64 array of shape (n, number of columns kept)
            0 where unknown, clipped at 5 standard deviations.
        """
        keep = self.keep
        shaped = _shaped(X[:, keep].astype(np.float64), self.form[keep])
        scaled = (shaped - self.mean[keep]) / self.deviation[keep]
        return np.asarray(np.nan_to_num(np.clip(scaled, -_CLIP, _CLIP)))


def _forms(values: Floats) -> Ints:
    """Concentrations and currents span decades; shares have zeros, and a little is much more than nothing."""
    known = np.where(np.isnan(values), np.nanmin(values, initial=np.inf, axis=0), values)
    low, high = known.min(axis=0), known.max(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((low > 0) & (high / low > 10), _LOG, np.where((low == 0) & (high <= 1), _ROOT, _PLAIN))


def _shaped(values: Floats, form: Ints) -> Floats:
    root, log = np.sqrt(np.maximum(values, 0.0)), np.log(np.maximum(values, 1e-12))
    return np.where(form == _LOG, log, np.where(form == _ROOT, root, values))
