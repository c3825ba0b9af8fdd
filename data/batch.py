"""Many cells as columns: what every feature is computed from. One cell is a batch of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .cell import UNKNOWN, Basis, Cell, Dose, Share, State, Unit
from .composition import Composition, SpeciesColumns, compose
from .registry import Species, lookup

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

UNITS = tuple(Unit)
BASES = tuple(Basis)
STATES = tuple(State)
NO_CODE = -1


@dataclass(frozen=True, slots=True)
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

    @property
    def row(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.indptr))

    def take(self, rows: Ints) -> Ragged:
        """The lists of the given rows, in their order; rows may repeat."""
        lengths = np.diff(self.indptr)[rows]
        indptr = np.concatenate([[0], np.cumsum(lengths)])
        place = np.repeat(self.indptr[:-1][rows] - indptr[:-1], lengths) + np.arange(indptr[-1])
        return Ragged(indptr, self.species[place], self.amount[place], self.unit[place])

    @classmethod
    def from_lists(cls, lists: Sequence[Sequence[Dose | Share]], pool: Pool) -> Ragged:
        """Collect the doses or shares of many records, adding their species to the pool."""
        flat = [item for items in lists for item in items]
        doses = [item if isinstance(item, Dose) else Dose(item.name, item.parts) for item in flat]
        return cls(
            indptr=np.concatenate([[0], np.cumsum([len(items) for items in lists], dtype=np.int64)]).astype(np.int64),
            species=np.array([pool.code(dose.name) for dose in doses], dtype=np.int64),
            amount=np.array([np.nan if d.amount is None else d.amount for d in doses], dtype=np.float64),
            unit=np.array([NO_CODE if d.unit is None else UNITS.index(d.unit) for d in doses], dtype=np.int64),
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
        known: dict[tuple[str, ...], int] = {}
        codes = [known.setdefault(tuple(names), len(known)) for names in lists]
        return cls(np.array(codes, dtype=np.int64), tuple(known))

    def take(self, rows: Ints) -> MaterialColumn:
        """The column at the given rows."""
        return MaterialColumn(self.codes[rows], self.lists)


@dataclass(frozen=True)
class CellBatch:
    """Cells as columns.

    Attributes
    ----------
    pool : tuple of str
        Names of the species that the ragged columns index.
    salts, solvents, additives : Ragged
        For solvents `amount` is the part of the ratio.
    basis, state : int64 arrays of shape (n,)
        Codes into `BASES` (-1: not stated) and `STATES`.
    family : tuple of str and codes, as `MaterialColumn`
        One-element lists; the empty list where the solvents are named.
    matrix, coating, host : MaterialColumn
    current_density_mA_cm2, areal_capacity_mAh_cm2, temperature_C : float64 arrays of shape (n,)
    """

    pool: tuple[str, ...]
    salts: Ragged
    solvents: Ragged
    additives: Ragged
    basis: Ints
    state: Ints
    family: MaterialColumn
    matrix: MaterialColumn
    coating: MaterialColumn
    host: MaterialColumn
    current_density_mA_cm2: Floats
    areal_capacity_mAh_cm2: Floats
    temperature_C: Floats

    def __len__(self) -> int:
        return len(self.basis)

    @classmethod
    def from_cells(cls, cells: Sequence[Cell]) -> CellBatch:
        """Collect cells into columns."""
        pool = Pool()
        electrolytes = [cell.electrolyte for cell in cells]

        def column(field: str) -> Floats:
            values = [getattr(cell.protocol, field) for cell in cells]
            return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

        return cls(
            salts=Ragged.from_lists([e.salts for e in electrolytes], pool),
            solvents=Ragged.from_lists([e.solvents for e in electrolytes], pool),
            additives=Ragged.from_lists([e.additives for e in electrolytes], pool),
            basis=np.array(
                [NO_CODE if e.basis is None else BASES.index(e.basis) for e in electrolytes], dtype=np.int64
            ),
            state=np.array([STATES.index(e.state) for e in electrolytes], dtype=np.int64),
            family=MaterialColumn.from_lists([(e.family,) if e.family else () for e in electrolytes]),
            matrix=MaterialColumn.from_lists([e.matrix for e in electrolytes]),
            coating=MaterialColumn.from_lists([cell.coating for cell in cells]),
            host=MaterialColumn.from_lists([cell.host for cell in cells]),
            current_density_mA_cm2=column("current_density_mA_cm2"),
            areal_capacity_mAh_cm2=column("areal_capacity_mAh_cm2"),
            temperature_C=column("temperature_C"),
            pool=pool.names,
        )

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> CellBatch:
        """Collect the cells of a data frame; its columns are those of `cells_of`.

        Raises
        ------
        TableError
            Naming every row that cannot be read.
        """
        from .tables import cells_of  # pandas and the parser only where a frame comes in

        return cls.from_cells(cells_of(frame))

    def take(self, rows: Ints) -> CellBatch:
        """The batch at the given rows, in their order."""
        return CellBatch(
            self.pool,
            self.salts.take(rows),
            self.solvents.take(rows),
            self.additives.take(rows),
            self.basis[rows],
            self.state[rows],
            self.family.take(rows),
            self.matrix.take(rows),
            self.coating.take(rows),
            self.host.take(rows),
            self.current_density_mA_cm2[rows],
            self.areal_capacity_mAh_cm2[rows],
            self.temperature_C[rows],
        )

    @cached_property
    def species(self) -> tuple[Species | None, ...]:
        """The pool's species; None for the unknown salt."""
        return tuple(None if name == UNKNOWN else lookup(name) for name in self.pool)

    @cached_property
    def composition(self) -> Composition:
        """Mole fractions, molality and molarity of every row."""
        return compose(
            salts=self.salts,
            solvents=self.solvents,
            additives=self.additives,
            basis=self.basis,
            species=SpeciesColumns.of(self.species),
        )
