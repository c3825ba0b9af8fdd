"""Amounts to moles: mole fractions, molality and molarity of whole batches.

Volumes are taken as additive (no excess volume). Molar volumes come from tabled densities, else from the additive
van der Waals volume (`registry.estimated_density_g_cm3`); a salt takes the volume of its anion. A ratio without
a basis is read as volumes, solvents without a ratio as equal parts: `Composition.ratio_assumed` tells where.
Percentages refer to the finished electrolyte, mol/L to its volume, mol/kg to its solvents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from .cell import Basis, Unit
from .registry import Species

if TYPE_CHECKING:
    from .batch import Ragged

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_UNIT = {unit: code for code, unit in enumerate(Unit)}
_BASIS = {basis: code for code, basis in enumerate(Basis)}


@dataclass(frozen=True, slots=True)
class SpeciesColumns:
    """What the composition needs of each species of a pool, arrays of shape (n_species,); NaN for the unknown salt."""

    molar_mass_g_mol: Floats
    molar_volume_cm3_mol: Floats
    is_sodium_salt: Bools

    @classmethod
    def of(cls, species: Sequence[Species | None]) -> SpeciesColumns:
        """Collect the columns; an unknown salt counts as a sodium salt."""
        return cls(
            np.array([s.molar_mass_g_mol if s else np.nan for s in species], dtype=np.float64),
            np.array([s.molar_volume_cm3_mol if s else np.nan for s in species], dtype=np.float64),
            np.array([s is None or s.cation == "Na" for s in species], dtype=bool),
        )


@dataclass(frozen=True, slots=True)
class Composition:
    """The make-up of each row.

    Attributes
    ----------
    solvent, salt, additive : sparse matrices of shape (n, n_species)
        Mole fractions within the role; where amounts were not stated, equal parts.
    salt_per_solvent, additive_per_solvent : sparse matrices of shape (n, n_species)
        Moles for each mole of all solvents; NaN entries where the amount is unknown.
    na_molality_mol_kg, na_molarity_mol_L, na_per_solvent, additive_mole_fraction, density_g_cm3 : arrays of shape (n,)
        NaN where unknown.
    ratio_assumed : bool array of shape (n,)
        True where solvents without a ratio were taken as equal volumes, or a ratio without basis as volumes.
    impossible : bool array of shape (n,)
        True where the amounts leave no room for the solvent.
    """

    solvent: sparse.csr_matrix
    salt: sparse.csr_matrix
    additive: sparse.csr_matrix
    salt_per_solvent: sparse.csr_matrix
    additive_per_solvent: sparse.csr_matrix
    na_molality_mol_kg: Floats
    na_molarity_mol_L: Floats
    na_per_solvent: Floats
    additive_mole_fraction: Floats
    density_g_cm3: Floats
    ratio_assumed: Bools
    impossible: Bools


def compose(*, salts: Ragged, solvents: Ragged, additives: Ragged, basis: Ints, species: SpeciesColumns) -> Composition:
    """Turn stated amounts into moles for a whole batch.

    Parameters
    ----------
    salts, solvents, additives : Ragged
    basis : int64 array of shape (n,)
        Code of the basis of the solvent ratio, -1 where it was not stated.
    species : SpeciesColumns
    """
    n, n_species = len(basis), len(species.molar_mass_g_mol)
    fraction = _solvent_fractions(solvents, basis, species)
    row = solvents.row
    has_solvent = np.diff(solvents.indptr) > 0
    mass = np.where(has_solvent, np.bincount(row, fraction * species.molar_mass_g_mol[solvents.species], n), np.nan)
    volume = np.where(
        has_solvent, np.bincount(row, fraction * species.molar_volume_cm3_mol[solvents.species], n), np.nan
    )
    parts = np.bincount(row, np.nan_to_num(solvents.amount, nan=1.0), n).astype(np.float64)

    doses = [_Coefficients.of(ragged, species, mass, parts) for ragged in (salts, additives)]
    total, impossible = _totals(doses, mass, volume, n)
    moles = [dose.moles(total) for dose in doses]
    salt_moles, additive_moles = moles

    sodium = np.where(species.is_sodium_salt[salts.species], salt_moles, 0.0)
    # A salt beside sodium salts of unknown amount leaves the sum unknown, as NaN does by itself.
    na = np.where(np.diff(salts.indptr) > 0, np.bincount(salts.row, sodium, n), np.nan)
    na = np.where(has_solvent, na, _na_per_ether_oxygen(salts, n))
    extra = np.bincount(additives.row, additive_moles, n)
    everything = 1.0 + np.bincount(salts.row, np.nan_to_num(salt_moles), n) + extra
    multiple = np.diff(solvents.indptr) > 1
    stated = np.bincount(row, np.isnan(solvents.amount), n) == 0
    return Composition(
        solvent=_matrix(solvents, fraction, n_species),
        salt=_matrix(salts, _within_role(salts, salt_moles), n_species),
        additive=_matrix(additives, _within_role(additives, additive_moles), n_species),
        salt_per_solvent=_matrix(salts, salt_moles, n_species),
        additive_per_solvent=_matrix(additives, additive_moles, n_species),
        na_molality_mol_kg=1000.0 * na / mass,
        na_molarity_mol_L=np.where(has_solvent, na / total[0], _stated_molarity(salts, n)),
        na_per_solvent=na,
        additive_mole_fraction=np.where(has_solvent, extra / everything, np.where(extra == 0, 0.0, np.nan)),
        density_g_cm3=total[1] / total[0] / 1000.0,
        ratio_assumed=multiple & (~stated | (basis < 0)),
        impossible=impossible,
    )


def _solvent_fractions(solvents: Ragged, basis: Ints, species: SpeciesColumns) -> Floats:
    """Mole fraction of each solvent among the solvents."""
    code = basis[solvents.row]
    parts = np.nan_to_num(solvents.amount, nan=1.0)
    per_part = np.where(
        code == _BASIS[Basis.MOLE],
        1.0,
        np.where(
            code == _BASIS[Basis.WEIGHT],
            1.0 / species.molar_mass_g_mol[solvents.species],
            1.0 / species.molar_volume_cm3_mol[solvents.species],
        ),
    )
    moles = parts * per_part
    total = np.bincount(solvents.row, moles, len(solvents))
    return moles / total[solvents.row]


@dataclass(frozen=True, slots=True)
class _Coefficients:
    """Moles of each dose for one mole of solvents: a·V + b·m + c·N + d, with V (L), m (g), N (mol) of the whole."""

    ragged: Ragged
    species: SpeciesColumns
    per_volume: Floats
    per_mass: Floats
    per_mole: Floats
    fixed: Floats

    @classmethod
    def of(cls, ragged: Ragged, species: SpeciesColumns, solvent_mass: Floats, solvent_parts: Floats) -> _Coefficients:
        unit, amount = ragged.unit, ragged.amount
        molar_mass = species.molar_mass_g_mol[ragged.species]
        molar_volume = species.molar_volume_cm3_mol[ragged.species]
        zero = np.zeros(len(amount))

        def where(wanted: Unit, value: Floats) -> Floats:
            return np.where(unit == _UNIT[wanted], value, zero)

        return cls(
            ragged,
            species,
            where(Unit.MOLAR, amount) + where(Unit.VOLUME_PERCENT, 10.0 * amount / molar_volume),
            where(Unit.WEIGHT_PERCENT, amount / 100.0 / molar_mass),
            where(Unit.MOLE_PERCENT, amount / 100.0),
            where(Unit.MOLAL, amount * solvent_mass[ragged.row] / 1000.0)
            + where(Unit.PARTS, amount / np.maximum(solvent_parts[ragged.row], 1e-300)),
        )

    def moles(self, total: Floats) -> Floats:
        """Moles of each dose per mole of solvents; NaN where the amount was not stated."""
        row = self.ragged.row
        found = (
            self.per_volume * total[0][row] + self.per_mass * total[1][row] + self.per_mole * total[2][row] + self.fixed
        )
        known = ~np.isnan(self.ragged.amount) & (self.ragged.unit != _UNIT[Unit.ETHER_OXYGEN_PER_NA])
        return np.where(known, found, np.nan)

    def sums(self, weight: Floats, n: int) -> list[Floats]:
        """For each row the sums of the four coefficients, weighted by a property of the species."""
        w = np.nan_to_num(weight[self.ragged.species])
        row = self.ragged.row
        parts = (self.per_volume, self.per_mass, self.per_mole, self.fixed)
        return [np.bincount(row, w * np.nan_to_num(part), n).astype(np.float64) for part in parts]


def _totals(doses: list[_Coefficients], mass: Floats, volume: Floats, n: int) -> tuple[Floats, Bools]:
    """Volume (L), mass (g) and moles of the whole electrolyte for one mole of solvents.

    Every dose is linear in the three totals, so they solve a 3×3 system for each row; a dose of unknown amount is
    left out of them.
    """
    species = doses[0].species
    weights = (species.molar_volume_cm3_mol / 1000.0, species.molar_mass_g_mol, np.ones_like(species.molar_mass_g_mol))
    matrix = np.empty((n, 3, 3))
    right = np.stack([volume / 1000.0, mass, np.ones(n)], axis=1)
    for line, weight in enumerate(weights):
        sums = [sum(parts) for parts in zip(*(dose.sums(weight, n) for dose in doses), strict=True)]
        for place in range(3):
            matrix[:, line, place] = (line == place) - sums[place]
        right[:, line] += sums[3]
    determinant, solved = _solve3(matrix, right)
    with np.errstate(invalid="ignore"):
        impossible = (determinant <= 0) | (solved <= 0).any(axis=0)
    return np.where(impossible, np.nan, solved), impossible & ~np.isnan(mass)


def _solve3(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Cramer's rule on stacks of 3×3 systems, shapes (n, 3, 3) and (n, 3); faster than a general solver here."""

    def det(m: list[list[Floats]]) -> Floats:
        (p, q, r), (s, t, u), (v, w, x) = m
        return p * (t * x - u * w) - q * (s * x - u * v) + r * (s * w - t * v)

    columns = [[a[:, i, j] for j in range(3)] for i in range(3)]
    whole = det(columns)
    solved = []
    for k in range(3):
        swapped = [[b[:, i] if j == k else columns[i][j] for j in range(3)] for i in range(3)]
        with np.errstate(divide="ignore", invalid="ignore"):
            solved.append(det(swapped) / whole)
    return whole, np.array(solved)


