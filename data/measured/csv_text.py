"""Tables as frames of text, from CSV files and workbooks; rows are counted as spreadsheets do: the header is row 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import TableError
from .shape import check_cells, check_file, check_size
from .workbook import SUFFIXES, sheet_table

#: What stands between fields; a spreadsheet that writes decimal commas takes the semicolon.
_SEPARATORS = (",", ";", "\t")
_ROW = "row"
#: More than a file of the largest size can hold: all rows at once.
_MOST_ROWS = 1_000_000_000


def with_rows(frame: pd.DataFrame, *, first: int = 2) -> pd.DataFrame:
    """A frame whose index is the row in a spreadsheet: the one place where rows are counted.

    Parameters
    ----------
    frame : DataFrame
        One of `text_table` keeps its numbers.
    first : int
        Row of the first line of data.
    """
    if frame.index.name == _ROW:
        return frame
    return frame.set_axis(pd.RangeIndex(first, first + len(frame), name=_ROW), axis="index")


def text_table(path: Path) -> pd.DataFrame:
    """A CSV table or the sheet of a workbook, with a header, every field as text.

    Fields stand between commas, semicolons or tabs; the text is UTF-8, or UTF-16 with its mark. Rows without any field
    are left out, but counted.

    Returns
    -------
    DataFrame
        Its index is the row as a spreadsheet counts it.

    Raises
    ------
    TableError
        Where the file cannot be read as a table.
    """
    (frame,) = text_chunks(path, rows=None)
    return frame


def text_chunks(path: Path, *, rows: int | None) -> Iterator[pd.DataFrame]:
    """As `text_table`, so many rows at a time, so that a file of any length takes the memory of a few.

    Parameters
    ----------
    path : path
    rows : int or None
        Rows of a part; all at once where it is None.
    """
    _check_file(path)
    if path.suffix.lower() in SUFFIXES:
        frame, first = sheet_table(path)
        header = [str(name) for name in frame.columns]
        _check_header(header, path.name)
        check_cells(frame, path.name)
        filled = _filled(with_rows(frame, first=first), header)
        if filled.empty:
            raise TableError(f"{path.name} has column names but no rows.", [])
        yield filled
        return
    check_file(path)
    encoding = _encoding(path)
    how: dict[str, Any] = {
        "dtype": str, "keep_default_na": False, "encoding": encoding, "skipinitialspace": True,
        "skip_blank_lines": False,
    }  # fmt: skip
    is_filled = False
    try:
        skipped, line = _header(path, encoding)
        how |= {"skiprows": skipped, "sep": max(_SEPARATORS, key=_outside_quotes(line).count)}
        header = pd.read_csv(path, header=None, nrows=1, **how).iloc[0].fillna("").str.strip().tolist()
        _check_header(header, path.name)
        first = skipped + 2
        with pd.read_csv(path, chunksize=rows or _MOST_ROWS, **how) as parts:
            for part in parts:
                _check_width(part, path.name)
                filled = _filled(with_rows(part.fillna("").rename(columns=str.strip), first=first), header)
                first += len(part)
                if not filled.empty:
                    is_filled = True
                    yield filled
    except UnicodeDecodeError as error:
        raise TableError(f"{path.name} is not UTF-8 (byte {error.start}); save it as “CSV UTF-8”.", []) from None
    except pd.errors.EmptyDataError:
        raise TableError(f"{path.name} is empty; a table starts with a line of column names.", []) from None
    except (pd.errors.ParserError, ValueError) as error:
        raise TableError(f"{path.name} is not a CSV table: {str(error).strip()}.", []) from None
    if not is_filled:
        raise TableError(f"{path.name} has column names but no rows.", [])


def _encoding(path: Path) -> str:
    """UTF-16 where the file starts with its mark, as a spreadsheet's “Unicode text” does."""
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"


def _check_header(header: list[str], name: str) -> None:
    if repeated := [one for one in header if one and header.count(one) > 1]:
        raise TableError(f"{name} has the column {repeated[0]!r} twice; rename one of them.", [])


def _check_width(frame: pd.DataFrame, name: str) -> None:
    if not isinstance(frame.index, pd.RangeIndex):
        raise TableError(f"{name} has rows with more fields than the header; quote fields that hold commas.", [])


def _filled(frame: pd.DataFrame, header: list[str]) -> pd.DataFrame:
    """The frame without rows and nameless columns in which nothing stands."""
    nameless = [column for column, said in zip(frame.columns, header, strict=True) if not said]
    frame = frame.drop(columns=[column for column in nameless if frame[column].eq("").all()])
    return frame[(frame != "").any(axis="columns")]


def _check_file(path: Path) -> None:
    """Refuse what cannot be a table before it is read."""
    if path.is_dir():
        raise TableError(f"{path.name!r} is a folder; name a CSV file.", [])
    if not path.is_file():
        raise TableError(f"There is no file {path.name!r}.", [])
    check_size(path.stat().st_size, path.name)
    if path.stat().st_size == 0:
        raise TableError(f"{path.name} is empty; a table starts with a line of column names.", [])


def _header(path: Path, encoding: str) -> tuple[int, str]:
    """How many empty lines stand above the header, and its line."""
    with path.open(encoding=encoding, newline=None) as lines:
        for number, line in enumerate(lines):
            if line.strip(" \t\r\n,;"):
                return number, line
    raise pd.errors.EmptyDataError


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)
