"""What differs between two cells, in words."""

from __future__ import annotations

from ...data.amounts import format_dose, number
from ...data.cell import Cell, Dose, Share
from ...data.chemistry.material_names import format_materials
from ...data.chemistry.species import UNKNOWN

_PROTOCOL = {
    "current_density_mA_cm2": ("current", "mA/cm²"),
    "areal_capacity_mAh_cm2": ("capacity", "mAh/cm²"),
    "temperature_C": ("temperature", "°C"),
}
#: A temperature that was not stated is read as this one.
_ROOM_C = 25.0


def differences(one: Cell, other: Cell) -> list[str]:
    """What the other cell has instead, part by part: "salt NaFSI instead of NaPF6", "no coating instead of NaF"."""
    theirs = part_texts(other)
    told = [_changed(label, mine, theirs[label]) for label, mine in part_texts(one).items()]
    return [text for text in told if text]


def part_texts(cell: Cell) -> dict[str, str]:
    """Each part of a cell in words, by what it is called; empty where a cell has none.

    Parameters
    ----------
    cell : Cell

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> from nacre.data.notation.parse import parse_cell
    >>> part_texts(parse_cell("1 M NaPF6 in diglyme | coating: NaF | 3 mA/cm2"))["current"]
    '3 mA/cm²'
    """
    return {
        "salt": _salts(cell),
        "solvent": _solvents(cell),
        "additive": _doses(cell.electrolyte.additives),
        "coating": _materials(cell.coating),
        "host": _materials(cell.host),
        "separator": _materials(cell.separator),
    } | {label: _quantity(cell, field, unit) for field, (label, unit) in _PROTOCOL.items()}


def _changed(label: str, mine: str, theirs: str) -> str:
    if mine == theirs:
        return ""
    if not theirs:
        return f"no {label} instead of {mine}"
    return f"{label} {theirs} instead of {mine or 'none'}"


def _doses(doses: tuple[Dose, ...]) -> str:
    return " + ".join(
        ("unknown salt" if dose.name == UNKNOWN else dose.name)
        if dose.amount is None or dose.unit is None
        else f"{format_dose(dose.amount, dose.unit)} {dose.name}"
        for dose in doses
    )


def _salts(cell: Cell) -> str:
    """The salts; of an electrolyte that is known by its family only they are not stated."""
    electrolyte = cell.electrolyte
    return _doses(electrolyte.salts) or ("not stated" if electrolyte.family else "")


def _solvents(cell: Cell) -> str:
    electrolyte = cell.electrolyte
    if electrolyte.family:
        return "not stated" if electrolyte.family == UNKNOWN else f"{electrolyte.family} (not named)"
    names = "/".join(share.name for share in electrolyte.solvents)
    ratio = _ratio(electrolyte.solvents)
    return " + ".join(filter(None, [*electrolyte.matrix, f"{names}{ratio}"]))


def _ratio(solvents: tuple[Share, ...]) -> str:
    if len(solvents) < 2 or any(share.parts is None for share in solvents):
        return ""
    return f" ({':'.join(number(share.parts or 0) for share in solvents)})"


def _materials(names: tuple[str, ...]) -> str:
    return format_materials(names) if names else ""


def _quantity(cell: Cell, field: str, unit: str) -> str:
    value = getattr(cell.protocol, field)
    if value is None and field == "temperature_C":
        value = _ROOM_C
    return "not stated" if value is None else f"{number(value)} {unit}"
