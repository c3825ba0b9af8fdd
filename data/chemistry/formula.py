"""Chemical formulas: what they contain and what they weigh."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..errors import NacreError
from ..shipped import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Sub- and superscript digits, and the many dots and dashes of printed formulas, in plain characters.
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−–—‐‑⋅•∙*", "01234567890123456789+------" + "····")
_OPEN = {"(": ")", "[": "]", "{": "}"}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_SYMBOL = re.compile(r"[A-Z][a-z]?")
_COEFFICIENT = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*(?=[A-Z(\[{])")
#: Long enough for any real formula, short enough that a pasted page is refused at once.
_LONGEST = 200
_DEEPEST = 8
#: Counts outside are slips of the pen.
_SMALLEST, _LARGEST = 1e-6, 1e6
#: Pauling electronegativity of the metals that form hydroxides.
_METAL_BELOW = 2.1


@dataclass(frozen=True, slots=True)
class Element:
    """An element and the properties that features use.

    Attributes
    ----------
    symbol : str
    atomic_number : int
    atomic_weight_g_mol : float
    group : int or None
        None for the lanthanides and actinides.
    period : int
    block : str
        "s", "p", "d" or "f".
    electronegativity_pauling, covalent_radius_pm, melting_point_K : float
        NaN where there is no value.
    """

    symbol: str
    atomic_number: int
    atomic_weight_g_mol: float
    group: int | None
    period: int
    block: str
    electronegativity_pauling: float
    covalent_radius_pm: float
    melting_point_K: float


def _number(text: str) -> float:
    return float(text) if text else math.nan


@cache
def element_table() -> dict[str, Element]:
    """Return the elements by symbol, in the order of the atomic number."""
    return {
        row["symbol"]: Element(
            symbol=row["symbol"],
            atomic_number=int(row["atomic_number"]),
            atomic_weight_g_mol=float(row["atomic_weight_g_mol"]),
            group=int(row["group"]) if row["group"] else None,
            period=int(row["period"]),
            block=row["block"],
            electronegativity_pauling=_number(row["electronegativity_pauling"]),
            covalent_radius_pm=_number(row["covalent_radius_pm"]),
            melting_point_K=_number(row["melting_point_K"]),
        )
        for row in read_table("elements")
    }


def plain_text(text: str) -> str:
    """Write subscripts, superscripts, dots and dashes of a text as plain characters."""
    return text.translate(_PLAIN)


class _Reader:
    """Reads one formula from left to right; `at` is the place of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, reason: str) -> NacreError:
        return NacreError(
            f"{self.text!r} is not a chemical formula: {reason}.",
            hint="Write it as Na3Zr2Si2PO12 or Al(OH)3.",
        )

    def count(self) -> float:
        """Read the number after an element or a group; 1 where there is none."""
        number = _NUMBER.match(self.text, self.at)
        if number is None:
            return 1.0
        self.at = number.end()
        if not _SMALLEST <= float(number[0]) <= _LARGEST:
            raise self.fail(f"a count of {number[0]}")
        return float(number[0])

    def group(self, closing: str, depth: int) -> dict[str, float]:
        """Read elements and groups until the closing bracket, or to the end when `closing` is empty."""
        if depth > _DEEPEST:
            raise self.fail(f"brackets nested more than {_DEEPEST} deep")
        total: dict[str, float] = {}
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ")]}":
            part = self.unit(depth)
            times = self.count()
            for symbol, count in part.items():
                total[symbol] = total.get(symbol, 0.0) + count * times
        if not total:
            raise self.fail("an empty bracket" if closing else "it is empty")
        mark = self.text[self.at : self.at + 1]
        if mark != closing:
            if not mark:
                raise self.fail(f"the bracket before {self.text[start:]!r} is not closed")
            raise self.fail(f"{mark!r} at character {self.at + 1} closes nothing")
        self.at += len(closing)
        return total

    def unit(self, depth: int) -> dict[str, float]:
        """Read one element or one bracket, without its count."""
        character = self.text[self.at]
        if character in _OPEN:
            self.at += 1
            return self.group(_OPEN[character], depth + 1)
        symbol = _SYMBOL.match(self.text, self.at)
        if symbol is None:
            raise self.fail(f"{character!r} at character {self.at + 1} is neither an element nor a number")
        if symbol[0] not in element_table():
            raise self.fail(f"there is no element {symbol[0]!r}")
        self.at = symbol.end()
        return {symbol[0]: 1.0}


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[tuple[str, float], ...]:
    total: dict[str, float] = {}
    # A dot between two digits is a decimal point; every other one joins the units of a hydrate or an oxide.
    for part in re.split(r"\s*[·\-]\s*|(?<![0-9])\.(?![0-9])", text):
        coefficient = _COEFFICIENT.match(part)
        times = float(coefficient[1]) if coefficient else 1.0
        reader = _Reader(part[coefficient.end() :] if coefficient else part)
        if not _SMALLEST <= times <= _LARGEST:
            raise reader.fail(f"a coefficient of {times:g}")
        for symbol, count in reader.group("", 0).items():
            total[symbol] = total.get(symbol, 0.0) + count * times
    for symbol, count in total.items():
        if not _SMALLEST <= count <= _LARGEST:
            raise _Reader(text).fail(f"a count of {count:g} for {symbol}")
    return tuple((symbol, round(count, 12)) for symbol, count in total.items())


