"""Numbers with units, as chemists write them: doses, solvent ratios, current, capacity, temperature."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import reduce

from .cell import Basis, Unit
from .errors import AmountError

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_PER_LITRE = re.compile(r"^(m|µ|u)?mol(?:/|·)?(?:l|L|dm3?)\^?(?:-[13])?$")
_PER_KG = re.compile(r"^(m|µ|u)?mol(?:/|·)?kg\^?(?:-1)?$")
_PREFIX = {"": 1.0, "m": 1e-3, "µ": 1e-6, "u": 1e-6}
_PERCENT = {
    "wt%": Unit.WEIGHT_PERCENT, "w%": Unit.WEIGHT_PERCENT, "m%": Unit.WEIGHT_PERCENT, "mass%": Unit.WEIGHT_PERCENT,
    "%w/w": Unit.WEIGHT_PERCENT, "%wt": Unit.WEIGHT_PERCENT, "vol%": Unit.VOLUME_PERCENT, "v%": Unit.VOLUME_PERCENT,
    "%v/v": Unit.VOLUME_PERCENT, "%vol": Unit.VOLUME_PERCENT, "mol%": Unit.MOLE_PERCENT, "%mol": Unit.MOLE_PERCENT,
}  # fmt: skip
_BASES = {
    "v/v": Basis.VOLUME, "v:v": Basis.VOLUME, "vol": Basis.VOLUME, "volume": Basis.VOLUME, "v": Basis.VOLUME,
    "vol/vol": Basis.VOLUME, "w/w": Basis.WEIGHT, "w:w": Basis.WEIGHT, "wt": Basis.WEIGHT, "wt/wt": Basis.WEIGHT,
    "weight": Basis.WEIGHT, "mass": Basis.WEIGHT, "m/m": Basis.WEIGHT, "w": Basis.WEIGHT, "mol/mol": Basis.MOLE,
    "mol": Basis.MOLE, "mole": Basis.MOLE, "molar": Basis.MOLE, "mol:mol": Basis.MOLE, "n/n": Basis.MOLE,
    "molarratio": Basis.MOLE, "moleratio": Basis.MOLE, "volumeratio": Basis.VOLUME, "weightratio": Basis.WEIGHT,
}  # fmt: skip
_CURRENT = re.compile(rf"^(?P<n>{_NUMBER})\s*(?P<p>m|µ|u)?A\s*(?:/\s*cm\^?2|·?\s*cm\^?-2)$")
_CAPACITY = re.compile(rf"^(?P<n>{_NUMBER})\s*(?P<p>m|µ|u)?A\s?h\s*(?:/\s*cm\^?2|·?\s*cm\^?-2)$", re.IGNORECASE)
_CELSIUS = re.compile(rf"^(?P<n>{_NUMBER})\s*(?:°\s*C|℃|C|degC|º\s*C)$")
_KELVIN = re.compile(rf"^(?P<n>{_NUMBER})\s*K$")

#: Limits beyond which a figure is a slip of the pen, not a cell.
MAX_CURRENT_MA_CM2 = 1000.0
MAX_CAPACITY_MAH_CM2 = 1000.0
TEMPERATURE_RANGE_C = (-120.0, 250.0)


def _positive(value: float, text: str, what: str) -> float:
    if not math.isfinite(value) or value <= 0:
        raise AmountError(f"{what} {text.strip()!r} must be above zero.", hint="Leave it out where it was not stated.")
    return value


def read_amount(text: str) -> tuple[float, Unit, bool]:
    """Read a dose such as `10 mM`, `5 wt.%`, `2.1 mol kg-1`.

    Returns
    -------
    amount : float
        In mol/L, mol/kg or percent.
    unit : Unit
    stated : bool
        False where a bare `%` was read as weight percent.
    """
    match = re.match(_NUMBER, text)
    if match is None:
        raise AmountError(f"{text!r} is not an amount.", hint="Write a number and a unit, e.g. `1 M` or `5 wt%`.")
    value = _positive(float(match.group()), text, "The amount")
    raw = re.sub(r"\s+", "", text[match.end() :])
    if raw in {"M", "mM", "µM", "uM"}:
        return value * _PREFIX[raw[:-1]], Unit.MOLAR, True
    if raw == "m":
        return value, Unit.MOLAL, True
    if per := _PER_LITRE.match(raw):
        return value * _PREFIX[per.group(1) or ""], Unit.MOLAR, True
    if per := _PER_KG.match(raw):
        return value * _PREFIX[per.group(1) or ""], Unit.MOLAL, True
    unit = _PERCENT.get(re.sub(r"[.()]", "", raw).lower())
    if unit is None and raw != "%":
        raise AmountError(f"Unknown unit {raw!r}.", hint="Units are M, mM, m (mol/kg), wt%, vol%, mol%.")
    if value >= 100:
        raise AmountError(f"{text.strip()!r} leaves nothing of the electrolyte.", hint="A percentage lies below 100.")
    return value, unit or Unit.WEIGHT_PERCENT, unit is not None


def read_ratio(text: str) -> tuple[tuple[float, ...], Basis | None]:
    """Read `(1:1 v/v)` into its smallest whole numbers and its basis; the basis is None where it is not stated."""
    inner = text.strip()[1:-1]
    split = re.match(r"^\s*([-+\d.:/\s]*\d\.?|[-+\d.:/\s]+)\s*,?\s*(.*)$", inner)
    if split is None:
        raise AmountError(f"{text!r} is not a ratio.", hint="Write e.g. `(1:1 v/v)`.")
    numbers, words = split.groups()
    parts = [_part(part, text) for part in re.split(r"[:/]", numbers)]
    return smallest_whole(parts), read_basis(words) if words.strip() else None


def read_basis(words: str) -> Basis:
    """Read what a ratio counts, e.g. `v/v`, `by weight` or `molar ratio`."""
    plain = words.strip().lower().removeprefix("by ").removeprefix("in ")
    found = _BASES.get(re.sub(r"[\s.]|ratio$", "", plain))
    if found is None:
        raise AmountError(f"Unknown basis {words.strip()!r} of a ratio.", hint="Write `v/v`, `w/w` or `mol/mol`.")
    return found


def _part(text: str, whole: str) -> Fraction:
    try:
        value = Fraction(text.strip())
    except ValueError:
        raise AmountError(f"{text.strip()!r} in {whole!r} is not a number.", hint="Write e.g. `(1:1 v/v)`.") from None
    if value <= 0:
        raise AmountError(
            f"A part of the ratio {whole!r} is not above zero.", hint="Leave out a solvent that has no share."
        )
    return value


def smallest_whole(parts: list[Fraction]) -> tuple[float, ...]:
    """Scale parts to their smallest whole numbers: 50:50 → 1:1, 0.45:0.45:0.1 → 9:9:2."""
    scale = math.lcm(*(part.denominator for part in parts))
    whole = [int(part * scale) for part in parts]
    common = reduce(math.gcd, whole)
    return tuple(float(part // common) for part in whole)


def read_quantity(text: str) -> tuple[str, float]:
    """Read one protocol quantity.

    Returns
    -------
    field : str
        "current_density_mA_cm2", "areal_capacity_mAh_cm2" or "temperature_C".
    value : float
    """
    plain = text.strip()
    if match := _CURRENT.match(plain):
        value = _positive(float(match["n"]) * _milli(match["p"]), text, "The current density")
        return "current_density_mA_cm2", _at_most(value, MAX_CURRENT_MA_CM2, text)
    if match := _CAPACITY.match(plain):
        value = _positive(float(match["n"]) * _milli(match["p"]), text, "The areal capacity")
        return "areal_capacity_mAh_cm2", _at_most(value, MAX_CAPACITY_MAH_CM2, text)
    for pattern, offset in ((_CELSIUS, 0.0), (_KELVIN, 273.15)):
        if match := pattern.match(plain):
            return "temperature_C", _temperature(round(float(match["n"]) - offset, 6), text)
    raise AmountError(
        f"{plain!r} is no current density, areal capacity or temperature.",
        hint="Write e.g. `1 mA/cm2, 1 mAh/cm2, 25 °C`.",
    )


def _milli(prefix: str | None) -> float:
    return {None: 1e3, "m": 1.0, "µ": 1e-3, "u": 1e-3}[prefix]


def _at_most(value: float, limit: float, text: str) -> float:
    if value > limit:
        raise AmountError(f"{text.strip()!r} is beyond {limit:g}.", hint="Check the unit: mA cm⁻², mAh cm⁻².")
    return value


def _temperature(value: float, text: str) -> float:
    low, high = TEMPERATURE_RANGE_C
    if not low <= value <= high:
        raise AmountError(f"{text.strip()!r} is outside {low:g} to {high:g} °C.", hint="Give the temperature in °C.")
    return value


def number(value: float) -> str:
    """A number as a chemist writes it, without trailing zeros or float noise."""
    return f"{round(value, 9):.10g}"


def format_dose(amount: float, unit: Unit) -> str:
    """A dose in canonical form; below 0.1 M in mM."""
    if unit is Unit.MOLAR and round(amount, 9) < 0.1:
        return f"{number(amount * 1e3)} mM"
    return f"{number(amount)} {unit.value}"
