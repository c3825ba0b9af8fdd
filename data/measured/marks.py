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
    faults: list[Issue] = []
    warnings: list[Issue] = []
    for quantity in quantities:
        beside = quantity.statement_columns[1]
        if quantity.reading is Reading.QUALIFIER and beside in frame:
            frame = frame.assign(**{beside: frame[beside].map(lambda text: _SIGNS.get(text.strip(), text))})
        if quantity.column not in frame or frame.empty:
            continue
        stated = {name: frame[name].tolist() for name in quantity.statement_columns if name in frame}
        for i, text in enumerate(frame[quantity.column]):
            mark, figure = split_mark(text) if not text.isdecimal() else (None, text)
            if mark is None:
                continue
            stated[quantity.column][i] = figure
            fault, warning = _tell(stated, i, quantity, mark)
            told = file, int(frame.index[i]), quantity.column, text
            faults += [Issue(*told, *fault)] if fault else []
            warnings += [Issue(*told, *warning)] if warning else []
        frame = frame.assign(**stated)
    return frame, faults, warnings


_Told = tuple[str, str]
_Stated = dict[str, list[str]]


def _tell(stated: _Stated, i: int, quantity: Quantity, mark: Mark) -> tuple[_Told | None, _Told | None]:
    """Write what a mark says into the column beside the figure: fault and warning."""
    if quantity.reading is Reading.BOUNDS:
        return _bound(stated, i, quantity, mark)
    figure, beside = stated[quantity.column][i], quantity.statement_columns[1]
    words = (_EVENTS if quantity.reading is Reading.EVENT else _QUALIFIERS)[mark]
    if not words:
        return None, (f"is read as {figure}", f"A {quantity.name} is stated without `about`; leave the mark out")
    said = _beside(stated, beside, quantity)[i].strip()
    if said and said.casefold().replace(" ", "_").replace("-", "_") not in words:
        remedy = f"Write `{words[0]}` there, or the {quantity.name} without the mark"
        return (f"says `{mark}`, but {beside} is {said!r}", remedy), None
    stated[beside][i] = words[0]
    return None, None


def _bound(stated: _Stated, i: int, quantity: Quantity, mark: Mark) -> tuple[_Told | None, _Told | None]:
    """A mark at a quantity that is stated by bounds makes its figure a bound."""
    figure = stated[quantity.column][i]
    if mark is Mark.ABOUT:
        return None, (f"is read as {figure}", "State how far off it may be by the columns of its bounds")
    beside = quantity.bound_column("lower" if mark is Mark.MORE else "upper")
    if said := _beside(stated, beside, quantity)[i].strip():
        return (f"says `{mark}`, but {beside} is {said!r}", "State one of the two"), None
    stated[beside][i], stated[quantity.column][i] = figure, ""
    return None, None


def _beside(stated: _Stated, name: str, quantity: Quantity) -> list[str]:
    """The column beside a figure, made where only marks tell it."""
    return stated.setdefault(name, [""] * len(stated[quantity.column]))


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
