"""Word and Excel files to pages; both are archives of XML, and are unpacked within limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...data.errors import NacreError
from ...data.extras import package
from ...data.reading.passages import Page
from .limits import MAX_COLUMNS, MAX_PARTS, MAX_ROWS, MAX_UNPACKED_MB, MB
from .texts import check_pages, checked_table, raised

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: An encrypted Office file is an OLE container; `documents` refuses that by its first bytes.
_DAMAGED = "Open it in its program and save it again."


def docx_pages(path: Path) -> list[Page]:
    """Pages of a Word file; where it tells of page breaks, else one."""
    etree = package("defusedxml.ElementTree", "Word files", "read")
    content = _part(path, "word/document.xml")
    try:
        body = etree.fromstring(content).find(f"{_W}body")
    except Exception as error:  # noqa: BLE001 - the parser's own and defusedxml's have no common base
        raise NacreError(f"{path.name} is damaged: {error}.", hint=_DAMAGED) from None
    if body is None:
        raise NacreError(f"{path.name} holds no text.", hint=_DAMAGED)
    texts, tables = [""], list[list[tuple[tuple[str, ...], ...]]]([[]])
    for block in body:
        if block.tag == f"{_W}tbl":
            rows = [[_paragraph(cell) for cell in row.iter(f"{_W}tc")] for row in block.iter(f"{_W}tr")]
            tables[-1].append(checked_table(path, rows))
            continue
        for number, text in enumerate(_paragraph(block).split("\f")):
            if number:
                texts.append("")
                tables.append([])
            texts[-1] += text
        texts[-1] += "\n\n"
    check_pages(path, len(texts))
    return [Page(number, text, tuple(found)) for number, (text, found) in enumerate(zip(texts, tables, strict=True), 1)]


def xlsx_pages(path: Path) -> list[Page]:
    """Sheets of an Excel file, one page each; formulas by the values last calculated."""
    _check_archive(path)
    openpyxl = package("openpyxl", "Excel files", "read")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheets = [
            list(sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True))
            for sheet in book.worksheets
        ]
        book.close()
    except NacreError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parsers do
        raise NacreError(f"{path.name} is damaged: {error}.", hint=_DAMAGED) from None
    pages = []
    for number, rows in enumerate(sheets, 1):
        filled = [row for row in rows if any(field is not None for field in row)]
        last = max((index for row in filled for index, field in enumerate(row) if field is not None), default=-1)
        pages.append(Page(number, "", (checked_table(path, [row[: last + 1] for row in filled]),)))
    return pages


def _check_archive(path: Path) -> zipfile.ZipFile:
    """The archive, where it is whole and unpacks to a sensible size.

    Raises
    ------
    NacreError
    """
    try:
        archive = zipfile.ZipFile(path)
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise NacreError(f"{path.name} is damaged: it is no whole archive.", hint=_DAMAGED) from None
    if any(part.flag_bits & 1 for part in parts):
        raise NacreError(f"{path.name} is encrypted.", hint="Save it without a password.")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_MB * MB:
        raise NacreError(
            f"{path.name} unpacks to more than {MAX_UNPACKED_MB} MB or {MAX_PARTS} parts.",
            hint="No paper does; remove its pictures and save it again.",
        )
    return archive


def _part(path: Path, name: str) -> bytes:
    with _check_archive(path) as archive:
        try:
            with archive.open(name) as file:
                content = file.read(MAX_UNPACKED_MB * MB + 1)
        except KeyError:
            raise NacreError(f"{path.name} is no Word file: it has no {name}.", hint=_DAMAGED) from None
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise NacreError(f"{path.name} is damaged: {error}.", hint=_DAMAGED) from None
        except Exception as error:  # noqa: BLE001 - zlib.error has no public base
            raise NacreError(f"{path.name} is damaged: {error}.", hint=_DAMAGED) from None
    if len(content) > MAX_UNPACKED_MB * MB:
        raise NacreError(f"{path.name} unpacks to more than {MAX_UNPACKED_MB} MB.", hint=_DAMAGED)
    return content


def _paragraph(block: Element) -> str:
    return "".join(_runs(block)).strip(" \n")


def _runs(block: Element) -> Iterator[str]:
    """The text of a block's runs; superscripts stay superscripts, page breaks become form feeds."""
    for run in block.iter(f"{_W}r"):
        place = run.find(f"{_W}rPr/{_W}vertAlign")
        is_raised = place is not None and place.get(f"{_W}val") == "superscript"
        for part in run:
            if part.tag == f"{_W}t":
                yield raised(part.text or "") if is_raised else part.text or ""
            elif part.tag == f"{_W}tab":
                yield " "
            elif part.tag == f"{_W}lastRenderedPageBreak" or (
                part.tag == f"{_W}br" and part.get(f"{_W}type") == "page"
            ):
                yield "\f"
            elif part.tag in {f"{_W}br", f"{_W}cr"}:
                yield "\n"
            elif part.tag == f"{_W}noBreakHyphen":
                yield "-"
