"""Lists of different lengths as columns: of species with amounts, and of materials."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from ..amounts import Unit
from ..arrays import Floats, Ints
from ..cell import Dose, Share

if TYPE_CHECKING:
    from scipy import sparse

Item = TypeVar("Item", bound=Hashable)

UNITS = tuple(Unit)
NO_CODE = -1


def distinct(items: Sequence[Item]) -> tuple[Ints, tuple[Item, ...]]:
    """Number the distinct items in order of appearance."""
    known: dict[Item, int] = {}
    codes = [known.setdefault(item, len(known)) for item in items]
    return np.array(codes, dtype=np.int64), tuple(known)


@dataclass(frozen=True)
class Ragged:
    """For each row a list of species with amounts, in the compressed form of a sparse matrix.

    Attributes
    ----------
    indptr : int64 array of shape (n_rows + 1,)
    species : int64 array of shape (n_entries,)
        Index into the batch's pool of species.
    amount : float64 array of shape (n_entries,)
        NaN where it was not stated.
    unit : int64 array of shape (n_entries,)
        Index into `UNITS`; -1 where there is none.
    """

    indptr: Ints
    species: Ints
    amount: Floats
    unit: Ints

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @cached_property
    def row(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.indptr))

    def entries(self, rows: Ints) -> tuple[Ints, Ints]:
        """Row pointers of the lists of the given rows, and the place here of each of their entries."""
        lengths = np.diff(self.indptr)[rows]
        indptr = np.concatenate([[0], np.cumsum(lengths)])
        return indptr, np.repeat(self.indptr[:-1][rows] - indptr[:-1], lengths) + np.arange(indptr[-1])

    def take(self, rows: Ints) -> Ragged:
        """The lists of the given rows, in their order; rows may repeat."""
        indptr, place = self.entries(rows)
        return Ragged(indptr, self.species[place], self.amount[place], self.unit[place])

    def matrix(self, values: Floats, n_species: int) -> sparse.csr_matrix:
        """A sparse matrix of shape (n_rows, n_species) with one value an entry.

        Parameters
        ----------
        values : float64 array
            One a stored entry.
        n_species : int
        """
        from scipy import sparse

        return sparse.csr_matrix((values, self.species, self.indptr), shape=(len(self), n_species))

    @classmethod
    def from_lists(cls, lists: Sequence[Sequence[Dose | Share]], pool: Pool) -> Ragged:
        """Collect the doses or shares of many records, adding their species to the pool."""
        flat = [item for items in lists for item in items]
        amounts = [item.amount if isinstance(item, Dose) else item.parts for item in flat]
        units = [item.unit if isinstance(item, Dose) else None for item in flat]
        return cls(
            indptr=np.concatenate([[0], np.cumsum([len(items) for items in lists], dtype=np.int64)]).astype(np.int64),
            species=np.array([pool.code(item.name) for item in flat], dtype=np.int64),
            amount=np.array([np.nan if amount is None else amount for amount in amounts], dtype=np.float64),
            unit=np.array([NO_CODE if unit is None else UNITS.index(unit) for unit in units], dtype=np.int64),
        )


class Pool:
    """The distinct species of a batch, in order of appearance."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, name: str) -> int:
        """The index of a species, added when it is new."""
        return self._codes.setdefault(name, len(self._codes))

    @property
    def names(self) -> tuple[str, ...]:
        """Names by index."""
        return tuple(self._codes)


@dataclass(frozen=True, slots=True)
class MaterialColumn:
    """Lists of materials as codes into the distinct lists.

    Attributes
    ----------
    codes : int64 array of shape (n_rows,)
    lists : tuple of tuple of str
    """

    codes: Ints
    lists: tuple[tuple[str, ...], ...]

    @classmethod
    def from_lists(cls, lists: Sequence[tuple[str, ...]]) -> MaterialColumn:
        """Number the distinct lists in order of appearance."""
        return cls(*distinct([tuple(names) for names in lists]))

    def take(self, rows: Ints | slice) -> MaterialColumn:
        """The column at the given rows."""
        return MaterialColumn(self.codes[rows], self.lists)
