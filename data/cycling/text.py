"""Text exports of cyclers: encoding, separator, preamble and units row, found from the file itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..errors import NacreError

#: Lines in which the header is looked for; EC-Lab's preambles have a hundred or so.
MAX_PREAMBLE = 400
_SEPARATORS = ("\t", ";", ",", "|")
#: Words that tell a Chinese export from bytes of a western code page that happen to be valid GB 18030.
_CHINESE = re.compile("时间|电压|电流|循环|工步|序号|容量")


@dataclass(frozen=True)
class Layout:
    """Where the table of a text stands: separator, number of the header's line (0 = first), the headers."""

    separator: str
    line: int
    headers: tuple[str, ...]


def decode(content: bytes) -> str:
    """Text of unknown encoding: UTF-8, UTF-16 (with mark or without), GBK/GB 18030, else Windows' western code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:2000]
    if head.count(0) > len(head) // 4:
        order = "utf-16-be" if head[0:1] == b"\x00" else "utf-16-le"
        return content.decode(order, errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or _CHINESE.search(text[:20_000]):
            return text
    return content.decode("cp1252", errors="replace")


def find_layout(text: str, is_header: Callable[[list[str]], bool]) -> Layout | None:
    """The first line that is a header under some separator; None where there is none in the first lines."""
    lines = text[:2_000_000].split("\n")[:MAX_PREAMBLE]
    for number, line in enumerate(lines):
        for separator in _SEPARATORS:
            if separator in line:
                headers = next(csv.reader([line], delimiter=separator))
                if is_header(headers):
                    return Layout(separator, number, tuple(headers))
    return None


def read_fields(text: str, layout: Layout, positions: list[int]) -> pd.DataFrame:
    """The fields of some columns as text, one column a position, rows that are no records left out.

    In a nested export (cycles, steps and records in one file) the records' header is indented by empty fields; rows
    with something there belong to the other levels.

    Raises
    ------
    NacreError
        Where there are no rows.
    """
    indent = next((i for i, name in enumerate(layout.headers) if name.strip()), 0)
    wanted = sorted({*range(indent), *positions})
    body = io.StringIO(text)
    try:
        frame: pd.DataFrame = pd.read_csv(
            body, sep=layout.separator, header=None, skiprows=layout.line + 1, dtype=str, keep_default_na=False,
            usecols=wanted, names=range(len(layout.headers)), index_col=False, on_bad_lines="skip", engine="c",
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise NacreError(f"The table under the header cannot be read: {str(error).strip()}.") from None
    frame = frame.fillna("").astype(str)
    for position in range(indent):
        frame = frame[frame[position].str.strip() == ""]
    frame = frame[positions]
    frame = frame[(frame.apply(lambda column: column.str.strip()) != "").any(axis=1)].reset_index(drop=True)
    if frame.empty:
        raise NacreError("There is a header but no record under it.", hint="Export the records, not the summary.")
    return frame


def read_text(path: Path) -> str:
    """The text of a file, line ends unified."""
    return decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
