"""A molecule, ion or salt that no table holds, from its SMILES: mass, formula, estimated density."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ..errors import NacreError
from .molecules import molecules
from .species import LAST_RESORT_DENSITY_G_CM3, Species, estimated_density_g_cm3

#: Van der Waals volume increments (Å³) of Zhao, Abraham and Zissimos, J. Org. Chem. 2003, 68, 7368.
_ATOM_VOLUME_A3 = {
    "H": 7.24, "C": 20.58, "N": 15.60, "O": 14.71, "F": 13.31, "Cl": 22.45, "Br": 26.52, "I": 32.52,
    "P": 24.43, "S": 24.43, "As": 26.52, "B": 40.48, "Si": 38.79, "Se": 28.73, "Te": 36.62,
}  # fmt: skip
_BOND_A3, _AROMATIC_RING_A3, _OTHER_RING_A3 = 5.92, 14.7, 3.8
#: Longer inline SMILES are refused: nothing of that size is an electrolyte component.
MAX_SMILES = 400


def vdw_volume_A3(smiles: str) -> float | None:
    """Additive van der Waals volume (Å³), or None where an element has no increment or RDKit refuses the SMILES."""
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    bare: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if bare is None:
        return None
    molecule = Chem.AddHs(bare)
    symbols = [atom.GetSymbol() for atom in molecule.GetAtoms()]
    if any(symbol not in _ATOM_VOLUME_A3 for symbol in symbols):
        return None
    rings = molecule.GetRingInfo()
    aromatic = sum(all(molecule.GetBondWithIdx(bond).GetIsAromatic() for bond in ring) for ring in rings.BondRings())
    volume = sum(_ATOM_VOLUME_A3[symbol] for symbol in symbols) - _BOND_A3 * molecule.GetNumBonds()
    return volume - _AROMATIC_RING_A3 * aromatic - _OTHER_RING_A3 * (rings.NumRings() - aromatic)


def describe_smiles(smiles: str) -> Species:
    """A neutral molecule as a `Species`, named by its bracketed canonical SMILES.

    Raises
    ------
    NacreError
        Where the SMILES cannot be read, is charged, has several fragments, dummy atoms or no atom.
    """
    from rdkit import Chem

    molecule = _read(smiles)
    if "." in smiles:
        raise NacreError(f"SMILES {_shown(smiles)!r} has several fragments.", hint="Write each component on its own.")
    if Chem.GetFormalCharge(molecule):
        raise NacreError(
            f"SMILES {_shown(smiles)!r} is an ion.",
            hint="Name the salt, e.g. NaPF6, or write it whole, e.g. [[Na+].[I-]].",
        )
    return _described(molecule, "molecule")


def describe_salt(smiles: str) -> Species:
    """A salt's formula unit as a `Species`; a pair of ions that the registry knows keeps the registry's names.

    Its volume is that of its anions, organic cations and bound molecules: a metal ion pulls the solvent in by about
    its own volume.

    Raises
    ------
    NacreError
        Where the SMILES cannot be read or is not a neutral set of ions.
    """
    from rdkit import Chem
    from rdkit.Chem import Descriptors, rdMolDescriptors

    whole = _read(smiles)
    parts = list(Chem.GetMolFrags(whole, asMols=True))
    if Chem.GetFormalCharge(whole):
        raise NacreError(
            f"The charges of {_shown(smiles)!r} add up to {Chem.GetFormalCharge(whole):+d}.",
            hint="Write as many ions as make it neutral.",
        )
    # Sorted, so that the order in which fragments were written does not matter.
    cations = sorted(_ion_name(part) for part in parts if Chem.GetFormalCharge(part) > 0)
    anions = sorted(_ion_name(part) for part in parts if Chem.GetFormalCharge(part) < 0)
    if not cations:
        raise NacreError(f"SMILES {_shown(smiles)!r} has several fragments.", hint="Write each component on its own.")
    mass = float(Descriptors.MolWt(whole))  # type: ignore[attr-defined]
    volume = sum(_volume_cm3_mol(part) for part in parts)
    canonical = Chem.MolToSmiles(whole)
    return Species(
        name=f"[{canonical}]",
        full_name=canonical,
        kind="salt",
        role="salt",
        family="salt",
        smiles=canonical,
        formula=rdMolDescriptors.CalcMolFormula(whole),
        charge=0,
        molar_mass_g_mol=mass,
        density_g_cm3=mass / volume,
        density_is_estimated=True,
        cation=cations[0],
        anion=anions[0],
    )


def describe_ion(smiles: str) -> Species:
    """An ion as a `Species`, named by its bracketed canonical SMILES.

    Raises
    ------
    NacreError
        Where the SMILES cannot be read.
    """
    return _described(_read(smiles), "ion")


def _shown(smiles: str) -> str:
    return smiles if len(smiles) <= 60 else f"{smiles[:57]}…"


def _read(smiles: str) -> Any:  # noqa: ANN401 - an RDKit molecule
    """A SMILES as RDKit molecule with at least one atom and no dummy."""
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    if len(smiles) > MAX_SMILES:
        raise NacreError(
            f"SMILES {_shown(smiles)!r} has {len(smiles)} characters.", hint=f"At most {MAX_SMILES} are read."
        )
    molecule: Any = None if any(c.isspace() for c in smiles) else Chem.MolFromSmiles(smiles)
    if molecule is None or not molecule.GetNumAtoms():
        raise NacreError(
            f"{_shown(smiles)!r} is neither a known name nor a valid SMILES.", hint="Check rings and valences."
        )
    if any(atom.GetAtomicNum() == 0 for atom in molecule.GetAtoms()):
        raise NacreError(f"SMILES {_shown(smiles)!r} has a dummy atom.", hint="Cap repeat units with H or CH3.")
    return _plain(molecule)


def _plain(molecule: Any) -> Any:  # noqa: ANN401 - an RDKit molecule
    """A molecule without isotopes and stereo marks, which no feature depends on; the registry's own keep theirs."""
    from rdkit import Chem

    if any(atom.GetIsotope() for atom in molecule.GetAtoms()):
        for atom in molecule.GetAtoms():
            atom.SetIsotope(0)
        molecule = Chem.MolFromSmiles(Chem.MolToSmiles(Chem.RemoveHs(molecule)))
    if any(Chem.MolToSmiles(part) in _registry_names() for part in Chem.GetMolFrags(molecule, asMols=True)):
        return molecule
    Chem.RemoveStereochemistry(molecule)
    return molecule


