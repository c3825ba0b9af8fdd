"""A file of any kind to pages of text and tables; nothing is fetched, nothing in a file is executed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...data.errors import NacreError
from ...data.reading.passages import Page
from .limits import check_size
from .office import docx_pages, xlsx_pages
from .pdf import pdf_pages
from .texts import csv_pages, html_pages, text_pages

#: Ending → reader.
_READERS: dict[str, Callable[[Path], list[Page]]] = {
    ".txt": text_pages, ".md": text_pages, ".text": text_pages, ".html": html_pages, ".htm": html_pages,
    ".xhtml": html_pages, ".pdf": pdf_pages, ".docx": docx_pages, ".csv": csv_pages, ".tsv": csv_pages,
    ".xlsx": xlsx_pages,
}  # fmt: skip
SUFFIXES = tuple(_READERS)
_TABLES = {".csv", ".tsv", ".xlsx"}
_DOI = re.compile(r"\b10\.\d{4,9}/[-._;()/:A-Za-z0-9]*[A-Za-z0-9]")
_SIGNATURES = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".docx or .xlsx"), (b"\xd0\xcf\x11\xe0", ".doc or .xls"))


@dataclass(frozen=True)
class Document:
    """A file that was read.

    Attributes
    ----------
    path : Path
    pages : tuple of Page
    doi : str
        The paper's own, where its first pages state it.
    is_table : bool
        Whether the whole file is a table.
    """

    path: Path
    pages: tuple[Page, ...]
    doi: str
    is_table: bool


def read_document(path: Path) -> Document:
    """Read a file.

    Raises
    ------
    NacreError
        Where the file cannot be read, with what to do instead.
    """
    check_size(path)
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        near = {".doc": "Save it as .docx.", ".xls": "Save it as .xlsx."}
        hint = near.get(suffix, f"Readable are {', '.join(SUFFIXES)}.")
        raise NacreError(f"Files ending in {suffix or 'nothing'} are not read: {path.name}.", hint=hint)
    _check_signature(path, suffix)
    pages = _READERS[suffix](path)
    opening = "\n".join(page.text for page in pages[:2])
    found = _DOI.search(opening[: max(20_000, len(opening) // 10)])
    return Document(path, tuple(pages), found.group() if found else "", suffix in _TABLES)


def _check_signature(path: Path, suffix: str) -> None:
    """Refuse a file whose first bytes are another kind's."""
    with path.open("rb") as file:
        start = file.read(1024).lstrip()
    for signature, kind in _SIGNATURES:
        if start.startswith(signature) and suffix not in kind:
            raise NacreError(f"{path.name} is in truth a file of the kind {kind}.", hint="Rename it to its own ending.")
    if suffix == ".pdf" and b"%PDF-" not in start:
        what = "a web page" if b"<html" in start.lower() or b"<!doctype" in start.lower() else "no PDF"
        raise NacreError(f"{path.name} is {what}, whatever its ending says.", hint="Download the PDF itself again.")
