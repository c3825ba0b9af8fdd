"""A molecule that no table holds, from its SMILES: mass, formula, estimated density."""

from __future__ import annotations

from .errors import NacreError
from .registry import Species, estimated_density_g_cm3

#: Van der Waals volume increments (Å³) of Zhao, Abraham and Zissimos, J. Org. Chem. 2003, 68, 7368.
_ATOM_VOLUME_A3 = {
    "H": 7.24, "C": 20.58, "N": 15.60, "O": 14.71, "F": 13.31, "Cl": 22.45, "Br": 26.52, "I": 32.52,
    "P": 24.43, "S": 24.43, "As": 26.52, "B": 40.48, "Si": 38.79, "Se": 28.73, "Te": 36.62,
}  # fmt: skip
_BOND_A3, _AROMATIC_RING_A3, _OTHER_RING_A3 = 5.92, 14.7, 3.8
_FALLBACK_DENSITY_G_CM3 = 1.5
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


def describe_smiles(smiles: str, charge: int = 0) -> Species:
    """A molecule, or an ion of the given charge, as a `Species` named by its bracketed canonical SMILES.

    Raises
    ------
    NacreError
        Where the SMILES cannot be read, has another charge, several fragments, dummy atoms or no atom.
    """
    from rdkit import Chem, RDLogger
    from rdkit.Chem import Descriptors, rdMolDescriptors

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    shown = smiles if len(smiles) <= 60 else f"{smiles[:57]}…"
    if len(smiles) > MAX_SMILES:
        raise NacreError(f"SMILES {shown!r} has {len(smiles)} characters.", hint=f"At most {MAX_SMILES} are read.")
    molecule = None if any(c.isspace() for c in smiles) else Chem.MolFromSmiles(smiles)
    if molecule is None or not molecule.GetNumAtoms():
        raise NacreError(f"{shown!r} is neither a known name nor a valid SMILES.", hint="Check rings and valences.")
    if "." in smiles:
        raise NacreError(f"SMILES {shown!r} has several fragments.", hint="Write each component on its own.")
    if any(atom.GetAtomicNum() == 0 for atom in molecule.GetAtoms()):
        raise NacreError(f"SMILES {shown!r} has a dummy atom.", hint="Cap repeat units with H or CH3.")
    if Chem.GetFormalCharge(molecule) != charge:
        if charge:
            raise NacreError(f"SMILES {shown!r} has not the charge {charge:+d}.", hint="Draw two ions.")
        raise NacreError(f"SMILES {shown!r} is an ion.", hint="Name the salt, e.g. NaPF6, or draw a neutral molecule.")
    canonical = Chem.MolToSmiles(molecule)
    mass = float(Descriptors.MolWt(molecule))  # type: ignore[attr-defined]
    volume = vdw_volume_A3(canonical)
    return Species(
        name=f"[{canonical}]",
        full_name=canonical,
        kind="ion" if charge else "molecule",
        role="anion" if charge else "solvent",
        family="other",
        smiles=canonical,
        formula=rdMolDescriptors.CalcMolFormula(molecule).rstrip("+-"),
        charge=charge,
        molar_mass_g_mol=mass,
        density_g_cm3=estimated_density_g_cm3(mass, volume, charge) if volume else _FALLBACK_DENSITY_G_CM3,
        density_is_estimated=True,
    )
