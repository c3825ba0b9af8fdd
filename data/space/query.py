"""Molecules of the registry by their properties, for spaces that say what they want instead of names."""

from __future__ import annotations

from functools import cache

import numpy as np

from ..chemistry.formula import parse_formula
from ..chemistry.molecules import molecules
from ..chemistry.species import Species
from ..shipped import read_table
from .nodes import Node
from .rules import Range

#: Property → table and column. Orbitals are those of the models' features (docs/features.md).
_TABLED = {
    "boiling_point_C": ("molecule_properties", "boiling_point_C"),
    "dielectric_constant": ("molecule_properties", "dielectric_constant"),
    "donor_number_kcal_mol": ("molecule_properties", "donor_number_kcal_mol"),
    "flash_point_C": ("molecule_properties", "flash_point_C"),
    "melting_point_C": ("molecule_properties", "melting_point_C"),
    "viscosity_mPa_s": ("molecule_properties", "viscosity_mPa_s"),
    "dipole_D": ("orbitals", "dipole_D"),
    "electron_affinity_eV": ("orbitals", "electron_affinity_gfn2_eV"),
    "homo_eV": ("orbitals", "homo_gfn2_eV"),
    "lumo_eV": ("orbitals", "lumo_gfn1_eV"),
    "na_binding_eV": ("orbitals", "na_binding_gfn1_eV"),
    "heavy_atoms": ("molecule_descriptors", "heavy_atoms"),
    "log_p": ("molecule_descriptors", "log_p"),
    "rings": ("molecule_descriptors", "rings"),
    "rotatable_bonds": ("molecule_descriptors", "rotatable_bonds"),
    "tpsa_A2": ("molecule_descriptors", "tpsa_A2"),
}
_ATOMS = {
    "boron": "B", "bromine": "Br", "carbon": "C", "chlorine": "Cl", "fluorine": "F", "hydrogen": "H", "nitrogen": "N",
    "oxygen": "O", "phosphorus": "P", "silicon": "Si", "sulfur": "S",
}  # fmt: skip
_WORDS = ("family", "role")
PROPERTIES = (*_TABLED, "density_g_cm3", "molar_mass_g_mol", *(f"{name}_atoms" for name in _ATOMS))


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in read_table(name)}


def molecule_property(species: Species, name: str) -> float:
    """One of `PROPERTIES` of a species, NaN where it is not known."""
    if name == "molar_mass_g_mol":
        return species.molar_mass_g_mol
    if name == "density_g_cm3":
        return np.nan if species.density_is_estimated else species.density_g_cm3
    if name.endswith("_atoms") and name != "heavy_atoms":
        return parse_formula(species.formula).get(_ATOMS[name.removesuffix("_atoms")], 0.0)
    table, column = _TABLED[name]
    row = _table(table).get(species.name)
    return float(row[column]) if row and row[column] else np.nan


def read_range(node: Node) -> Range:
    """A range from `{min: a, max: b}`, `{equals: a}` or a bare number."""
    if not isinstance(node.value, dict):
        value = node.number()
        return Range(value, value)
    node.keys({"min", "max", "equals"})
    given = {name: entry.number() for name in ("min", "max", "equals") if (entry := node.get(name)) is not None}
    if not given or ("equals" in given and len(given) > 1):
        node.fail(f"`{node.key}` has no bound.", "Write `min`, `max` or both, or `equals` alone.")
    low, high = (given.get(end, given.get("equals")) for end in ("min", "max"))
    if low is not None and high is not None and low > high:
        node.fail(f"`{node.key}`: min {low:g} is above max {high:g}.", "Swap them.")
    return Range(low, high)


def query(node: Node, roles: tuple[str, ...]) -> list[str]:
    """Names of the registry's neutral molecules that meet every condition, in the registry's order.

    Parameters
    ----------
    node : Node
        Conditions: `family` and `role` as a word or a list of words, properties as ranges. A molecule whose value is
        not known does not meet a condition on it.
    roles : tuple of str
        Roles that are searched unless the query names one.
    """
    node.keys({*PROPERTIES, *_WORDS})
    known = [species for species in molecules().values() if species.kind == "molecule"]
    wanted = {name: _words(node, name, known) for name in _WORDS}
    wanted["role"] = wanted["role"] or set(roles)
    ranges = {name: read_range(node.child(name)) for name in node.value if name not in _WORDS}
    names = [
        species.name
        for species in known
        if all(not words or getattr(species, name) in words for name, words in wanted.items())
        and all(limit.holds(np.array([molecule_property(species, name)]))[0] for name, limit in ranges.items())
    ]
    if not names:
        node.fail(f"`{node.key}` finds no molecule of the registry.", "Widen it; unknown values meet no condition.")
    return names


def _words(node: Node, name: str, known: list[Species]) -> set[str]:
    entry = node.get(name)
    if entry is None:
        return set()
    words = {text for text, _ in entry.texts()} if isinstance(entry.value, list) else {entry.text()}
    possible = {getattr(species, name) for species in known}
    for word in sorted(words - possible):
        entry.fail(f"`{entry.key}`: there is no {name} {word!r}.", f"There are {', '.join(sorted(possible))}.")
    return words
