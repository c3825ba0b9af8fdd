"""Solvent mixtures in moles: fractions, mass and volume of one mole of solvents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..cell import Basis
from .doses import BASIS, SpeciesColumns
from .ragged import Ragged

if TYPE_CHECKING:
    from scipy import sparse


#: Numbers of a mixture that all amounts are linear in: volume (L), mass (g), one, 1 / parts of the ratio.
N_LINEAR = 4


@dataclass(frozen=True)
class Mixtures:
    """The distinct solvent mixtures of a batch.

    Attributes
    ----------
    ragged : Ragged
        Solvents with their parts.
    fraction : array of shape (n_entries,)
        Mole fraction of each solvent.
    mass_g, volume_cm3, parts : arrays of shape (n_mixtures,)
        Mass and volume of one mole of solvents, and the sum of the parts of their ratio; NaN where none is named.
    ratio_assumed : bool array of shape (n_mixtures,)
        True where solvents without a ratio were taken as equal volumes, or a ratio without basis as volumes.
    """

    ragged: Ragged
    n_species: int
    fraction: Floats
    mass_g: Floats
    volume_cm3: Floats
    parts: Floats
    ratio_assumed: Bools

    @classmethod
    def of(cls, ragged: Ragged, basis: Ints, species: SpeciesColumns) -> Mixtures:
        """Turn parts into moles; `basis` is the code of what each ratio counts, -1 where it was not stated."""
        n, row = len(ragged), ragged.row
        mass, volume = species.molar_mass_g_mol[ragged.species], species.molar_volume_cm3_mol[ragged.species]
        code, parts = basis[row], np.nan_to_num(ragged.amount, nan=1.0)
        by_weight, by_mole = code == BASIS[Basis.WEIGHT], code == BASIS[Basis.MOLE]
        moles = parts / np.where(by_mole, 1.0, np.where(by_weight, mass, volume))
        fraction = moles / np.bincount(row, moles, n)[row]
        length = np.diff(ragged.indptr)
        stated = np.bincount(row, np.isnan(ragged.amount), n) == 0

        def total(values: Floats) -> Floats:
            return np.where(length > 0, np.bincount(row, values, n), np.nan)

        return cls(
            ragged,
            len(species.molar_mass_g_mol),
            fraction,
            total(fraction * mass),
            total(fraction * volume),
            total(parts),
            (length > 1) & (~stated | (basis < 0)),
        )

    @property
    def is_named(self) -> Bools:
        """Whether any solvent is named."""
        return np.diff(self.ragged.indptr) > 0

    @cached_property
    def fractions(self) -> sparse.csr_matrix:
        """Mole fractions, sparse, of shape (n_mixtures, n_species)."""
        return self.ragged.matrix(self.fraction, self.n_species)

    @cached_property
    def linear(self) -> Floats:
        """The four numbers that amounts are linear in, shape (n_mixtures, 4); NaN where no solvent is named."""
        one = np.where(self.is_named, 1.0, np.nan)
        return np.stack([self.volume_cm3 / 1000.0, self.mass_g, one, one / np.maximum(self.parts, 1e-300)], axis=1)
