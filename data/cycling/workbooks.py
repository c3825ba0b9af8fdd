"""Tables of cyclers in spreadsheets (.xlsx, .xls) and in Parquet: headers and columns of each sheet."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import NacreError
from ..sheets import sheets_of

#: Rows of a sheet in which the header is looked for.
MAX_PREAMBLE = 100
#: Beginnings of names of sheets that hold no records, though their headers are like those of records.
_SUMMARIES = ("stat", "cycle", "step", "summary", "info", "log", "统计", "循环", "工步")


@dataclass(frozen=True)
class Sheet:
    """A sheet's name, its headers, and the rows under them."""

    name: str
    headers: tuple[str, ...]
    rows: list[list[Any]]

    def fields(self, positions: Sequence[int]) -> pd.DataFrame:
        """Some columns, each numbers, dates, durations or text."""
        return pd.DataFrame({position: _column([row[position] for row in self.rows]) for position in positions})


def read_sheets(content: bytes, suffix: str, is_header: Callable[[Sequence[str]], bool]) -> list[Sheet]:
    """The sheets that hold records: those of the header that most records have.

    Raises
    ------
    NacreError
        Where the package is missing, the workbook is damaged, or no sheet has such a header.
    """
    found: dict[tuple[str, ...], list[Sheet]] = {}
    heads = []
    for name, rows in sheets_of(content, f"Files ending in {suffix}", "cycler"):
        for number, row in enumerate(rows[:MAX_PREAMBLE]):
            headers = tuple(str(value).strip() for value in row)
            if is_header(headers):
                under = [each for each in rows[number + 1 :] if any(value != "" for value in each)]
                if under and not name.casefold().startswith(_SUMMARIES):
                    found.setdefault(headers, []).append(Sheet(name, headers, under))
                break
        else:
            widest = max(
                rows[:MAX_PREAMBLE], key=lambda row: sum(isinstance(v, str) and v != "" for v in row), default=[]
            )
            heads.append(f"{name}: {', '.join(str(value) for value in widest if value != '')}")
    if not found:
        told = "; ".join(heads[:4]) or "nothing"
        raise NacreError(
            f"No sheet has a header with time, current and voltage; found {told}.",
            hint="Name the columns with their unit, e.g. `time (h)`, `current (mA)`, `voltage (V)`.",
        )
    return max(found.values(), key=lambda sheets: sum(len(sheet.rows) for sheet in sheets))


def read_parquet(content: bytes) -> tuple[list[str], Callable[[Sequence[int]], pd.DataFrame]]:
    """The headers of a Parquet file, and a function that reads some of its columns.

    Raises
    ------
    NacreError
        Where the file is damaged.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        names = list(file.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(error) from None

    def fields(positions: Sequence[int]) -> pd.DataFrame:
        try:
            table = file.read(columns=[names[position] for position in positions])
        except (pa.ArrowException, OSError) as error:
            raise _damaged(error) from None
        columns = {position: table.column(names[position]).to_pandas() for position in positions}
        return pd.DataFrame({name: _plain(series) for name, series in columns.items()})

    return names, fields


def _damaged(error: Exception) -> NacreError:
    return NacreError(f"The Parquet file cannot be read: {str(error).splitlines()[0]}.", hint="Export it again.")


def _plain(series: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers and dates (of UTC where they state a zone) as they are, durations and all else as text."""
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        return pd.Series(series.dt.tz_convert("UTC").dt.tz_localize(None))
    if pd.api.types.is_timedelta64_dtype(series):
        return pd.Series([_text(value) for value in series.dt.to_pytimedelta()], dtype=str)
    if pd.api.types.is_numeric_dtype(series) or pd.api.types.is_datetime64_any_dtype(series):
        return series
    return series.fillna("").astype(str)


def _column(values: list[Any]) -> pd.Series[Any]:
    """One column by what most of its cells are."""
    kinds = {type(value) for value in itertools.islice((v for v in values if v != ""), 2000)}
    if kinds <= {float, int}:
        try:
            return pd.Series(np.array([np.nan if value == "" else value for value in values], dtype=np.float64))
        except ValueError:
            pass  # text further down
    if kinds and kinds <= {dt.datetime, dt.date}:
        dates = [pd.Timestamp(value) if isinstance(value, dt.date) else pd.NaT for value in values]
        return pd.Series(dates, dtype="datetime64[us]")
    return pd.Series([_text(value) for value in values], dtype=str)


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """A cell as an export would write it."""
    if isinstance(value, dt.timedelta):
        seconds = value.total_seconds()
        return f"{int(seconds // 3600)}:{int(seconds // 60 % 60):02d}:{seconds % 60:09.6f}"
    if isinstance(value, dt.datetime):
        # Excel shows durations over a day as dates of 1899 and 1900.
        return _text(value - dt.datetime(1899, 12, 31)) if value.year < 1901 else value.isoformat(" ")  # noqa: DTZ001
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
