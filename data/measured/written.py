"""Fields as people and spreadsheets write them: numbers with comma or unit, flags and words in any case."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from ..errors import NacreError

#: Words for a temperature that nobody regulated, without case, dots and spaces; they are 25 °C.
_ROOM = {"rt", "roomtemperature", "roomtemp", "roomt", "ambient", "ambienttemperature", "ambienttemp", "raumtemperatur",
         "zimmertemperatur", "températureambiante", "temperaturaambiente", "室温", "常温"}  # fmt: skip
ROOM_TEMPERATURE_C = 25.0
_YES = {"1", "yes", "y", "true", "x", "✓", "✔", "☑", "☒", "ja", "j", "wahr", "oui", "vrai", "sí", "si", "sì",
        "verdadero", "vero", "sim", "verdadeiro", "waar", "tak", "prawda", "да", "истина", "是", "真",
        "はい"}  # fmt: skip
_NO = {"0", "no", "n", "false", "nein", "falsch", "non", "faux", "falso", "não", "nee", "onwaar", "nie", "fałsz", "нет",
       "ложь", "否", "假", "いいえ", "✗", "✘", "☐"}  # fmt: skip
#: Marks that tick a field; where a column holds nothing else, an empty field was not ticked.
TICKS = frozenset({"x", "✓", "✔", "☑", "☒"})

#: Units by the end of a column's name: how they are written (without spaces, lower case), and the factor into the
#: column's unit. The first is what the column is in.
_UNITS: dict[str, dict[str, float]] = {
    "mA_cm2": {"ma/cm2": 1.0, "a/cm2": 1e3, "µa/cm2": 1e-3, "a/m2": 0.1, "ma/m2": 1e-4},
    "mAh_cm2": {"mah/cm2": 1.0, "ah/cm2": 1e3, "µah/cm2": 1e-3, "ah/m2": 0.1},
    "h": {
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas"), 1.0),
        **dict.fromkeys(("min", "mins", "minutes"), 1 / 60), **dict.fromkeys(("s", "sec", "seconds"), 1 / 3600),
        **dict.fromkeys(("d", "day", "days"), 24.0), **dict.fromkeys(("week", "weeks"), 168.0),
    },
    "mV": {"mv": 1.0, "v": 1e3, "µv": 1e-3},
    "nm": {"nm": 1.0, "µm": 1e3, "mm": 1e6, "å": 0.1},
    "C": {
        **dict.fromkeys(("°c", "c", "℃", "degc", "ºc", "oc", "°", "celsius", "degreesc", "degreescelsius"), 1.0),
        "k": math.nan,
    },
    "percent": dict.fromkeys(("%", "percent", "pct"), 1.0),
    "cycles": dict.fromkeys(("cycles", "cycle", "cyc", "times"), 1.0),
}  # fmt: skip
_PLAIN_UNITS = {"mA_cm2": "mA/cm2", "mAh_cm2": "mAh/cm2", "C": "°C", "percent": "%"}
_SPACE = r"[ \u00a0\u2009\u202f]"
_FIGURE = rf"[-+]?[\d.,](?:[\d.,'’]|{_SPACE}(?=\d))*(?:[eE][-+]?\d+)?"
_GROUPED = re.compile(rf"[-+]?\d{{1,3}}(?:(?:{_SPACE}|['’])\d{{3}})+(?:[.,]\d+)?")


class WrittenError(NacreError):
    """A field that is no number; the message goes on after the value, the hint is the remedy."""


def read_number(text: str, name: str, *, decimal_comma: bool = False) -> float:
    """A number as it stands in a field: with decimal comma, thousands marks that cannot be misread, or its unit.

    Parameters
    ----------
    text : str
        Not empty.
    name : str
        The column; its end says the unit.
    decimal_comma : bool
        Whether the table's other numbers have decimal commas, which makes `1.020` doubtful.

    Raises
    ------
    WrittenError
        With reason and remedy.

    Examples
    --------
    >>> read_number("0,5 mA cm-2", "current_density_mA_cm2"), read_number("1,020.5 h", "lifetime_h")
    (0.5, 1020.5)
    """
    plain = text.strip().replace("−", "-").replace("–", "-")
    unit = _unit_of(name)
    if unit == "C" and _room(plain):
        return ROOM_TEMPERATURE_C
    match = re.fullmatch(rf"({_FIGURE})\s*(.*)", plain)
    if match is None:
        raise _no_number(text)
    figure, written = match.groups()
    if not written:
        return _figure(figure, text, decimal_comma=decimal_comma)
    said = _plain_unit(written)
    known = _UNITS.get(unit, {})
    if said in known and known[said] == 1.0:
        return _figure(figure, text, decimal_comma=decimal_comma)
    if not unit or not re.fullmatch(r"[^\d\s]\S*( \S+)*", written) or _is_more(written):
        raise _no_number(text)
    raise _other_unit(_figure(figure, text, decimal_comma=decimal_comma), written, said, unit)


def has_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether some number among the fields can only have a decimal comma."""
    return any(re.match(r"[-+]?(?:\d*,\d{1,2}|0,\d+|\d*,\d{4,}|\d{4,},\d+)(?!\d|,)", text) for text in texts)


