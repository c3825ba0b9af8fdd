"""Candidates of a screen, addressed by number: any chunk, sample or shard is made without the others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..batch.cells import BASES, STATES, CellBatch
from ..batch.ragged import NO_CODE, UNITS, MaterialColumn, Pool, Ragged
from ..batch.recipes import Recipes
from ..cell import Basis, Cell, Dose, Electrolyte, Protocol, Share, State
from ..chemistry.names import lookup
from ..errors import SpaceError
from .axes import Axis
from .rules import Rules

#: Candidate numbers are 64-bit integers.
MAX_NUMBERED = 2**62
#: What the axes hold, in order.
AXES = ("salts", "solvent mixtures", "additives", "coatings", "hosts", "protocols")
#: Axes up to this many choices are listed once for all batches; else each batch lists the choices that it holds.
MAX_SHARED = 20_000
_PROTOCOL = ("current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C")


@dataclass(frozen=True)
class Space:
    """The choices of a screen; a candidate takes one of each axis.

    Attributes
    ----------
    salts, mixtures, additives : Axis
        Salts with concentrations, solvents with parts, additives with doses.
    basis : Basis
        What the parts of solvents count.
    coatings, hosts : tuple of tuple of str
        An empty tuple is bare sodium.
    protocols : tuple of Protocol
    rules : Rules
        Exclusions and limits; candidates that break them keep their number and are skipped.
    left_out : tuple of str
        What limits on choices took off the lists, with the reason.

    Raises
    ------
    SpaceError
        Where an axis has no choice, a rule names what is not there, or candidates are too many to be numbered.
    """

    salts: Axis
    mixtures: Axis
    additives: Axis
    basis: Basis = Basis.VOLUME
    coatings: tuple[tuple[str, ...], ...] = ((),)
    hosts: tuple[tuple[str, ...], ...] = ((),)
    protocols: tuple[Protocol, ...] = (Protocol(),)
    rules: Rules = field(default_factory=Rules)
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, size in zip(AXES, self.shape, strict=True):
            if not size:
                raise SpaceError(f"The space has no {name}.", hint="Give at least one choice.")
        if self.size > MAX_NUMBERED:
            raise SpaceError(
                f"The space has {self.size:.1e} candidates; at most {MAX_NUMBERED:.1e} are numbered.",
                hint="Shorten the lists.",
            )
        if missing := sorted(self.rules.names - self.names):
            raise SpaceError(f"A rule names {missing[0]}, which stands nowhere in the space.")

    @property
    def names(self) -> set[str]:
        """Every species and every phase of the space."""
        species = {name for axis in (self.salts, self.mixtures, self.additives) for name in axis.names}
        return species | {name for lists in (self.coatings, self.hosts) for names in lists for name in names}

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of choices on each axis: salts, mixtures, additives, coatings, hosts, protocols."""
        lists = (len(self.coatings), len(self.hosts), len(self.protocols))
        return (self.salts.size, self.mixtures.size, self.additives.size, *lists)

    @cached_property
    def size(self) -> int:
        """Number of candidates before exclusions and limits."""
        return math.prod(self.shape)

    def __len__(self) -> int:
        return self.size

    def choices(self, index: Ints) -> tuple[Ints, ...]:
        """The choice on each axis for the given candidate numbers."""
        rest = np.asarray(index, dtype=np.int64)
        if rest.size and not 0 <= rest.min() <= rest.max() < self.size:
            raise SpaceError(f"A candidate's number lies outside 0 to {self.size - 1}.", hint="Count from 0.")
        places = []
        for size in reversed(self.shape):
            whole = rest // size
            places.append(rest - whole * size)
            rest = whole
        return tuple(reversed(places))

    @cached_property
    def _pool(self) -> Pool:
        pool = Pool()
        for axis in (self.salts, self.mixtures, self.additives):
            for name in axis.names:
                pool.code(name)
        return pool

    @property
    def pool(self) -> tuple[str, ...]:
        """Every species of the space, in the order of the axes."""
        return self._pool.names

    @cached_property
    def _is_ionic(self) -> Bools:
        """For each species of the pool whether it is an ionic liquid."""
        return np.array([lookup(name).kind == "ionic_liquid" for name in self.pool], dtype=bool)

    @cached_property
    def _protocol_columns(self) -> dict[str, Floats]:
        def column(name: str) -> Floats:
            values = [getattr(protocol, name) for protocol in self.protocols]
            return np.array([np.nan if value is None else value for value in values])

        return {name: column(name) for name in _PROTOCOL}

    @cached_property
    def _shared(self) -> _Lists | None:
        """The choices of all three axes, which batches then share; None where one axis has too many."""
        sizes = self.shape[:3]
        return None if max(sizes) > MAX_SHARED else self._lists([np.arange(size) for size in sizes])

    def _lists(self, codes: Sequence[Ints]) -> _Lists:
        """The choices of the given numbers of salts, mixtures and additives."""
        axes = (self.salts, self.mixtures, self.additives)
        salts, solvents, additives = (axis.ragged(own, self._pool) for axis, own in zip(axes, codes, strict=True))
        count = np.diff(solvents.indptr)
        ionic = np.bincount(solvents.row, self._is_ionic[solvents.species], len(solvents))
        basis = np.where(count > 1, BASES.index(self.basis), NO_CODE)
        recipes = Recipes(self.pool, salts, solvents, basis, additives)
        return _Lists(recipes, np.where(ionic == count, STATES.index(State.IONIC_LIQUID), STATES.index(State.LIQUID)))

    def _lists_of(self, codes: Sequence[Ints]) -> tuple[_Lists, list[Ints]]:
        """Lists that hold the given choices, and the places of these in them."""
        if self._shared is not None:
            return self._shared, list(codes)
        distinct = [np.unique(own, return_inverse=True) for own in codes]
        lists = self._lists([used for used, _ in distinct])
        return _Lists(_with_own_pool(lists.recipes), lists.state), [place for _, place in distinct]

    def recipes(self, codes: Sequence[Ints]) -> tuple[Recipes, Ints]:
        """The lists of some choices of salts, mixtures and additives, in their order, and the state of each mixture.

        Parameters
        ----------
        codes : sequence of int64 arrays
            For each of the three axes.
        """
        lists = self._lists(codes)
        return _with_own_pool(lists.recipes), lists.state

    def batch(self, index: Ints) -> CellBatch:
        """The candidates of the given numbers as columns; nothing is made for each candidate but array entries."""
        *codes, coating, host, protocol = self.choices(index)
        lists, (salt, mixture, additive) = self._lists_of(codes)
        none = MaterialColumn(np.zeros(len(salt), dtype=np.int64), ((),))
        conditions = {name: values[protocol] for name, values in self._protocol_columns.items()}
        return CellBatch(
            recipes=lists.recipes,
            salt=salt,
            mixture=mixture,
            additive=additive,
            state=lists.state[mixture],
            family=none,
            matrix=none,
            coating=MaterialColumn(coating, self.coatings),
            host=MaterialColumn(host, self.hosts),
            current_density_mA_cm2=conditions["current_density_mA_cm2"],
            areal_capacity_mAh_cm2=conditions["areal_capacity_mAh_cm2"],
            temperature_C=conditions["temperature_C"],
        )

    def cell(self, index: int) -> Cell:
        """One candidate as a record."""
        return self.cells(np.array([index], dtype=np.int64))[0]

    def cells(self, index: Ints) -> list[Cell]:
        """Some candidates as records."""
        batch = self.batch(index)
        salts, additives = _doses(batch, batch.salts), _doses(batch, batch.additives)
        solvents = _shares(batch)
        cells = []
        for row, protocol in enumerate(self.choices(index)[5]):
            electrolyte = Electrolyte(
                salts=salts[row],
                solvents=solvents[row],
                basis=self.basis if len(solvents[row]) > 1 else None,
                additives=additives[row],
                state=STATES[int(batch.state[row])],
            )
            coating, host = batch.coating.lists[batch.coating.codes[row]], batch.host.lists[batch.host.codes[row]]
            cells.append(Cell(electrolyte, coating, host, self.protocols[protocol]))
        return cells

    def chunks(self, size: int) -> Iterator[Ints]:
        """Candidate numbers in consecutive chunks of at most `size`."""
        for start in range(0, self.size, size):
            yield np.arange(start, min(start + size, self.size), dtype=np.int64)


