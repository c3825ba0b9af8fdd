"""Doses as coefficients: what each stated amount contributes, in moles for one mole of solvents.

A dose is a·V + b·m + c·N + d·m₀ + e/p: V (L), m (g) and N (mol) are those of the whole electrolyte, m₀ (kg) the mass
of its solvents, p the sum of the parts of their ratio. mol/L and vol% go by V, wt% by m, mol% by N, mol/kg by m₀.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from ..arrays import Bools, Floats, Ints
from ..cell import Basis, Unit
from ..chemistry.species import Species
from .ragged import UNITS, Ragged

UNIT = {unit: code for code, unit in enumerate(UNITS)}
BASIS = {basis: code for code, basis in enumerate(Basis)}
#: Coefficients a to e.
N_COEFFICIENTS = 5


@dataclass(frozen=True, slots=True)
class SpeciesColumns:
    """What amounts need of each species of a pool, arrays of shape (n_species,); NaN for the unknown salt."""

    molar_mass_g_mol: Floats
    molar_volume_cm3_mol: Floats
    is_alkali_salt: Bools

    @classmethod
    def of(cls, species: Sequence[Species | None]) -> SpeciesColumns:
        """Collect the columns; an unknown salt counts as one of an alkali metal."""
        return cls(
            np.array([s.molar_mass_g_mol if s else np.nan for s in species], dtype=np.float64),
            np.array([s.molar_volume_cm3_mol if s else np.nan for s in species], dtype=np.float64),
            np.array([s is None or s.is_alkali_salt for s in species], dtype=bool),
        )


class Doses:
    """The distinct lists of salts, or of additives.

    Attributes
    ----------
    ragged : Ragged
    coefficients : array of shape (n_entries, 5)
        a to e of each dose; NaN where its amount was not stated.
    """

    def __init__(self, ragged: Ragged, species: SpeciesColumns) -> None:
        self.ragged = ragged
        unit, amount = ragged.unit, ragged.amount
        mass, volume = species.molar_mass_g_mol[ragged.species], species.molar_volume_cm3_mol[ragged.species]
        coefficients = np.zeros((len(amount), N_COEFFICIENTS))
        for wanted, place, value in (
            (Unit.MOLAR, 0, amount),
            (Unit.VOLUME_PERCENT, 0, 10.0 * amount / volume),
            (Unit.WEIGHT_PERCENT, 1, amount / 100.0 / mass),
            (Unit.MOLE_PERCENT, 2, amount / 100.0),
            (Unit.MOLAL, 3, amount / 1000.0),
            (Unit.PARTS, 4, amount),
        ):
            rows = unit == UNIT[wanted]
            coefficients[rows, place] = value[rows]
        coefficients[np.isnan(amount) | (unit == UNIT[Unit.ETHER_OXYGEN_PER_NA])] = np.nan
        self.coefficients = coefficients

    def __len__(self) -> int:
        return len(self.ragged)

    def sums(self, weights: Floats) -> Floats:
        """Weighted sums of the coefficients of each list.

        Parameters
        ----------
        weights : array of shape (n_species, n_amounts)
            What one mole of each species brings of each amount.

        Returns
        -------
        array of shape (n_lists, n_amounts, 5)
            NaN where a dose that brings something, or something unknown, has no stated amount.
        """
        weight = weights[self.ragged.species][:, :, None]
        parts = np.where(weight == 0.0, 0.0, weight * self.coefficients[:, None, :])
        return self._by_list(parts)

    def known_sums(self, weights: Floats) -> Floats:
        """As `sums`, leaving out what is unknown."""
        weight = weights[self.ragged.species][:, :, None]
        return self._by_list(np.nan_to_num(weight * self.coefficients[:, None, :]))

    def _by_list(self, parts: Floats) -> Floats:
        ragged = self.ragged
        entries = np.arange(len(ragged.species))
        gather = sparse.csr_matrix((np.ones(len(entries)), entries, ragged.indptr), shape=(len(ragged), len(entries)))
        sums = gather @ parts.reshape(len(entries), parts.shape[1] * N_COEFFICIENTS)
        return np.asarray(sums).reshape(len(ragged), parts.shape[1], N_COEFFICIENTS)

    @cached_property
    def is_mixed(self) -> Bools:
        """Lists whose shares depend on the rest of the electrolyte, such as 1 M of one salt with 1 wt% of another."""
        used = self._by_list((self.coefficients != 0.0)[:, None, :].astype(np.float64))[:, 0]
        return np.asarray(((used > 0).sum(axis=1) > 1) & ~self._has_unknown)

    @cached_property
    def _has_unknown(self) -> Bools:
        row = self.ragged.row
        return np.bincount(row, np.isnan(self.coefficients).any(axis=1), len(self)) > 0

    @cached_property
    def shares(self) -> Floats:
        """Mole fraction of each entry within its list, for lists that are not mixed; equal parts where unknown."""
        return within(self.ragged.row, np.nansum(self.coefficients, axis=1), self._has_unknown)


def within(row: Ints, moles: Floats, has_unknown: Bools) -> Floats:
    """Fractions of moles within each row; equal parts for rows in which any amount is unknown."""
    weight = np.where(has_unknown[row], 1.0, moles)
    return np.asarray(weight / np.bincount(row, weight, len(has_unknown))[row])
