"""Molecular properties by species: orbitals and physical data from the tables, descriptors from RDKit.

A property is one number a species. A salt stands for its anion, since the alkali ion is the same in every cell.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from ..data.formula import parse_formula
from ..data.registry import Species, ion, read_table

Floats = npt.NDArray[np.float64]

#: Column of a shipped table behind each property.
_ORBITALS = {
    "lumo_eV": "gfn1_lumo_eV",
    "electron_affinity_eV": "xtb_vea_eV",
    "homo_eV": "xtb_homo_eV",
    "dipole_D": "xtb_dipole_D",
    "na_binding_eV": "gfn1_na_complex_binding_eV",
}
_PHYSICAL = {
    "donor_number_kcal_mol": "donor_number_kcal_mol",
    "dielectric_constant": "dielectric_constant",
    "viscosity_mPa_s": "viscosity_mPa_s",
}
_RDKIT = ("tpsa_A2", "log_p", "molar_refractivity_cm3_mol", "rotatable_bonds", "rings", "heavy_atoms")
_ATOMS = ("F", "O", "N", "S", "B", "P", "Cl", "Si")

#: Every property a species has, in the order of `property_matrix`.
PROPERTIES = (
    *_ORBITALS,
    *_PHYSICAL,
    *_RDKIT,
    "molar_mass_g_mol",
    *(f"{atom}_atoms" for atom in _ATOMS),
    "is_diluent",
    "is_carbonate",
    "is_ether",
    "is_fluorinated",
    "is_ionic_liquid",
    "is_inorganic",
)

_CARBONATES = {"carbonate", "fluorocarbonate"}
_ETHERS = {"ether", "fluoroether"}


@cache
def _tabled(table: str) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in read_table(table)}


def descriptors(smiles: str) -> dict[str, float]:
    """The chosen RDKit descriptors of one molecule.

    They are finite for every molecule and ion that RDKit reads; partial-charge and BCUT2D descriptors are left out
    because they are NaN for PF6⁻ and Na⁺.

    Returns
    -------
    dict
        Keys `tpsa_A2` (Ertl 2000), `log_p` and `molar_refractivity_cm3_mol` (Wildman and Crippen 1999),
        `rotatable_bonds`, `rings`, `heavy_atoms`; NaN where RDKit refuses the SMILES.
    """
    from rdkit import Chem, RDLogger
    from rdkit.Chem import Crippen, rdMolDescriptors

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    molecule = Chem.MolFromSmiles(smiles) if smiles else None
    if molecule is None:
        return dict.fromkeys(_RDKIT, np.nan)
    return {
        "tpsa_A2": rdMolDescriptors.CalcTPSA(molecule),
        "log_p": Crippen.MolLogP(molecule),  # type: ignore[attr-defined]
        "molar_refractivity_cm3_mol": Crippen.MolMR(molecule),  # type: ignore[attr-defined]
        "rotatable_bonds": float(rdMolDescriptors.CalcNumRotatableBonds(molecule)),
        "rings": float(rdMolDescriptors.CalcNumRings(molecule)),
        "heavy_atoms": float(molecule.GetNumHeavyAtoms()),
    }


def _number(row: dict[str, str] | None, column: str) -> float:
    text = row.get(column, "") if row else ""
    return float(text) if text else np.nan


@lru_cache(maxsize=65536)
def properties(species: Species) -> tuple[float, ...]:
    """The properties of one species, in the order of `PROPERTIES`; NaN where unknown."""
    subject = ion(species.anion) if species.anion else species
    orbitals = _tabled("orbitals").get(subject.name)
    physical = _tabled("molecule_properties").get(subject.name)
    shipped = _tabled("molecule_descriptors").get(subject.name)
    rdkit = {name: _number(shipped, name) for name in _RDKIT} if shipped else descriptors(subject.smiles)
    # The alkali ion adds none of the counted elements; an ionic liquid brings its cation along.
    atoms = parse_formula(species.formula)
    fluorine = atoms.get("F", 0.0)
    return (
        *(_number(orbitals, column) for column in _ORBITALS.values()),
        *(_number(physical, column) for column in _PHYSICAL.values()),
        *(rdkit[name] for name in _RDKIT),
        (species if species.kind == "ionic_liquid" else subject).molar_mass_g_mol,
        *(atoms.get(atom, 0.0) for atom in _ATOMS),
        float(species.role == "diluent"),
        float(species.family in _CARBONATES),
        float(species.family in _ETHERS),
        float(fluorine > 0),
        float(species.kind == "ionic_liquid"),
        float("C" not in atoms),
    )


def property_matrix(species: tuple[Species | None, ...]) -> Floats:
    """Properties of a pool of species, shape (n_species, n_properties); a row of NaN for the unknown salt."""
    blank = (np.nan,) * len(PROPERTIES)
    rows = [properties(one) if one is not None else blank for one in species]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(PROPERTIES))