def read_flag(text: str) -> float | None:
    """Yes as 1 and no as 0, in the words of people and spreadsheets; None for anything else.

    Examples
    --------
    >>> read_flag("WAHR"), read_flag("n"), read_flag("perhaps")
    (1.0, 0.0, None)
    """
    plain = text.strip().casefold().rstrip(".!")
    return 1.0 if plain in _YES else 0.0 if plain in _NO else None


def read_word(text: str, allowed: Iterable[str]) -> str:
    """One of the allowed words whatever its case and the marks between its parts, else the text as it is.

    Examples
    --------
    >>> read_word(" Failed before", ("failed", "failed_before", "survived"))
    'failed_before'
    """
    plain = re.sub(r"[\W_]+", "_", text.strip().casefold()).strip("_")
    return plain if plain and plain in allowed else text


def _figure(figure: str, text: str, *, decimal_comma: bool) -> float:
    """A figure without its unit."""
    sign, plain = ("-", figure[1:]) if figure[0] == "-" else ("", figure.lstrip("+"))
    if _GROUPED.fullmatch(plain):
        plain = re.sub(rf"{_SPACE}|['’]", "", plain)
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        decimal, group = (",", ".") if plain.rindex(",") > plain.rindex(".") else (".", ",")
        if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+\{decimal}\d+", plain):
            return float(sign + plain.replace(group, "").replace(decimal, "."))
        raise _no_number(text)
    if re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+", plain):
        return float(sign + re.sub(r"[.,]", "", plain))
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", plain) or (decimal_comma and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain)):
        mark = "comma" if commas else "point"
        whole, part = re.split("[.,]", plain)
        raise WrittenError(
            f"has a {mark} that may mark thousands or decimals",
            hint=f"Write {sign}{whole}{part} or {sign}{whole}.{part}: a decimal point and no thousands separator"
            if commas else f"Write {sign}{whole}{part}, or {sign}{whole},{part} as the other numbers",
        )  # fmt: skip
    try:
        value = float(sign + plain.replace(",", ".")) if commas <= 1 else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _no_number(text)
    return value


def _unit_of(name: str) -> str:
    ends = [unit for unit in _UNITS if name == unit or name.endswith(f"_{unit}")]
    return max(ends, key=len, default="")


def _plain_unit(written: str) -> str:
    """A unit without spaces and marks between its parts, areas as `/cm2`: `mA cm⁻²` is `ma/cm2`."""
    plain = written.translate(str.maketrans("⁻−–²μ", "---2µ", "⋅·×*^{} \u00a0")).lower().rstrip(".")
    return re.sub(r"(?:/|per)?(cm|m)-?2$", r"/\g<1>2", re.sub(r"^u(?=[amv])", "µ", plain))


def _other_unit(value: float, written: str, said: str, unit: str) -> WrittenError:
    """A unit that is not the column's, with the figure in the column's unit where it is known."""
    mine, factor = _PLAIN_UNITS.get(unit, unit), _UNITS[unit].get(said)
    if factor is None:
        remedy = f"Write the figure in {mine}"
        if unit == "h" and said in _UNITS["cycles"]:
            remedy = "Write hours; the number of cycles goes into `cycles`"
    else:
        remedy = f"Write {value - 273.15 if said == 'k' else value * factor:.6g}"
    return WrittenError(f"is in {written}, the column in {mine}", hint=remedy)


def _is_more(written: str) -> bool:
    """Whether what follows a figure is a range, an uncertainty or a remark rather than a unit."""
    return bool(re.search(r"[±~<>=+(]|^[-/]", written))


def _room(text: str) -> bool:
    plain = re.sub(r"\(\s*(?:~|ca\.?)?\s*25\s*°?\s*c?\s*\)$", "", text.casefold())
    return re.sub(r"[\s._-]", "", plain) in _ROOM


#: What stands in place of a number, as a pattern, with reason and remedy; the first that fits is told.
_SLIPS = [
    (
        r"(?i)nan|[-+]?inf|n\.?\s?/?a\.?|k\.?\s?a\.?|null|none|unknown|not stated|[-–—?/]+",
        "is not a number",
        "Leave the field empty where the figure was not stated",
    ),
    (
        r"\d{1,4}[-/.](\d{1,2}|[A-Za-z]{3,9})([-/.]\d{2,4})?|[A-Za-z]{3}-\d{2}",
        "looks like a date that a spreadsheet made of a number",
        "Format the column as numbers and enter it again",
    ),
    (r"#.*", "is a spreadsheet's error mark", "Enter the number again"),
    (r"[<>~≈≤≥∼].*", "has a sign before the number", "Write the figure alone"),
    (
        r".*\d\s*(?:-|–|±|\+/-|to)\s*\d.*",
        "is a range or has an uncertainty",
        "Write one figure; the rest goes into `notes`",
    ),
    (
        r"[\d.,]+",
        "has commas or points that do not make a number",
        "Write a decimal point and no thousands separator",
    ),
]


def _no_number(text: str) -> WrittenError:
    for pattern, reason, remedy in _SLIPS:
        if re.fullmatch(pattern, text.strip()):
            return WrittenError(reason, hint=remedy)
    return WrittenError("is not a number", hint="Write digits only; the unit stands in the column's name")
