"""Columns that depend on one list only: computed once for each distinct list, then spread over the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..data.arrays import Ints

Numbers = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Block:
    """Neighbouring columns of the feature matrix.

    Attributes
    ----------
    start : int
        First column.
    table : float array of shape (n_lists, n_columns)
        One row for each distinct list.
    codes : int64 array of shape (n,)
        The list of each row of the batch; of no account where there is one list only.
    """

    start: int
    table: Numbers
    codes: Ints

    @property
    def place(self) -> slice:
        """The columns."""
        return slice(self.start, self.start + self.table.shape[1])

    def moved(self, columns: int) -> Block:
        """The same block that many columns further to the right."""
        return Block(self.start + columns, self.table, self.codes)


def join(blocks: Sequence[Block], width: int, dtype: npt.DTypeLike) -> list[Block]:
    """Prepare blocks for `spread`.

    What shares the codes of the first block, or is the same in all rows, goes into one table as wide as the matrix, so
    that rows are copied once, whole.

    Parameters
    ----------
    blocks : sequence of Block
        The first one the widest, for speed.
    width : int
        Columns of the matrix.
    dtype : data type
        That of the matrix.

    Returns
    -------
    list of Block
        What to give to `spread`; it writes the same as the blocks given.
    """
    if not blocks:
        return []
    first = blocks[0]
    if len(first.table) > len(first.codes):  # more lists than rows: a wide table would cost more than it saves
        return list(blocks)
    wide = np.zeros((len(first.table), width), dtype=dtype)
    rest = []
    for block in blocks:
        if block.codes is first.codes or len(block.table) == 1:
            wide[:, block.place] = block.table
        else:
            rest.append(Block(block.start, block.table.astype(dtype), block.codes))
    return [Block(0, wide, first.codes), *rest]


def spread(blocks: Sequence[Block], matrix: Numbers, rows: slice) -> None:
    """Write blocks, in their order, into a matrix.

    Parameters
    ----------
    blocks : sequence of Block
    matrix : float array of shape (n_rows, n_columns)
        Changed in place.
    rows : slice
        Rows of the batch that the matrix holds.
    """
    for block in blocks:
        if len(block.table) == 1:
            matrix[:, block.place] = block.table
        elif block.table.shape[1] == matrix.shape[1] and block.table.dtype == matrix.dtype:
            np.take(block.table, block.codes[rows], axis=0, out=matrix, mode="clip")
        else:
            matrix[:, block.place] = block.table.take(block.codes[rows], axis=0)
