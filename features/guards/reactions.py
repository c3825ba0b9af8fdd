"""Solvents that sodium attacks, by their structure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ...data.chemistry.species import Species
from ...data.shipped import read_table


@dataclass(frozen=True, slots=True)
class Reaction:
    """Why a solvent reacts with sodium: what it is, what happens, and where that is written."""

    name: str
    reason: str
    source: str


@lru_cache(maxsize=4096)
def reaction_of(species: Species) -> Reaction | None:
    """How a molecule reacts with sodium, by its structure; None where no rule knows of it.

    Parameters
    ----------
    species : Species

    Returns
    -------
    Reaction or None

    Examples
    --------
    >>> from nacre.data.chemistry.names import lookup
    >>> reaction_of(lookup("DMF")).name
    'an amide'
    """
    if species.is_salt or not species.smiles:
        return None
    from rdkit import Chem

    molecule: Any = Chem.MolFromSmiles(species.smiles)
    if molecule is None:  # a cage that RDKit does not read
        return None
    for pattern, spared, reaction in _reactions():
        if molecule.HasSubstructMatch(pattern) and not (spared and molecule.HasSubstructMatch(spared)):
            return reaction
    return None


@cache
def _reactions() -> tuple[tuple[Any, Any, Reaction], ...]:
    from rdkit import Chem

    return tuple(
        (
            Chem.MolFromSmarts(row["smarts"]),
            Chem.MolFromSmarts(row["except_smarts"]) if row["except_smarts"] else None,
            Reaction(row["name"], row["reason"], row["source"]),
        )
        for row in read_table("guards")
    )
