"""The mixture: what the solvents, the salt, the additives and their amounts say, as columns over a batch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ..data.batch import STATES, CellBatch
from ..data.cell import UNKNOWN
from .blocks import Block, Matrix, spread
from .electrolyte_catalogue import ADDITIVE, AMOUNTS, FEATURES, FLAGGED_STATES, SALT, SOLVENT
from .recipe_tables import ELEMENTS, recipe_tables, statistics
from .solvation import first_shell

Floats = npt.NDArray[np.float64]

#: What a family of unnamed solvents still tells: shares that are certain.
_FAMILY_SHARES = {
    "carbonate": {"solvent.carbonate_share": 1.0, "solvent.ether_share": 0.0},
    "ether": {"solvent.carbonate_share": 0.0, "solvent.ether_share": 1.0},
    "phosphate": {"solvent.carbonate_share": 0.0, "solvent.ether_share": 0.0},
}
_PLACE = {entry.name: i for i, entry in enumerate(FEATURES)}


def electrolyte_columns(batch: CellBatch) -> dict[str, Floats]:
    """Every electrolyte feature of a batch, by name, float64 arrays of shape (n,)."""
    matrix = np.empty((len(batch), len(FEATURES)))
    spread(electrolyte_blocks(batch), matrix)
    fill_electrolyte(batch, matrix)
    return {name: matrix[:, place] for name, place in _PLACE.items()}


def electrolyte_blocks(batch: CellBatch) -> list[Block]:
    """The columns that depend on one list, or on the state, only; they stand first in the matrix."""
    tables = recipe_tables(batch.recipes)
    state = batch.state
    if len(state) and (state == state[0]).all():
        state = state[:1]
    flags = np.array([[one is flagged for flagged in FLAGGED_STATES] for one in STATES], dtype=np.float64)
    after = len(SOLVENT) + len(SALT) + len(ADDITIVE) + len(AMOUNTS)
    stated = batch.recipes.mixtures.is_named.astype(np.float64)[:, None]
    return [
        Block(0, tables.solvent, batch.mixture),
        Block(len(SOLVENT), tables.salt, batch.salt),
        Block(len(SOLVENT) + len(SALT), tables.additive, batch.additive),
        Block(after, flags[state] if len(state) == 1 else flags, state),
        Block(after + len(FLAGGED_STATES), stated, batch.mixture),
    ]


def fill_electrolyte(batch: CellBatch, matrix: Matrix | Floats) -> None:
    """Write what depends on amounts, or on the family, into the first columns of a matrix of shape (n, n_features)."""
    composition = batch.composition
    matrix[:, _PLACE["additive.mole_fraction"]] = composition.additive_mole_fraction
    matrix[:, _PLACE["electrolyte.na_molality_mol_kg"]] = composition.na_molality_mol_kg
    matrix[:, _PLACE["electrolyte.na_molarity_mol_L"]] = composition.na_molarity_mol_L
    matrix[:, _PLACE["electrolyte.na_per_solvent"]] = composition.na_per_solvent
    _fill_per_na(batch, matrix)
    _fill_mixed(batch, matrix)
    for code, families in enumerate(batch.family.lists):
        for name, share in _FAMILY_SHARES.get(families[0] if families else UNKNOWN, {}).items():
            matrix[batch.family.codes == code, _PLACE[name]] = share


def _fill_per_na(batch: CellBatch, matrix: Matrix | Floats) -> None:
    """Elements, coordination and dose for each charge carrier."""
    composition, tables = batch.composition, recipe_tables(batch.recipes)
    na = composition.na_per_solvent
    per_na = 1.0 / np.where(na > 0, na, np.nan)
    moles = composition.amounts(tables.of_salts, tables.of_additives)
    moles += tables.of_mixtures.take(batch.mixture, axis=0)
    *elements, coordinating, donors, donor_weights, anions, anion_weights = moles.T * per_na
    free, anion_share = first_shell(donors, donor_weights, anions, anion_weights)
    # A polymer without solvent: its ether oxygens are what Na⁺ is counted by.
    polymer = ~batch.recipes.mixtures.is_named[batch.mixture]
    dose = 1000.0 * composition.additive_per_mole_of_solvents * per_na
    matrix[:, _PLACE["additive.dose_mmol_mol_na"]] = dose
    matrix[:, _PLACE["electrolyte.coordinating_solvent_per_na"]] = np.where(polymer, per_na, coordinating)
    matrix[:, _PLACE["electrolyte.donor_sites_per_na"]] = np.where(polymer, per_na, donors)
    matrix[:, _PLACE["electrolyte.free_solvent_fraction"]] = free
    matrix[:, _PLACE["electrolyte.anion_shell_share"]] = anion_share
    for name, values in zip(ELEMENTS, elements, strict=True):
        matrix[:, _PLACE[f"electrolyte.{name}_per_na"]] = values


def _fill_mixed(batch: CellBatch, matrix: Matrix | Floats) -> None:
    """Means over lists whose shares depend on the rest of the electrolyte, such as 1 M NaPF6 + 1 wt% NaNO3."""
    recipes = batch.recipes
    for role, is_mixed, codes in (
        ("salt", recipes.salt_doses.is_mixed, batch.salt),
        ("additive", recipes.additive_doses.is_mixed, batch.additive),
    ):
        if not is_mixed.any() or not len(rows := np.flatnonzero(is_mixed[codes])):
            continue
        fractions: sparse.csr_matrix = getattr(batch.take(rows).composition, role)
        for name, values in statistics(role, fractions, recipe_tables(recipes).values).items():
            matrix[rows, _PLACE[name]] = values
