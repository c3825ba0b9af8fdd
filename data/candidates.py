"""Candidates of a screen, addressed by number: any chunk, sample or shard is made without the others."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .axes import Axis
from .batch import BASES, NO_CODE, STATES, UNITS, CellBatch, MaterialColumn, Pool, Ragged
from .cell import Basis, Cell, Dose, Electrolyte, Protocol, Share, State
from .registry import lookup
from .rules import Rules

Ints = npt.NDArray[np.int64]

#: Beyond this many names a batch's pool holds only those that stand in it.
_WHOLE_POOL = 512
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
        return tuple(np.asarray(axis, dtype=np.int64) for axis in np.unravel_index(index, self.shape))

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
    def _is_ionic(self) -> npt.NDArray[np.bool_]:
        """For each species of the pool whether it is an ionic liquid."""
        return np.array([lookup(name).kind == "ionic_liquid" for name in self.pool], dtype=bool)

    @cached_property
    def _protocol_columns(self) -> dict[str, npt.NDArray[np.float64]]:
        def column(name: str) -> npt.NDArray[np.float64]:
            values = [getattr(protocol, name) for protocol in self.protocols]
            return np.array([np.nan if value is None else value for value in values])

        return {name: column(name) for name in _PROTOCOL}

    def batch(self, index: Ints) -> CellBatch:
        """The candidates of the given numbers as columns; nothing is made for each candidate but array entries."""
        salt, mixture, additive, coating, host, protocol = self.choices(index)
        solvents = _by_runs(self.mixtures, mixture, self._pool)
        ionic = np.add.reduceat(self._is_ionic[solvents.species], solvents.indptr[:-1]) if len(index) else salt
        count = np.diff(solvents.indptr)
        none = MaterialColumn(np.zeros(len(index), dtype=np.int64), ((),))
        batch = CellBatch(
            pool=self.pool,
            salts=_by_runs(self.salts, salt, self._pool),
            solvents=solvents,
            additives=self.additives.ragged(additive, self._pool),
            basis=np.where(count > 1, BASES.index(self.basis), NO_CODE),
            state=np.where(ionic == count, STATES.index(State.IONIC_LIQUID), STATES.index(State.LIQUID)),
            family=none,
            matrix=none,
            coating=MaterialColumn(coating, self.coatings),
            host=MaterialColumn(host, self.hosts),
            **{name: values[protocol] for name, values in self._protocol_columns.items()},
        )
        return batch if len(self.pool) <= _WHOLE_POOL else _with_own_pool(batch)

    def cell(self, index: int) -> Cell:
        """One candidate as a record."""
        return self.cells(np.array([index], dtype=np.int64))[0]

    def cells(self, index: Ints) -> list[Cell]:
        """Some candidates as records."""
        batch = self.batch(index)
        salts, solvents, additives = (_doses(batch, role) for role in (batch.salts, batch.solvents, batch.additives))
        found = []
        for row, protocol in enumerate(self.choices(index)[5]):
            electrolyte = Electrolyte(
                salts=salts[row],
                solvents=tuple(Share(dose.name, dose.amount) for dose in solvents[row]),
                basis=self.basis if len(solvents[row]) > 1 else None,
                additives=additives[row],
                state=STATES[int(batch.state[row])],
            )
            coating, host = batch.coating.lists[batch.coating.codes[row]], batch.host.lists[batch.host.codes[row]]
            found.append(Cell(electrolyte, coating, host, self.protocols[protocol]))
        return found

    def chunks(self, size: int) -> Iterator[Ints]:
        """Candidate numbers in consecutive chunks of at most `size`."""
        for start in range(0, self.size, size):
            yield np.arange(start, min(start + size, self.size), dtype=np.int64)


def _by_runs(axis: Axis, codes: Ints, pool: Pool) -> Ragged:
    """The choices of an axis that changes slowly: each run of equal numbers is looked up once."""
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    if 2 * len(starts) > len(codes):
        return axis.ragged(codes, pool)
    runs = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(codes))))
    return axis.ragged(codes[starts], pool).take(runs)


def _doses(batch: CellBatch, column: Ragged) -> list[tuple[Dose, ...]]:
    """The entries of every row."""
    entries = [
        Dose(batch.pool[species], float(amount), None if unit == NO_CODE else UNITS[unit])
        for species, amount, unit in zip(column.species, column.amount, column.unit, strict=True)
    ]
    return [tuple(entries[start:stop]) for start, stop in pairwise(column.indptr)]


def _with_own_pool(batch: CellBatch) -> CellBatch:
    """The batch with a pool of its own species only, so that large lists of candidates cost nothing."""
    roles = (batch.salts, batch.solvents, batch.additives)
    used, codes = np.unique(np.concatenate([role.species for role in roles]), return_inverse=True)
    ends = np.cumsum([len(role.species) for role in roles])[:-1]
    salts, solvents, additives = (
        Ragged(role.indptr, species, role.amount, role.unit)
        for role, species in zip(roles, np.split(codes.astype(np.int64), ends), strict=True)
    )
    pool = tuple(batch.pool[code] for code in used)
    return replace(batch, pool=pool, salts=salts, solvents=solvents, additives=additives)
