"""The cell as it was understood: its components with amounts and properties, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from ...data.amounts import format_dose, number
from ...data.arrays import Floats
from ...data.batch.cells import CellBatch
from ...data.cell import Cell, Dose, Share
from ...data.chemistry.materials import Material, find_material
from ...data.chemistry.molecules import molecules
from ...data.chemistry.names import lookup, salt_names
from ...data.chemistry.species import UNKNOWN, Species
from ...features.molecules.properties import PROPERTIES, properties
from .records import Component

#: Properties of a molecule or an anion that a page shows: name in `PROPERTIES` → (label, unit).
_OF_MOLECULES = {
    "na_binding_eV": ("Na⁺ binding", "eV"),
    "donor_number_kcal_mol": ("donor number", "kcal/mol"),
    "dielectric_constant": ("dielectric constant", ""),
    "viscosity_mPa_s": ("viscosity", "mPa s"),
}
_OF_MATERIALS = {
    "density_g_cm3": ("density", "g/cm³"),
    "band_gap_eV": ("band gap", "eV"),
    "shear_modulus_GPa": ("shear modulus", "GPa"),
    "na_reaction_energy_eV_per_nonNa_atom": ("reaction with Na", "eV/atom"),
}


def components_of(cell: Cell, batch: CellBatch) -> list[Component]:
    """Every component of a cell, in the order of its notation.

    Parameters
    ----------
    cell : Cell
    batch : CellBatch
        The cell alone.
    """
    shares = _mole_fractions(cell, batch)
    electrolyte = cell.electrolyte
    components = [
        _molecule(item, role, len(items), shares.get((role, item.name)))
        for role, items in (
            ("salt", electrolyte.salts),
            ("solvent", electrolyte.solvents),
            ("additive", electrolyte.additives),
        )
        for item in items
    ]
    materials = (
        ("matrix", electrolyte.matrix),
        ("coating", cell.coating),
        ("host", cell.host),
        ("separator", cell.separator),
    )
    return components + [_material(name, role) for role, names in materials for name in names]


def _mole_fractions(cell: Cell, batch: CellBatch) -> dict[tuple[str, str], float]:
    """Mole fraction of each species among all; empty where any amount is unknown."""
    if not cell.electrolyte.solvents:
        return {}
    composition = batch.composition
    roles = (
        ("salt", composition.salt_per_solvent),
        ("solvent", composition.solvent),
        ("additive", composition.additive_per_solvent),
    )
    moles = {
        (role, batch.pool[code]): float(value)
        for role, matrix in roles
        for code, value in zip(matrix.indices, matrix.data, strict=True)
    }
    whole = sum(moles.values())
    return {} if whole != whole else {key: value / whole for key, value in moles.items()}  # noqa: PLR0124 - NaN


def _amount_text(item: Dose | Share, n_shares: int) -> str:
    if isinstance(item, Share):
        return "" if item.parts is None or n_shares == 1 else f"{number(item.parts)} part{'s' * (item.parts != 1)}"
    if item.amount is None or item.unit is None:
        return "amount not stated"
    return format_dose(item.amount, item.unit)


def _molecule(item: Dose | Share, role: str, n_shares: int, fraction: float | None) -> Component:
    amount = _amount_text(item, n_shares)
    if item.name == UNKNOWN:
        return Component("unknown salt", "", role, amount, fraction, "", "", {}, "the salt is not stated")
    species = lookup(item.name)
    shown = _known_numbers(species)
    missing = [label for name, (label, _) in _OF_MOLECULES.items() if label not in shown and name.endswith("eV")]
    remarks = ["density estimated"] if species.density_is_estimated and not species.is_salt else []
    remarks += [f"no {' or '.join(missing)} known"] if missing else []
    return Component(
        species.name,
        species.full_name if species.full_name != species.name else "",
        role,
        amount,
        fraction,
        species.family if not species.is_salt else species.kind.replace("_", " "),
        species.smiles,
        shown,
        "; ".join(remarks),
    )


def _known_numbers(species: Species) -> dict[str, str]:
    values = dict(zip(PROPERTIES, properties(species), strict=True))
    reduced = {"LUMO": words} if (words := _lumo_rank(values["lumo_eV"], salt=species.is_salt)) else {}
    return reduced | {
        label: f"{values[name]:.3g} {unit}".rstrip()
        for name, (label, unit) in _OF_MOLECULES.items()
        if values[name] == values[name]
    }


def _lumo_rank(lumo_eV: float, *, salt: bool) -> str:
    """Where a LUMO lies among its like: its eV are of bare anions or of molecules in vacuum, which no scale joins."""
    known = _lumos(salt)
    if np.isnan(lumo_eV) or not len(known):
        return ""
    lower = round(100 * float(np.mean(known > lumo_eV)))
    word = "reduced early" if lower >= 67 else "reduced late" if lower <= 33 else "in the middle"
    return f"{word}: lower than in {lower} % of the {'anions' if salt else 'solvents'}"


@cache
def _lumos(salt: bool) -> Floats:
    """The LUMO (eV) of every registered anion, or of every solvent and diluent."""
    place = PROPERTIES.index("lumo_eV")
    peers = (lookup(name) for name in salt_names()) if salt else _solvents()
    values = np.array([properties(one)[place] for one in peers], dtype=np.float64)
    return values[~np.isnan(values)]


def _solvents() -> Iterator[Species]:
    return (one for one in molecules().values() if one.role in {"solvent", "diluent"} and one.smiles)


def _material(name: str, role: str) -> Component:
    if name == UNKNOWN:
        return Component(f"unknown {role}", "", role, "", None, "", "", {}, f"the {role} is not stated")
    material = find_material(name)
    kind = material.host_class if role == "host" and material.host_class else material.material_class
    shown = {
        label: f"{material.properties[column]:.3g} {unit}".rstrip()
        for column, (label, unit) in _OF_MATERIALS.items()
        if column in material.properties
    }
    return Component(name, "", role, "", None, kind.replace("_", " "), "", _conductor(material) | shown, "")


def _conductor(material: Material) -> dict[str, str]:
    conducts = material.properties.get("electronic_conductor")
    return {} if conducts is None else {"conducts electrons": "yes" if conducts else "no"}


def assumptions_of(cell: Cell, batch: CellBatch) -> list[str]:
    """What was not stated, and how it was read."""
    electrolyte = cell.electrolyte
    told = list(electrolyte.remarks)
    if electrolyte.family is not None:
        told.append("The solvents are not stated; only what their family makes certain is used.")
    if any(dose.name == UNKNOWN for dose in electrolyte.salts) or (electrolyte.family and not electrolyte.salts):
        told.append("The salt is not stated.")
    if any(dose.amount is None and dose.name != UNKNOWN for dose in electrolyte.salts):
        told.append("The salt's concentration is not stated.")
    if any(dose.amount is None for dose in electrolyte.additives):
        told.append("An additive's amount is not stated; its presence counts, its dose does not.")
    if batch.composition.ratio_assumed[0]:
        told.append(
            "No solvent ratio is stated: equal volumes are assumed."
            if electrolyte.solvents[0].parts is None
            else "The basis of the solvent ratio is not stated: volumes are assumed."
        )
    if cell.protocol.temperature_C is None:
        told.append("No temperature is stated: 25 °C is assumed.")
    return told + [f"The {label} is not stated." for label in _missing_protocol(cell)]


def _missing_protocol(cell: Cell) -> list[str]:
    fields = {"current_density_mA_cm2": "current density", "areal_capacity_mAh_cm2": "areal capacity"}
    return [label for name, label in fields.items() if getattr(cell.protocol, name) is None]
