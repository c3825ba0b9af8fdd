"""Values with units as a command line writes them: a threshold, a requirement on another quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ....data.errors import NacreError
from ....data.quantity import Quantity, Side, read_quantity

#: Units that a value may be given in, by the unit of the quantity, with what one of them is.
_UNITS = {"h": {"h": 1.0, "d": 24.0, "min": 1.0 / 60.0}, "mV": {"mV": 1.0, "V": 1000.0}}
_VALUE = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\D*?)\s*")
#: Which bound of an outcome an option asks for.
_OPTIONS: dict[Side, str] = {"upper": "--at-most", "lower": "--at-least"}


def read_value(text: str | float, quantity: Quantity, option: str, *, unit_needed: bool = True) -> float:
    """A value in the unit of a quantity.

    Parameters
    ----------
    text : str or float
        "500 h", "20 d"; a number is in the unit of the quantity.
    quantity : Quantity
    option : str
        What errors call it.
    unit_needed : bool
        Whether a text must name the unit, where the quantity has one.

    Returns
    -------
    float

    Raises
    ------
    NacreError
        Where it is no number, has no unit or an unknown one, or is nothing that the quantity can be.

    Examples
    --------
    >>> from nacre.data.quantity import LIFETIME
    >>> read_value("2 d", LIFETIME, "--threshold")
    48.0
    """
    units = _UNITS.get(quantity.unit, {quantity.unit: 1.0})
    example = f"Write e.g. `{option} {quote(quantity, 500 if quantity.unit else 95)}`."
    if isinstance(text, str):
        match = _VALUE.fullmatch(text)
        if match is None:
            raise NacreError(f"`{option} {text}`: {text!r} is no number with a unit.", hint=example)
        figure, unit = float(match[1]), match[2] or ("" if unit_needed else quantity.unit)
        if not unit and quantity.unit:
            raise NacreError(f"`{option} {text}` has no unit; {quantity.name} is in {quantity.unit}.", hint=example)
        if unit not in units:
            known = f"{quantity.name} is in {', '.join(units)}" if quantity.unit else f"{quantity.name} takes no unit"
            raise NacreError(f"`{option} {text}`: the unit {unit!r} does not fit; {known}.", hint=example)
        value = figure * units[unit]
    else:
        value = float(text)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.isfinite(np.log(quantity.scale.positive(value)))
    if not inside:
        raise NacreError(f"`{option} {text}` is nothing that {quantity.name} can be.", hint=example)
    return value


def quote(quantity: Quantity, value: float) -> str:
    """A value as a command line takes it."""
    return f'"{value:g} {quantity.unit}"' if quantity.unit else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Limit:
    """What another outcome of a cell is to keep to.

    Attributes
    ----------
    quantity : Quantity
    side : {"upper", "lower"}
        Whether it is to be at most or at least the value.
    value : float
        In the unit of the quantity.
    """

    quantity: Quantity
    side: Side
    value: float

    @property
    def text(self) -> str:
        """In words: "overpotential at most 50 mV"."""
        return f"{self.quantity.name} at {'most' if self.side == 'upper' else 'least'} {self.quantity.text(self.value)}"

    @property
    def column(self) -> str:
        """Name of the column of the chance to keep it."""
        word = "at_most" if self.side == "upper" else "at_least"
        return f"chance_{self.quantity.name}_{word}_{self.value:g}{f'_{self.quantity.unit}' * bool(self.quantity.unit)}"


def read_limit(text: str, side: Side) -> Limit:
    """A limit as a command line writes it; a number without a unit is in that of the quantity.

    Parameters
    ----------
    text : str
        "overpotential=50", "overpotential = 0.05 V", "ice_percent: 0 to 100 = 90".
    side : {"upper", "lower"}

    Returns
    -------
    Limit

    Raises
    ------
    NacreError
        Where there is no "=", or the value is not understood.
    """
    option = _OPTIONS[side]
    name, equals, value = text.rpartition("=")
    if not equals or not name.strip():
        raise NacreError(f"`{option} {text}` is no QUANTITY=VALUE.", hint=f"Write e.g. `{option} overpotential=50`.")
    quantity = read_quantity(name.strip())
    return Limit(quantity, side, read_value(value, quantity, f"{option} {name.strip()}=", unit_needed=False))
