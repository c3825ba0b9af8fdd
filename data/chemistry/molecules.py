"""The molecules and ions of the shipped table, and the spellings that lead to them."""

from __future__ import annotations

import re
from functools import cache

from ..shipped import read_table
from .formula import molar_mass_g_mol
from .species import LAST_RESORT_DENSITY_G_CM3, Species, estimated_density_g_cm3

PLAIN_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁺⁻−–·⋅•", "0123456789+---···")


def key(name: str) -> str:
    """The spelling-insensitive form of a name: no case, spaces, hyphens; sub- and superscripts as digits."""
    return re.sub(r"[\s\-_]", "", name.translate(PLAIN_DIGITS)).lower()


def _density(row: dict[str, str], mass: float, known: dict[str, str]) -> tuple[float, bool]:
    if text := known.get(row["name"], ""):
        return float(text), False
    if row["vdw_volume_A3"]:
        return estimated_density_g_cm3(mass, float(row["vdw_volume_A3"]), int(row["charge"])), True
    return LAST_RESORT_DENSITY_G_CM3, True


@cache
def molecules() -> dict[str, Species]:
    """The molecules and ions of the registry, by canonical name, in the table's order."""
    known = {row["name"]: row["density_g_cm3"] for row in read_table("molecule_properties")}
    species_by_name = {}
    for row in read_table("molecules"):
        mass = molar_mass_g_mol(row["formula"])
        density, estimated = _density(row, mass, known)
        species_by_name[row["name"]] = Species(
            name=row["name"],
            full_name=row["full_name"],
            kind="ion" if int(row["charge"]) else "molecule",
            role=row["role"],
            family=row["family"],
            smiles=row["smiles"],
            formula=row["formula"],
            charge=int(row["charge"]),
            molar_mass_g_mol=mass,
            density_g_cm3=density,
            density_is_estimated=estimated,
        )
    return species_by_name


@cache
def drawn_names() -> dict[str, str]:
    """Spelling key to SMILES, for molecules with a name that the registry does not describe any further."""
    return {
        key(name): row["smiles"]
        for row in read_table("drawn_names")
        for name in [row["name"], *row["aliases"].split(";")]
        if name.strip()
    }


@cache
def molecule_names() -> dict[str, str]:
    """Spelling key to canonical name, for molecules and ions."""
    names: dict[str, str] = {}
    for row in read_table("molecules"):
        for name in [row["name"], row["full_name"], *row["aliases"].split(";")]:
            if name.strip():
                names.setdefault(key(name), row["name"])
    return names


@cache
def named_salts() -> dict[str, tuple[str, str, str]]:
    """Spelling key to (name, cation, anion) for salts with a name of their own."""
    salts = {}
    for row in read_table("salts"):
        for name in [row["name"], row["full_name"], *row["aliases"].split(";")]:
            salts[key(name)] = (row["name"], row["cation"], row["anion"])
    return salts