def _described(molecule: Any, kind: str) -> Species:  # noqa: ANN401 - an RDKit molecule
    from rdkit import Chem
    from rdkit.Chem import Descriptors, rdMolDescriptors

    canonical = Chem.MolToSmiles(molecule)
    charge = Chem.GetFormalCharge(molecule)
    mass = float(Descriptors.MolWt(molecule))  # type: ignore[attr-defined]
    volume = vdw_volume_A3(canonical)
    formula = str(rdMolDescriptors.CalcMolFormula(molecule))
    return Species(
        name=f"[{canonical}]",
        full_name=canonical,
        kind=kind,
        role="solvent" if kind == "molecule" else "anion" if charge < 0 else "cation",
        family="other",
        smiles=canonical,
        formula=re.sub(r"[+-]\d*$", "", formula),
        charge=charge,
        molar_mass_g_mol=mass,
        density_g_cm3=estimated_density_g_cm3(mass, volume, charge) if volume else LAST_RESORT_DENSITY_G_CM3,
        density_is_estimated=True,
    )


@cache
def _registry_names() -> dict[str, str]:
    """RDKit's canonical SMILES of the registry's molecules and ions to their names."""
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    drawn = {one.name: Chem.MolFromSmiles(one.smiles) for one in molecules().values() if one.smiles}
    read = {name: molecule for name, molecule in drawn.items() if molecule is not None}
    names = {Chem.MolToSmiles(molecule): name for name, molecule in read.items()}
    for name, molecule in read.items():
        Chem.RemoveStereochemistry(molecule)
        names.setdefault(Chem.MolToSmiles(molecule), name)
    return names


def registry_name(canonical: str) -> str | None:
    """The registry's name of a molecule or ion by its canonical SMILES, or None."""
    return _registry_names().get(canonical)


def _ion_name(ion: Any) -> str:  # noqa: ANN401 - an RDKit molecule
    from rdkit import Chem

    canonical = Chem.MolToSmiles(ion)
    return registry_name(canonical) or f"[{canonical}]"


def _volume_cm3_mol(part: Any) -> float:  # noqa: ANN401 - an RDKit molecule
    """Estimated volume of one fragment of a salt; none for a metal ion."""
    from rdkit import Chem

    charge = Chem.GetFormalCharge(part)
    if charge > 0 and part.GetNumHeavyAtoms() == 1 and part.GetAtomWithIdx(0).GetSymbol() not in _ATOM_VOLUME_A3:
        return 0.0
    return _described(part, "ion" if charge else "molecule").molar_volume_cm3_mol
