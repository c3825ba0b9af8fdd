"""What nacre knows of one component: a molecule, a salt, or a material of coating or host."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ..data.chemistry.formula import formula_text
from ..data.chemistry.material_names import resolve_materials
from ..data.chemistry.materials import Material, find_material, material_table, near_materials, products_with_sodium
from ..data.chemistry.molecules import molecules
from ..data.chemistry.names import find, ion_of, near_names
from ..data.chemistry.smiles import describe_smiles
from ..data.chemistry.species import Species
from ..data.errors import NacreError, NotationError, UnknownNameError
from ..data.measured.tables import published_cells
from ..data.measured.versions import remembered
from ..data.notebook import notebook_html
from ..data.quantity import QUANTITIES, outcome_intervals
from ..data.shipped import read_table
from ..features.molecules.lumo_map import lumo_map
from ..features.molecules.orbitals import orbitals

#: Columns of `orbitals` on a card → label and unit.
_PROXIES = {
    "lumo_gfn1_eV": ("LUMO (GFN1-xTB)", "eV"),
    "electron_affinity_gfn2_eV": ("vertical electron affinity (GFN2-xTB)", "eV"),
    "homo_gfn2_eV": ("HOMO (GFN2-xTB)", "eV"),
    "gap_gfn2_eV": ("HOMO–LUMO gap (GFN2-xTB)", "eV"),
    "dipole_D": ("dipole moment (GFN2-xTB)", "D"),
    "na_binding_gfn1_eV": ("binding of Na⁺ (GFN1-xTB)", "eV"),
    "pair_lumo_gfn1_eV": ("LUMO of the NaX ion pair (GFN1-xTB)", "eV"),
}
#: Shown to a reader, but not ranked: mostly the Na 3s orbital, it follows the binding energy.
_DISPLAY_ONLY = {
    "na_complex_lumo_gfn1_eV": ("LUMO of the Na⁺ complex (GFN1-xTB)", "eV"),
    "lumo_est_eV": ("LUMO on the scale of B3LYP/6-31G*, ± 0.3", "eV"),
}
_PHYSICAL = {
    "density_g_cm3": ("density", "g/cm³"),
    "dielectric_constant": ("dielectric constant", ""),
    "viscosity_mPa_s": ("viscosity", "mPa s"),
    "donor_number_kcal_mol": ("donor number", "kcal/mol"),
    "melting_point_C": ("melting point", "°C"),
    "boiling_point_C": ("boiling point", "°C"),
    "flash_point_C": ("flash point", "°C"),
}
_MATERIAL = {
    "density_g_cm3": ("density", "g/cm³"),
    "na_diffusion_barrier_eV": ("barrier to Na⁺ diffusion", "eV"),
    "ionic_conductivity_S_cm": ("ionic conductivity", "S/cm"),
    "electronic_conductor": ("electronic conductor", ""),
    "log10_electronic_conductivity_S_cm": ("electronic conductivity, log10", "S/cm"),
    "band_gap_eV": ("band gap", "eV"),
    "youngs_modulus_GPa": ("Young's modulus", "GPa"),
    "shear_modulus_GPa": ("shear modulus", "GPa"),
    "surface_energy_J_m2": ("surface energy", "J/m²"),
    "na_binding_energy_eV": ("binding of sodium", "eV"),
    "nucleation_overpotential_mV": ("nucleation overpotential", "mV"),
    "melting_point_C": ("melting point", "°C"),
    "na_reaction_energy_eV_per_nonNa_atom": ("reaction energy with sodium", "eV per non-Na atom"),
}


#: The outcome of a cell of which nothing was measured that counts.
NO_FIGURE = "no figure"


@dataclass(frozen=True, slots=True)
class Fact:
    """One number or word with its unit, source and, where it has one, its place among known components."""

    label: str
    value: float | str
    unit: str = ""
    source: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is known of a component, as plain values.

    Attributes
    ----------
    asked, name, full_name, kind, family, formula, smiles : str
    also : tuple of str
        Other names that nacre reads.
    proxies, physical : tuple of Fact
    remarks : tuple of str
        How values were got, and what limits them.
    lumo_weights : tuple of float
        Share of the LUMO on each heavy atom of `drawn`, summing to one with the hydrogens; empty where unknown.
    drawn : str
        SMILES that the picture shows; the anion of a salt.
    cells : tuple of dict
        Published cells in which it occurs: `record_id`, `role`, `cell`, `outcome`, `source`.
    """

    asked: str
    name: str
    full_name: str
    kind: str
    family: str
    formula: str
    smiles: str
    also: tuple[str, ...] = ()
    proxies: tuple[Fact, ...] = ()
    physical: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()
    lumo_weights: tuple[float, ...] = ()
    drawn: str = ""
    cells: tuple[dict[str, str], ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def _repr_html_(self) -> str | None:
        return notebook_html(self)


def component(text: str) -> list[Card]:
    """The cards of a name, a SMILES or a formula; NaF is a salt as well as a material, and has two.

    Parameters
    ----------
    text : str
        E.g. `FEC`, `NaFSI`, `[O=C1OCC(F)O1]`, `COCCOC`, `Na3Bi`, `MXene`.

    Raises
    ------
    UnknownNameError
        With near names, where the text is none of these.
    NacreError
        Where the text names several materials or is ambiguous.
    """
    asked = text.strip()
    if not asked:
        raise NacreError("No component is given.", hint="Write e.g. nacre component FEC.")
    cards = []
    species = find(asked)
    if species is not None:
        cards.append(_molecule_card(asked, species))
    material = _material(asked)
    # `NaFSI` is a salt, although its letters could be read as a formula of elements.
    if material is not None and (species is None or material.name in material_table()):
        cards.append(_material_card(asked, material))
    if not cards:
        cards.append(_molecule_card(asked, _from_smiles(asked)))
    return cards


def _material(asked: str) -> Material | None:
    try:
        names = resolve_materials(asked)
    except NacreError:
        return None
    if len(names) > 1:
        told = ", ".join(names)
        raise NacreError(f"{asked!r} names several materials: {told}.", hint="Ask for one of them.")
    try:
        material = find_material(names[0]) if names else None
    except UnknownNameError:
        return None
    # `C1CC` is a slip of a SMILES, not three atoms of carbon.
    is_slip = material is not None and material.name not in material_table() and len(material.formula or ()) < 2
    return None if is_slip else material


def _from_smiles(asked: str) -> Species:
    """A bare SMILES; what is none gets the names that are near."""
    try:
        species = describe_smiles(asked)
    except (NacreError, NotationError):
        near = list(dict.fromkeys([*near_names(asked), *near_materials(asked)]))[:3]
        raise UnknownNameError("component", asked, near) from None
    return find(species.name) or species


def _molecule_card(asked: str, species: Species) -> Card:
    ion = ion_of(species) if species.anion else species
    row = orbitals([ion.smiles]).iloc[0]
    # Shares follow the atoms of the canonical SMILES, which therefore is what is drawn.
    drawn, weights = lumo_map(ion.smiles) if ion.smiles and row["source"] != "none" else ("", ())
    physical = next((r for r in read_table("molecule_properties") if r["name"] == ion.name), {})
    return Card(
        asked=asked,
        name=species.name,
        full_name=species.full_name,
        kind=species.kind.replace("_", " "),
        family=species.family,
        formula=species.formula,
        smiles=species.smiles,
        also=_aliases("molecules", species.name),
        proxies=_proxies(row, ion),
        physical=_physical(species, physical),
        remarks=_remarks(row, species, ion),
        lumo_weights=weights,
        drawn=drawn or ion.smiles,
        cells=_occurrences(species.name, ("salts", "solvents", "additives")),
    )


def _aliases(table: str, name: str) -> tuple[str, ...]:
    row = next((r for r in read_table(table) if r["name"] == name), None)
    names = row["aliases"].split(";") if row else []
    return tuple(name.strip() for name in names if name.strip() and row and name.strip() != row.get("full_name"))


def _proxies(row: pd.Series[Any], ion: Species) -> tuple[Fact, ...]:
    facts = []
    for column, (label, unit) in _PROXIES.items():
        if pd.notna(row[column]):
            value = float(row[column])
            facts.append(Fact(label, value, unit, str(row["source"]), _place(column, value, ion)))
    for column, (label, unit) in _DISPLAY_ONLY.items():
        if pd.notna(row[column]):
            facts.append(Fact(label, float(row[column]), unit, str(row["source"]), "not ranked"))
    return tuple(facts)


def _place(column: str, value: float, ion: Species) -> str:
    """Where a value lies among the known solvents or anions, in words."""
    peers, word = _peers(ion)
    known = orbitals([peer.smiles for peer in peers])[column].to_numpy(dtype=np.float64)
    known = known[~np.isnan(known)]
    if len(known) < 5:
        return ""
    share = 100.0 * float(np.mean(known > value))
    if column == "lumo_gfn1_eV":
        told = "reduced early" if share >= 67 else "reduced late" if share <= 33 else "in the middle"
        return f"lower than {share:.0f} % of the known {word}: {told}"
    if column == "na_binding_gfn1_eV":
        told = "binds strongly" if share >= 67 else "binds weakly" if share <= 33 else "in the middle"
        return f"stronger than {share:.0f} % of the known {word}: {told}"
    if column in {"electron_affinity_gfn2_eV", "dipole_D"}:
        return f"higher than {100 - share:.0f} % of the known {word}"
    return f"lower than {share:.0f} % of the known {word}"


def _peers(ion: Species) -> tuple[list[Species], str]:
    """Anions are compared with anions, cations with cations, molecules with solvents."""
    every = [one for one in molecules().values() if one.smiles]
    if ion.charge:
        word = "anions" if ion.charge < 0 else "cations"
        return [one for one in every if one.charge == ion.charge], word
    return [one for one in every if one.role in {"solvent", "diluent"}], "solvents"


def _physical(species: Species, row: dict[str, str]) -> tuple[Fact, ...]:
    facts = [Fact("molar mass", round(species.molar_mass_g_mol, 3), "g/mol", "formula")]
    for column, (label, unit) in _PHYSICAL.items():
        if row.get(column):
            source = row.get(f"{column.partition('_')[0]}_source") or row.get("donor_number_source", "")
            source = source if column.startswith(("density", "donor")) else row.get("package_source", "")
            facts.append(Fact(label, float(row[column]), unit, source))
    if not row.get("density_g_cm3"):
        told = "estimated from its van der Waals volume" if species.density_is_estimated else "table"
        facts.append(Fact("density", round(species.density_g_cm3, 2), "g/cm³", told))
    return tuple(facts)


_FLAGS = {
    "radical": "It is a radical: the electron affinity is the meaningful proxy, not the LUMO.",
    "low_confidence": "It holds a metal or metalloid for which xTB energies are uncertain.",
    "surrogate": "The LUMO comes from a model trained on QM9, since xTB gave none.",
    "not_optimised": "Too large to optimise: force-field geometry.",
}


def _remarks(row: pd.Series[Any], species: Species, ion: Species) -> tuple[str, ...]:
    told = []
    if species.anion:
        told.append(f"Orbitals are those of the anion {ion.name}; anions are compared with anions only.")
    if row["source"] == "none":
        told.append(f"No orbitals: {row['status']}.")
    told += [_FLAGS.get(flag, flag.replace("_", " ")) for flag in row["flags"]]
    if species.density_is_estimated and not species.is_salt:
        told.append("Its density is estimated (mean error 4 %).")
    return tuple(told)


def _material_card(asked: str, material: Material) -> Card:
    rows = {row["name"]: row for row in read_table("materials")}
    row = rows.get(material.name, {})
    products = products_with_sodium(material)
    remarks = [f"With excess sodium: {' + '.join(products)} (0 K thermodynamics)."] if products else []
    if not row:
        remarks.append("It is not in the table of materials: known by its formula only.")
    if row.get("note"):
        remarks.append(row["note"])
    kinds = [word.replace("_", " ") for word in (material.material_class, material.host_class) if word]
    return Card(
        asked=asked,
        name=material.name,
        full_name="",
        kind="material of coating or host",
        family=", ".join(dict.fromkeys(kinds)),
        formula=formula_text(material.formula) if material.formula else "",
        smiles="",
        also=_aliases("materials", material.name),
        physical=tuple(
            Fact(label, _yes_no(column, material.properties[column]), unit, row.get(f"{column}_source", ""))
            for column, (label, unit) in _MATERIAL.items()
            if column in material.properties
        ),
        remarks=tuple(remarks),
        cells=_occurrences(material.name, ("coating", "host", "separator")),
    )


def _yes_no(column: str, value: float) -> float | str:
    return ("yes" if value > 0.5 else "no") if column == "electronic_conductor" else value


def _occurrences(name: str, roles: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Published cells that hold a component, with the role that it has there."""
    table = remembered(published_cells())
    told = _outcomes(table.frame)
    rows = []
    for place, cell in enumerate(table.cells):
        parts = {
            "salts": [dose.name for dose in cell.electrolyte.salts],
            "solvents": [share.name for share in cell.electrolyte.solvents],
            "additives": [dose.name for dose in cell.electrolyte.additives],
            "coating": list(cell.coating),
            "separator": list(cell.separator),
            "host": list(cell.host),
        }
        for role in roles:
            if name in parts[role]:
                record = table.frame.iloc[place]
                rows.append(
                    {
                        "record_id": record["record_id"],
                        "role": role.rstrip("s"),
                        "cell": str(cell),
                        "outcome": told[place],
                        "source": record["doi"] or record["citation"],
                    }
                )
    return tuple(rows)


def _outcomes(frame: pd.DataFrame) -> list[str]:
    """What was published of each cell: "lifetime ≥ 600 h, overpotential 12 mV"."""
    known = outcome_intervals(frame, QUANTITIES)
    texts: list[list[str]] = [[] for _ in range(len(frame))]
    for quantity in QUANTITIES:
        ends = known[[quantity.bound_column("lower"), quantity.bound_column("upper")]].to_numpy(dtype=np.float64)
        for row, (lower, upper) in enumerate(ends):
            if lower == upper:
                texts[row].append(f"{quantity.name} {quantity.text(lower)}")
            elif np.isfinite(lower) and lower > 0:
                texts[row].append(f"{quantity.name} ≥ {quantity.text(lower)}")
            elif np.isfinite(upper):
                texts[row].append(f"{quantity.name} < {quantity.text(upper)}")
    return [", ".join(told) or NO_FIGURE for told in texts]