@dataclass(frozen=True)
class _Lists:
    """Distinct lists of salts, solvents and additives, with the state that each mixture of solvents is in."""

    recipes: Recipes
    state: Ints


def _doses(batch: CellBatch, column: Ragged) -> list[tuple[Dose, ...]]:
    """The salts or additives of every row."""
    entries = [
        Dose(batch.pool[species], float(amount), UNITS[unit])
        for species, amount, unit in zip(column.species, column.amount, column.unit, strict=True)
    ]
    return [tuple(entries[start:stop]) for start, stop in pairwise(column.indptr)]


def _shares(batch: CellBatch) -> list[tuple[Share, ...]]:
    """The solvents of every row."""
    column = batch.solvents
    entries = [Share(batch.pool[s], float(part)) for s, part in zip(column.species, column.amount, strict=True)]
    return [tuple(entries[start:stop]) for start, stop in pairwise(column.indptr)]


def _with_own_pool(recipes: Recipes) -> Recipes:
    """The lists with a pool of their own species only, so that a space of many names costs a batch nothing."""
    roles = (recipes.salts, recipes.solvents, recipes.additives)
    used, codes = np.unique(np.concatenate([role.species for role in roles]), return_inverse=True)
    ends = np.cumsum([len(role.species) for role in roles])[:-1]
    salts, solvents, additives = (
        Ragged(role.indptr, species, role.amount, role.unit)
        for role, species in zip(roles, np.split(codes.astype(np.int64), ends), strict=True)
    )
    return Recipes(tuple(recipes.pool[code] for code in used), salts, solvents, recipes.basis, additives)
