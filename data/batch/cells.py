"""Many cells as columns: what every feature is computed from. One cell is a batch of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import Floats, Ints
from ..cell import Basis, Cell, State
from ..chemistry.species import Species
from ..protection import Protection
from .composition import Composition
from .ragged import NO_CODE, UNITS, MaterialColumn, Pool, Ragged, distinct
from .recipes import Recipes

__all__ = [
    "BASES",
    "NO_CODE",
    "PROTECTIONS",
    "STATES",
    "UNITS",
    "CellBatch",
    "MaterialColumn",
    "Pool",
    "Ragged",
    "Recipes",
]


BASES = tuple(Basis)
STATES = tuple(State)
PROTECTIONS = tuple(Protection)


@dataclass(frozen=True)
class CellBatch:
    """Cells as columns.

    Attributes
    ----------
    recipes : Recipes
        The distinct lists of salts, solvents and additives.
    salt, mixture, additive : int64 arrays of shape (n,)
        Codes into these lists.
    state : int64 array of shape (n,)
        Code into `STATES`.
    family : MaterialColumn
        One-element lists; the empty list where the solvents are named.
    matrix, coating, host : MaterialColumn
    current_density_mA_cm2, areal_capacity_mAh_cm2, temperature_C : float64 arrays of shape (n,)
    separator : MaterialColumn, optional
        None where no cell has a functional separator or an interlayer.
    protection : int64 array of shape (n,), optional
        Code into `PROTECTIONS`, -1 where it was not stated; None where no cell states it.
    report : float64 array of shape (n, 3), optional
        How each test was published, see `nacre.features.report`; None for cells that are not from a table.
    """

    recipes: Recipes
    salt: Ints
    mixture: Ints
    additive: Ints
    state: Ints
    family: MaterialColumn
    matrix: MaterialColumn
    coating: MaterialColumn
    host: MaterialColumn
    current_density_mA_cm2: Floats
    areal_capacity_mAh_cm2: Floats
    temperature_C: Floats
    separator: MaterialColumn | None = None
    protection: Ints | None = None
    report: Floats | None = None

    def __len__(self) -> int:
        return len(self.state)

    @classmethod
    def from_cells(cls, cells: Sequence[Cell]) -> CellBatch:
        """Collect cells into columns."""
        pool = Pool()
        electrolytes = [cell.electrolyte for cell in cells]
        salt, salts = distinct([e.salts for e in electrolytes])
        mixture, mixtures = distinct([(e.solvents, e.basis) for e in electrolytes])
        additive, additives = distinct([e.additives for e in electrolytes])

        def column(field: str) -> Floats:
            values = [getattr(cell.protocol, field) for cell in cells]
            return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

        bases = [NO_CODE if basis is None else BASES.index(basis) for _, basis in mixtures]
        recipes = {
            "salts": Ragged.from_lists(salts, pool),
            "solvents": Ragged.from_lists([solvents for solvents, _ in mixtures], pool),
            "additives": Ragged.from_lists(additives, pool),
        }
        return cls(
            recipes=Recipes(pool=pool.names, basis=np.array(bases, dtype=np.int64), **recipes),
            salt=salt,
            mixture=mixture,
            additive=additive,
            state=np.array([STATES.index(e.state) for e in electrolytes], dtype=np.int64),
            family=MaterialColumn.from_lists([(e.family,) if e.family else () for e in electrolytes]),
            matrix=MaterialColumn.from_lists([e.matrix for e in electrolytes]),
            coating=MaterialColumn.from_lists([cell.coating for cell in cells]),
            host=MaterialColumn.from_lists([cell.host for cell in cells]),
            current_density_mA_cm2=column("current_density_mA_cm2"),
            areal_capacity_mAh_cm2=column("areal_capacity_mAh_cm2"),
            temperature_C=column("temperature_C"),
            separator=MaterialColumn.from_lists([cell.separator for cell in cells]),
            protection=np.array(
                [NO_CODE if c.protection is None else PROTECTIONS.index(c.protection) for c in cells], dtype=np.int64
            ),
        )

    def take(self, rows: Ints | slice) -> CellBatch:
        """The batch at the given rows, in their order."""
        return CellBatch(
            self.recipes,
            self.salt[rows],
            self.mixture[rows],
            self.additive[rows],
            self.state[rows],
            self.family.take(rows),
            self.matrix.take(rows),
            self.coating.take(rows),
            self.host.take(rows),
            self.current_density_mA_cm2[rows],
            self.areal_capacity_mAh_cm2[rows],
            self.temperature_C[rows],
            None if self.separator is None else self.separator.take(rows),
            None if self.protection is None else self.protection[rows],
            None if self.report is None else self.report[rows],
        )

    @property
    def pool(self) -> tuple[str, ...]:
        """Names of the species that the ragged columns index."""
        return self.recipes.pool

    @property
    def species(self) -> tuple[Species | None, ...]:
        """The pool's species; None for the unknown salt."""
        return self.recipes.species

    @property
    def basis(self) -> Ints:
        """Code into `BASES` of what the solvent ratio of each row counts; -1 where it was not stated."""
        return self.recipes.basis[self.mixture]

    @cached_property
    def salts(self) -> Ragged:
        """The salts of each row."""
        return self.recipes.salts.take(self.salt)

    @cached_property
    def solvents(self) -> Ragged:
        """The solvents of each row; `amount` is the part of the ratio."""
        return self.recipes.solvents.take(self.mixture)

    @cached_property
    def additives(self) -> Ragged:
        """The additives of each row."""
        return self.recipes.additives.take(self.additive)

    @cached_property
    def composition(self) -> Composition:
        """Mole fractions, molality and molarity of every row."""
        return Composition(self.recipes, self.salt, self.mixture, self.additive)
