"""A part of the feature matrix: neighbouring columns that one module explains and computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..data.arrays import Floats
from ..data.batch.cells import CellBatch
from .blocks import Block, Numbers, spread
from .feature import Feature


def _no_blocks(batch: CellBatch) -> Sequence[Block]:  # noqa: ARG001 - the hook's signature
    return ()


def _fill_nothing(batch: CellBatch, matrix: Numbers) -> None:
    """Leave the matrix to the blocks."""


@dataclass(frozen=True)
class Part:
    """Neighbouring columns of the feature matrix; `catalogue.PARTS` lists all parts.

    Attributes
    ----------
    groups : mapping of str to str
        First part of the features' names → the words that reports use, in the order of the columns.
    features : tuple of Feature
        What each column means.
    blocks : callable, optional
        From a batch to the columns that depend on one list only (`Block`, counted from the part's first column). They
        are computed once for each distinct list.
    fill : callable, optional
        Writes whatever differs from row to row into a matrix of shape (n, n_columns) that already holds the blocks.
        Blocks and `fill` together write every column; NaN stands for unknown.
    """

    groups: Mapping[str, str]
    features: tuple[Feature, ...]
    blocks: Callable[[CellBatch], Sequence[Block]] = _no_blocks
    fill: Callable[[CellBatch, Numbers], None] = _fill_nothing

    def columns(self, batch: CellBatch) -> dict[str, Floats]:
        """Compute this part alone.

        Parameters
        ----------
        batch : CellBatch
            n cells.

        Returns
        -------
        dict of str to float64 array of shape (n,)
            Every feature of the part by name, in the order of the matrix.

        Examples
        --------
        >>> from nacre.data.notation.parse import parse_cell
        >>> from nacre.features.protocol import PROTOCOL_PART
        >>> batch = CellBatch.from_cells([parse_cell("1 M NaPF6 in DME | 0.5 mA/cm2, 1 mAh/cm2")])
        >>> PROTOCOL_PART.columns(batch)["protocol.current_density_mA_cm2"]
        array([0.5])
        """
        matrix = np.empty((len(batch), len(self.features)))
        spread(self.blocks(batch), matrix, slice(None))
        self.fill(batch, matrix)
        return dict(zip((entry.name for entry in self.features), matrix.T, strict=True))
