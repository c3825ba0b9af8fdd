"""A table of cells in a workbook: the sheet that holds it, every field as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import NacreError, TableError
from ..sheets import sheets_of

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
#: Columns by which the sheet of cells is told from sheets of notes.
_KEYS = {"cell", "electrolyte", "record_id", "file"}


def sheet_table(path: Path) -> tuple[pd.DataFrame, int]:
    """The table of a workbook: the first sheet with a column that tables of cells have, else the first filled one.

    Returns
    -------
    frame : DataFrame
        Text, columns by the first line with a field.
    first : int
        Row of the first line of data, as the spreadsheet counts.

    Raises
    ------
    TableError
        Where the workbook cannot be opened or holds no table.
    """
    try:
        found = sheets_of(path.read_bytes(), "Tables in a workbook", "cycler")
    except NacreError as error:
        raise TableError(f"{path.name}: {error.message} {error.hint}".strip(), []) from None
    tables = [(number, rows) for rows in (rows for _, rows in found) if (number := _header(rows)) is not None]
    if not tables:
        raise TableError(f"{path.name} is empty; a table starts with a line of column names.", [])
    number, rows = next((one for one in tables if _KEYS & {_text(name) for name in one[1][one[0]]}), tables[0])
    names = [_text(value) for value in rows[number]]
    wide = max(index for index, name in enumerate(names) if name) + 1
    under = [[_text(value) for value in row[:wide]] for row in rows[number + 1 :]]
    return pd.DataFrame(under, columns=names[:wide], dtype=str), number + 2


def _header(rows: Sequence[Sequence[Any]]) -> int | None:
    return next((number for number, row in enumerate(rows) if any(_text(value) for value in row)), None)


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """A cell as a CSV file would have it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return str(value).strip()