def _within_role(ragged: Ragged, moles: Floats) -> Floats:
    """Fractions within the role; equal parts for rows in which any amount is unknown."""
    row, n = ragged.row, len(ragged)
    unknown = np.bincount(row, np.isnan(moles), n)[row] > 0
    weight = np.where(unknown, 1.0, moles)
    total = np.bincount(row, weight, n)[row]
    return weight / total


def _na_per_ether_oxygen(salts: Ragged, n: int) -> Floats:
    """Sodium per ether oxygen of a polymer electrolyte, the nearest thing it has to Na per solvent."""
    linked = salts.unit == _UNIT[Unit.ETHER_OXYGEN_PER_NA]
    found = np.bincount(salts.row[linked], 1.0 / salts.amount[linked], n)
    return np.where(found > 0, found, np.nan)


def _stated_molarity(salts: Ragged, n: int) -> Floats:
    """Molarity as stated, for electrolytes whose solvents are unknown."""
    molar = np.where(salts.unit == _UNIT[Unit.MOLAR], salts.amount, np.nan)
    return np.where(np.diff(salts.indptr) > 0, np.bincount(salts.row, molar, n), np.nan)


def _matrix(ragged: Ragged, values: Floats, n_species: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((values, ragged.species, ragged.indptr), shape=(len(ragged), n_species))
