"""Files of battery cyclers as traces: what a file is, its content tells; what its columns are, their names."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import NacreError
from .binaries import read_binary
from .clocks import read_clock
from .columns import TIMES, Column
from .text import SPACES, Layout, decode, find_layout, nearest_header, read_fields, unified
from .trace import Table, Trace, check_complete, make_trace
from .vocabulary import CYCLERS, Cycler, missing
from .workbooks import Sheet, read_parquet, read_sheets

#: Larger files are refused: they would not fit into memory as text.
MAX_FILE_MB = 1000
_BINARY = (".nda", ".ndax", ".mpr")
_TEXT = (".csv", ".txt", ".tsv", ".tab", ".dat", ".mpt", ".dta", ".bdf", ".asc")
_PACKED = (".zip", ".gz")
#: Endings that a folder is searched for.
SUFFIXES = (*_BINARY, *_TEXT, ".xlsx", ".xlsm", ".xls", ".parquet", *_PACKED)
#: Files of cyclers that are not read: their ending, and what to do.
NOT_READ = {
    ".res": "an Arbin database; export it as CSV or .xlsx from Arbin's Data Watcher",
    ".mps": "EC-Lab's settings; the records are in .mpr or .mpt",
    ".mpl": "EC-Lab's log; the records are in .mpr or .mpt",
    ".ccs": "a file of LANDdt; export it as CSV, text or .xlsx",
    ".cex": "a file of LANDdt; export it as CSV, text or .xlsx",
    ".mdb": "a database; export the records as CSV",
    ".accdb": "a database; export the records as CSV",
    ".mat": "a file of Matlab; write the records as CSV",
    ".h5": "a file of HDF5; write the records as CSV or Parquet",
    ".feather": "a file of Arrow; write the records as CSV or Parquet",
    ".json": "no table; write the records as CSV or Parquet",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_cycler(path: Path | str) -> Trace:
    """Read the file of a cycler.

    Parameters
    ----------
    path : path
        `.nda`, `.ndax`, `.mpr`; a workbook; Parquet; a text export of any ending; or one of these in a .zip or .gz.

    Raises
    ------
    NacreError
        Where the file is missing, too large, damaged, or lacks time, current or voltage.
    """
    path = Path(path)
    if not path.is_file():
        raise NacreError(f"There is no file {path.name!r}.")
    size = path.stat().st_size
    if size == 0:
        raise NacreError("The file is empty.", hint="Export it again.")
    if size > MAX_FILE_MB * 1e6:
        raise NacreError(f"The file is larger than {MAX_FILE_MB} MB.", hint="Export fewer records, or split it.")
    suffix = path.suffix.lower()
    if suffix in _BINARY:
        cycler, frame = read_binary(path)
        headers = [str(name) for name in frame.columns]
        columns = cycler.columns(headers)
        check_complete(columns, headers)
        return make_trace(Table(cycler, columns, frame.set_axis(range(len(headers)), axis=1)))
    if suffix in NOT_READ:
        raise NacreError(f"A file ending in {suffix} is not read: it is {NOT_READ[suffix]}.")
    return _read_content(path.read_bytes(), path.name)


def _read_content(content: bytes, name: str) -> Trace:
    """A trace from the bytes of a file, which tell what it is better than its ending does."""
    suffix = Path(name).suffix.lower()
    if content.startswith(b"\x1f\x8b"):
        return _read_content(_unpacked(content), name.removesuffix(suffix))
    if content.startswith(b"PAR1"):
        headers, fields = read_parquet(content)
        return _from_columns(headers, fields)
    if content.startswith(_OLE) or (content.startswith(b"PK\x03\x04") and _is_workbook(content)):
        sheets = read_sheets(content, suffix, _is_header)
        return _from_sheets(sheets)
    if content.startswith(b"PK\x03\x04"):
        return _read_content(*_from_zip(content))
    if suffix in {".xlsx", ".xlsm", ".parquet", ".zip", ".gz"}:
        raise NacreError(f"The file is no {suffix} file, or it is damaged.", hint="Export it again.")
    return _from_text(unified(decode(content)))


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            inner = file.read(int(MAX_FILE_MB * 1e6) + 1)
    except (OSError, EOFError, zlib.error):
        raise NacreError("The .gz file is damaged.", hint="Pack it again, or unpack it yourself.") from None
    if len(inner) > MAX_FILE_MB * 1e6:
        raise NacreError(f"What is packed in the file is larger than {MAX_FILE_MB} MB.", hint="Export fewer records.")
    return inner


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.casefold() for name in archive.namelist()}
            size = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError):
        return False
    if not names & {"[content_types].xml", "mimetype"}:
        return False
    if size > MAX_FILE_MB * 1e6:
        raise NacreError(f"The workbook is larger than {MAX_FILE_MB} MB.", hint="Export it as CSV.")
    return True


def _from_zip(content: bytes) -> tuple[bytes, str]:
    """The one export in an archive, and its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [each for each in archive.infolist() if not each.is_dir() and not _is_extra(each.filename)]
            exports = [each for each in inside if Path(each.filename).suffix.lower() in SUFFIXES] or inside
            if len(exports) != 1:
                names = ", ".join(Path(each.filename).name for each in exports[:5]) or "none"
                raise NacreError(f"The .zip holds {len(exports)} files ({names}), not one export.", hint="Unpack it.")
            if Path(exports[0].filename).suffix.lower() in _BINARY:
                raise NacreError("The .zip holds a binary file of a cycler.", hint="Unpack it.")
            if exports[0].file_size > MAX_FILE_MB * 1e6:
                raise NacreError(f"What is packed in the file is larger than {MAX_FILE_MB} MB.", hint="Export less.")
            with archive.open(exports[0]) as file:
                return file.read(int(MAX_FILE_MB * 1e6)), exports[0].filename
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        raise NacreError("The .zip file is damaged or has a password.", hint="Unpack it yourself.") from None


