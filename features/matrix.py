"""Cells to one float32 matrix with named columns."""

from __future__ import annotations

from functools import cache
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from ..data.arrays import Matrix, Texts
from ..data.batch.cells import CellBatch
from ..data.measured.tables import Cells, as_batch
from .blocks import join, spread
from .catalogue import PARTS
from .electrolyte.columns import ELECTROLYTE_PART
from .feature import Feature

#: Rows that are filled at a time: few enough that what is computed for them stays in the processor's cache.
_ROWS = 16_384


@cache
def catalogue() -> tuple[Feature, ...]:
    """Every feature in the order of the matrix: electrolyte, coating, host, protocol."""
    return tuple(entry for part in PARTS for entry in part.features)


@cache
def feature_names() -> tuple[str, ...]:
    """Names of the columns of the matrix."""
    return tuple(entry.name for entry in catalogue())


@cache
def feature(name: str) -> Feature:
    """Look up what a column means.

    Parameters
    ----------
    name : str
        One of `feature_names()`.

    Returns
    -------
    Feature

    Raises
    ------
    KeyError
        For any other name.

    Examples
    --------
    >>> feature("protocol.sand_ratio").label
    "Sand's time over plating time"
    """
    return {entry.name: entry for entry in catalogue()}[name]


class CellFeaturizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn cells into a float32 matrix; NaN where a cell does not say.

    Nothing is learned: `fit` only notes the columns. `transform` takes cells in any form: records, notation, a data
    frame, a `CellBatch`.

    Attributes
    ----------
    n_features_out_ : int
        Columns; set by `fit`.

    Examples
    --------
    >>> CellFeaturizer().fit_transform(["1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC"]).dtype
    dtype('float32')
    """

    def fit(self, X: object, y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Do nothing; the columns are fixed by the catalogue."""
        self.n_features_out_ = len(feature_names())
        return self

    def transform(self, X: Cells) -> Matrix:
        """Compute the features.

        Parameters
        ----------
        X : cells
            As `nacre.data.measured.tables.as_batch` takes them.

        Returns
        -------
        float32 array of shape (n_cells, n_features)
            A data frame after `set_output(transform="pandas")`.

        Raises
        ------
        NacreError
            Where X holds no cells, or a cell cannot be read.
        """
        return featurize(as_batch(X))

    def get_feature_names_out(self, input_features: object = None) -> Texts:  # noqa: ARG002
        """Names of the columns."""
        return np.array(feature_names(), dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def featurize(batch: CellBatch, *, electrolyte: bool = True) -> Matrix:
    """Compute the feature matrix of a batch.

    Parameters
    ----------
    batch : CellBatch
        n cells.
    electrolyte : bool
        Whether the columns of the electrolyte are in; without them no orbital is computed.

    Returns
    -------
    float32 array of shape (n, n_features)
        C-contiguous, NaN where a cell does not say.

    Examples
    --------
    >>> from nacre.data.notation.parse import parse_cell
    >>> batch = CellBatch.from_cells([parse_cell("1 M NaPF6 in DME | 0.5 mA/cm2, 1 mAh/cm2")])
    >>> matrix = featurize(batch)
    >>> matrix.shape == (1, len(feature_names()))
    True
    >>> float(matrix[0, feature_names().index("electrolyte.na_molarity_mol_L")])
    1.0
    """
    parts = [part for part in PARTS if electrolyte or part is not ELECTROLYTE_PART]
    *starts, width = np.cumsum([0, *(len(part.features) for part in parts)]).tolist()
    matrix = np.empty((len(batch), width), dtype=np.float32)
    placed = list(zip(parts, starts, strict=True))
    blocks = join([b.moved(start) for part, start in placed for b in part.blocks(batch)], width, matrix.dtype)
    for first in range(0, len(batch), _ROWS):
        rows = slice(first, first + _ROWS)
        some, values = batch.take(rows), matrix[rows]
        spread(blocks, values, rows)
        for part, start in placed:
            part.fill(some, values[:, start : start + len(part.features)])
    return matrix
