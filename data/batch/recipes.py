"""What a batch combines: the distinct lists of salts, solvents and additives, with what they are worth in moles.

Batches of one space share their recipes, so that what depends on one list is computed once for all candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..cell import Unit
from ..chemistry.names import lookup
from ..chemistry.species import UNKNOWN, Species
from .doses import UNIT, Doses, SpeciesColumns
from .mixtures import N_LINEAR, Mixtures
from .ragged import Ragged

#: Up to so many pairs of lists are solved at once, whether a batch has them all or not.
_ALL_PAIRS = 65_536


@dataclass(frozen=True, eq=False)
class Recipes:
    """The distinct lists of a batch.

    Attributes
    ----------
    pool : tuple of str
        Names of the species that the lists index.
    salts, solvents, additives : Ragged
        One row for each distinct list; for solvents `amount` is the part of the ratio.
    basis : int64 array of shape (n_solvent_lists,)
        Code of what the ratio counts, -1 where it was not stated.
    """

    pool: tuple[str, ...]
    salts: Ragged
    solvents: Ragged
    basis: Ints
    additives: Ragged

    @cached_property
    def species(self) -> tuple[Species | None, ...]:
        """The pool's species; None for the unknown salt."""
        return tuple(None if name == UNKNOWN else lookup(name) for name in self.pool)

    @cached_property
    def columns(self) -> SpeciesColumns:
        """Mass and volume of the species."""
        return SpeciesColumns.of(self.species)

    @cached_property
    def mixtures(self) -> Mixtures:
        """The solvent mixtures in moles."""
        return Mixtures.of(self.solvents, self.basis, self.columns)

    @cached_property
    def salt_doses(self) -> Doses:
        """The salts as coefficients."""
        return Doses(self.salts, self.columns)

    @cached_property
    def additive_doses(self) -> Doses:
        """The additives as coefficients."""
        return Doses(self.additives, self.columns)

    @cached_property
    def has_salt(self) -> Bools:
        """Salt lists that name a salt or say that there is one."""
        return np.diff(self.salts.indptr) > 0

    @cached_property
    def is_complete(self) -> bool:
        """Whether every list of salts and of solvents names something, as all of a space do."""
        return bool(self.has_salt.all() and self.mixtures.is_named.all())

    @cached_property
    def na_per_ether_oxygen(self) -> Floats:
        """Charge carrier per ether oxygen of a polymer, the nearest thing it has to Na per solvent, by salt list."""
        linked = self.salts.unit == UNIT[Unit.ETHER_OXYGEN_PER_NA]
        per_oxygen = np.bincount(self.salts.row[linked], 1.0 / self.salts.amount[linked], len(self.salts))
        return np.where(per_oxygen > 0, per_oxygen, np.nan)

    @cached_property
    def stated_molarity(self) -> Floats:
        """Molarity as stated, for electrolytes whose solvents are unknown, by salt list."""
        molar = np.where(self.salts.unit == UNIT[Unit.MOLAR], self.salts.amount, np.nan)
        return np.where(self.has_salt, np.bincount(self.salts.row, molar, len(self.salts)), np.nan)

    @cached_property
    def _all_pairs(self) -> Pairs:
        return self._pairs(np.arange(len(self.salts) * len(self.additives)))

    def _pairs(self, combined: Ints) -> Pairs:
        salt, additive = np.divmod(combined, max(len(self.additives), 1))
        return Pairs(self.salt_doses, self.additive_doses, self.columns, salt, additive)

    def pairs_of(self, salt: Ints, additive: Ints) -> tuple[Pairs, Ints]:
        """The pairs of a salt list and an additive list that occur, and the place of each row's among them."""
        combined = salt * len(self.additives) + additive
        if len(self.salts) * len(self.additives) <= _ALL_PAIRS:
            return self._all_pairs, combined
        distinct, place = np.unique(combined, return_inverse=True)
        return self._pairs(distinct), place


class Pairs:
    """Combinations of a salt list and an additive list.

    Attributes
    ----------
    salt, additive : int64 arrays of shape (n_pairs,)
        Codes of the lists.
    totals : array of shape (n_pairs, 4, 3)
        Volume (L), mass (g) and moles of the whole electrolyte from the four numbers of a mixture; NaN where the
        doses leave no room for any solvent. A dose of unknown amount is left out.
    """

    def __init__(self, salts: Doses, additives: Doses, species: SpeciesColumns, salt: Ints, additive: Ints) -> None:
        self._doses = salts, additives
        self._is_carrier = species.is_alkali_salt.astype(np.float64)
        self.salt, self.additive = salt, additive
        mass, volume = species.molar_mass_g_mol, species.molar_volume_cm3_mol / 1000.0
        weights = np.stack([volume, mass, np.ones_like(mass)], axis=1)
        sums = salts.known_sums(weights)[salt] + additives.known_sums(weights)[additive]
        right = np.zeros((len(salt), 3, N_LINEAR))
        right[:, [0, 1, 2], [0, 1, 2]] = 1.0
        right[:, :, 1] += sums[:, :, 3]
        right[:, :, 3] += sums[:, :, 4]
        self.totals = np.einsum("pij,pjk->pki", _inverse3(np.eye(3) - sums[:, :, :3]), right)

    @cached_property
    def core(self) -> Floats:
        """Totals, charge carrier and additives from the four numbers of a mixture, shape (n_pairs, 4, 5)."""
        nothing, one = np.zeros_like(self._is_carrier), np.ones_like(self._is_carrier)
        doses = self.amounts(np.stack([self._is_carrier, nothing], axis=1), np.stack([nothing, one], axis=1))
        return np.concatenate([self.totals, doses], axis=2)

    def amounts(self, as_salt: Floats, as_additive: Floats) -> Floats:
        """What the doses bring, from the four numbers of a mixture, shape (n_pairs, 4, n_amounts).

        Parameters
        ----------
        as_salt, as_additive : arrays of shape (n_species, n_amounts)
            What one mole of each species brings, dosed as a salt and as an additive.
        """
        salts, additives = self._doses
        sums = salts.sums(as_salt)[self.salt] + additives.sums(as_additive)[self.additive]
        amounts: Floats = np.einsum("pai,pki->pka", sums[:, :, :3], self.totals)
        amounts[:, 1] += sums[:, :, 3]
        amounts[:, 3] += sums[:, :, 4]
        return np.asarray(amounts)


def _inverse3(a: Floats) -> Floats:
    """Inverses of a stack of 3×3 matrices, by cofactors; NaN where the determinant is not above zero."""
    columns = [a[:, :, k] for k in range(3)]
    cofactors = np.stack([np.cross(columns[(k + 1) % 3], columns[(k + 2) % 3]) for k in range(3)], axis=1)
    determinant = (columns[0] * cofactors[:, 0]).sum(axis=1)
    return np.asarray(cofactors / np.where(determinant > 0, determinant, np.nan)[:, None, None])