def _is_extra(name: str) -> bool:
    """Files that packers and archives add."""
    own = Path(name).name.casefold()
    return "__MACOSX" in name or own.startswith((".", "readme", "license", "desktop.ini", "metadata"))


def _is_header(headers: Sequence[str]) -> bool:
    return any(cycler.fits(headers) for cycler in CYCLERS)


def _cycler(headers: Sequence[str]) -> Cycler:
    return next(cycler for cycler in CYCLERS if cycler.fits(headers))


def _positions(columns: dict[str, list[Column]]) -> list[int]:
    return sorted({column.position for group in columns.values() for column in group})


def _from_columns(headers: list[str], fields: Callable[[Sequence[int]], pd.DataFrame]) -> Trace:
    if not _is_header(headers):
        raise _no_header(headers, "")
    cycler = _cycler(headers)
    columns = cycler.columns(headers)
    return make_trace(Table(cycler, columns, fields(_positions(columns))))


def _from_sheets(sheets: list[Sheet]) -> Trace:
    headers = list(sheets[0].headers)
    cycler = _cycler(headers)
    columns = cycler.columns(headers)
    positions = _positions(columns)
    parts = [sheet.fields(positions) for sheet in sheets]
    remarks = () if len(sheets) == 1 else (f"sheets {', '.join(sheet.name for sheet in sheets)} were joined",)
    _check_going_on([sheet.name for sheet in sheets], parts, columns)
    return make_trace(Table(cycler, columns, pd.concat(parts, ignore_index=True), remarks=remarks))


def _check_going_on(names: list[str], parts: list[pd.DataFrame], columns: dict[str, list[Column]]) -> None:
    """Refuse sheets that are not one record: each goes on where the one before ended."""
    column = next(columns[name][0] for name in ("time", "timestamp", "step_time") if name in columns)
    if column.quantity == "step_time":
        return
    ends = [clock.hours if (clock := read_clock(part[column.position], column)) is not None else None for part in parts]
    for name, before, after in zip(names[1:], ends, ends[1:], strict=False):
        if (
            before is not None
            and after is not None
            and np.nanmin(after) < np.nanmax(before)
            and column.quantity == "time"
        ):
            raise NacreError(
                f"The sheets {names[0]} and {name} are not one record: time begins again.",
                hint="Save each channel as a file of its own.",
            )


