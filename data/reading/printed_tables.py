"""Tables that print tells by gaps alone: lines under a title `Table 3`, columns where every line is blank between."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TITLE = re.compile(r"^\s*(?:supplementary |extended data )?table\s+S?\d+\b", re.IGNORECASE)
_OTHER = re.compile(r"^\s*(?:fig(?:ure)?s?|scheme|chart)\b\.?\s*S?\d", re.IGNORECASE)
_FIELD = re.compile(r"\S+(?: \S+)*")
#: A field that is a figure, with a sign before it and a unit or `h@20` behind.
_VALUE = re.compile(r"[<>~≈≥≤]?\s?\d+(?:[.,]\d+)?(?:\s?[\w@.%<>~—-]+){0,2}")
#: Of a title, and of a table.
_MOST_LINES = 80
#: Blank lines that end a table.
_BLANK = 4
#: A column of longer texts is the print beside the table.
_LONGEST = 60
_Fields = list[tuple[int, int, str]]


def printed_tables(text: str) -> list[tuple[tuple[str, ...], ...]]:
    """The tables of a page whose text stands where it was printed.

    Parameters
    ----------
    text : str
        Lines of the page, with spaces for the gaps.

    Returns
    -------
    list of tables
        Rows of fields, the header first. What has no columns of values is left out.
    """
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _TITLE.match(line)]
    tables = (_table(_body(lines[start + 1 : start + 1 + _MOST_LINES])) for start in starts)
    return [table for table in tables if len(table) > 1]


def _body(lines: Sequence[str]) -> list[_Fields]:
    """Lines of a table as fields with their places, from the first with gaps to the first that has none."""
    body: list[_Fields] = []
    blank = 0
    for line in lines:
        fields = [(match.start(), match.end(), match[0]) for match in _FIELD.finditer(line)]
        blank = 0 if fields else blank + 1
        if _TITLE.match(line) or _OTHER.match(line) or (body and blank >= _BLANK):
            break
        if body and fields and len(fields[0][2]) >= _LONGEST:
            break
        if len(fields) > 1 or (body and fields):
            body.append(fields)
    return body


def _table(body: Sequence[_Fields]) -> tuple[tuple[str, ...], ...]:
    values = [fields for fields in body if _is_of_values(fields)]
    if not values:
        return ()
    columns = _columns(values)
    if len(columns) < 2:
        return ()
    first = body.index(values[0])
    rows = [_placed([field for fields in body[:first] for field in fields], columns)]
    for fields in body[first:]:
        row = _placed(fields, columns)
        if _is_of_values(fields):
            rows.append(row)
        else:  # the rest of a long name, on a line of its own
            rows[-1] = [f"{above} {more}".strip() for above, more in zip(rows[-1], row, strict=True)]
    wanted = [at for at in range(len(columns)) if max(len(row[at]) for row in rows[1:]) <= _LONGEST]
    return tuple(tuple(row[at] for at in wanted) for row in rows)


def _is_of_values(fields: _Fields) -> bool:
    """Whether two fields of a line are figures; in the rest of a long name none or one is."""
    return sum(_VALUE.fullmatch(text) is not None for _, _, text in fields) > 1


def _columns(lines: Sequence[_Fields]) -> list[tuple[int, int]]:
    """Where columns start and end: what the fields of all lines cover together."""
    columns: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for fields in lines for start, end, _ in fields):
        if columns and start <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(end, columns[-1][1]))
        else:
            columns.append((start, end))
    return columns


def _placed(fields: Sequence[tuple[int, int, str]], columns: Sequence[tuple[int, int]]) -> list[str]:
    """One text a column: each field goes where it overlaps most, or to the nearest."""
    row = [""] * len(columns)
    for start, end, text in fields:
        at = max(range(len(columns)), key=lambda number: min(end, columns[number][1]) - max(start, columns[number][0]))
        row[at] = f"{row[at]} {text}".strip()
    return row
