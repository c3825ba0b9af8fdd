"""Columns of a cycler's export: what a header means, in which unit, and its fields as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..arrays import Floats
from ..errors import NacreError

#: Factor from each unit, as `plain_unit` writes it, to the unit in which nacre keeps the quantity.
_HOURS = {"ms": 1 / 3.6e6, "s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0}
UNITS: dict[str, dict[str, float]] = {
    "time": _HOURS,
    "step_time": _HOURS,
    "timestamp": {},
    "current": {"a": 1e3, "ma": 1.0, "ua": 1e-3, "na": 1e-6},
    "current_density": {"a/cm2": 1e3, "ma/cm2": 1.0, "ua/cm2": 1e-3, "a/m2": 0.1, "ma/m2": 1e-4},
    "voltage": {"v": 1.0, "mv": 1e-3, "uv": 1e-6},
    "temperature": {"c": 1.0},
    "step": {},
    "cycle": {},
}

#: What each quantity is called in the canonical frame; the unit stands in the name.
CANONICAL = {
    "time": "time_h",
    "current": "current_mA",
    "current_density": "current_density_mA_cm2",
    "voltage": "voltage_V",
    "step": "step",
    "cycle": "cycle",
    "temperature": "temperature_C",
}

_SAME_UNIT = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "秒": "s", "minute": "min", "minutes": "min", "分": "min",
    "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "小时": "h", "day": "d", "days": "d", "ohm": "", "degc": "c",
}  # fmt: skip
_PLAIN = str.maketrans("µμ²⁻−", "uu2--", "°")
#: Units that say "clock time": the fields are h:mm:ss, and their own colons tell.
_CLOCK_UNIT = re.compile(r"^(d[-. ])?h+:m[min]*(:s+([.,]\w*)?)?$", re.IGNORECASE)
_CLOCK = re.compile(r"^(?:(\d+)\s*(?:d|days?)?[-. ,]\s*)?(\d+):(\d{1,2})(?::(\d{1,2}(?:[.,]\d+)?))?$", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnMap:
    """How one quantity is called in a cycler's files.

    Parameters
    ----------
    quantity : str
        A key of `UNITS`. `step_time` starts again with every step, `timestamp` is date and time of day.
    names : tuple of str
        Headers without their unit, the preferred one first; `plain_name` is applied to both sides.
    unit : str
        The unit where the header states none; empty where nothing may be assumed.
    """

    quantity: str
    names: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class Column:
    """A column found in a file: its position, header, quantity and unit (empty: none stated)."""

    position: int
    header: str
    quantity: str
    unit: str


def plain_name(text: str) -> str:
    """A header's name without case, spaces, underscores, hyphens, dots and angle brackets."""
    return re.sub(r"[\s_\-.<>·#]+", "", text).casefold()


def plain_unit(text: str) -> str:
    """A unit in one spelling: `mA cm⁻²`, `mA·cm^-2` and `mA/cm²` are all `ma/cm2`."""
    unit = text.strip().strip(".").translate(_PLAIN)
    unit = re.sub(r"[\s·*^]+", " ", unit.casefold()).strip()
    unit = re.sub(r"\s*(?:/\s*c|\sc)m\s*-?\s*2$", "/cm2", unit)
    unit = re.sub(r"\s*(?:/\s*m|\sm)\s*-?\s*2$", "/m2", unit)
    return _SAME_UNIT.get(unit, unit)


def split_header(header: str) -> list[tuple[str, str]]:
    """The ways to read a header as name and unit, the whole header as a name last.

    `Voltage(V)`, `Voltage [V]`, `Voltage/V`, `Voltage, V`, `Voltage in V` and `voltage_V` all give voltage and V.
    """
    text = header.strip().strip("\ufeff\"'").strip()
    ways = []
    if match := re.fullmatch(r"(.*?)\s*[(（\[{]([^()（）\[\]{}]*)[)）\]}]\s*", text):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"([^/]+?)\s*/\s*(.+)", text):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"(.+?)\s*(?:,|\bin\b)\s*(.+)", text):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"([^_]+(?:_[^_]+)*?)_([A-Za-zµμ]+(?:_cm-?2)?)", text):
        ways.append((match[1], match[2].replace("_", " ")))
    return [*ways, (text, "")]


