"""Text, HTML and CSV files to pages."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Final

from ...data.errors import NacreError
from ...data.reading.passages import Page
from ...data.reading.printed_tables import printed_tables
from .limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_PAGES, MAX_ROWS

_RAISED = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
#: Fewer tabs in a line are indents.
_TABS = 2


def raised(text: str) -> str:
    """Text as superscript characters, so that units and references stay what they are.

    Examples
    --------
    >>> raised("-2")
    '⁻²'
    """
    return text.translate(_RAISED) if re.fullmatch(r"[\d−–+,\s-]+", text) else text


def text_pages(path: Path) -> list[Page]:
    """Pages of a text file: form feeds part them; lines with tabs, or with gaps under a title, are tables."""
    pages = _decoded(path).split("\f")
    check_pages(path, len(pages))
    return [Page(number, text, (*_tab_tables(text), *printed_tables(text))) for number, text in enumerate(pages, 1)]


def html_pages(path: Path) -> list[Page]:
    """The one page of an HTML file: its visible text and its tables."""
    reader = _Visible()
    reader.feed(_decoded(path))
    reader.close()
    text = re.sub(r" ?\n ?", "\n", re.sub(r"[ \t]+", " ", "".join(reader.parts)))
    return [Page(1, re.sub(r"\n{3,}", "\n\n", text), tuple(tuple(table) for table in reader.tables))]


def csv_pages(path: Path) -> list[Page]:
    """The one table of a CSV file, whatever parts its fields."""
    text = _decoded(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(islice(csv.reader(text.splitlines(), delimiter=delimiter), MAX_ROWS + 1))
    except csv.Error as error:
        raise NacreError(f"{path.name} is not a CSV table: {error}.", hint="Save it as “CSV UTF-8”.") from None
    return [Page(1, "", (checked_table(path, rows),))]


def checked_table(path: Path, rows: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    """A table with its fields as text.

    Raises
    ------
    NacreError
        Where it is too large.
    """
    widest = max((len(row) for row in rows), default=0)
    if len(rows) > MAX_ROWS or widest > MAX_COLUMNS:
        raise NacreError(
            f"{path.name} has a table of more than {MAX_ROWS} rows or {MAX_COLUMNS} columns.",
            hint="Cycler files are read by `nacre ingest`.",
        )
    return tuple(tuple("" if field is None else str(field).strip() for field in row) for row in rows)


def check_pages(path: Path, count: int) -> None:
    """Refuse what is longer than papers are.

    Raises
    ------
    NacreError
    """
    if count > MAX_PAGES:
        raise NacreError(
            f"{path.name} has {count} pages; at most {MAX_PAGES} are read.", hint="Cut out the pages of the paper."
        )


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        if b"\x00" in content[:10_000]:
            raise NacreError(f"{path.name} is not text.", hint="Save it as text in UTF-8.")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if len(text) > MAX_CHARACTERS:
        raise NacreError(
            f"{path.name} has more than {MAX_CHARACTERS // 1_000_000} million characters.", hint="Split it."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tab_tables(text: str) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Runs of lines whose fields are parted by tabs."""
    rows: list[tuple[str, ...]] = []
    for line in (*text.split("\n"), ""):
        if line.count("\t") >= _TABS:
            rows.append(tuple(field.strip() for field in line.split("\t")))
        elif rows:
            yield tuple(rows)
            rows = []


class _Visible(HTMLParser):
    """Text that a browser would show; scripts, styles and forms are passed over."""

    HIDDEN: Final = {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "nav",
        "footer",
        "button",
    }
    BLOCKS: Final = {"p", "div", "section", "article", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "figure",
                     "figcaption", "table", "blockquote", "header", "main", "dd", "dt", "caption"}  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tables: list[list[tuple[str, ...]]] = []
        self._hidden = 0
        self._raised = 0
        self._row: list[str] | None = None
        self._field: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - HTMLParser's own signature
        if tag in self.HIDDEN:
            self._hidden += 1
        elif tag == "sup":
            self._raised += 1
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_row()
            self._row = []
        elif tag in {"td", "th"} and self._row is not None:
            self._end_field()
            self._field = []
        if tag in self.BLOCKS:
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "sup":
            self._raised = max(0, self._raised - 1)
        elif tag in {"td", "th"}:
            self._end_field()
        elif tag in {"tr", "table"}:
            self._end_row()
        if tag in self.BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        text = raised(data) if self._raised else re.sub(r"\s+", " ", data)
        if self._field is not None:
            self._field.append(text)
        elif self._row is None:
            self.parts.append(text)

    def _end_field(self) -> None:
        if self._field is not None and self._row is not None:
            self._row.append("".join(self._field).strip())
        self._field = None

    def _end_row(self) -> None:
        self._end_field()
        if self._row and self.tables and len(self.tables[-1]) < MAX_ROWS:
            self.tables[-1].append(tuple(self._row[:MAX_COLUMNS]))
        self._row = None
