"""Menus from which a cell is put together; what they hold is written as notation."""

from __future__ import annotations

import streamlit as st

from ...data.cell import format_cell
from ...data.chemistry.materials import material_table
from ...data.chemistry.molecules import molecules
from ...data.chemistry.names import salt_names
from ...data.errors import NacreError
from ...data.notation.parse import parse_cell
from ..shared.errors import show_error

_UNITS = ["M", "m"]
_ADDITIVE_UNITS = ["wt%", "vol%", "M", "m"]
_RATIOS = ["v/v", "w/w", "mol/mol"]


def cell_form(field: str) -> None:
    """Show the menus; the button puts the cell into the field of this key."""
    salts, solvents = st.columns(2)
    with salts:
        salt = _doses("Salts", list(salt_names()), ["NaPF6"], _UNITS, "salt", 1.0)
    with solvents:
        solvent = _solvents()
    additives, solids = st.columns(2)
    with additives:
        extra = _doses("Additives", _names("additive", "solvent"), [], _ADDITIVE_UNITS, "additive", 2.0)
    with solids:
        coating = st.multiselect("Coating", list(material_table()), key="form_coating")
        host = st.multiselect("Host", list(material_table()), key="form_host")
    protocol = _protocol()
    text = _notation(salt, solvent, extra, coating, host, protocol)
    st.code(text, language=None, wrap_lines=True)
    st.button("Use this cell", on_click=_take, args=(field, text), key="form_use")
    if error := st.session_state.pop("form_error", None):
        show_error(error)


def _names(*roles: str) -> list[str]:
    return [name for name, species in molecules().items() if species.role in roles]


def _doses(label: str, options: list[str], default: list[str], units: list[str], key: str, usual: float) -> list[str]:
    """Names with an amount each."""
    chosen = st.multiselect(label, options, default=default, key=f"form_{key}")
    doses = []
    for name in chosen:
        amount, unit = st.columns([2, 1])
        value = amount.number_input(f"Amount of {name}", 0.001, 60.0, usual, key=f"form_{key}_{name}", format="%g")
        doses.append(f"{value:g} {unit.selectbox(f'Unit of {name}', units, key=f'form_{key}_{name}_unit')} {name}")
    return doses


def _solvents() -> str:
    chosen = st.multiselect("Solvents", _names("solvent", "diluent"), default=["diglyme"], key="form_solvents")
    if len(chosen) < 2:
        return "".join(chosen)
    parts = [st.number_input(f"Parts of {name}", 1, 99, 1, key=f"form_parts_{name}", format="%d") for name in chosen]
    basis = st.selectbox("The parts count", _RATIOS, key="form_basis")
    return f"{'/'.join(chosen)} ({':'.join(map(str, parts))} {basis})"


def _protocol() -> list[str]:
    current, capacity, temperature = st.columns(3)
    values = (
        (current.number_input("Current density (mA/cm²)", 0.01, 100.0, 1.0, key="form_current"), "mA/cm2"),
        (capacity.number_input("Areal capacity (mAh/cm²)", 0.01, 100.0, 1.0, key="form_capacity"), "mAh/cm2"),
        (temperature.number_input("Temperature (°C)", -80, 120, 25, key="form_temperature"), "°C"),
    )
    return [f"{value:g} {unit}" for value, unit in values]


def _notation(
    salts: list[str], solvents: str, additives: list[str], coating: list[str], host: list[str], protocol: list[str]
) -> str:
    electrolyte = " + ".join([" + ".join(salts) + (f" in {solvents}" if solvents else ""), *additives])
    parts = [electrolyte]
    parts += [f"coating: {' + '.join(coating)}"] if coating else []
    parts += [f"host: {' + '.join(host)}"] if host else []
    return " | ".join([*parts, ", ".join(protocol[:2]), protocol[2]])


def _take(field: str, text: str) -> None:
    """Put the cell into the field in canonical form, or tell why the menus make none."""
    try:
        st.session_state[field] = format_cell(parse_cell(text))
    except NacreError as error:
        st.session_state["form_error"] = error
