"""Fields of time as hours: numbers, `h:mm:ss`, days with hours, and dates, which one rule reads for a whole column."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import Floats
from ..errors import NacreError
from .columns import Column, factor
from .numbers import matches, numbers

_DURATION = (
    r"^:?(?:(?P<d>\d+)\s*(?:d|D|days?|Days?|天)?\s*[-. ,:]\s*)?"
    r"(?P<h>\d+):(?P<m>\d{1,2}):(?P<s>\d{1,2}(?:[.,]\d+)?)[.,]?$"
)
_MILLISECONDS = r"^(?P<h>\d+):(?P<m>\d{1,2}):(?P<s>\d{1,2}):(?P<ms>\d{3})$"
_TWO = r"^(?P<h>\d+):(?P<m>\d{1,2}(?:[.,]\d+)?)[.,]?$"
_MONTH = r"(?i:jan|feb|m[aä]r|mrz|apr|ma[yi]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\p{L}*"
_DATE = (
    r"(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日?"
    rf"|\d{{1,2}}[-/. ]{_MONTH}\.?[-/. ,]+\d{{2,4}}|{_MONTH}\.? \d{{1,2}},? \d{{4}}|\d{{8}})"
)
_STAMP = (
    rf"^(?:\p{{L}}{{2,9}},? )?{_DATE}(?:[T ,;]+(?P<half1>上午|下午)?\s*"
    r"(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,:]\d+)?)?))?"
    r"\s*(?P<half2>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
#: What a field of a date looks like at its beginning.
_LOOKS_LIKE_DATE = (
    r"^(?:\p{L}{2,9},? )?(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    rf"|\d{{1,2}}[-/. ]{_MONTH}\.?[-/. ,]+\d|{_MONTH}\.? \d{{1,2}},? \d{{4}})"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"), 1
    )
    for name in names.split()
}
#: Numbers that are dates: lowest, highest, their unit in days, the day they count from.
_EPOCHS = (
    (20_000, 80_000, 1.0, dt.date(1899, 12, 30)),  # Excel's serial days
    (7e5, 7.7e5, 1.0, dt.date(1, 1, 1) - dt.timedelta(0)),  # Matlab's datenum; the offset of days does not matter
    (5e8, 5e9, 1 / 86400, dt.date(1970, 1, 1)),
    (5e11, 5e12, 1 / 86400e3, dt.date(1970, 1, 1)),
    (5e14, 5e15, 1 / 86400e6, dt.date(1970, 1, 1)),
    (5e17, 5e18, 1 / 86400e9, dt.date(1970, 1, 1)),
)


_NOTHING = pa.scalar("", pa.large_string())


@dataclass(frozen=True)
class Clock:
    """A column of time.

    Attributes
    ----------
    hours : ndarray of shape (n,)
        Since some zero; NaN where the field is no time. Of dates since midnight of `day`.
    day : date or None
        For dates: the day of the first record.
    remarks : tuple of str
        How the fields were read, where there was a choice.
    period_h : float
        After how many hours the fields begin again (24 for times of day, 1 for minutes and seconds), 0 for never.
    """

    hours: Floats
    day: dt.date | None = None
    remarks: tuple[str, ...] = ()
    period_h: float = 0.0


def read_clock(fields: pd.Series[str], column: Column, mark: str = "") -> Clock | None:
    """The times of a column, told from the fields themselves; None where there are none.

    Parameters
    ----------
    fields : Series
        Text, numbers or dates.
    column : Column
        `time`, `step_time` or `timestamp`, with the unit that holds for plain numbers.
    mark : str
        The file's decimal mark.

    Raises
    ------
    NacreError
        Where plain numbers have no unit, or dates are written in two ways.
    """
    if not fields.notna().any():
        return None
    if pd.api.types.is_datetime64_any_dtype(fields):
        first = pd.Timestamp(fields.dropna().iloc[0])
        since = (pd.to_datetime(fields) - first.normalize()).dt.total_seconds() / 3600
        return Clock(np.asarray(since, dtype=np.float64), first.date())
    if not pd.api.types.is_numeric_dtype(fields):
        plain = fields.str.strip()
        filled = plain[plain != ""]
        looks = filled.iloc[:: max(1, len(filled) // 200)]
        if len(looks) and matches(looks, _LOOKS_LIKE_DATE).mean() > 0.5:
            return _dates(plain, column)
        if len(looks) and looks.str.contains(":", regex=False).mean() > 0.5:
            return _durations(plain, column)
    found = numbers(fields, mark)
    if column.quantity == "timestamp":
        return _counted(found, column)
    return Clock(found * factor(column)) if np.isfinite(found).any() else None


def _groups(text: pd.Series[str], pattern: str) -> dict[str, pa.Array]:
    """Named groups of a pattern, null where it does not match."""
    structs = pc.extract_regex(pa.array(text, type=pa.large_string()), pattern=pattern)
    if isinstance(structs, pa.ChunkedArray):
        structs = structs.combine_chunks()
    missing = structs.is_null()
    fields = {structs.type.field(i).name: structs.field(i) for i in range(structs.type.num_fields)}
    return {name: pc.if_else(missing, None, values) for name, values in fields.items()}


def _floats(array: pa.Array) -> Floats:
    """Digits as numbers; NaN for null, 0 for an empty group."""
    plain = pc.replace_substring(array, ",", ".")
    plain = pc.if_else(pc.equal(plain, ""), "0", plain)
    return np.asarray(pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _durations(plain: pd.Series[str], column: Column) -> Clock:
    """`h:mm:ss` with days or without; the pattern that fits most fields holds for all."""
    sample = plain[plain.str.contains(":", regex=False)]
    sample = sample.iloc[:: max(1, len(sample) // 200)]
    count = {p: matches(sample, p).sum() for p in (_DURATION, _MILLISECONDS, _TWO)}
    pattern = max(count, key=lambda p: count[p])
    parts = {name: _floats(values) for name, values in _groups(plain, pattern).items()}
    if pattern != _TWO:
        seconds = parts["s"] + parts.get("ms", np.zeros(1)) / 1e3
        found = 24 * parts.get("d", np.zeros(1)) + parts["h"] + parts["m"] / 60 + seconds / 3600
        of_day = column.quantity == "timestamp" and float(np.nanmax(found)) < 24
        return Clock(found, period_h=24.0 if of_day else 0.0)
    if sample.str.contains(r"[.,]", regex=True).any() or column.header.casefold().find("min:s") >= 0:
        # Minutes and seconds: Excel shows times so, and the hours are lost where it saves them.
        remarks = (f"{column.header!r} holds minutes and seconds; its hours were counted",)
        return Clock(parts["h"] / 60 + parts["m"] / 3600, remarks=remarks, period_h=1.0)
    return Clock(parts["h"] + parts["m"] / 60)


def _dates(plain: pd.Series[str], column: Column) -> Clock | None:
    """Date and time of day; None where there are days only."""
    parts = _groups(plain, _STAMP)
    times = parts["time"].to_pandas()
    if not (times.fillna("") != "").any():
        return None
    of_day = _time_of_day(times.fillna("0:00:00").replace("", "0:00:00"))
    half = pc.utf8_upper(pc.binary_join_element_wise(parts["half1"], parts["half2"], _NOTHING)).to_pandas().fillna("")
    if (half != "").any():
        after = half.str.startswith("P") | (half == "下午")
        twelve = np.floor(of_day) == 12
        of_day = of_day + np.where(after & ~twelve, 12.0, 0.0) - np.where(~after & (half != "") & twelve, 12.0, 0.0)
    of_day = of_day - _zone_h(parts["zone"].to_pandas().fillna(""))
    codes, names = pd.factorize(parts["date"].to_pandas())
    ordinals, told = _ordinals([str(name) for name in names], codes, of_day, column)
    first = ordinals[codes[codes >= 0][0]]
    found = np.where(codes >= 0, 24 * (ordinals[codes] - first) + of_day, np.nan)
    day = dt.date.fromordinal(int(first)) if np.isfinite(first) else None
    return Clock(np.asarray(found), day, told) if np.isfinite(found).any() else None


def _time_of_day(text: pd.Series[str]) -> Floats:
    seconds = text.where(text.str.count(":") > 1, text + ":00")
    parts = _groups(seconds, r"^(?P<h>\d+):(?P<m>\d+):(?P<s>\d+(?:[.,]\d+)?)(?::(?P<ms>\d+))?$")
    h, m, s, ms = (_floats(parts[name]) for name in ("h", "m", "s", "ms"))
    return np.asarray(h + m / 60 + (s + ms / 1e3) / 3600)


def _zone_h(zone: pd.Series[str]) -> Floats:
    """Hours ahead of UTC."""
    values = {}
    for name in zone.unique():
        match = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", name)
        values[name] = (1 if match[1] == "+" else -1) * (int(match[2]) + int(match[3]) / 60) if match else 0.0
    return np.asarray(zone.map(values), dtype=np.float64)


def _ordinals(names: list[str], codes: np.ndarray, of_day: Floats, column: Column) -> tuple[Floats, tuple[str, ...]]:
    """The day number of each distinct date, by one order of day and month for all of them."""
    numeric = [re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})", name) for name in names]
    if not any(numeric):
        return np.array([_written_date(name) for name in names]), ()
    parts = [(int(m[1]), int(m[2]), _year(m[3])) for m in numeric if m]
    day_first = any(a > 12 for a, _, _ in parts)
    month_first = any(b > 12 for _, b, _ in parts)
    if day_first and month_first:
        raise NacreError(
            f"The dates in {column.header!r} are written in two ways (day/month and month/day).",
            hint="A spreadsheet turned some of them round; export the file again and leave the spreadsheet out.",
        )
    told: tuple[str, ...] = ()
    if not day_first and not month_first and len(parts) > 1 and "." not in names[0]:
        spans = {order: _span(names, codes, of_day, order) for order in ("day", "month")}
        day_first = spans["day"] <= spans["month"]
        told = (f"dates in {column.header!r} were read as {'day/month' if day_first else 'month/day'}/year",)
    order = "day" if day_first or (not month_first and "." in names[0]) else "month"
    return _in_order(names, order), told


def _in_order(names: list[str], order: str) -> Floats:
    found = []
    for name in names:
        match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})", name)
        if match is None:
            found.append(_written_date(name))
            continue
        first, second = int(match[1]), int(match[2])
        day, month = (first, second) if order == "day" else (second, first)
        found.append(_day_number(_year(match[3]), month, day))
    return np.array(found, dtype=np.float64)


def _span(names: list[str], codes: np.ndarray, of_day: Floats, order: str) -> tuple[int, float]:
    """How often time would run backwards by more than an hour, and the longest stretch without a record, h."""
    ordinals = _in_order(names, order)
    known = codes >= 0
    step = np.diff(24 * ordinals[codes[known]] + of_day[known])
    step = step[np.isfinite(step)]
    if not len(step) or not np.isfinite(ordinals).all():
        return len(codes), np.inf
    return int((step < -1.5).sum()), float(step.max())


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day_number(year: int, month: int, day: int) -> float:
    try:
        return float(dt.date(year, month, day).toordinal())
    except ValueError:
        return float("nan")


def _written_date(name: str) -> float:
    """The day number of a date that can be read one way only; NaN where it is none."""
    if match := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", name) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", name
    ):
        return _day_number(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[-/. ]([^\W\d_]+)\.?[-/. ,]+(\d{2,4})", name):
        return _day_number(_year(match[3]), _MONTHS.get(match[2][:3].casefold(), 0), int(match[1]))
    if match := re.fullmatch(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})", name):
        return _day_number(int(match[3]), _MONTHS.get(match[1][:3].casefold(), 0), int(match[2]))
    return float("nan")


def _counted(found: Floats, column: Column) -> Clock | None:
    """Numbers that count days or seconds from an epoch."""
    good = found[np.isfinite(found)]
    if not len(good):
        return None
    for low, high, days, epoch in _EPOCHS:
        if low <= np.median(good) <= high:
            first = np.floor(good[0] * days)
            # The whole day is taken off before the multiplication, so that no digit is lost.
            day = epoch + dt.timedelta(days=int(first)) if int(first) < 100_000 else None
            kind = "Excel's days" if low == 20_000 else "Matlab's days" if low == 7e5 else "seconds since 1970"
            return Clock((found * days - first) * 24, day, (f"{column.header!r} was read as {kind}",))
    return None
