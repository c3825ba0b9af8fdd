"""Whether a file can be a table at all, before anything is built of it: its first bytes, width, fields and quotes.

All limits of a table stand here. Text is looked through once, before a library reads it, and never more than a line of
it is kept, so that a hostile file costs seconds and no memory. What a workbook unpacks to is looked at as cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn, TextIO

import pandas as pd

from ..errors import TableError, shortened

#: No table of cells is larger, wider, or holds a longer text.
MOST_BYTES = 200 * 10**6
MOST_COLUMNS = 2000
MOST_CHARACTERS = 100_000
_MOST_LINE = 2 * 10**6
#: First bytes of other kinds of file, and what to do with them.
_OTHERS = (
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"PK\x03\x04", "an Excel sheet or a ZIP archive", "Save the sheet as CSV, or unpack the archive."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel sheet", "Save the sheet as CSV."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it first."),
    (b"(\xb5/\xfd", "a zstd archive", "Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first."),
    (b"%PDF", "a PDF", "`nacre read` takes papers."),
    (b"PAR1", "a Parquet file", "Save it as CSV."),
    (b"SQLite format 3\x00", "a database", "Save its table as CSV."),
    (b"\x89PNG", "a picture", "Write its numbers as CSV."),
    (b"\xff\xd8\xff", "a picture", "Write its numbers as CSV."),
)


def check_file(path: Path) -> None:
    """Refuse a file that is no table; errors and limits as of `check_shape`.

    Parameters
    ----------
    path : path
        A file that is there.
    """
    with path.open("rb") as file:
        _check(file, path.stat().st_size, path.name)


def check_shape(content: bytes, name: str) -> None:
    """Refuse bytes that are no table of text.

    Parameters
    ----------
    content : bytes
        In any encoding that writes commas and quotes as ASCII does, or UTF-16 with its mark.
    name : str
        What errors call it.

    Raises
    ------
    TableError
        Where it is another kind of file, too long or too wide, a field is too long or a quote is never closed.
    """
    _check(io.BytesIO(content), len(content), name)


def check_size(size: int, name: str) -> None:
    """Refuse a file that is too long.

    Parameters
    ----------
    size : int
        Bytes.
    name : str
        What errors call it.

    Raises
    ------
    TableError
    """
    if size > MOST_BYTES:
        _refuse(name, f"has more than {MOST_BYTES // 10**6} MB", "No table of cells is that long: split it.")


def check_cells(frame: pd.DataFrame, name: str) -> None:
    """Refuse the cells of a workbook's sheet where it is too wide or a text too long.

    Parameters
    ----------
    frame : DataFrame
        Text, or nothing.
    name : str
        What errors call it.

    Raises
    ------
    TableError
    """
    if len(frame.columns) > MOST_COLUMNS:
        _refuse(name, f"has more than {MOST_COLUMNS:,} columns", "A table of cells has some twenty.")
    for place in range(len(frame.columns)):
        lengths = frame.iloc[:, place].fillna("").str.len()
        if len(lengths) and lengths.max() > MOST_CHARACTERS:
            reason = f"has a field of more than {MOST_CHARACTERS:,} characters in the column {frame.columns[place]!r}"
            _refuse(name, reason, "Look at it there.")


def _check(file: BinaryIO, size: int, name: str) -> None:
    check_size(size, name)
    head = file.read(4096)
    file.seek(0)
    for start, kind, remedy in _OTHERS:
        if head.startswith(start):
            _refuse(name, f"is {kind}, whatever its ending says", remedy)
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "latin-1"
    if encoding == "latin-1" and b"\0" in head:
        _refuse(name, "holds bytes that are no text", "Save the table as CSV in UTF-8.")
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        _check_lines(text, name)
    finally:
        text.detach()  # the file is its owner's to close


def _check_lines(text: TextIO, name: str) -> None:
    first = text.readline(_MOST_LINE)
    # Whichever separates its fields: there are never more of them than of all together.
    if max(first.count(sign) for sign in ",;\t|") >= MOST_COLUMNS:
        _refuse(name, f"has more than {MOST_COLUMNS:,} columns", "A table of cells has some twenty.")
    quotes = 0

    def lines() -> Iterator[str]:
        nonlocal quotes
        line = first
        while line:
            if len(line) >= _MOST_LINE:
                _refuse(name, f"has a line of more than {_MOST_LINE:,} characters", "Look whether it is a table.")
            quotes += line.count('"')
            yield line
            line = text.readline(_MOST_LINE)

    begun, row_begun = 0, 0
    rows = csv.reader(lines(), delimiter=max(",;\t|", key=first.count))
    try:
        for row in rows:
            if len(row) > MOST_COLUMNS:
                _refuse(
                    name, f"has a line of more than {MOST_COLUMNS:,} fields (line {begun + 1})", "Look at it there."
                )
            if max(map(len, row), default=0) > MOST_CHARACTERS:
                _too_long(name, begun)
            row_begun, begun = begun, rows.line_num
    except csv.Error:  # Python's own limit on a field
        _too_long(name, begun)
    if quotes % 2 and begun > row_begun + 1:
        _refuse(name, f'has a quote (") at line {row_begun + 1} that is never closed', "Close it, or leave it out.")


def _too_long(name: str, line: int) -> NoReturn:
    _refuse(
        name, f"has a field of more than {MOST_CHARACTERS:,} characters that begins at line {line + 1}",
        'A quote (") there may never be closed.',
    )  # fmt: skip


def _refuse(name: str, reason: str, remedy: str) -> NoReturn:
    raise TableError(f"{shortened(name, 80)} {reason}. {remedy}", [])
