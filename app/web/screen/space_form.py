"""The menus from which a space is built; what they hold is written as YAML."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ...data.chemistry.formula import element_table
from ...data.chemistry.materials import material_table
from ...data.chemistry.molecules import molecules
from ...data.chemistry.names import salt_names
from ...data.space.write import LIMITS, SpaceChoices

_AMOUNTS = ["0.5 M", "0.8 M", "1 M", "1.5 M", "2 M", "1 m", "2 m"]
_DOSES = ["0.5 wt%", "1 wt%", "2 wt%", "5 wt%", "10 wt%", "1 vol%", "10 mM"]
_RATIOS = ["1:1", "1:2", "2:1", "1:3", "3:1", "1:1:1", "2:1:1", "1:1:1:1"]
_LABELS = {
    "components": "components",
    "fluorine_per_na": "fluorine atoms per Na",
    "fluorine_per_solvent": "fluorine atoms per solvent molecule",
    "na_molality_mol_kg": "Na molality (mol/kg)",
    "na_molarity_mol_L": "Na molarity (mol/L)",
    "density_g_cm3": "density (g/cm³)",
    "molar_mass_g_mol": "molar mass of solvents and additives (g/mol)",
    "flash_point_C": "flash point of solvents and additives (°C)",
}


def space_form() -> SpaceChoices:
    """Show the menus and give what they hold."""
    salts, solvents = st.columns(2)
    with salts:
        choices = _salts()
    with solvents:
        choices |= _solvents()
    additives, solids = st.columns(2)
    with additives:
        choices |= _additives()
    with solids:
        choices |= _solids()
    with st.expander("Limits and exclusions"):
        choices |= _limits()
    return SpaceChoices(**choices)  # type: ignore[arg-type]


def _names(*roles: str) -> list[str]:
    return [name for name, species in molecules().items() if species.role in roles]


def _several(label: str, options: Sequence[str], default: Sequence[str], key: str, *, own: str = "") -> list[str]:
    """A list of choices; with `own` others may be typed, and it tells how."""
    return st.multiselect(
        label,
        options,
        default=list(default),
        key=f"space_{key}",
        accept_new_options=bool(own),
        help=own or None,
        # Enter takes the name that was typed, not everything that is spelt like it.
        filter_mode="contains",
        select_all=False,
        persist_state="session",
    )


def _sizes(label: str, most: int, default: Sequence[int], key: str) -> list[int]:
    return st.pills(
        label,
        list(range(1, most + 1)),
        selection_mode="multi",
        default=list(default),
        key=f"space_{key}",
        persist_state="session",
    )


def _salts() -> dict[str, object]:
    st.subheader("Salts")
    return {
        "salts": _several("Salts", list(salt_names()), ["NaPF6"], "salts", own="Others may be typed, e.g. [Na+].[I-]"),
        "concentrations": _several("Concentrations", _AMOUNTS, ["1 M"], "amounts", own="Type e.g. 1.2 M or 3 m"),
        "salt_mix": _sizes("Salts at once", 2, [1], "salt_mix"),
    }


def _solvents() -> dict[str, object]:
    st.subheader("Solvents")
    known = _names("solvent", "diluent")
    choices: dict[str, object] = {
        "solvents": _several(
            "Solvents", known, ["DME", "diglyme"], "solvents", own="Others may be typed as SMILES in brackets: [COCCOC]"
        ),
        "solvent_mix": _sizes("Solvents at once", 4, [1, 2], "solvent_mix"),
    }
    grid = st.radio("Ratios", ["as listed", "every split in equal steps"], key="space_grid", horizontal=True,
                    persist_state="session")  # fmt: skip
    if grid == "as listed":
        choices["ratios"] = _several("Listed ratios", _RATIOS, ["1:1"], "ratios", own="Type e.g. 2:3 or 1:1:2")
    else:
        choices["simplex"] = int(
            st.number_input("Steps from 0 to 100 %", 2, 100, 10, key="space_simplex", persist_state="session")
        )
    bases = ["v/v", "w/w", "mol/mol"]
    choices["basis"] = st.selectbox("Ratios count", bases, key="space_basis", persist_state="session")
    return choices


def _additives() -> dict[str, object]:
    st.subheader("Additives")
    known = [*_names("additive"), *_names("solvent", "diluent")]
    return {
        "additives": _several("Additives", known, [], "additives", own="Others may be typed as SMILES in brackets"),
        "doses": _several("Doses", _DOSES, ["2 wt%"], "doses", own="Type e.g. 3 wt%, 5 mM or 1 vol%"),
        "additive_mix": _sizes("Additives at once", 3, [1], "additive_mix"),
        "without_additive": st.checkbox("Also without additive", value=True, key="space_optional",
                                        persist_state="session"),
    }  # fmt: skip


def _solids() -> dict[str, object]:
    st.subheader("Sodium and test")
    known = ["none", *material_table()]
    own = "Others may be typed: a formula, or phases joined by +"
    return {
        "coatings": _several("Coatings", known, ["none"], "coatings", own=own),
        "hosts": _several("Hosts", known, ["none"], "hosts", own=own),
        "currents_mA_cm2": _several(
            "Current densities (mA/cm²)", ["0.25", "0.5", "1", "2", "3", "5"], ["1"], "currents", own="Type a number"
        ),
        "capacities_mAh_cm2": _several(
            "Areal capacities (mAh/cm²)", ["0.5", "1", "2", "3", "5"], ["1"], "capacities", own="Type a number"
        ),
        "temperatures_C": _several(
            "Temperatures (°C)", ["-20", "0", "25", "40", "60"], [], "temperatures", own="Type a number"
        ),
    }


def _limits() -> dict[str, object]:
    choices: dict[str, object] = {"elements_not": _several("Elements to leave out", sorted(element_table()), [], "not")}
    chosen = st.multiselect(
        "Limits", LIMITS, format_func=lambda name: _LABELS.get(name, name), key="space_limits", persist_state="session"
    )
    limits = {}
    for name in chosen:
        low, high = st.columns(2)
        ends = [
            place.number_input(
                f"{word} {_LABELS.get(name, name)}",
                value=None,
                key=f"space_{word}_{name}",
                persist_state="session",
            )
            for place, word in ((low, "least"), (high, "most"))
        ]
        limits[name] = (ends[0], ends[1])
    choices["limits"] = limits
    lines = st.text_area(
        "Names that never stand together, one group a line",
        placeholder="EC, DME",
        key="space_exclude",
        persist_state="session",
        height=80,
    )
    groups = [[name.strip() for name in line.split(",") if name.strip()] for line in (lines or "").splitlines()]
    choices["exclude"] = [names for names in groups if names]
    st.caption("Prices and a limit on them are written in the YAML below.")
    return choices
