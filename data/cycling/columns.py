"""Headers of a cycler's export: what each means, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..errors import NacreError

#: Factor from each unit, as `plain_unit` writes it, to the unit in which nacre keeps the quantity.
_HOURS = {"ms": 1 / 3.6e6, "s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0}
_CHARGE = {"ah": 1e3, "mah": 1.0, "uah": 1e-3, "as": 1 / 3.6, "c": 1 / 3.6, "mc": 1 / 3600}
UNITS: dict[str, dict[str, float]] = {
    "time": _HOURS,
    "step_time": _HOURS,
    "timestamp": {},
    "current": {"a": 1e3, "ma": 1.0, "ua": 1e-3, "na": 1e-6},
    "current_density": {"a/cm2": 1e3, "ma/cm2": 1.0, "ua/cm2": 1e-3, "a/m2": 0.1, "ma/m2": 1e-4},
    "voltage": {"v": 1.0, "mv": 1e-3, "uv": 1e-6},
    "charge": _CHARGE,
    "charge_change": _CHARGE,
    "charge_total": _CHARGE,
    "temperature": {"c": 1.0},
    "step": {},
    "cycle": {},
    "state": {},
}
#: Quantities whose fields are times of some kind.
TIMES = ("time", "step_time", "timestamp")

_SAME_UNIT = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "秒": "s", "minute": "min", "minutes": "min", "mins": "min",
    "分": "min", "分钟": "min", "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "小时": "h", "时": "h", "std": "h",
    "decimal hours": "h", "millisecond": "ms", "milliseconds": "ms", "msec": "ms", "毫秒": "ms", "day": "d",
    "days": "d", "天": "d", "degc": "c", "celsius": "c", "deg c": "c", "?c": "c", "amp": "a", "amps": "a",
    "ampere": "a", "amperes": "a", "安": "a", "milliampere": "ma", "milliamp": "ma", "milliamps": "ma", "毫安": "ma",
    "microampere": "ua", "?a": "ua", "volt": "v", "volts": "v", "伏": "v", "millivolt": "mv", "millivolts": "mv",
    "毫伏": "mv", "?v": "uv", "ampere hour": "ah", "amp hr": "ah", "a h": "ah", "a.h": "ah", "ma h": "mah",
    "ma.h": "mah", "ahr": "ah", "mahr": "mah", "毫安时": "mah", "安时": "ah", "coulomb": "c",
}  # fmt: skip
_PLAIN = str.maketrans("µμ²⁻−–", "uu2---", "°º")
#: What a micro sign, a degree or a power becomes when bytes are read in another code page; the sign is never lost to
#: anything else before these letters.
_GARBLED = (
    ("¦Ì", "u"), ("¦μ", "u"), ("渭", "u"), ("Âµ", "u"), ("Î¼", "u"), ("Â²", "2"), ("Â°", ""), ("¡æ", "c"), ("℃", "c"),
    ("\ufffd", "?"),
)  # fmt: skip
#: Units that say "clock time": the fields are h:mm:ss, and their own colons tell.
_CLOCK_UNIT = re.compile(r"^(?:hours in )?(?:d\w{0,4}[-:. ])?h+:m+(?:in)?(?::s+(?:ec)?(?:[.,:]\w*)?)?$", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnMap:
    """How one quantity is called in a cycler's files.

    Parameters
    ----------
    quantity : str
        A key of `UNITS`. `step_time` starts again with every step, `timestamp` is date and time of day, `charge` is a
        counter of charge that may start again, `charge_total` one with a sign that never does, `charge_change` the
        charge since the record before, `state` says in words whether the cell is charged or discharged.
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


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A header's name without case, spaces, underscores, hyphens, dots, angle brackets and comment marks."""
    return re.sub(r"[\s_\-.<>·#~:*]+", "", text).casefold()


