"""Molecular properties by species: orbitals and physical data from the tables, descriptors from RDKit.

A property is one number a species. A salt stands for its anion, since the alkali ion is the same in every cell.
"""

from __future__ import annotations

from functools import cache, lru_cache
from os import cpu_count

import numpy as np
import numpy.typing as npt

from ..data.formula import parse_formula
from ..data.registry import Species, molecules, read_table

Floats = npt.NDArray[np.float64]

#: Column of a shipped table behind each property.
_ORBITALS = {
    "lumo_eV": "lumo_gfn1_eV",
    "electron_affinity_eV": "electron_affinity_gfn2_eV",
    "homo_eV": "homo_gfn2_eV",
    "dipole_D": "dipole_D",
    "na_binding_eV": "na_binding_gfn1_eV",
}
_PHYSICAL = ("donor_number_kcal_mol", "dielectric_constant", "viscosity_mPa_s", "boiling_point_C", "flash_point_C")
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
    "coordinating_sites",
)

_CARBONATES = {"carbonate", "fluorocarbonate"}
_ETHERS = {"ether", "fluoroether"}
#: A longer glyme cannot wrap all its oxygens around one ion together with other ligands.
_MOST_SITES = 4.0


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


#: Orbital values of molecules that the shipped table lacks, by name, in the order of `_ORBITALS`.
_LIVE: dict[str, tuple[float, ...]] = {}


def _orbital_values(ion: Species) -> tuple[float, ...]:
    row = _tabled("orbitals").get(ion.name)
    if row is not None:
        return tuple(_number(row, column) for column in _ORBITALS.values())
    if ion.name not in _LIVE:
        _calculate([ion])
    return _LIVE[ion.name]


def _calculate(ions: list[Species]) -> None:
    """Orbitals of molecules that the table lacks, all at once."""
    from .orbitals import orbitals

    found = orbitals([ion.smiles for ion in ions], n_workers=min(len(ions), cpu_count() or 1))
    values = found[list(_ORBITALS.values())].to_numpy(dtype=np.float64)
    _LIVE.update({ion.name: tuple(map(float, row)) for ion, row in zip(ions, values, strict=True)})


@lru_cache(maxsize=65536)
def properties(species: Species) -> tuple[float, ...]:
    """The properties of one species, in the order of `PROPERTIES`; NaN where unknown.

    Orbitals of a molecule that the shipped table lacks are calculated (`nacre.features.orbitals`) and kept.
    """
    ion = molecules()[species.anion] if species.anion else species
    physical = _tabled("molecule_properties").get(ion.name)
    shipped = _tabled("molecule_descriptors").get(ion.name)
    rdkit = {name: _number(shipped, name) for name in _RDKIT} if shipped else descriptors(ion.smiles)
    # The alkali ion adds none of the counted elements; an ionic liquid brings its cation along.
    atoms = parse_formula(species.formula)
    fluorine = atoms.get("F", 0.0)
    return (
        *_orbital_values(ion),
        *(_number(physical, column) for column in _PHYSICAL),
        *(rdkit[name] for name in _RDKIT),
        (species if species.kind == "ionic_liquid" else ion).molar_mass_g_mol,
        *(atoms.get(atom, 0.0) for atom in _ATOMS),
        float(species.role == "diluent"),
        float(species.family in _CARBONATES),
        float(species.family in _ETHERS),
        float(fluorine > 0),
        float(species.kind == "ionic_liquid"),
        float("C" not in atoms),
        _coordinating_sites(species, atoms.get("O", 0.0)),
    )


def _coordinating_sites(species: Species, oxygens: float) -> float:
    """Places around Na⁺ that a solvent molecule takes: none for a diluent, an ether's oxygens up to four, else one."""
    if species.role == "diluent":
        return 0.0
    if species.family in _ETHERS:
        return float(np.clip(oxygens, 1.0, _MOST_SITES))
    if species.name.startswith("["):  # inline SMILES carry no family
        return float(np.clip(_ether_oxygens(species.smiles), 1.0, _MOST_SITES))
    return 1.0


def _ether_oxygens(smiles: str) -> int:
    from rdkit import Chem

    molecule = Chem.MolFromSmiles(smiles) if smiles else None
    return 0 if molecule is None else len(molecule.GetSubstructMatches(Chem.MolFromSmarts("[CX4][OX2][CX4]")))


def property_matrix(species: tuple[Species | None, ...]) -> Floats:
    """Properties of a pool of species, shape (n_species, n_properties); a row of NaN for the unknown salt."""
    blank = (np.nan,) * len(PROPERTIES)
    ions = {(molecules()[one.anion] if one.anion else one) for one in species if one is not None}
    if new := [ion for ion in ions if ion.name not in _tabled("orbitals") and ion.name not in _LIVE]:
        _calculate(sorted(new, key=lambda ion: ion.name))
    rows = [properties(one) if one is not None else blank for one in species]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(PROPERTIES))
