"""Numbers with units, as chemists write them: doses and solvent ratios."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from ..amounts import Basis, Unit, checked_amount, checked_part, smallest_whole
from ..errors import AmountError, shortened

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_PER_LITRE = re.compile(r"^(m|µ|u)?mol(?:/|·)?(?:l|L|dm3?)\^?(?:-[13])?$")
_PER_KG = re.compile(r"^(m|µ|u)?mol(?:/|·)?kg\^?(?:-1)?$")
_PREFIX = {"": "1", "m": "0.001", "µ": "0.000001", "u": "0.000001"}
#: A number with more signs is no figure of a recipe.
_LONGEST = 30
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


def read_amount(text: str) -> tuple[float, Unit, bool]:
    """Read a dose.

    Parameters
    ----------
    text : str
        Such as `10 mM`, `5 wt.%`, `2.1 mol kg-1`.

    Returns
    -------
    amount : float
        In mol/L, mol/kg or percent.
    unit : Unit
    stated : bool
        False where a bare `%` was read as weight percent.

    Raises
    ------
    AmountError
        Where there is no number or no unit, or the number is none that a dose can have.

    Examples
    --------
    >>> read_amount("10 mM")
    (0.01, <Unit.MOLAR: 'M'>, True)
    """
    match = re.match(_NUMBER, text)
    if match is None:
        raise AmountError(
            f"{shortened(text)!r} is not an amount.", hint="Write a number and a unit, e.g. `1 M` or `5 wt%`."
        )
    factor, unit = _unit(re.sub(r"\s+", "", text[match.end() :]))
    amount = checked_amount(times(match.group(), factor), unit or Unit.WEIGHT_PERCENT, text.strip())
    return amount, unit or Unit.WEIGHT_PERCENT, unit is not None


def times(text: str, factor: str) -> float:
    """A number as it is written, times a factor, without the noise that floats would add.

    Parameters
    ----------
    text, factor : str

    Returns
    -------
    float
        Infinite where it is too large.

    Examples
    --------
    >>> times("3", "0.1")
    0.3
    """
    plain = float(text)
    if not 1e-300 < abs(plain) < 1e300:
        return plain * float(factor)
    return float(Decimal(text) * Decimal(factor))


def _unit(text: str) -> tuple[str, Unit | None]:
    """The factor and the unit of a dose; None for a bare `%`."""
    if text in {"M", "mM", "µM", "uM"}:
        return _PREFIX[text[:-1]], Unit.MOLAR
    if text == "m":
        return _PREFIX[""], Unit.MOLAL
    if per := _PER_LITRE.match(text):
        return _PREFIX[per.group(1) or ""], Unit.MOLAR
    if per := _PER_KG.match(text):
        return _PREFIX[per.group(1) or ""], Unit.MOLAL
    unit = _PERCENT.get(re.sub(r"[.()]", "", text).lower())
    if unit is None and text != "%":
        raise AmountError(f"Unknown unit {shortened(text)!r}.", hint="Units are M, mM, m (mol/kg), wt%, vol%, mol%.")
    return _PREFIX[""], unit


def read_ratio(text: str) -> tuple[tuple[float, ...], Basis | None]:
    """Read a ratio into its smallest whole numbers and its basis.

    Returns
    -------
    parts : tuple of float
    basis : Basis or None
        None where it is not stated.

    Raises
    ------
    AmountError
        Where a part is no number above zero or the basis is unknown.

    Examples
    --------
    >>> read_ratio("(50:50 v/v)")
    ((1.0, 1.0), <Basis.VOLUME: 'v/v'>)
    """
    inner = text.strip()[1:-1]
    split = re.match(r"^\s*([-+\d.:/\s]*\d\.?|[-+\d.:/\s]+)\s*,?\s*(.*)$", inner)
    if split is None:
        raise AmountError(f"{shortened(text)!r} is not a ratio.", hint="Write e.g. `(1:1 v/v)`.")
    numbers, words = split.groups()
    parts = [_part(part, text) for part in re.split(r"[:/]", numbers)]
    return smallest_whole(parts), read_basis(words) if words.strip() else None


def read_oxygens(text: str) -> float:
    """Ether oxygens per sodium of a linkage such as `(EO:Na 20:1)`; 0 where no number stands there.

    Examples
    --------
    >>> read_oxygens("(EO/Na = 20)")
    20.0
    """
    match = re.search(r"[\d.]+", text)
    try:
        return float(match.group()) if match else 0.0
    except ValueError:  # `1.2.3`
        return 0.0


def read_basis(words: str) -> Basis:
    """Read what a ratio counts.

    Raises
    ------
    AmountError
        Where the words say neither volume, weight nor moles.

    Examples
    --------
    >>> read_basis("by weight")
    <Basis.WEIGHT: 'w/w'>
    """
    plain = words.strip().lower().removeprefix("by ").removeprefix("in ")
    basis = _BASES.get(re.sub(r"[\s.]|ratio$", "", plain))
    if basis is None:
        raise AmountError(
            f"Unknown basis {shortened(words.strip())!r} of a ratio.", hint="Write `v/v`, `w/w` or `mol/mol`."
        )
    return basis


def _part(text: str, whole: str) -> Fraction:
    plain = text.strip()
    if len(plain) > _LONGEST:
        raise AmountError(f"{shortened(plain)!r} has too many digits.", hint="Write e.g. `(1:1 v/v)`.")
    try:
        value = Fraction(plain)
    except ValueError:
        raise AmountError(
            f"{shortened(plain)!r} in {shortened(whole)!r} is not a number.", hint="Write e.g. `(1:1 v/v)`."
        ) from None
    checked_part(float(value), whole)
    return value
