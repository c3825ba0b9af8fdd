"""What a candidate must keep to: names that never stand together, limits on amounts; masks over whole batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .batch import CellBatch
from .formula import parse_formula

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_ROLES = ("salts", "solvents", "additives")


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range; None is open."""

    low: float | None = None
    high: float | None = None

    def holds(self, values: Floats) -> Bools:
        """Where values lie inside; an unknown value (NaN) does not."""
        inside = ~np.isnan(values)
        if self.low is not None:
            inside &= values >= self.low
        if self.high is not None:
            inside &= values <= self.high
        return inside


def _fluorine_per_solvent(batch: CellBatch) -> Floats:
    atoms = np.array([parse_formula(s.formula).get("F", 0.0) if s else np.nan for s in batch.species])
    c = batch.composition
    return np.asarray(c.solvent @ atoms + c.salt_per_solvent @ atoms + c.additive_per_solvent @ atoms)


def _fluorine_per_na(batch: CellBatch) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(_fluorine_per_solvent(batch) / batch.composition.na_per_solvent)


def component_count(batch: CellBatch) -> npt.NDArray[np.int64]:
    """Number of salts, solvents, additives, coating and host phases of each row."""
    count = sum(np.diff(getattr(batch, role).indptr) for role in _ROLES)
    for column in (batch.coating, batch.host):
        count = count + np.array([len(names) for names in column.lists], dtype=np.int64)[column.codes]
    return np.asarray(count, dtype=np.int64)


#: Limits on a candidate: what is limited, from a batch.
CANDIDATE_LIMITS = {
    "components": lambda batch: component_count(batch).astype(np.float64),
    "fluorine_per_na": _fluorine_per_na,
    "fluorine_per_solvent": _fluorine_per_solvent,
    "na_molality_mol_kg": lambda batch: batch.composition.na_molality_mol_kg,
    "na_molarity_mol_L": lambda batch: batch.composition.na_molarity_mol_L,
    "density_g_cm3": lambda batch: batch.composition.density_g_cm3,
}


@dataclass(frozen=True)
class Rules:
    """Exclusions and limits of a space.

    Attributes
    ----------
    exclusions : tuple of frozenset of str
        Names (species, or phases of coating and host) that never stand in one cell.
    limits : dict of str to Range
        Keys of `CANDIDATE_LIMITS`.
    """

    exclusions: tuple[frozenset[str], ...] = ()
    limits: dict[str, Range] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.exclusions or self.limits)

    def allowed(self, batch: CellBatch) -> Bools:
        """Where a batch keeps to the rules, shape (n,)."""
        kept = np.ones(len(batch), dtype=bool)
        for names in self.exclusions:
            together = np.ones(len(batch), dtype=bool)
            for name in names:
                together &= _holds(batch, name)
            kept &= ~together
        for name, limit in self.limits.items():
            kept &= limit.holds(CANDIDATE_LIMITS[name](batch))
        return kept


def _holds(batch: CellBatch, name: str) -> Bools:
    """Where a name stands in a cell, as species or as phase."""
    found = np.zeros(len(batch), dtype=bool)
    for code in _places(batch.pool, name):
        for role in _ROLES:
            column = getattr(batch, role)
            found[column.row[column.species == code]] = True
    for column in (batch.coating, batch.host):
        found |= np.array([name in names for names in column.lists], dtype=bool)[column.codes]
    return found


def _places(pool: Iterable[str], name: str) -> Iterator[int]:
    return (code for code, known in enumerate(pool) if known == name)
