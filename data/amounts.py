"""Amounts and test conditions: their units, their limits, and the one way in which each number is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from numbers import Real

from .errors import AmountError


class Unit(StrEnum):
    """The unit of a dose, as it is written."""

    MOLAR = "M"
    MOLAL = "m"
    WEIGHT_PERCENT = "wt%"
    VOLUME_PERCENT = "vol%"
    MOLE_PERCENT = "mol%"
    #: A share of a ratio that counts salt and solvent together, `NaFSI in [C3mpyr]FSI (1:1 mol/mol)`.
    PARTS = "mol/mol"
    #: Ether oxygens per sodium in a polymer, `PEO-NaTFSI (EO:Na 20:1)`.
    ETHER_OXYGEN_PER_NA = "EO:Na"


class Basis(StrEnum):
    """What the shares of a solvent ratio count."""

    VOLUME = "v/v"
    WEIGHT = "w/w"
    MOLE = "mol/mol"


PERCENTAGES = frozenset({Unit.WEIGHT_PERCENT, Unit.VOLUME_PERCENT, Unit.MOLE_PERCENT})
#: Limits beyond which a figure is a slip of the pen, not a cell.
MAX_CURRENT_MA_CM2 = 1000.0
MAX_CAPACITY_MAH_CM2 = 1000.0
TEMPERATURE_RANGE_C = (-120.0, 250.0)
#: What each test condition is called and in which unit it is written, in the order of the notation.
CONDITIONS = {
    "current_density_mA_cm2": ("The current density", "mA/cm2"),
    "areal_capacity_mAh_cm2": ("The areal capacity", "mAh/cm2"),
    "temperature_C": ("The temperature", "°C"),
}
_MOST = {"current_density_mA_cm2": MAX_CURRENT_MA_CM2, "areal_capacity_mAh_cm2": MAX_CAPACITY_MAH_CM2}


def number(value: float) -> str:
    """A number as a chemist writes it, without trailing zeros or float noise.

    Examples
    --------
    >>> number(0.1 + 0.2)
    '0.3'
    """
    return f"{round(value, 9):.10g}"


def whole_number(part: float) -> str:
    """A part of a ratio: never with an exponent, which a ratio cannot have.

    Examples
    --------
    >>> whole_number(20.0), whole_number(2.5)
    ('20', '2.5')
    """
    return f"{part:.0f}" if part == int(part) else f"{round(part, 9):.9f}".rstrip("0")


def format_dose(amount: float, unit: Unit) -> str:
    """A dose in canonical form; below 0.1 M in mM.

    Parameters
    ----------
    amount : float
        In `unit`.
    unit : Unit

    Examples
    --------
    >>> format_dose(0.05, Unit.MOLAR)
    '50 mM'
    """
    if unit is Unit.MOLAR and round(amount, 9) < 0.1:
        return f"{number(amount * 1e3)} mM"
    return f"{number(amount)} {unit.value}"


def checked_amount(amount: float, unit: Unit, written: str) -> float:
    """The amount of a dose as its canonical text says it.

    Parameters
    ----------
    amount : float
        In `unit`.
    unit : Unit
    written : str
        How the user wrote it, for the message.

    Returns
    -------
    float
        Rounded to what `format_dose` writes, so that the text reads back as the same number.

    Raises
    ------
    AmountError
        Where the amount is not a number above zero, or a percentage of 100 and more.

    Examples
    --------
    >>> checked_amount(0.1 + 0.2, Unit.MOLAR, "0.3 M")
    0.3
    """
    stated = _finite(amount, "The amount", written)
    in_millimolar = unit is Unit.MOLAR and round(stated, 9) < 0.1
    rounded = float(number(stated * 1e3)) * 1e-3 if in_millimolar else float(number(stated))
    value = _positive(rounded, "The amount", written)
    if unit in PERCENTAGES and value >= 100:
        raise AmountError(f"{written!r} leaves nothing of the electrolyte.", hint="A percentage lies below 100.")
    return value


def checked_condition(name: str, value: float, written: str = "") -> float:
    """A test condition as its canonical text says it.

    Parameters
    ----------
    name : str
        A key of `CONDITIONS`.
    value : float
        In the unit of the name.
    written : str, optional
        How the user wrote it, for the message.

    Raises
    ------
    AmountError
        Where a current or capacity is not above zero or beyond 1000, or a temperature outside -120 to 250 °C; its
        `name` is that of the condition.

    Examples
    --------
    >>> checked_condition("temperature_C", 25)
    25.0
    """
    what, unit = CONDITIONS[name]
    written = written or f"{value} {unit}"
    rounded = float(number(_finite(value, what, written, name)))
    if name == "temperature_C":
        low, high = TEMPERATURE_RANGE_C
        if not low <= rounded <= high:
            message = f"{written!r} is outside {low:g} to {high:g} °C."
            raise AmountError(message, hint="Give the temperature in °C.", name=name)
        return round(rounded, 6)
    if _positive(rounded, what, written, name) > _MOST[name]:
        message = f"{written!r} is beyond {_MOST[name]:g}."
        raise AmountError(message, hint="Check the unit: mA cm⁻², mAh cm⁻².", name=name)
    return rounded


def smallest_whole(parts: Sequence[Fraction]) -> tuple[float, ...]:
    """Scale the parts of a ratio to their smallest whole numbers.

    Examples
    --------
    >>> smallest_whole([Fraction(50), Fraction(50)])
    (1.0, 1.0)
    >>> smallest_whole([Fraction("0.45"), Fraction("0.45"), Fraction("0.1")])
    (9.0, 9.0, 2.0)
    """
    scale = math.lcm(*(part.denominator for part in parts))
    whole = [int(part * scale) for part in parts]
    common = reduce(math.gcd, whole)
    return tuple(float(part // common) for part in whole)


def checked_ratio(parts: Sequence[float]) -> tuple[float, ...]:
    """Parts of a ratio in their smallest whole numbers.

    Raises
    ------
    AmountError
        Where a part is not a number above zero.

    Examples
    --------
    >>> checked_ratio([30.0, 70.0])
    (3.0, 7.0)
    """
    for part in parts:
        checked_part(part)
    return smallest_whole([Fraction(int(part)) if part == int(part) else Fraction(number(part)) for part in parts])


def checked_part(part: float, written: str = "") -> float:
    """A part of a ratio, above zero.

    Parameters
    ----------
    part : float
    written : str, optional
        How the user wrote it, for the message.

    Raises
    ------
    AmountError
        Where it is not.
    """
    written = written or f"{part}"
    if _finite(part, "The part", written) <= 0 or float(number(part)) <= 0:
        raise AmountError(
            f"A part of the ratio {written!r} is not above zero.", hint="Leave out a solvent that has no share."
        )
    return float(part)


def _finite(value: object, what: str, written: str, name: str = "") -> float:
    if not isinstance(value, Real) or not math.isfinite(value):
        hint = "Leave it out where it was not stated."
        raise AmountError(f"{what} {written!r} is not a number.", hint=hint, name=name)
    return float(value)


def _positive(value: float, what: str, written: str, name: str = "") -> float:
    if value <= 0:
        hint = "Leave it out where it was not stated."
        raise AmountError(f"{what} {written!r} must be above zero.", hint=hint, name=name)
    return value
