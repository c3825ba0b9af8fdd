"""The columns of the electrolyte: its solvents, salts, additives and their amounts, over a batch."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ...data.batch.cells import STATES, CellBatch
from ...data.chemistry.species import UNKNOWN
from ..blocks import Block, Numbers
from ..part import Part
from .catalogue import ADDITIVE, AMOUNTS, ELECTROLYTE_FEATURES, FLAGGED_STATES, SALT, SOLVENT
from .recipe_tables import ELEMENTS, recipe_tables, role_statistics
from .solvation import ANION_SITES, first_shell

#: Shares that are certain of a family of unnamed solvents.
_FAMILY_SHARES = {
    "carbonate": {"solvent.carbonate_share": 1.0, "solvent.ether_share": 0.0},
    "ether": {"solvent.carbonate_share": 0.0, "solvent.ether_share": 1.0},
    "phosphate": {"solvent.carbonate_share": 0.0, "solvent.ether_share": 0.0},
}
_PLACE = {entry.name: i for i, entry in enumerate(ELECTROLYTE_FEATURES)}
#: Columns that differ from row to row, next to each other in the matrix.
_ROW_WISE = ("additive.mole_fraction", "additive.dose_mmol_mol_na", *(entry.name for entry in AMOUNTS))


def _blocks(batch: CellBatch) -> list[Block]:
    """The columns that depend on lists, or on the state, only."""
    tables = recipe_tables(batch.recipes)
    state = batch.state
    flags = np.array([[one is flagged for flagged in FLAGGED_STATES] for one in STATES], dtype=np.float64)
    if len(state) and (state == state[0]).all():
        flags = flags[state[:1]]
    pairs, pair = batch.recipes.pairs_of(batch.salt, batch.additive)
    doses = np.hstack([tables.salt[pairs.salt], tables.additive[pairs.additive]])
    after = len(SOLVENT) + len(SALT) + len(ADDITIVE) + len(AMOUNTS)
    stated = batch.recipes.mixtures.is_named.astype(np.float64)[:, None]
    return [
        Block(0, tables.solvent, batch.mixture),
        Block(len(SOLVENT), doses, pair),
        Block(after, flags, state),
        Block(after + len(FLAGGED_STATES), stated, batch.mixture),
    ]


def _fill(batch: CellBatch, matrix: Numbers) -> None:
    """Write what depends on amounts, or on the family, into a matrix of shape (n, n_features)."""
    composition = batch.composition
    na = composition.na_per_solvent
    with np.errstate(divide="ignore"):
        per_na = 1.0 / na
    if not (na > 0).all():
        per_na[~(na > 0)] = np.nan
    columns = np.empty((len(_ROW_WISE), len(batch)), dtype=matrix.dtype)
    columns[0] = composition.additive_mole_fraction
    columns[1] = 1000.0 * composition.additive_per_solvent_mole * per_na
    columns[2] = composition.na_molality_mol_kg
    columns[3] = composition.na_molarity_mol_L
    columns[4] = na
    _fill_shell(batch, per_na.astype(matrix.dtype), columns[5:])
    start = _PLACE[_ROW_WISE[0]]
    matrix[:, start : start + len(_ROW_WISE)] = columns.T
    _fill_mixed(batch, matrix)
    for code, families in enumerate(batch.family.lists):
        for name, share in _FAMILY_SHARES.get(families[0] if families else UNKNOWN, {}).items():
            matrix[batch.family.codes == code, _PLACE[name]] = share


def _fill_shell(batch: CellBatch, per_na: Numbers, columns: Numbers) -> None:
    """Write coordination and elements for each charge carrier, of which there is one on `per_na` moles of solvents."""
    tables, composition = recipe_tables(batch.recipes), batch.composition
    brought = tables.of_solvents.astype(per_na.dtype).take(batch.mixture, axis=1)
    brought[:5] += composition.amounts(tables.of_doses(composition.pairs)).astype(per_na.dtype)
    brought *= per_na
    *_, anion_weights, anions, coordinating, donors, donor_weights = brought
    columns[0], columns[1] = coordinating, donors
    columns[2], columns[3] = first_shell(donors, donor_weights, anions + ANION_SITES, anion_weights)
    columns[4:] = brought[: len(ELEMENTS)]
    if not batch.recipes.is_complete:  # a polymer without solvent: its ether oxygens are what Na⁺ is counted by
        unnamed = ~batch.recipes.mixtures.is_named[batch.mixture]
        columns[:2, unnamed] = per_na[unnamed]
        columns[2:, unnamed] = np.nan


def _fill_mixed(batch: CellBatch, matrix: Numbers) -> None:
    """Means over lists whose shares depend on the rest of the electrolyte, such as 1 M NaPF6 + 1 wt% NaNO3."""
    recipes = batch.recipes
    for role, is_mixed, codes in (
        ("salt", recipes.salt_doses.is_mixed, batch.salt),
        ("additive", recipes.additive_doses.is_mixed, batch.additive),
    ):
        if not is_mixed.any() or not len(rows := np.flatnonzero(is_mixed[codes])):
            continue
        fractions: sparse.csr_matrix = getattr(batch.take(rows).composition, role)
        for name, values in role_statistics(role, fractions, recipe_tables(recipes).values).items():
            matrix[rows, _PLACE[name]] = values


ELECTROLYTE_PART = Part(
    {
        "solvent": "solvents",
        "salt": "salt anion",
        "additive": "additives",
        "electrolyte": "concentration and solvation",
    },
    ELECTROLYTE_FEATURES,
    blocks=_blocks,
    fill=_fill,
)
