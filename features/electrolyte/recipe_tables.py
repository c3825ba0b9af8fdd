"""What depends on one list of solvents, salts or additives only: computed once for each distinct list of a batch."""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from scipy import sparse

from ...data.arrays import Floats
from ...data.batch.cells import Recipes
from ...data.batch.doses import Doses
from ...data.batch.recipes import Pairs
from ..feature import Feature
from ..molecules.properties import PROPERTIES, property_matrix
from .catalogue import ADDITIVE, SALT, SOLVENT, STATISTICS
from .solvation import ANION_SITES, anion_weight, solvent_weight
from .statistics import extreme, weighted_means

ELEMENTS = {"fluorine": "F_atoms", "sulfur": "S_atoms", "nitrogen": "N_atoms", "boron": "B_atoms"}


class RecipeTables:
    """Features of each distinct list, and what one mole of it brings to the whole.

    Parameters
    ----------
    recipes : Recipes
        The distinct lists of a batch.

    Attributes
    ----------
    values : float64 array of shape (n_species, n_properties)
        As `property_matrix` gives them for the species of the lists.
    """

    def __init__(self, recipes: Recipes) -> None:
        self._mixtures, self._salts, self._additives = recipes.mixtures, recipes.salt_doses, recipes.additive_doses
        self.values = property_matrix(recipes.species)
        self._last: tuple[Pairs, Floats] | None = None

    def column(self, name: str) -> Floats:
        """Get one property of the species, one of `PROPERTIES`, shape (n_species,)."""
        return self.values[:, PROPERTIES.index(name)]

    @cached_property
    def solvent(self) -> Floats:
        """Features of each mixture, in the order of `SOLVENT`."""
        count = np.where(self._mixtures.is_named, np.diff(self._mixtures.ragged.indptr), np.nan)
        columns = role_statistics("solvent", self._mixtures.fractions, self.values)
        return _stack(SOLVENT, columns | {"solvent.count": count})

    @cached_property
    def salt(self) -> Floats:
        """Features of each list of salts, in the order of `SALT`."""
        ragged = self._salts.ragged
        named = np.bincount(ragged.row, np.isfinite(self.column("molar_mass_g_mol"))[ragged.species], len(ragged))
        # `unknown salt`, or none named at all, may be any number of salts.
        count = np.where((named == np.diff(ragged.indptr)) & (named > 0), named, np.nan)
        return _stack(SALT, self._of_doses("salt", self._salts) | {"salt.count": count})

    @cached_property
    def additive(self) -> Floats:
        """Features of each list of additives, in the order of `ADDITIVE`; NaN where they depend on the whole."""
        return _stack(ADDITIVE, self._of_doses("additive", self._additives))

    def _of_doses(self, role: str, doses: Doses) -> dict[str, Floats]:
        fractions = doses.ragged.matrix(doses.shares, len(self.values))
        return role_statistics(role, fractions, self.values) | {
            f"{role}.count": np.diff(doses.ragged.indptr).astype(float)
        }

    def of_doses(self, pairs: Pairs) -> Floats:
        """Sum up what doses bring: atoms of `ELEMENTS`, and Boltzmann factors of the places that anions can hold.

        Additives take no part in the shell.

        Parameters
        ----------
        pairs : Pairs
            Distinct pairs of a list of salts and a list of additives.

        Returns
        -------
        array of shape (n_pairs, 4, 5)
            For `Composition.amounts`.
        """
        last = self._last  # read once: other threads may replace it
        if last is None or last[0] is not pairs:
            salts = np.column_stack([self._elements, self.anion_weights])
            additives = np.column_stack([self._elements, np.zeros(len(self.values))])
            last = self._last = pairs, pairs.amounts(salts, additives)
        return last[1]

    @cached_property
    def _elements(self) -> Floats:
        """Atoms of `ELEMENTS` in one mole of each species, shape (n_species, 4)."""
        return np.stack([self.column(name) for name in ELEMENTS.values()], axis=1)

    @cached_property
    def anion_weights(self) -> Floats:
        """Boltzmann factors of the places that one mole of each salt's anion can hold, shape (n_species,)."""
        return ANION_SITES * anion_weight(self.column("na_binding_eV"))

    @cached_property
    def of_solvents(self) -> Floats:
        """What one mole of solvents brings, shape (9, n_mixtures).

        Atoms of `ELEMENTS`, the sum of the Boltzmann factors of anions, places that these can hold, coordinating
        molecules, donor atoms and the sum of their Boltzmann factors. An ionic liquid is a source of anions.
        """
        is_liquid_salt, binding = self.column("is_ionic_liquid") == 1.0, self.column("na_binding_eV")
        donors = np.where(is_liquid_salt, 0.0, self.column("coordinating_sites"))
        # A species without places has no say, even where its binding is unknown.
        donor_weights = np.where(donors == 0.0, 0.0, donors * solvent_weight(binding))
        anion_weights = np.where(is_liquid_salt, self.anion_weights, 0.0)
        coordinating = 1.0 - self.column("is_diluent")
        shell = [anion_weights, ANION_SITES * is_liquid_salt, coordinating, donors, donor_weights]
        per_mole = np.column_stack([self._elements, *shell])
        return np.ascontiguousarray((self._mixtures.fractions @ per_mole).T)


def role_statistics(role: str, fractions: sparse.csr_matrix, values: Floats) -> dict[str, Floats]:
    """Compute means, minima and maxima over the components of a role.

    Parameters
    ----------
    role : {"solvent", "salt", "additive"}
    fractions : sparse matrix of shape (n, n_species)
        Mole fractions within the role.
    values : array of shape (n_species, n_properties)
        As `property_matrix` gives them.

    Returns
    -------
    dict of str to float64 array of shape (n,)
        By feature name, every entry of `STATISTICS` of this role.
    """
    entries = [(e.name, PROPERTIES.index(prop)) for e, prop in STATISTICS if e.group == role]
    means = [(name, place) for name, place in entries if not name.endswith((".min", ".max"))]
    averages = weighted_means(fractions, values[:, [place for _, place in means]])
    columns = {name: averages[:, i] for i, (name, _) in enumerate(means)}
    for name, place in entries:
        if name not in columns:
            columns[name] = extreme(fractions, values[:, place], largest=name.endswith(".max"))
    return columns


def _stack(features: tuple[Feature, ...], columns: dict[str, Floats]) -> Floats:
    n = len(next(iter(columns.values())))
    return np.stack([columns.get(entry.name, np.full(n, np.nan)) for entry in features], axis=1)


_TABLES: WeakKeyDictionary[Recipes, RecipeTables] = WeakKeyDictionary()


def recipe_tables(recipes: Recipes) -> RecipeTables:
    """Get the tables of a batch's lists, which are kept as long as the lists are.

    Parameters
    ----------
    recipes : Recipes

    Returns
    -------
    RecipeTables
    """
    if recipes not in _TABLES:
        _TABLES[recipes] = RecipeTables(recipes)
    return _TABLES[recipes]
