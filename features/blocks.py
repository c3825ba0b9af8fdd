"""Columns that depend on one list only: computed once for each distinct list, then spread over the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Block:
    """Neighbouring columns of the feature matrix.

    Attributes
    ----------
    start : int
        First column.
    table : array of shape (n_lists, n_columns)
        One row for each distinct list.
    codes : int64 array of shape (n,)
        The list of each row of the batch; of no account where there is one list only.
    """

    start: int
    table: npt.NDArray[np.floating]
    codes: Ints

    @property
    def place(self) -> slice:
        """The columns."""
        return slice(self.start, self.start + self.table.shape[1])

    def rows(self, dtype: npt.DTypeLike) -> npt.NDArray[np.floating]:
        """The columns of every row of the batch."""
        if len(self.table) == 1:
            return self.table
        table = self.table.astype(dtype) if len(self.table) <= len(self.codes) else self.table
        return table.take(self.codes, axis=0)


def spread(blocks: Sequence[Block], matrix: npt.NDArray[np.floating]) -> None:
    """Write blocks into a matrix.

    What shares the codes of the first block, or is the same in all rows, is put into one wide table first: rows are
    then copied once, whole.

    Parameters
    ----------
    blocks : sequence of Block
        The first one the widest, for speed.
    matrix : array of shape (n, n_features)
        Filled in place; columns of no block are left to the caller and hold nothing meaningful before.
    """
    first = blocks[0]
    joined = [block.codes is first.codes or len(block.table) == 1 for block in blocks]
    if len(first.table) > len(matrix):
        joined = [False] * len(blocks)  # more lists than rows: a wide table would cost more than it saves
    else:
        wide = np.zeros((len(first.table), matrix.shape[1]), dtype=matrix.dtype)
        for block, is_joined in zip(blocks, joined, strict=True):
            if is_joined:
                wide[:, block.place] = block.table
        np.take(wide, first.codes, axis=0, out=matrix, mode="clip")
    for block, is_joined in zip(blocks, joined, strict=True):
        if not is_joined:
            matrix[:, block.place] = block.rows(matrix.dtype)
