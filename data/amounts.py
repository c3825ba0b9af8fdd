"""Amounts and test conditions: their units, their limits, and the one way in which each number is written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from numbers import Real

from .errors import AmountError, shortened


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
#: Doses and shares outside are slips of the pen: a nanomole in a litre is no recipe.
LEAST_AMOUNT, MOST_AMOUNT = 1e-9, 1e6
LEAST_PART = 1e-6
#: Currents and capacities below are those of an open circuit.
LEAST_CONDITION = 1e-6
#: Whole numbers up to here are exact as floats; a ratio that needs larger ones is refused.
MOST_WHOLE = 10**15
#: Significant digits that a number keeps: as many as survive the way into a float and back.
DIGITS = 15
#: Of a number that was computed, such as a third; what stands behind is noise.
DIGITS_COMPUTED = 10
#: What each test condition is called and in which unit it is written, in the order of the notation.
CONDITIONS = {
    "current_density_mA_cm2": ("The current density", "mA/cm2"),
    "areal_capacity_mAh_cm2": ("The areal capacity", "mAh/cm2"),
    "temperature_C": ("The temperature", "°C"),
}
_MOST = {"current_density_mA_cm2": MAX_CURRENT_MA_CM2, "areal_capacity_mAh_cm2": MAX_CAPACITY_MAH_CM2}


def tidy(value: float, digits: int = DIGITS) -> float:
    """A number without the noise of floats; what its text says is the same number again.

    Parameters
    ----------
    value : float
    digits : int
        Significant digits that are kept, at most 15.

    Examples
    --------
    >>> tidy(0.1 + 0.2), tidy(0.2763037123456)
    (0.3, 0.2763037123456)
    """
    return float(f"{value:.{digits}g}") + 0.0  # no negative zero


def number(value: float) -> str:
    """A number as a chemist writes it: all its digits, no exponent, no float noise, no trailing zeros.

    Examples
    --------
    >>> number(0.1 + 0.2), number(2.5e-07), number(20.0)
    ('0.3', '0.00000025', '20')
    """
    return _plain(Decimal(repr(tidy(value))))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
    value = tidy(amount)
    if unit is Unit.MOLAR and value < 0.1:
        return f"{_plain(Decimal(repr(value)) * 1000)} mM"
    return f"{number(value)} {unit.value}"


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
        With up to 15 digits, which `format_dose` writes, so that the text reads back as the same number.

    Raises
    ------
    AmountError
        Where the amount is not a number above zero, is outside 1e-9 to 1e6, or a percentage of 100 and more.

    Examples
    --------
    >>> checked_amount(0.1 + 0.2, Unit.MOLAR, "0.3 M")
    0.3
    """
    value = tidy(_positive(_finite(amount, "The amount", written), "The amount", written))
    if unit in PERCENTAGES and value >= 100:
        raise AmountError(
            f"{shortened(written)!r} leaves nothing of the electrolyte.", hint="A percentage lies below 100."
        )
    most = float(MOST_WHOLE) if unit is Unit.PARTS else MOST_AMOUNT
    return _within(value, LEAST_AMOUNT, most, "The amount", written)


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
        Where a current or capacity is not above zero, below 1e-6 or beyond 1000, or a temperature outside -120 to
        250 °C; its `name` is that of the condition.

    Examples
    --------
    >>> checked_condition("temperature_C", 25)
    25.0
    """
    what, unit = CONDITIONS[name]
    written = written or f"{value} {unit}"
    stated = tidy(_finite(value, what, written, name))
    if name == "temperature_C":
        low, high = TEMPERATURE_RANGE_C
        if not low <= stated <= high:
            message = f"{shortened(written)!r} is outside {low:g} to {high:g} °C."
            raise AmountError(message, hint="Give the temperature in °C.", name=name)
        return round(stated, 6) + 0.0
    if _positive(stated, what, written, name) > _MOST[name]:
        message = f"{shortened(written)!r} is beyond {_MOST[name]:g}."
        raise AmountError(message, hint="Check the unit: mA cm⁻², mAh cm⁻².", name=name)
    if stated < LEAST_CONDITION:
        message = f"{shortened(written)!r} is below {LEAST_CONDITION:g}."
        raise AmountError(message, hint="Check the unit: mA cm⁻², mAh cm⁻².", name=name)
    return stated


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
    if max(whole) > common * MOST_WHOLE:
        raise AmountError(
            "The parts of the ratio have too many digits.", hint=f"In whole numbers they go up to {MOST_WHOLE:.0e}."
        )
    return tuple(float(part // common) for part in whole)


def checked_ratio(parts: Sequence[float]) -> tuple[float, ...]:
    """Parts of a ratio in their smallest whole numbers.

    Raises
    ------
    AmountError
        Where a part is not a number above zero, or they need whole numbers beyond 1e15.

    Examples
    --------
    >>> checked_ratio([30.0, 70.0])
    (3.0, 7.0)
    """
    checked = [checked_part(part) for part in parts]
    # Parts that were computed, such as thirds, hold noise; whole numbers are what a text said.
    return smallest_whole(
        [Fraction(int(part)) if part == int(part) else Fraction(repr(tidy(part, DIGITS_COMPUTED))) for part in checked]
    )


def checked_part(part: float, written: str = "") -> float:
    """A part of a ratio, from 1e-6 to 1e15.

    Parameters
    ----------
    part : float
    written : str, optional
        How the user wrote it, for the message.

    Raises
    ------
    AmountError
        Where it is not above zero, or outside that range.
    """
    written = written or f"{part}"
    if _finite(part, "The part", written) <= 0:
        raise AmountError(
            f"A part of the ratio {shortened(written)!r} is not above zero.",
            hint="Leave out a solvent that has no share.",
        )
    return _within(float(part), LEAST_PART, float(MOST_WHOLE), "A part of the ratio", written)


def _within(value: float, least: float, most: float, what: str, written: str) -> float:
    """The value where it lies between two limits."""
    if not least <= value <= most:
        raise AmountError(f"{what} {shortened(written)!r} is outside {least:g} to {most:g}.", hint="Check the unit.")
    return value


def _finite(value: object, what: str, written: str, name: str = "") -> float:
    if not isinstance(value, Real) or not math.isfinite(value):
        hint = "Leave it out where it was not stated."
        raise AmountError(f"{what} {shortened(written)!r} is not a number.", hint=hint, name=name)
    return float(value)


def _positive(value: float, what: str, written: str, name: str = "") -> float:
    if value <= 0:
        hint = "Leave it out where it was not stated."
        raise AmountError(f"{what} {shortened(written)!r} must be above zero.", hint=hint, name=name)
    return value
