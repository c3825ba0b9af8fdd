"""Cells to one float32 matrix with named columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from ..data.batch import CellBatch, MaterialColumn
from ..data.cell import Cell
from .blocks import Block, Matrix, join, spread
from .catalogue import Feature
from .electrolyte import electrolyte_blocks, fill_electrolyte
from .electrolyte_catalogue import FEATURES as ELECTROLYTE
from .material_catalogue import Prefix, material_catalogue
from .materials import material_features
from .protocol import FEATURES as PROTOCOL
from .protocol import protocol_columns

#: Rows that are filled at a time: few enough that what is computed for them stays in the processor's cache.
_ROWS = 16_384


@cache
def catalogue() -> tuple[Feature, ...]:
    """Every feature in the order of the matrix: electrolyte, coating, host, protocol."""
    return (*ELECTROLYTE, *material_catalogue("coating"), *material_catalogue("host"), *PROTOCOL)


@cache
def feature_names() -> tuple[str, ...]:
    """Names of the columns of the matrix."""
    return tuple(feature.name for feature in catalogue())


@cache
def feature(name: str) -> Feature:
    """The catalogue entry of a column."""
    return next(entry for entry in catalogue() if entry.name == name)


class CellFeaturizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn cells into a float32 matrix; NaN where a cell does not say.

    Nothing is learned: `fit` only notes the columns. `transform` takes a `CellBatch`, a sequence of `Cell`, or a data
    frame as `CellBatch.from_frame` takes it.
    """

    def fit(self, X: object, y: object = None) -> Self:  # noqa: ARG002 - scikit-learn's signature
        """Do nothing; the columns are fixed by the catalogue."""
        self.n_features_out_ = len(feature_names())
        return self

    def transform(self, X: CellBatch | Sequence[Cell] | object) -> Matrix:
        """Compute the features.

        Returns
        -------
        float32 array of shape (n_cells, n_features)
            A data frame after `set_output(transform="pandas")`.
        """
        return featurize(as_batch(X))

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Names of the columns."""
        return np.array(feature_names(), dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def as_batch(cells: object) -> CellBatch:
    """Cells in any of the forms that `CellFeaturizer.transform` takes, as a batch."""
    if isinstance(cells, CellBatch):
        return cells
    if hasattr(cells, "columns"):
        return CellBatch.from_frame(cells)  # type: ignore[arg-type]
    return CellBatch.from_cells(list(cells))  # type: ignore[call-overload]


def featurize(batch: CellBatch) -> Matrix:
    """The feature matrix of a batch, C-contiguous float32 of shape (n_cells, n_features)."""
    batch = batch.compact()
    matrix = np.empty((len(batch), len(feature_names())), dtype=np.float32)
    blocks = electrolyte_blocks(batch)
    materials: tuple[tuple[Prefix, MaterialColumn], ...] = (("coating", batch.coating), ("host", batch.host))
    for prefix, column in materials:
        names, table = material_features(column.lists, prefix)  # once for each distinct list
        blocks.append(Block(_place(names[0]), table, column.codes))
    blocks = join(blocks, matrix.shape[1], matrix.dtype)
    for start in range(0, len(batch), _ROWS):
        rows = slice(start, start + _ROWS)
        part, some = batch.take(rows), matrix[rows]
        spread(blocks, some, rows)
        fill_electrolyte(part, some)
        some[:, _place(PROTOCOL[0].name) :] = np.stack(list(protocol_columns(part).values())).T
    return matrix


@cache
def _place(name: str) -> int:
    return feature_names().index(name)
