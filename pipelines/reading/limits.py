"""How much of a file is read: papers are small, and what is not is refused before it takes time or memory."""

from __future__ import annotations

from pathlib import Path

from ...data.errors import NacreError

MB = 1_000_000
#: No paper is larger as a file, or unpacked.
MAX_FILE_MB, MAX_UNPACKED_MB = 200, 100
#: Parts in the archive that a .docx or .xlsx file is.
MAX_PARTS = 5_000
#: A longer document is a book or proceedings.
MAX_PAGES = 300
#: Rows and columns of a table, and characters of a text.
MAX_ROWS, MAX_COLUMNS, MAX_CHARACTERS = 20_000, 200, 20_000_000
#: Seconds and memory for a PDF; the slowest papers take a few seconds.
PDF_SECONDS, PDF_MEMORY_MB = 120, 2_000


def check_size(path: Path) -> None:
    """Refuse what is no file, empty or too large.

    Raises
    ------
    NacreError
    """
    if path.is_dir():
        raise NacreError(f"{path.name!r} is a folder inside a folder.", hint="Name the files.")
    if not path.is_file():
        raise NacreError(f"There is no file {str(path)!r}.")
    size = path.stat().st_size
    if size == 0:
        raise NacreError(f"{path.name} is empty.", hint="Download it again.")
    if size > MAX_FILE_MB * MB:
        raise NacreError(f"{path.name} is larger than {MAX_FILE_MB} MB.", hint="Papers are smaller; take its text out.")
