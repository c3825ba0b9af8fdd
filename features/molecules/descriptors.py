"""Descriptors of a structure: a chosen few that say something about an electrolyte and are finite for every molecule.

Left out: partial-charge and BCUT2D descriptors, NaN for PF6⁻ and Na⁺; drug scores and fingerprint-like counts, which
mean nothing in an electrolyte; mass and element counts, which come from the formula.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ...data.chemistry.names import ion_of
from ...data.chemistry.species import Species

if TYPE_CHECKING:
    from rdkit import Chem

#: Descriptor → why it is here and where it comes from.
DESCRIPTORS = {
    "tpsa_A2": "polar surface follows the donor atoms (Ertl 2000)",
    "log_p": "lipophilic molecules dissolve salt badly and coordinate weakly (Wildman and Crippen 1999)",
    "molar_refractivity_cm3_mol": "polarisability, hence dispersion and viscosity (Wildman and Crippen 1999)",
    "labute_asa_A2": "surface, hence the size of a solvation shell (Labute 2000)",
    "rotatable_bonds": "flexible chains wrap around Na⁺ (glymes)",
    "rings": "strained rings open when they are reduced (EC, VC, DTD)",
    "aromatic_rings": "aromatic rings take up electrons and do not coordinate",
    "fraction_sp3": "saturated carbon resists reduction, double bonds polymerise (Lovering 2009)",
    "h_bond_donors": "acidic hydrogen (water, alcohols) reacts with sodium (Lipinski 1997)",
    "heavy_atoms": "size",
    "donor_sites": "atoms that bind Na⁺, at most six: `DONORS`",
}

#: Atoms that bind Na⁺ in solution. An ether oxygen next to fluorinated carbon does not: it is what makes a diluent.
DONORS = {
    "oxygen of C=O, P=O, S=O, N=O": "[OX1]=[#6,#7,#15,#16]",
    "hydroxyl and water": "[OX2;H1,H2]",
    "ether oxygen": ("[OX2;!$(O[#6]F);!$(O([#6][#6]F)[#6][#6]F);!$(O[#6]([#6]F)[#6]F);!$(O[#6]=[O,N,S])]([#6])[#6]"),
    "nitrile nitrogen": "[NX1]#[#6]",
    "amine and pyridine nitrogen": "[NX3;!$(N[#6,#15,#16]=[O,S,N]);!$(N~[#8])]",
    "imine nitrogen": "[#7X2;!$(N~[#15,#16])]",
}
#: One sodium ion has about six places.
_MOST_DONORS = 6


@cache
def _functions() -> tuple[Callable[[Chem.Mol], float], ...]:
    """One function a descriptor, in the order of `DESCRIPTORS`."""
    from rdkit import Chem
    from rdkit.Chem import Crippen, rdMolDescriptors

    donors = tuple(Chem.MolFromSmarts(pattern) for pattern in DONORS.values())
    calculate: Any = rdMolDescriptors
    return (
        calculate.CalcTPSA,
        Crippen.MolLogP,  # type: ignore[attr-defined]
        Crippen.MolMR,  # type: ignore[attr-defined]
        calculate.CalcLabuteASA,
        calculate.CalcNumRotatableBonds,
        calculate.CalcNumRings,
        calculate.CalcNumAromaticRings,
        calculate.CalcFractionCSP3,
        calculate.CalcNumHBD,
        lambda molecule: molecule.GetNumHeavyAtoms(),
        lambda molecule: min(_MOST_DONORS, sum(len(molecule.GetSubstructMatches(donor)) for donor in donors)),
    )


def descriptors(smiles: str) -> dict[str, float]:
    """Compute the chosen descriptors of one molecule or ion.

    Parameters
    ----------
    smiles : str

    Returns
    -------
    dict of str to float
        Keys as in `DESCRIPTORS`. Finite for every SMILES that RDKit reads, NaN where it refuses; boron cages, whose
        valences it refuses, are read without that check.

    Examples
    --------
    >>> descriptors("COCCOC")["donor_sites"]
    2.0
    """
    functions = _functions()
    molecule = read_molecule(smiles)
    if molecule is None:
        return dict.fromkeys(DESCRIPTORS, np.nan)
    return {name: float(function(molecule)) for name, function in zip(DESCRIPTORS, functions, strict=True)}


def read_molecule(smiles: str) -> Chem.Mol | None:
    """Read a SMILES with RDKit, boron cages without the check of valences.

    Parameters
    ----------
    smiles : str

    Returns
    -------
    rdkit.Chem.Mol or None
        None where RDKit refuses it; its log stays silent.
    """
    from rdkit import Chem, rdBase

    if not smiles:
        return None
    with rdBase.BlockLogs():
        molecule: Chem.Mol | None = Chem.MolFromSmiles(smiles)
        if molecule is None and "[BH]" in smiles:
            molecule = Chem.MolFromSmiles(smiles, sanitize=False)
            if molecule is not None:
                molecule.UpdatePropertyCache(strict=False)
                Chem.FastFindRings(molecule)
    return molecule


def described(species: Species) -> Species:
    """Get what a species is described by: of a salt its anion, since the alkali ion is the same in every cell.

    Parameters
    ----------
    species : Species

    Returns
    -------
    Species
        The anion of a salt, anything else itself.
    """
    return ion_of(species) if species.anion else species
