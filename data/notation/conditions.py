"""Test conditions in any words: current density, areal capacity, temperature."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..amounts import DIGITS_COMPUTED, checked_condition, tidy
from ..errors import AmountError, NotationError
from .numbers import times

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_AREA = r"\s*[/·.*]?\s*(?P<area>c?m)\s*\^?\s*[({]?\s*-?\s*2\s*[)}]?(?!\d)"
_CURRENT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<prefix>m|µ|u)?A(?P<hours>\s*[·.]?\s*h)?{_AREA}", re.IGNORECASE)
_CELSIUS = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?:[°º]\s*C?|o\s*C|℃|deg(?:rees?)?\.?\s*C?(?:elsius)?|Celsius)(?![A-Za-z])",
    re.IGNORECASE,
)
_PLAIN_C = re.compile(rf"(?P<number>{_NUMBER})(?P<space>\s*)C(?![A-Za-z])")
_KELVIN = re.compile(rf"(?P<number>{_NUMBER})\s*K(?![A-Za-z])")
_ROOM = re.compile(r"\b(?:RT|r\.t\.|(?:at\s+)?(?:room|ambient)[\s-]*temp(?:erature|\.)?)(?![A-Za-z])", re.IGNORECASE)
_HALF_CYCLE = re.compile(
    rf"(?:plating|stripping|deposition|half[\s-]*cycle)[^,;\d]*?(?P<number>{_NUMBER})\s*(?P<unit>min|h)\b",
    re.IGNORECASE,
)
#: Room temperature, as the features take it.
ROOM_TEMPERATURE_C = 25.0
#: A plain C is a temperature from here on, with a space before it; `1C` is a rate.
_LEAST_PLAIN_C = 10.0
#: Milliamperes of each, by its small letter: `MA` is a slip for mA, since no cell takes megaamperes.
_PER_PREFIX = {"": 3, "m": 0, "µ": -3, "u": -3}
#: Square metres hold ten thousand square centimetres.
_PER_AREA = {"cm": 0, "m": -4}
_BETWEEN = frozenset(
    [
        "and",
        "at",
        "with",
        "of",
        "an",
        "a",
        "the",
        "areal",
        "area",
        "capacity",
        "capacities",
        "fixed",
        "current",
        "density",
        "densities",
        "under",
        "for",
        "each",
        "per",
        "cycle",
        "cycled",
        "cycling",
        "temperature",
        "in",
        "to",
        "symmetric",
        "cell",
        "cells",
        "both",
        "plating",
        "stripping",
        "operating",
        "test",
        "tested",
        "conditions",
        "condition",
        "j",
        "q",
        "i",
        "t",
        "limited",
        "constant",
        "cutoff",
        "cut-off",
        "specific",
        "half-cycle",
        "plating/stripping",
        "time",
    ]
)
_HINT = "Write e.g. `1 mA/cm2, 1 mAh/cm2, 25 °C`."


class Condition(NamedTuple):
    """One condition: its field of `Protocol`, its value, where it stands in the text, what was assumed."""

    field: str
    value: float
    position: int
    remark: str = ""


@lru_cache(maxsize=8192)
def read_conditions(text: str) -> tuple[Condition, ...]:
    """Read all test conditions of a text.

    Parameters
    ----------
    text : str
        Such as `1 mA cm-2 and 1 mAh cm-2 at 25 °C`, in plain signs.

    Returns
    -------
    tuple of Condition
        In the order of the text.

    Raises
    ------
    NotationError
        Where a word or a number is none, with its place; where a value is outside its limits.
    AmountError
        Where there is no condition at all.

    Examples
    --------
    >>> [(one.field, one.value) for one in read_conditions("0.5 mA cm-2 (1 mAh cm-2), 298.15 K")]
    [('current_density_mA_cm2', 0.5), ('areal_capacity_mAh_cm2', 1.0), ('temperature_C', 25.0)]
    """
    found: list[Condition] = []
    left = text
    for pattern, read in (
        (_CURRENT, _current), (_CELSIUS, _celsius), (_KELVIN, _kelvin), (_PLAIN_C, _plain_c), (_ROOM, _room),
        (_HALF_CYCLE, None),
    ):  # fmt: skip
        for match in pattern.finditer(left):
            found.append(read(match, text) if read else _half_cycle(match, text, found))
        left = pattern.sub(lambda match: " " * len(match.group()), left)
    if not found:
        raise AmountError(
            f"{text.strip()!r} is no current density, areal capacity or temperature.",
            hint=f"{_HINT} A layer has its word before it: `coating: NaF`, `host: Cu`.",
        )
    for match in re.finditer(r"[^\s,;:/()@=&.]+", left):
        if match.group().lower() not in _BETWEEN:
            several = "One cell has one value of each." if re.fullmatch(_NUMBER, match.group()) else _HINT
            raise NotationError(
                f"{match.group()!r} is no current density, areal capacity or temperature.",
                text=text, position=match.start(), hint=several,
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.position))


def _checked(field: str, value: float, match: re.Match[str], text: str, remark: str = "") -> Condition:
    try:
        checked_condition(field, value, match.group().strip())
    except AmountError as error:
        raise NotationError(error.message, text=text, position=match.start(), hint=error.hint) from None
    return Condition(field, value, match.start(), remark)


def _current(match: re.Match[str], text: str) -> Condition:
    decades = _PER_PREFIX[(match["prefix"] or "").lower()] + _PER_AREA[match["area"].lower()]
    value = times(match["number"], f"1e{decades}")
    return _checked("areal_capacity_mAh_cm2" if match["hours"] else "current_density_mA_cm2", value, match, text)


def _celsius(match: re.Match[str], text: str) -> Condition:
    return _checked("temperature_C", float(match["number"]), match, text)


def _kelvin(match: re.Match[str], text: str) -> Condition:
    return _checked("temperature_C", round(float(match["number"]) - 273.15, 9), match, text)


def _plain_c(match: re.Match[str], text: str) -> Condition:
    value = float(match["number"])
    if not match["space"] or 0 < value < _LEAST_PLAIN_C:
        raise NotationError(
            f"{match.group()!r} is a rate, which says nothing without a capacity.", text=text, position=match.start(),
            hint="Write the current density, e.g. `1 mA/cm2`, or the temperature, e.g. `25 °C`.",
        )  # fmt: skip
    return _celsius(match, text)


def _room(match: re.Match[str], _: str) -> Condition:
    remark = f"`{match.group().strip()}` read as {ROOM_TEMPERATURE_C:g} °C."
    return Condition("temperature_C", ROOM_TEMPERATURE_C, match.start(), remark)


def _half_cycle(match: re.Match[str], text: str, found: list[Condition]) -> Condition:
    """The areal capacity of a half cycle of some minutes."""
    current = next((one.value for one in found if one.field == "current_density_mA_cm2"), None)
    if current is None:
        raise NotationError(
            f"{match.group().strip()!r} needs a current density.", text=text, position=match.start(), hint=_HINT
        )
    hours = float(match["number"]) / (60.0 if match["unit"].lower() == "min" else 1.0)
    remark = f"Areal capacity from {current:g} mA/cm2 for {match['number']} {match['unit']}."
    return _checked("areal_capacity_mAh_cm2", tidy(current * hours, DIGITS_COMPUTED), match, text, remark)