def find_columns(headers: list[str], maps: tuple[ColumnMap, ...]) -> dict[str, Column]:
    """The column of each quantity, by the order of the names within a map.

    Returns
    -------
    dict of str to Column
        Quantities that no header fits are left out.
    """
    columns: dict[str, Column] = {}
    ways = [split_header(header) for header in headers]
    for wanted in maps:
        ranked = []
        for position, readings in enumerate(ways):
            for name, unit in readings:
                rank = _rank(plain_name(name), wanted)
                if rank is not None and (stated := _fitting(unit, wanted)) is not None:
                    ranked.append((rank, position, stated))
                    break
        if ranked and wanted.quantity not in columns:
            _, position, unit = min(ranked)
            columns[wanted.quantity] = Column(position, headers[position].strip(), wanted.quantity, unit)
    return columns


def _rank(name: str, wanted: ColumnMap) -> int | None:
    names = [plain_name(known) for known in wanted.names]
    return names.index(name) if name in names else None


def _fitting(unit: str, wanted: ColumnMap) -> str | None:
    """The unit of a column, empty where it is told by the fields; None where the header's unit is of something else."""
    if not unit:
        return wanted.unit
    if wanted.quantity in {"time", "step_time", "timestamp"} and _CLOCK_UNIT.fullmatch(unit.strip()):
        return wanted.unit or "s"
    plain = plain_unit(unit)
    return plain if plain in UNITS[wanted.quantity] else None


def numbers(text: pd.Series[str]) -> Floats:
    """Fields as float64 with NaN where there is no number; a comma is the decimal mark unless a point follows it."""
    plain = text.str.strip()
    if plain.str.contains(",", regex=False).any():
        thousands = plain.str.contains(r",.*\.", regex=True)
        plain = plain.where(~thousands, plain.str.replace(",", "", regex=False))
        plain = plain.str.replace(",", ".", regex=False)
    try:  # a whole column at once; one field that is no number sends it the slow way
        return np.asarray(plain.astype("float64[pyarrow]"), dtype=np.float64)
    except (ValueError, TypeError, NotImplementedError):
        return np.asarray(pd.to_numeric(plain, errors="coerce"), dtype=np.float64)


def hours(text: pd.Series[str], column: Column) -> Floats:
    """Times in hours from numbers with a unit, or from `h:mm:ss`, `h:mm:ss.ms` and `d-hh:mm:ss`.

    Raises
    ------
    NacreError
        Where the fields are plain numbers and no unit is known.
    """
    plain = text.str.strip()
    if plain.str.contains(":", regex=False).mean() > 0.5:
        parts = plain.str.extract(_CLOCK).fillna({0: "0", 3: "0"})
        days, hour, minute, second = (numbers(parts[i].astype(str)) for i in range(4))
        return np.asarray(24 * days + hour + minute / 60 + second / 3600)
    return numbers(text) * factor(column)


def factor(column: Column) -> float:
    """What a column is multiplied with to be in nacre's unit.

    Raises
    ------
    NacreError
        Where no unit is known.
    """
    units = UNITS[column.quantity]
    if not units:
        return 1.0
    if column.unit not in units:
        said = {"time": "time (s)", "step_time": "time (s)", "current": "current (mA)", "voltage": "voltage (V)"}
        raise NacreError(
            f"The column {column.header!r} states no unit.",
            hint=f"Write it into the header, e.g. {said.get(column.quantity, 'current density (mA/cm2)')}.",
        )
    return units[column.unit]
