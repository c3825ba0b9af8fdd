"""Spreadsheets (.xlsx, .xls, .ods) as rows of values."""

from __future__ import annotations

import io
import textwrap
import zipfile
from typing import Any

from .errors import NacreError
from .extras import package

#: A workbook that unpacks to more is no table, or was made to fill the memory.
_MOST_BYTES = 1_000_000_000


def sheets_of(content: bytes, files: str, extra: str) -> list[tuple[str, list[list[Any]]]]:
    """Name and rows of each sheet; formulas by the values last calculated, empty cells as "".

    Parameters
    ----------
    content : bytes
    files, extra : str
        What needs the package that reads them, and the extra that brings it, for the message.

    Raises
    ------
    NacreError
        Where the package is missing, or the workbook is damaged or too large.
    """
    calamine = package("python_calamine", files, extra)
    if content.startswith(b"PK") and _unpacked(content) > _MOST_BYTES:
        raise NacreError(f"The workbook unpacks to more than {_MOST_BYTES / 1e9:g} GB.", hint="Split it.")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - the library's errors for damaged files, panics of Rust among them
        said = textwrap.shorten(str(error), 160, placeholder=" …")
        raise NacreError(f"The workbook cannot be opened: {said}.", hint="Save or export it again.") from None


def _unpacked(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return 0