@lru_cache(maxsize=4096)
def plain_unit(text: str) -> str:
    """A unit in one spelling: `mA cm⁻²`, `mA·cm^-2` and `mA/cm²` are all `ma/cm2`."""
    unit = text.strip().strip(".")
    for garbled, sign in _GARBLED:
        unit = unit.replace(garbled, sign)
    unit = re.sub(r"\s*\b(?:vs\.?|versus)\b.*$", "", unit, flags=re.IGNORECASE)  # V vs. Ref.
    unit = unit.translate(_PLAIN)
    unit = re.sub(r"[\s·*^]+", " ", unit.casefold()).strip()
    unit = re.sub(r"\s*(?:/\s*c|\sc)m\s*-?\s*2$", "/cm2", unit)
    unit = re.sub(r"\s*(?:/\s*m|\sm)\s*-?\s*2$", "/m2", unit)
    return _SAME_UNIT.get(unit, unit)


@lru_cache(maxsize=4096)
def split_header(header: str) -> tuple[tuple[str, str], ...]:
    """The ways to read a header as name and unit, the whole header as a name last.

    `Voltage(V)`, `Voltage [V]`, `Voltage/V`, `Voltage#V`, `Voltage, V`, `Voltage in V`, `Voltage V` and `voltage_V` all
    give voltage and V.
    """
    text = header.strip().strip("\ufeff\"'").strip().lstrip("~#% ").strip()
    if match := re.fullmatch(r"<([^<>]+)>", text):  # <Ewe/V>: an average
        text = match[1]
    ways = []
    if match := re.fullmatch(r"(.*?)\s*[(（\[{]\s*([^()（）\[\]{}]*?)\s*[)）\]}]\s*", text):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"([^/]+?)\s*/\s*(.+)", text):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"([^#]+?)\s*#\s*([^#]+)", text):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"(.+?)\s*(?:,|\bin\b)\s*(.+)", text):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"([^_]+(?:_[^_]+)*?)_([A-Za-zµμ]+(?:_cm-?2)?)", text):
        ways.append((match[1], match[2].replace("_", " ")))
    if match := re.fullmatch(r"(.+)\s+(\S+)", text):
        ways.append((match[1], match[2]))
    return (*ways, (text, ""))


def find_columns(headers: Sequence[str], maps: Sequence[ColumnMap]) -> dict[str, list[Column]]:
    """The columns of each quantity, the preferred one first: by the order of the maps, then of the names.

    Returns
    -------
    dict of str to list of Column
        Quantities that no header fits are left out.
    """
    ways = [split_header(header) for header in headers]
    ranked: dict[str, list[tuple[int, int, int, str]]] = {}
    for order, wanted in enumerate(maps):
        names = _plain_names(wanted.names)
        for position, readings in enumerate(ways):
            for name, unit in readings:
                rank = names.get(plain_name(name))
                if rank is not None and (stated := _fitting(unit, wanted)) is not None:
                    ranked.setdefault(wanted.quantity, []).append((order, rank, position, stated))
                    break
    columns: dict[str, list[Column]] = {}
    for quantity, found in ranked.items():
        seen: set[int] = set()
        for _, _, position, unit in sorted(found):
            if position not in seen:
                seen.add(position)
                column = Column(position, headers[position].strip().strip("\ufeff"), quantity, unit)
                columns.setdefault(quantity, []).append(column)
    return columns


@lru_cache(maxsize=1024)
def _plain_names(names: tuple[str, ...]) -> dict[str, int]:
    return {plain_name(name): rank for rank, name in reversed(list(enumerate(names)))}


def _fitting(unit: str, wanted: ColumnMap) -> str | None:
    """The unit of a column, empty where it is told by the fields; None where the header's unit is of something else."""
    if not unit or wanted.quantity == "timestamp":
        return wanted.unit
    if wanted.quantity in TIMES and _CLOCK_UNIT.fullmatch(unit.strip()):
        return wanted.unit or "s"
    plain = plain_unit(unit)
    return plain if plain in UNITS[wanted.quantity] else None


def factor(column: Column) -> float:
    """What a column is multiplied with to be in nacre's unit (h, mA, mA cm⁻², V, mAh, °C).

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
