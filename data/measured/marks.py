"""Marks before a figure, `>700`, `<50`, `~20`: taken off and written as what stands beside the figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from ..errors import Issue
from ..quantity import Quantity, Reading
from .headers import HEADER
from .written import TICKS


class Mark(StrEnum):
    """What a mark says of a figure."""

    MORE = "more than"
    LESS = "less than"
    ABOUT = "about"


_MARKS = {
    Mark.MORE: r">=?|≥|⩾|=>|(?:more than|over|above|at least|longer than)\b",
    Mark.LESS: r"<=?|≤|⩽|=<|(?:less than|under|below|at most|up to)\b",
    Mark.ABOUT: r"~|≈|∼|≃|(?:ca|c|circa|about|approx|approximately|around)\b\.?",
}
_BEFORE = [
    (mark, re.compile(rf"\s*(?:{pattern})\s*(?P<figure>.*\d.*)", re.IGNORECASE)) for mark, pattern in _MARKS.items()
]
_PLUS = re.compile(r"\s*(?P<figure>\d.*)\+\s*(?P<unit>[^\d\s+]*)\s*")
#: Words of an event that a mark agrees with, the one that it is read as first.
_EVENTS = {Mark.MORE: ("survived",), Mark.LESS: ("failed_before", "failed"), Mark.ABOUT: ()}
_QUALIFIERS = {Mark.MORE: ("gt",), Mark.LESS: ("lt",), Mark.ABOUT: ("approx",)}
#: What a qualifier may be written as.
_SIGNS = {">": "gt", "≥": "gt", ">=": "gt", "<": "lt", "≤": "lt", "<=": "lt", "~": "approx", "≈": "approx", "=": "eq"}


def split_mark(text: str) -> tuple[Mark | None, str]:
    """The mark of a figure and the figure without it.

    Examples
    --------
    >>> split_mark("> 700 h"), split_mark("700+"), split_mark("700")
    ((<Mark.MORE: 'more than'>, '700 h'), (<Mark.MORE: 'more than'>, '700'), (None, '700'))
    """
    for mark, pattern in _BEFORE:
        if match := pattern.fullmatch(text):
            return mark, match["figure"].strip()
    if match := _PLUS.fullmatch(text):
        return Mark.MORE, f"{match['figure'].strip()} {match['unit']}".strip()
    return None, text


def read_marks(
    frame: pd.DataFrame, file: str, quantities: Sequence[Quantity]
) -> tuple[pd.DataFrame, list[Issue], list[Issue]]:
    """Take marks off the figures of quantities and write what they say into the column beside them.

    Parameters
    ----------
    frame : DataFrame
        Text, its index the row.
    file : str
        Name for messages.
    quantities : sequence of Quantity

    Returns
    -------
    frame : DataFrame
        With the column beside a figure where only marks tell it.
    faults, warnings : list of Issue
        Marks that contradict what is stated; marks that say nothing of such a quantity.
    """
    frame = frame.copy()
    faults: list[Issue] = []
    warnings: list[Issue] = []
    for quantity in quantities:
        if quantity.reading is Reading.QUALIFIER and (word := quantity.statement_columns[1]) in frame:
            frame[word] = frame[word].map(lambda text: _SIGNS.get(text.strip(), text))
        if quantity.column not in frame:
            continue
        for row, text in frame[quantity.column][frame[quantity.column].str.contains(r"^\W*[^\W\d]|^[^\d]|\+")].items():
            mark, figure = split_mark(text)
            if mark is None or not isinstance(row, int):
                continue
            frame.loc[row, quantity.column] = figure
            fault, warning = _tell(frame, row, quantity, mark, figure)
            if fault:
                faults.append(Issue(file, row, quantity.column, text, *fault))
            if warning:
                warnings.append(Issue(file, row, quantity.column, text, *warning))
    return frame, faults, warnings


_Told = tuple[str, str]


def _tell(
    frame: pd.DataFrame, row: int, quantity: Quantity, mark: Mark, figure: str
) -> tuple[_Told | None, _Told | None]:
    """Write what a mark says into the column beside the figure: fault and warning."""
    if quantity.reading is Reading.BOUNDS:
        return _bound(frame, row, quantity, mark, figure)
    beside = quantity.statement_columns[1]
    words = (_EVENTS if quantity.reading is Reading.EVENT else _QUALIFIERS)[mark]
    if not words:
        return None, (f"is read as {figure}", f"A {quantity.name} is stated without `about`; leave the mark out")
    if beside not in frame:
        frame[beside] = ""
    stated = str(frame.loc[row, beside]).strip().casefold().replace(" ", "_").replace("-", "_")
    if stated and stated not in words:
        said = f"says `{mark}`, but {beside} is {frame.loc[row, beside]!r}"
        return (said, f"Write `{words[0]}` there, or the {quantity.name} without the mark"), None
    frame.loc[row, beside] = words[0]
    return None, None


def _bound(
    frame: pd.DataFrame, row: int, quantity: Quantity, mark: Mark, figure: str
) -> tuple[_Told | None, _Told | None]:
    """A mark at a quantity that is stated by bounds makes its figure a bound."""
    if mark is Mark.ABOUT:
        return None, (f"is read as {figure}", "State how far off it may be by the columns of its bounds")
    beside = quantity.bound_column("lower" if mark is Mark.MORE else "upper")
    if beside not in frame:
        frame[beside] = ""
    if str(frame.loc[row, beside]).strip():
        return (f"says `{mark}`, but {beside} is {frame.loc[row, beside]!r}", "State one of the two"), None
    frame.loc[row, beside], frame.loc[row, quantity.column] = figure, ""
    return None, None


def read_ticks(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """A column of flags that is ticked where it holds and empty elsewhere: its empty fields are no, and that is told.

    Parameters
    ----------
    frame : DataFrame
        Text.
    file : str
        Name for messages.
    """
    name = "is_control"
    if name not in frame:
        return frame, []
    said = frame[name].str.strip().str.casefold()
    empty = said == ""
    if not empty.any() or not (said[~empty].isin(TICKS)).all() or empty.all():
        return frame, []
    warning = Issue(file, HEADER, name, "", "holds ticks; its empty fields are read as no", "Write 1 and 0 to be sure")
    return frame.assign(**{name: frame[name].where(~empty, "0")}), [warning]
