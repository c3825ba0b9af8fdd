"""Molecular properties by species: orbitals and physical data from the tables, descriptors from the structure.

A property is one number a species. A salt stands for its anion, since the alkali ion is the same in every cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from os import cpu_count

import numpy as np

from ...data.arrays import Floats
from ...data.chemistry.formula import parse_formula
from ...data.chemistry.species import Species
from ...data.shipped import read_table
from .descriptors import DESCRIPTORS, described, descriptors

#: Column of a shipped table behind each property.
_ORBITALS = {
    "lumo_eV": "lumo_gfn1_eV",
    "electron_affinity_eV": "electron_affinity_gfn2_eV",
    "homo_eV": "homo_gfn2_eV",
    "dipole_D": "dipole_D",
    "na_binding_eV": "na_binding_gfn1_eV",
}
_PHYSICAL = {
    "donor_number_kcal_mol": "donor_number_kcal_mol",
    "dielectric_constant": "dielectric_constant",
    "viscosity_mPa_s": "viscosity_mPa_s",
    "boiling_point_C": "boiling_point_C",
    "flash_point_C": "flash_point_C",
}
_ATOMS = ("F", "O", "N", "S", "B", "P", "Cl", "Si")

#: Every property a species has, in the order of `property_matrix`.
PROPERTIES = (
    *_ORBITALS,
    *_PHYSICAL,
    *DESCRIPTORS,
    "molar_mass_g_mol",
    *(f"{atom}_atoms" for atom in _ATOMS),
    "coordinating_sites",
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


def _number(row: dict[str, str] | None, column: str) -> float:
    text = row.get(column, "") if row else ""
    return float(text) if text else np.nan


def physical_property(name: str, column: str) -> float:
    """A measured property of a molecule; NaN where no table holds it.

    Parameters
    ----------
    name : str
        Canonical name.
    column : str
        Such as `melting_point_C`, in the unit of its name.

    Returns
    -------
    float
    """
    return _number(_tabled("molecule_properties").get(name), column)


def _has_no_donor(species: Species, donor_sites: float) -> bool:
    """Whether a drawn molecule, which no table calls a solvent or a diluent, has nothing that binds Na⁺."""
    return species.name.startswith("[") and species.kind == "molecule" and donor_sites == 0


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

    table = orbitals([ion.smiles for ion in ions], n_workers=min(len(ions), cpu_count() or 1))
    values = table[list(_ORBITALS.values())].to_numpy(dtype=np.float64)
    _LIVE.update({ion.name: tuple(map(float, row)) for ion, row in zip(ions, values, strict=True)})


def needs_calculation(species: Iterable[Species | None]) -> bool:
    """Whether orbitals of a molecule must be calculated first, which takes seconds to minutes.

    Parameters
    ----------
    species : iterable of Species or None
        None is the unknown salt.

    Returns
    -------
    bool
    """
    ions = {described(one) for one in species if one is not None}
    new = [ion.smiles for ion in ions if ion.name not in _tabled("orbitals") and ion.name not in _LIVE]
    if not new:
        return False
    from .orbitals import are_known

    return not are_known(new)


@lru_cache(maxsize=65536)
def properties(species: Species) -> tuple[float, ...]:
    """Look up or calculate the properties of one species.

    Orbitals of a molecule that the shipped table lacks are calculated (`nacre.features.molecules.orbitals`) and kept.

    Parameters
    ----------
    species : Species
        A salt is described by its anion.

    Returns
    -------
    tuple of float
        In the order of `PROPERTIES`, in the units of their names; NaN where unknown.

    Examples
    --------
    >>> from nacre.data.chemistry.names import lookup
    >>> dict(zip(PROPERTIES, properties(lookup("diglyme")), strict=True))["donor_sites"]
    3.0
    """
    ion = described(species)
    physical = _tabled("molecule_properties").get(ion.name)
    shipped = _tabled("molecule_descriptors").get(ion.name)
    structure = {name: _number(shipped, name) for name in DESCRIPTORS} if shipped else descriptors(ion.smiles)
    # The alkali ion adds none of the counted elements; an ionic liquid brings its cation along.
    atoms = parse_formula(species.formula)
    fluorine = atoms.get("F", 0.0)
    is_diluent = species.role == "diluent" or _has_no_donor(species, structure["donor_sites"])
    return (
        *_orbital_values(ion),
        *(_number(physical, column) for column in _PHYSICAL.values()),
        *(structure[name] for name in DESCRIPTORS),
        (species if species.kind == "ionic_liquid" else ion).molar_mass_g_mol,
        *(atoms.get(atom, 0.0) for atom in _ATOMS),
        0.0 if is_diluent else structure["donor_sites"],
        float(is_diluent),
        float(species.family in _CARBONATES),
        float(species.family in _ETHERS),
        float(fluorine > 0),
        float(species.kind == "ionic_liquid"),
        float("C" not in atoms),
    )


def property_matrix(species: tuple[Species | None, ...]) -> Floats:
    """Look up or calculate the properties of a pool of species, missing orbitals all at once.

    Parameters
    ----------
    species : tuple of Species or None
        None is the unknown salt.

    Returns
    -------
    array of shape (n_species, n_properties)
        Columns as in `PROPERTIES`; a row of NaN for the unknown salt.
    """
    blank = (np.nan,) * len(PROPERTIES)
    ions = {described(one) for one in species if one is not None}
    if new := [ion for ion in ions if ion.name not in _tabled("orbitals") and ion.name not in _LIVE]:
        _calculate(sorted(new, key=lambda ion: ion.name))
    rows = [properties(one) if one is not None else blank for one in species]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(PROPERTIES))
