"""A cell as a notebook shows it: one row for each part, all text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..amounts import format_dose, number
from ..cell import Cell, Dose, Electrolyte, Protocol, format_cell
from ..chemistry.names import find
from ..chemistry.species import UNKNOWN
from ..notebook import notebook_html

_NOT_STATED = "not stated"


@notebook_html.register
def cell_html(cell: Cell) -> str:
    """The parts of a cell as an HTML table: role, name, amount as stated, full name of a molecule."""
    rows = "".join(
        f"<tr><th>{escape(role)}</th>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>"
        for role, *texts in _rows(cell)
    )
    remarks = "".join(f"<li>{escape(remark)}</li>" for remark in cell.electrolyte.remarks)
    head = "<thead><tr><th>part</th><th>name</th><th>amount</th><th>full name</th></tr></thead>"
    listed = f"<ul>{remarks}</ul>" if remarks else ""
    return (
        f"<div><p><code>{escape(format_cell(cell))}</code></p><table>{head}<tbody>{rows}</tbody></table>{listed}</div>"
    )


def _rows(cell: Cell) -> Iterator[tuple[str, str, str, str]]:
    """Role, name, amount and full name of each part, in the order of the notation."""
    yield from _electrolyte_rows(cell.electrolyte)
    layers = [("coating", cell.coating), ("host", cell.host)]
    layers += [("separator", cell.separator)] if cell.separator else []
    for role, names in layers:
        for name in names or ("none (bare sodium)" if role == "coating" else "none",):
            yield role, name, "", ""
    if cell.protection:
        yield "protection", str(cell.protection), "", ""
    yield from _protocol_rows(cell.protocol)


def _electrolyte_rows(electrolyte: Electrolyte) -> Iterator[tuple[str, str, str, str]]:
    for salt in electrolyte.salts:
        yield "salt", salt.name, _dose(salt), _full_name(salt.name)
    basis = electrolyte.basis.value if electrolyte.basis else ""
    for solvent in electrolyte.solvents:
        alone = len(electrolyte.solvents) == 1
        share = f"{number(solvent.parts)} {basis}".strip() if solvent.parts is not None else _NOT_STATED
        yield "solvent", solvent.name, "" if alone else share, _full_name(solvent.name)
    if electrolyte.family:
        yield "solvents", electrolyte.family, _NOT_STATED, ""
    for name in electrolyte.matrix:
        yield "matrix", name, "", ""
    for additive in electrolyte.additives:
        yield "additive", additive.name, _dose(additive), _full_name(additive.name)


def _protocol_rows(protocol: Protocol) -> Iterator[tuple[str, str, str, str]]:
    stated = (
        ("current density", protocol.current_density_mA_cm2, "mA/cm2"),
        ("areal capacity", protocol.areal_capacity_mAh_cm2, "mAh/cm2"),
        ("temperature", protocol.temperature_C, "°C"),
    )
    for label, value, unit in stated:
        yield "test", label, _NOT_STATED if value is None else f"{number(value)} {unit}", ""


def _dose(dose: Dose) -> str:
    if dose.amount is None or dose.unit is None:
        return _NOT_STATED
    return format_dose(dose.amount, dose.unit)


def _full_name(name: str) -> str:
    species = None if name == UNKNOWN else find(name)
    return "" if species is None or species.full_name == name else species.full_name
