"""Amounts to moles: mole fractions, molality and molarity of whole batches.

Volumes are taken as additive (no excess volume). Molar volumes come from tabled densities, else from the additive
van der Waals volume (`registry.estimated_density_g_cm3`); a salt takes the volume of its anion. A ratio without
a basis is read as volumes, solvents without a ratio as equal parts: `Composition.ratio_assumed` tells where.
Percentages refer to the finished electrolyte, mol/L to its volume, mol/kg to its solvents.

Volume, mass and moles of the whole depend on the doses and the doses on them, linearly (`doses.py`). Each pair of a
salt list and an additive list therefore has one matrix that gives all three from four numbers of any solvent
mixture (`mixtures.py`), and every amount is a sum of four products: a batch costs one sparse product.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse

from ..arrays import Bools, Floats, Ints
from .doses import Doses, within
from .mixtures import N_LINEAR
from .recipes import Recipes


class Composition:
    """The make-up of each row of a batch; what is asked for is computed once.

    "Na" is the charge carrier: the alkali ion of the salts, which is lithium in a lithium electrolyte. Amounts are for
    one mole of all solvents; NaN where one is unknown or impossible.

    Parameters
    ----------
    recipes : Recipes
        The distinct lists.
    salts, mixtures, additives : int64 arrays of shape (n,)
        The lists of each row.

    Attributes
    ----------
    pairs : Pairs
        The combinations of a salt list and an additive list.
    """

    def __init__(self, recipes: Recipes, salts: Ints, mixtures: Ints, additives: Ints) -> None:
        self.recipes = recipes
        self._salts, self._mixtures, self._additives = salts, mixtures, additives
        self.pairs, self._pair = recipes.pairs_of(salts, additives)

    def __len__(self) -> int:
        return len(self._mixtures)

    @cached_property
    def _numbers(self) -> sparse.csr_matrix:
        """The four numbers of each row's mixture, in the columns of its pair."""
        start = np.arange(0, N_LINEAR * len(self) + 1, N_LINEAR, dtype=np.int32)
        place = np.arange(N_LINEAR * len(self.pairs.salt), dtype=np.int32).reshape(-1, N_LINEAR)
        values = self.recipes.mixtures.linear.take(self._mixtures, axis=0)
        shape = (len(self), place.size)
        return sparse.csr_matrix((values.ravel(), place.take(self._pair, axis=0).ravel(), start), shape=shape)

    def amounts(self, table: Floats) -> Floats:
        """Amounts for one mole of solvents, shape (n_amounts, n).

        Parameters
        ----------
        table : array of shape (n_pairs, 4, n_amounts)
            As `Pairs.amounts` of `pairs` gives it.
        """
        return np.ascontiguousarray((self._numbers @ table.reshape(-1, table.shape[2])).T)

    @cached_property
    def _solved(self) -> tuple[Floats, Bools]:
        """The core below, and the rows whose doses leave no room, where it is NaN."""
        core = self.amounts(self.pairs.core)
        volume, mass, moles = core[:3]
        no_room = ~((volume > 0) & (mass > 0) & (moles > 0))
        if no_room.any():
            core[:, no_room] = np.nan
        return core, no_room

    @property
    def _core(self) -> Floats:
        """Volume (L), mass (g), moles, charge carrier and additives for one mole of solvents, shape (5, n)."""
        return self._solved[0]

    @property
    def impossible(self) -> Bools:
        """True where the amounts leave no room for the solvent."""
        return self._solved[1] & self._has_solvent

    @property
    def _has_solvent(self) -> Bools:
        return np.asarray(self.recipes.mixtures.is_named[self._mixtures])

    @cached_property
    def na_per_solvent(self) -> Floats:
        """Charge carrier for each mole of solvents; for each ether oxygen in a polymer without solvent."""
        recipes = self.recipes
        if recipes.is_complete:
            return np.asarray(self._core[3])
        carried = np.where(recipes.has_salt[self._salts], self._core[3], np.nan)
        return np.where(self._has_solvent, carried, recipes.na_per_ether_oxygen[self._salts])

    @property
    def na_molality_mol_kg(self) -> Floats:
        """Charge carrier in a kilogram of solvents."""
        return np.asarray(self.na_per_solvent * (1000.0 / self.recipes.mixtures.mass_g)[self._mixtures])

    @cached_property
    def na_molarity_mol_L(self) -> Floats:
        """Charge carrier in a litre; as stated where the solvents are unknown."""
        molarity: Floats = self.na_per_solvent / self._core[0]
        if self.recipes.is_complete:
            return molarity
        return np.where(self._has_solvent, molarity, self.recipes.stated_molarity[self._salts])

    @cached_property
    def additive_per_solvent_mole(self) -> Floats:
        """Moles of all additives for each mole of solvents; 0 without additives, even where solvents are unknown."""
        return self._without_additives(self._core[4])

    @property
    def additive_mole_fraction(self) -> Floats:
        """Additives among all moles; 0 without additives, even where the solvents are unknown."""
        return self._without_additives(self._core[4] / self._core[2])

    def _without_additives(self, values: Floats) -> Floats:
        if self.recipes.is_complete:
            return values
        return np.where(np.diff(self.recipes.additives.indptr)[self._additives] == 0, 0.0, values)

    @property
    def density_g_cm3(self) -> Floats:
        """Mass over the sum of the volumes."""
        return np.asarray(self._core[1] / self._core[0] / 1000.0)

    @property
    def ratio_assumed(self) -> Bools:
        """True where solvents without a ratio were taken as equal volumes, or a ratio without basis as volumes."""
        return np.asarray(self.recipes.mixtures.ratio_assumed[self._mixtures])

    @cached_property
    def solvent(self) -> sparse.csr_matrix:
        """Mole fractions among the solvents, shape (n, n_species)."""
        return self.recipes.mixtures.fractions[self._mixtures]

    @cached_property
    def salt_per_solvent(self) -> sparse.csr_matrix:
        """Moles of each salt for one mole of solvents, shape (n, n_species); NaN entries where unknown."""
        return self._moles(self.recipes.salt_doses, self._salts)

    @cached_property
    def additive_per_solvent(self) -> sparse.csr_matrix:
        """Moles of each additive for one mole of solvents, shape (n, n_species); NaN entries where unknown."""
        return self._moles(self.recipes.additive_doses, self._additives)

    def _moles(self, doses: Doses, lists: Ints) -> sparse.csr_matrix:
        indptr, place = doses.ragged.entries(lists)
        row = np.repeat(np.arange(len(self)), np.diff(indptr))
        numbers = self.recipes.mixtures.linear[self._mixtures]
        whole = np.column_stack([*self._core[:3], numbers[:, [1, 3]]])
        moles = (doses.coefficients[place] * whole[row]).sum(axis=1)
        shape = (len(self), len(self.recipes.pool))
        return sparse.csr_matrix((moles, doses.ragged.species[place], indptr), shape=shape)

    @cached_property
    def salt(self) -> sparse.csr_matrix:
        """Mole fractions among the salts, shape (n, n_species); equal parts where an amount is unknown."""
        return _within_rows(self.salt_per_solvent)

    @cached_property
    def additive(self) -> sparse.csr_matrix:
        """Mole fractions among the additives, shape (n, n_species); equal parts where an amount is unknown."""
        return _within_rows(self.additive_per_solvent)


def _within_rows(moles: sparse.csr_matrix) -> sparse.csr_matrix:
    row = np.repeat(np.arange(moles.shape[0]), np.diff(moles.indptr))
    unknown = np.bincount(row, np.isnan(moles.data), moles.shape[0]) > 0
    fractions = within(row, moles.data, unknown)
    return sparse.csr_matrix((fractions, moles.indices, moles.indptr), shape=moles.shape)
