"""Text exports of cyclers: encoding, separator, preamble and units row, found from the file itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import methodcaller
from typing import Any

import numpy as np
import pandas as pd

from ..errors import NacreError

#: Lines in which the header is looked for; EC-Lab's preambles have a hundred or so.
MAX_PREAMBLE = 1000
#: Fields that a line may have beyond the header's; longer lines are no records.
MORE_FIELDS = 64
_SEPARATORS = ("\t", ";", ",", "|")
#: Stands for "runs of spaces" among the separators.
SPACES = " "
#: Words that tell a Chinese export from bytes of a western code page that happen to be valid GB 18030.
_CHINESE = re.compile("时间|电压|电流|循环|工步|序号|容量")
_QUOTED_WHOLE = re.compile(r'^"((?:[^"]|"")*)"[,;\t]*$', re.MULTILINE)
_NUMBER = re.compile(r"^[+-−]?\(?\d[\d.,:eE+\-/ ]*\)?$")


@dataclass(frozen=True)
class Layout:
    """Where the table of a text stands: separator, number of the header's line (0 = first), the headers, and whether
    each line is one quoted field.
    """  # noqa: D205 - one sentence

    separator: str
    line: int
    headers: tuple[str, ...]
    quoted: bool = False


def decode(content: bytes) -> str:
    """Text of unknown encoding: UTF-8, UTF-16 (with mark or without), GBK/GB 18030, else Windows' western code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:2000]
    if head.count(0) > len(head) // 4:
        order = "utf-16-be" if head[0:1] == b"\x00" else "utf-16-le"
        return content.decode(order, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    for encoding in ("utf-8-sig", "gb18030"):  # one damaged byte makes no other language
        if _CHINESE.search(content[:20_000].decode(encoding, errors="replace")):
            return content.decode(encoding, errors="replace")
    return content.decode("cp1252", errors="replace")


def unified(text: str) -> str:
    """A text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_layout(text: str, is_header: Callable[[Sequence[str]], bool]) -> Layout | None:
    """The first line that is a header under some separator and stands above numbers; None where there is none.

    A header without numbers under it is taken where no other line is one.
    """
    lines = text[:4_000_000].split("\n")[: MAX_PREAMBLE + 12]
    alone = None
    for number, line in enumerate(lines[:MAX_PREAMBLE]):
        for layout in _layouts(line, number):
            if is_header(layout.headers):
                if _has_records(layout, lines[number + 1 : number + 12], is_header):
                    return layout
                alone = alone or layout
    return alone


def _has_records(layout: Layout, under: Sequence[str], is_header: Callable[[Sequence[str]], bool]) -> bool:
    """Whether numbers stand under a header before another header does."""
    for line in under:
        if _is_record(line, layout):
            return True
        if any(is_header(other.headers) for other in _layouts(line, 0)):
            return False
    return False


def nearest_header(text: str) -> tuple[Layout, int] | None:
    """The line above the first block of numbers, which is the header even where no name in it is known.

    Returns
    -------
    tuple of Layout and int, or None
        The layout and the line's number as an editor counts.
    """
    lines = text[:4_000_000].split("\n")[:MAX_PREAMBLE]
    for separator in (*_SEPARATORS, SPACES):
        rows = [_fields(line, separator) for line in lines]
        for number in range(1, len(rows) - 1):
            block = rows[number : number + 3]
            width = len(rows[number])
            if width < 2 or any(len(row) < 2 or _numeric(row) < 0.5 for row in block if any(row)):
                continue
            for above in range(number - 1, max(-1, number - 4), -1):
                names = [name.strip() for name in rows[above]]
                if sum(bool(name) for name in names) >= max(2, width - 2) and _numeric(names) < 0.2:
                    return Layout(separator, above, tuple(names)), above + 1
    return None


def _layouts(line: str, number: int) -> list[Layout]:
    """The ways to cut a line; of two fields or fewer none."""
    found = []
    for separator in _SEPARATORS:
        if separator not in line:
            continue
        headers = _fields(line, separator)
        if len(headers) == 1 and separator in headers[0]:
            inner = _fields(headers[0], separator)
            found.append(Layout(separator, number, tuple(inner), quoted=True))
        elif len(headers) > 1:
            found.append(Layout(separator, number, tuple(headers)))
    if not found and len(parts := line.split()) > 2:
        wide = re.split(r"\s{2,}", line.strip())
        found.append(Layout(SPACES, number, tuple(wide if len(wide) > 2 else parts)))
    return found


def _fields(line: str, separator: str) -> list[str]:
    """The fields of a line; what follows the last name is a separator at the end of the line, no column."""
    fields = line.split() if separator == SPACES else next(csv.reader([line], delimiter=separator), [""])
    while len(fields) > 1 and not fields[-1].strip():
        fields.pop()
    return fields


def _numeric(fields: Sequence[str]) -> float:
    filled = [field.strip() for field in fields if field.strip()]
    return sum(bool(_NUMBER.match(field)) for field in filled) / max(1, len(filled))


def _is_record(line: str, layout: Layout) -> bool:
    fields = _fields(line, layout.separator)
    if layout.quoted and len(fields) == 1:
        fields = _fields(fields[0], layout.separator)
    filled = [field.strip() for field in fields if field.strip()]
    return len(fields) > len(layout.headers) // 2 and sum(any(map(str.isdecimal, field)) for field in filled) >= 2


def read_fields(text: str, layout: Layout, positions: Sequence[int]) -> pd.DataFrame:
    """The fields of some columns, one column a position, blank rows left out.

    Columns that hold numbers with a decimal point only are float64, all others text. In a nested export (cycles, steps
    and records in one file) the records' header is indented by empty fields; rows with something there belong to the
    other levels.

    Raises
    ------
    NacreError
        Where there are no rows.
    """
    indent = next((i for i, name in enumerate(layout.headers) if name.strip()), 0)
    wanted = sorted({*range(indent), *positions})
    body = _body(text, layout)
    separator = "\t" if layout.separator == SPACES else layout.separator
    frame = _parsed(body, separator, wanted, len(layout.headers), as_text=indent > 0)
    if indent or not all(pd.api.types.is_numeric_dtype(frame[name]) for name in wanted) or _falls(frame):
        frame = frame if indent else _parsed(body, separator, wanted, len(layout.headers), as_text=True)
        for position in range(indent):
            frame = frame[frame[position].str.strip() == ""]
        frame = frame[[*positions]]
        frame = frame[np.logical_or.reduce([frame[name].str.strip() != "" for name in positions])]
    else:
        frame = frame[[*positions]].dropna(how="all")
    frame = frame.reset_index(drop=True)
    if frame.empty:
        raise NacreError("There is a header but no record under it.", hint="Export the records, not the summary.")
    return frame


def _body(text: str, layout: Layout) -> str:
    """What stands under the header."""
    start = 0
    for _ in range(layout.line + 1):
        start = text.find("\n", start) + 1 or len(text)
    body = text[start:]
    if layout.quoted:
        body = _QUOTED_WHOLE.sub(lambda match: match[1].replace('""', '"'), body)
    return (
        re.sub(r"[ \t]+", "\t", re.sub(r"^[ \t]+", "", body, flags=re.MULTILINE))
        if layout.separator == SPACES
        else body
    )


def _parsed(body: str, separator: str, wanted: list[int], width: int, *, as_text: bool) -> pd.DataFrame:
    """Columns of the body; short lines are filled up, since the first line that the parser sees has the full width."""
    most = max(map(methodcaller("count", separator), body.split("\n")), default=0) + 1
    width = min(max(width, most), width + MORE_FIELDS)
    kinds: Any = {"dtype": str} if as_text else {}
    try:
        frame: pd.DataFrame = pd.read_csv(
            io.StringIO(separator * (width - 1) + "\n" + body), sep=separator, header=None, usecols=wanted,
            names=range(width), index_col=False, keep_default_na=False, na_values=[""], on_bad_lines="skip",
            skip_blank_lines=False, engine="c", low_memory=False, **kinds,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise NacreError(f"The table under the header cannot be read: {str(error).strip()}.") from None
    frame = frame.iloc[1:]
    return frame.fillna("").astype(str) if as_text else frame


def _falls(frame: pd.DataFrame) -> bool:
    """Whether a column of growing numbers goes on a thousand times smaller: `960`, `1.020` with marks of thousands."""
    for name in frame.columns:
        values = frame[name].to_numpy(dtype=np.float64)
        before, after = values[:-1], values[1:]
        steps = np.abs(after - before)
        usual = np.median(steps[np.isfinite(steps)]) if np.isfinite(steps).any() else 0.0
        with np.errstate(invalid="ignore"):
            if ((before < 1000) & (after < before) & (np.abs(1000 * after - before - usual) <= 10 * usual)).any():
                return True
    return False
