"""Fields of text as numbers: decimal commas, marks of thousands, signs and units as people and spreadsheets write them.

A mark between digits is a decimal mark or one of thousands: `1.020` is 1.02 or 1020. What it is in a file is told by
fields that can be read one way only (`0,05`, `1.020,5`, `12.3456`), and holds for all its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import Bools, Floats

#: Minus signs, and spaces that stand between thousands, in one spelling.
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "＋": "+"}
)
_ODD = "[−–‐‑\u00a0\u202f\u2009’＋()' dD]|\\d-$|^\\+"
_EXPONENT = r"(?:[eE][+-]?\d+)?"
_WITH_UNIT = re.compile(r"^(.*?\d[.,]?)\s*([A-Za-zµμ°%][^\d\s]*(?:[/ ·][^\d\s]*\d?)?)$")


def matches(text: pd.Series[str], pattern: str) -> Bools:
    """Where fields hold a pattern (RE2's), shape (n,); pandas' own search goes through Python for most patterns."""
    return np.asarray(pc.match_substring_regex(pa.array(text, type=pa.large_string()), pattern=pattern), dtype=bool)


def cleaned(text: pd.Series[str]) -> pd.Series[str]:
    """Fields with ASCII signs, without spaces, apostrophes between thousands, brackets for minus, trailing minus."""
    plain = text.str.strip()
    if not matches(plain, _ODD).any():
        return plain
    plain = plain.map(lambda field: field.translate(_SIGNS))
    plain = plain.str.replace(r"(\d)[ '](\d{3})\b", r"\1\2", regex=True)
    plain = plain.str.replace(r"(\d)[ '](\d{3})\b", r"\1\2", regex=True)  # the next group begins where this one ends
    plain = plain.str.replace(r"^\(([\d.,]+(?:[eE][+-]?\d+)?)\)$", r"-\1", regex=True)
    plain = plain.str.replace(r"^(\d[\d.,]*)-$", r"-\1", regex=True)
    plain = plain.str.replace(r"^([+-]?[\d.,]+)[dD]([+-]?\d+)$", r"\1e\2", regex=True)
    return plain.str.replace(r"^\+", "", regex=True)


def decimal_mark(columns: Iterable[pd.Series[str]], default: str = ".") -> str:
    """`.` or `,`: the decimal mark of some columns of one file, `default` where nothing tells.

    Parameters
    ----------
    columns : iterable of Series
        Fields as `cleaned` gives them.
    default : str
    """
    told, hinted = {".": 0, ",": 0}, {".": 0, ",": 0}
    for column in columns:
        for mark, other in ((".", ","), (",", ".")):
            has = column[column.str.contains(mark, regex=False)]
            if not len(has):
                continue
            told[mark] += _told(has, mark, other)
            if _as_thousands(column, mark):
                hinted[other] += 1
    for evidence in (told, hinted):
        if evidence["."] != evidence[","]:
            return max(evidence, key=lambda mark: evidence[mark])
    return default


def _told(fields: pd.Series[str], mark: str, other: str) -> int:
    """How many fields can be read only with this decimal mark."""
    m, o = re.escape(mark), re.escape(other)
    alone = matches(fields, rf"^[+-]?\d*{m}\d*{_EXPONENT}$")
    either = matches(fields, rf"^[+-]?[1-9]\d{{0,2}}{m}\d{{3}}$")
    grouped = matches(fields, rf"^[+-]?\d{{1,3}}(?:{o}\d{{3}})+{m}\d*{_EXPONENT}$")
    several = matches(fields, rf"^[+-]?\d{{1,3}}(?:{o}\d{{3}}){{2,}}$")
    return int((alone & ~either).sum() + grouped.sum() + several.sum())


def _as_thousands(column: pd.Series[str], mark: str) -> bool:
    """Whole numbers to 999 and groups of three above: `960`, `1.020`."""
    m = re.escape(mark)
    grouped = matches(column, rf"^[+-]?[1-9]\d{{0,2}}(?:{m}\d{{3}})+$")
    if not grouped.any():
        return False
    whole = matches(column, r"^[+-]?\d{1,3}$")
    hundreds = matches(column, r"^[+-]?\d{3}$")
    return bool((grouped | whole | (column == "").to_numpy()).all() and hundreds.any())


def numbers(text: pd.Series[str], mark: str = "") -> Floats:
    """Fields as float64 with NaN where there is no number.

    Parameters
    ----------
    text : Series of str
    mark : str
        The decimal mark of the file; found from these fields where it is empty.
    """
    if pd.api.types.is_numeric_dtype(text):
        return np.asarray(text, dtype=np.float64)
    plain = cleaned(text)
    if plain.str.contains(",", regex=False).any() or mark == ",":
        own = decimal_mark([plain], mark or ".") if _is_clear(plain) else mark or decimal_mark([plain], ",")
        plain = _with_points(plain, own)
    try:  # a whole column at once; one field that is no number sends it the slow way
        return np.asarray(plain.astype("float64[pyarrow]"), dtype=np.float64)
    except (ValueError, TypeError, NotImplementedError):
        return np.asarray(pd.to_numeric(plain, errors="coerce"), dtype=np.float64)


def _is_clear(plain: pd.Series[str]) -> bool:
    """Whether these fields alone tell their decimal mark."""
    return decimal_mark([plain], ".") == decimal_mark([plain], ",")


def _with_points(plain: pd.Series[str], mark: str) -> pd.Series[str]:
    """Numbers with a decimal point and no marks of thousands; what fits neither stays and is no number."""
    other = "." if mark == "," else ","
    o, m = re.escape(other), re.escape(mark)
    grouped = matches(plain, rf"^[+-]?\d{{1,3}}(?:{o}\d{{3}})+(?:{m}\d*)?{_EXPONENT}$")
    plain = plain.where(~grouped, plain.str.replace(other, "", regex=False))
    if mark == ",":
        wrong = plain.str.contains(".", regex=False)
        plain = plain.str.replace(",", ".", regex=False).where(~wrong, "")
    return plain


def split_units(text: pd.Series[str]) -> tuple[pd.Series[str], pd.Series[str]]:
    """Fields such as `1.13 mA` as numbers and units; the unit is empty where there is none."""
    parts = text.str.strip().str.extract(_WITH_UNIT)
    return parts[0].fillna(text).astype(str), parts[1].fillna("").astype(str)