def parse_formula(text: str) -> dict[str, float]:
    """Count the elements of a formula.

    Parameters
    ----------
    text : str
        Nested brackets, decimal counts, Unicode subscripts, and units joined by `·` or `-` with leading
        coefficients, e.g. `3.45Na2O-Gd2O3-6SiO2`.

    Returns
    -------
    dict of str to float
        Element symbol to count, in the order of the text.

    Raises
    ------
    NacreError
        Where a symbol is no element, a bracket is not closed, or a character belongs to no formula.

    Examples
    --------
    >>> parse_formula("CuSO4·5H2O")
    {'Cu': 1.0, 'S': 1.0, 'O': 9.0, 'H': 10.0}
    """
    plain = plain_text(text).strip()
    if len(plain) > _LONGEST:
        raise NacreError(f"{plain[:30]!r}… is not a chemical formula: it is longer than {_LONGEST} characters.")
    return dict(_parsed(plain))


def molar_mass_g_mol(formula: str | Mapping[str, float]) -> float:
    """Molar mass of a formula, or of element counts (g mol⁻¹; IUPAC standard atomic weights).

    Raises
    ------
    NacreError
        As `parse_formula`.
    """
    counts = parse_formula(formula) if isinstance(formula, str) else formula
    elements = element_table()
    return sum(elements[symbol].atomic_weight_g_mol * count for symbol, count in counts.items())


def formula_text(counts: Mapping[str, float]) -> str:
    """Spell a composition in the canonical way.

    Organic compositions (carbon and hydrogen) stand in Hill's order, all others from the most electropositive
    element to the most electronegative, with the hydrogen of a metal's oxygen compound last (`KOH`). The same
    counts always give the same text.

    Parameters
    ----------
    counts : mapping of str to float

    Returns
    -------
    str
        Counts with up to six significant digits, ones left out, e.g. `NaSn2`.
    """
    chi = {symbol: element_table()[symbol].electronegativity_pauling for symbol in counts}
    hydroxide = "O" in counts and any(value < _METAL_BELOW for value in chi.values())

    def place(symbol: str) -> tuple[float, str]:
        if "C" in counts and "H" in counts:
            return ({"C": 0.0, "H": 1.0}.get(symbol, 2.0), symbol)
        last = math.isnan(chi[symbol]) or (symbol == "H" and hydroxide)
        return (math.inf if last else chi[symbol], symbol)

    return "".join(
        symbol + ("" if counts[symbol] == 1 else format(Decimal(f"{counts[symbol]:.6g}"), "f"))
        for symbol in sorted(counts, key=place)
    )
