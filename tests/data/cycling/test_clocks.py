"""Times as testers and spreadsheets write them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cycling.clocks import read_clock
from nacre.data.cycling.columns import Column
from nacre.data.errors import NacreError

from .vendor_files import clock_text, day_clock_text

ELAPSED, DATE = Column(0, "time", "time", "s"), Column(0, "Date", "timestamp", "")


def hours(column: Column, *fields: str) -> np.ndarray:
    clock = read_clock(pd.Series(list(fields), dtype=str), column)
    assert clock is not None
    return clock.hours


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_clocks_read_back(seconds: list[int]) -> None:
    for text in (clock_text, day_clock_text):
        np.testing.assert_allclose(hours(ELAPSED, *map(text, seconds)) * 3600, seconds, atol=1e-3)


@pytest.mark.parametrize(
    ("field", "seconds"),
    [("0d 00:00:05.05", 5.05), ("1 days 02:03:04", 93784), (":1:02:03:04", 93784), ("1.02:03:04", 93784),
     ("0:00:10:500", 10.5), ("100:00:00,5", 360000.5), ("2:30", 9000), ("12.5", 12.5)],
)  # fmt: skip
def test_spellings_of_durations(field: str, seconds: float) -> None:
    np.testing.assert_allclose(hours(ELAPSED, field) * 3600, [seconds])


FORMATS = (
    "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%d.%m.%Y %H:%M:%S",
    "%d-%b-%Y %H:%M:%S",
    "%b %d, %Y %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%y %H:%M", "%Y年%m月%d日 %H:%M:%S", "%a, %d %b %Y %H:%M:%S",
)  # fmt: skip


@given(
    st.datetimes(pd.Timestamp("2020").to_pydatetime(), pd.Timestamp("2029").to_pydatetime()),
    st.sampled_from(FORMATS),
    st.integers(20, 200),
)
def test_dates_read_back_by_one_rule(start: dt.datetime, written: str, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    stamps = [start + dt.timedelta(minutes=minutes * i) for i in range(200)]
    found = hours(DATE, *(stamp.strftime(written) for stamp in stamps))
    np.testing.assert_allclose(found - found[0], np.arange(200) * minutes / 60, atol=1e-6)


def test_an_order_that_nothing_tells_is_said() -> None:
    fields = pd.Series(["03/02/2026 23:59:00", "04/02/2026 00:01:00"], dtype=str)
    clock = read_clock(fields, DATE)
    assert clock is not None
    assert np.ptp(clock.hours) == pytest.approx(2 / 60)
    assert clock.remarks == ("dates in 'Date' were read as day/month/year",)


def test_dates_in_two_orders_are_refused() -> None:
    with pytest.raises(NacreError, match="written in two ways"):
        hours(DATE, "13/02/2026 10:00:00", "02/14/2026 10:00:00")


@pytest.mark.parametrize(
    "fields", [("46000.5", "46000.75"), ("1772490000", "1772511600"), ("1772490000000", "1772511600000")]
)
def test_numbers_that_count_from_an_epoch(fields: tuple[str, str]) -> None:
    assert np.ptp(hours(DATE, *fields)) == pytest.approx(6)


def test_offsets_from_universal_time_are_taken_off() -> None:
    found = hours(DATE, "2025-06-06 09:10:00+00:00", "2025-06-06 11:20:00+02:00")
    assert np.ptp(found) == pytest.approx(10 / 60)


def test_days_alone_are_no_clock() -> None:
    assert read_clock(pd.Series(["2026-03-02", "2026-03-03"], dtype=str), DATE) is None
