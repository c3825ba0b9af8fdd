"""Menus from which a cell is put together; they start from the cell that is typed and are written as notation."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ...data.cell import Cell, Dose, Electrolyte, Share, State, format_cell
from ...data.chemistry.materials import material_table
from ...data.chemistry.molecules import molecules
from ...data.chemistry.names import salt_names
from ...data.errors import NacreError
from ...data.notation.parse import parse_cell
from ..shared.cell_field import put_cell
from ..shared.errors import show_error

_UNITS = ["M", "m"]
_ADDITIVE_UNITS = ["wt%", "vol%", "M", "m"]
_RATIOS = ["v/v", "w/w", "mol/mol"]
_NO_CELL = "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2"
_FROM = "form_from"


def cell_form(field: str, typed: Cell | None) -> None:
    """Show the menus, filled with what is typed; the button puts the cell into the field of this key.

    Parameters
    ----------
    field : str
        Key of the field.
    typed : Cell or None
        What the field holds; None where it holds no cell.
    """
    start = typed or parse_cell(st.session_state.get(_FROM, _NO_CELL))
    if not _fits(start.electrolyte):
        st.info("The menus know liquids whose salts and solvents are named; this one is changed in the field.")
        return
    if st.session_state.get(_FROM) != format_cell(start):
        _fill(start)
        st.session_state[_FROM] = format_cell(start)
    electrolyte = start.electrolyte
    salts, solvents = st.columns(2)
    with salts:
        salt = _doses("Salts", list(salt_names()), electrolyte.salts, _UNITS, "salt", 1.0)
    with solvents:
        solvent = _solvents(electrolyte.solvents)
    additives, solids = st.columns(2)
    with additives:
        names = _names("additive", "solvent")
        extra = _doses("Additives", names, electrolyte.additives, _ADDITIVE_UNITS, "additive", 2.0)
    with solids:
        coating = st.multiselect("Coating", _with(list(material_table()), start.coating), key="form_coating")
        host = st.multiselect("Host", _with(list(material_table()), start.host), key="form_host")
    protocol = _protocol()
    text = _notation(salt, solvent, extra, coating, host, protocol)
    st.button("Use this cell", on_click=_take, args=(field, text, start), key="form_use", type="primary")
    if error := st.session_state.pop("form_error", None):
        show_error(error)


def _fits(electrolyte: Electrolyte) -> bool:
    """Whether menus can hold an electrolyte."""
    units = {dose.unit for dose in (*electrolyte.salts, *electrolyte.additives)} - {None}
    return (
        electrolyte.family is None
        and electrolyte.state is State.LIQUID
        and not electrolyte.matrix
        and units <= {*_ADDITIVE_UNITS}
    )


def _fill(cell: Cell) -> None:
    """Set the menus to a cell."""
    state, electrolyte = st.session_state, cell.electrolyte
    for key in [key for key in state if str(key).startswith("form_") and key != "form_error"]:
        del state[key]
    for kind, doses in (("salt", electrolyte.salts), ("additive", electrolyte.additives)):
        state[f"form_{kind}"] = [dose.name for dose in doses]
        for dose in doses:
            if dose.amount is not None and dose.unit is not None:
                state[f"form_{kind}_{dose.name}"] = float(dose.amount)
                state[f"form_{kind}_{dose.name}_unit"] = dose.unit.value
    state["form_solvents"] = [share.name for share in electrolyte.solvents]
    for share in electrolyte.solvents:
        if share.parts is not None:
            state[f"form_parts_{share.name}"] = float(share.parts)
    if electrolyte.basis is not None:
        state["form_basis"] = electrolyte.basis.value
    state["form_coating"], state["form_host"] = list(cell.coating), list(cell.host)
    protocol = cell.protocol
    state["form_current"] = protocol.current_density_mA_cm2
    state["form_capacity"] = protocol.areal_capacity_mAh_cm2
    state["form_temperature"] = protocol.temperature_C


def _with(options: list[str], chosen: tuple[str, ...]) -> list[str]:
    """Options, and what was typed besides."""
    return [*options, *(name for name in chosen if name not in options)]


def _names(*roles: str) -> list[str]:
    return [name for name, species in molecules().items() if species.role in roles]


def _doses(
    label: str, options: list[str], typed: tuple[Dose, ...], units: list[str], key: str, usual: float
) -> list[str]:
    """Names with an amount each."""
    chosen = st.multiselect(label, _with(options, tuple(dose.name for dose in typed)), key=f"form_{key}")
    doses = []
    for name in chosen:
        amount, unit = st.columns([2, 1])
        st.session_state.setdefault(f"form_{key}_{name}", usual)
        value = amount.number_input(f"Amount of {name}", 0.0001, 99.0, key=f"form_{key}_{name}", format="%g")
        listed = _with(units, tuple(dose.unit.value for dose in typed if dose.unit))
        doses.append(f"{value:g} {unit.selectbox(f'Unit of {name}', listed, key=f'form_{key}_{name}_unit')} {name}")
    return doses


def _solvents(typed: tuple[Share, ...]) -> str:
    options = _with(_names("solvent", "diluent"), tuple(share.name for share in typed))
    chosen = st.multiselect("Solvents", options, key="form_solvents")
    if len(chosen) < 2:
        return "".join(chosen)
    parts = []
    for name in chosen:
        st.session_state.setdefault(f"form_parts_{name}", 1.0)
        parts.append(st.number_input(f"Parts of {name}", 0.001, 1000.0, key=f"form_parts_{name}", format="%g"))
    basis = st.selectbox("The parts count", _RATIOS, key="form_basis")
    return f"{'/'.join(chosen)} ({':'.join(f'{part:g}' for part in parts)} {basis})"


def _protocol() -> list[str]:
    current, capacity, temperature = st.columns(3)
    values = (
        (current.number_input("Current density (mA/cm²)", 0.001, 1000.0, value=None, key="form_current"), "mA/cm2"),
        (capacity.number_input("Areal capacity (mAh/cm²)", 0.001, 1000.0, value=None, key="form_capacity"), "mAh/cm2"),
        (temperature.number_input("Temperature (°C)", -120.0, 250.0, value=None, key="form_temperature"), "°C"),
    )
    return [f"{value:g} {unit}" for value, unit in values if value is not None]


def _notation(
    salts: list[str], solvents: str, additives: list[str], coating: list[str], host: list[str], protocol: list[str]
) -> str:
    electrolyte = " + ".join([" + ".join(salts) + (f" in {solvents}" if solvents else ""), *additives])
    parts = [electrolyte]
    parts += [f"coating: {' + '.join(coating)}"] if coating else []
    parts += [f"host: {' + '.join(host)}"] if host else []
    parts += [", ".join(protocol)] if protocol else []
    return " | ".join(parts)


def _take(field: str, text: str, start: Cell) -> None:
    """Put the cell into the field, with what no menu holds as it was typed, or tell why the menus make none."""
    try:
        cell = replace(parse_cell(text), separator=start.separator, protection=start.protection)
        st.session_state[_FROM] = format_cell(cell)
        put_cell(field, format_cell(cell))
    except NacreError as error:
        st.session_state["form_error"] = error