def _from_text(text: str) -> Trace:
    layout = find_layout(text, _is_header)
    if layout is None:
        nearest = nearest_header(text)
        raise _no_header(list(nearest[0].headers), f" (line {nearest[1]})") if nearest else _no_header([], "")
    headers = list(layout.headers)
    blocks = _blocks(headers)
    cycler = _cycler([headers[i] for i in blocks[0]])
    tables = []
    for block in blocks:
        names = [headers[i] if i in block else "" for i in range(len(headers))]
        columns = cycler.columns(names)
        fields = read_fields(text, layout, _positions(columns))
        tables.append(Table(cycler, columns, fields, _default_mark(layout, fields)))
    return make_trace(tables[0] if len(tables) == 1 else _side_by_side(tables))


def _default_mark(layout: Layout, fields: pd.DataFrame) -> str:
    """Where separators are no commas, a comma is a decimal mark unless fields tell otherwise."""
    if layout.separator == ",":
        return "."
    texts = [fields[name] for name in fields.columns if pd.api.types.is_string_dtype(fields[name])]
    has = {mark: any(each.str.contains(mark, regex=False).any() for each in texts) for mark in ".,"}
    return "," if has[","] and not has["."] and layout.separator != SPACES else "."


def _blocks(headers: list[str]) -> list[list[int]]:
    """The positions of tables that stand side by side with the same headers; of one table all positions."""
    groups = [
        [i for i, _ in group]
        for filled, group in groupby(enumerate(headers), lambda each: bool(each[1].strip()))
        if filled
    ]
    whole = [group for group in groups if _is_header([headers[i] for i in group])]
    if len(whole) > 1 and len({tuple(headers[i].strip() for i in group) for group in whole}) == 1:
        return whole
    filled = [i for i, name in enumerate(headers) if name.strip()]
    for count in range(2, 9):
        width, rest = divmod(len(filled), count)
        parts = [filled[k * width : (k + 1) * width] for k in range(count)]
        if not rest and width >= 3 and len({tuple(headers[i].strip() for i in part) for part in parts}) == 1:
            return parts
    return [list(range(len(headers)))]


def _side_by_side(tables: list[Table]) -> Table:
    """Blocks of one record (charge left, discharge right) as one table, in the order of time.

    Raises
    ------
    NacreError
        Where the blocks are records of their own.
    """
    first = tables[0]
    column = next(first.columns[name][0] for name in TIMES if name in first.columns)
    parts = []
    for number, table in enumerate(tables):
        moved = dict(zip(_positions(table.columns), _positions(first.columns), strict=True))
        fields = table.fields.rename(columns=moved)
        clock = read_clock(fields[column.position], column)
        hours = clock.hours if clock is not None else np.full(len(fields), np.nan)
        parts.append(fields.assign(hours=hours, block=number)[np.isfinite(hours)])
    joined = pd.concat(parts).sort_values("hours", kind="stable").reset_index(drop=True)
    changes = int((joined.block.diff() != 0).sum())
    if changes > 0.2 * len(joined) or column.quantity == "step_time":
        raise NacreError(
            f"The file holds {len(tables)} records side by side.", hint="Save each record as a file of its own."
        )
    remark = f"{len(tables)} blocks of columns side by side were joined in the order of {column.header!r}"
    return replace(first, fields=joined.drop(columns=["hours", "block"]), remarks=(*first.remarks, remark))


def _no_header(headers: list[str], where: str) -> NacreError:
    """What the header that was found lacks, and what to add."""
    generic = CYCLERS[-1]
    lacking = missing(generic.columns(headers)) if headers else ["time", "current", "voltage"]
    said = {"time": "time (h)", "current": "current (mA)", "voltage": "voltage (V)"}
    names = ", ".join(f"`{said[name]}`" for name in lacking or said)
    if not headers:
        return NacreError(
            "No column of time or current or voltage was found.",
            hint="The header names them with their unit, e.g. `time (h), current (mA), voltage (V)`.",
        )
    seen = ", ".join(name.strip() for name in headers if name.strip())
    if not lacking:
        return NacreError(
            f"The header {seen}{where} is not above records.", hint="Export the records with their header."
        )
    return NacreError(
        f"No column of {' or '.join(lacking)} was found among {seen}{where}.",
        hint=f"If one of these is it, rename it in the file ({names}), or add its name in data/cycling/vocabulary.py.",
    )
