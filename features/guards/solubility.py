"""Salts that one kind of solvent takes up to a known limit only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from ...data.arrays import Bools
from ...data.batch.cells import CellBatch
from ...data.chemistry.species import Species
from ...data.shipped import read_table

#: Molarities are calculated from densities; a limit is passed only beyond their error.
SOLUBILITY_TOLERANCE = 1.1


class Solubility(NamedTuple):
    """How much of a salt solvents of one family take."""

    salt: str
    family: str
    most_mol_L: float
    source: str


def exceeds_solubility(batch: CellBatch, main: Bools) -> Bools:
    """Cells with more of a salt than their main solvents, all of one family, dissolve.

    Parameters
    ----------
    batch : CellBatch
        n cells.
    main : bool array of shape (n_entries,)
        Which entries of the batch's lists of solvents count as main solvents.

    Returns
    -------
    bool array of shape (n,)
    """
    found = np.zeros(len(batch), dtype=bool)
    names = [one.name if one else "" for one in batch.species]
    families = np.array([one.family if one else "" for one in batch.species])
    solvents = batch.recipes.solvents
    n_main = np.bincount(solvents.row, main, len(solvents))
    for limit in solubility_limits():
        if limit.salt not in names:
            continue
        of_family = np.bincount(solvents.row, main & (families[solvents.species] == limit.family), len(solvents))
        only = ((of_family == n_main) & (n_main > 0))[batch.mixture]
        share = np.asarray(batch.composition.salt[:, names.index(limit.salt)].todense()).ravel()
        with np.errstate(invalid="ignore"):
            found |= only & (share * batch.composition.na_molarity_mol_L > SOLUBILITY_TOLERANCE * limit.most_mol_L)
    return found


def excess_words(batch: CellBatch, row: int, main: Sequence[Species]) -> str:
    """Which salt of a cell is beyond its limit; empty where none is.

    Parameters
    ----------
    batch : CellBatch
    row : int
    main : sequence of Species
        The cell's main solvents.

    Returns
    -------
    str
    """
    salts = batch.composition.salt[row].toarray().ravel() * batch.composition.na_molarity_mol_L[row]
    molar = {one.name: float(amount) for one, amount in zip(batch.species, salts, strict=True) if one}
    families = {one.family for one in main}
    return "; ".join(
        f"{molar[limit.salt]:.2g} M {limit.salt} in {limit.family}s, which take {limit.most_mol_L:g} M ({limit.source})"
        for limit in solubility_limits()
        if families == {limit.family} and molar.get(limit.salt, 0.0) > SOLUBILITY_TOLERANCE * limit.most_mol_L
    )


@cache
def solubility_limits() -> tuple[Solubility, ...]:
    """The known limits, by salt and family of solvents."""
    return tuple(
        Solubility(row["salt"], row["solvents"], float(row["most_mol_L"]), row["source"])
        for row in read_table("solubilities")
    )
