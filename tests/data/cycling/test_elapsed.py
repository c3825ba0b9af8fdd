"""Columns of time compared: what is noise, a restart, summer time, and which of two is right."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cycling.clocks import Clock
from nacre.data.cycling.elapsed import Timed, elapsed
from nacre.data.errors import NacreError

MINUTES = np.arange(0, 600) / 60
CURRENT = np.where(np.arange(600) % 120 < 60, 1.0, -1.0)
#: What a tester counts: the charge of each half-cycle from 0 on.
CHARGE = {"Capacity(mAh)": (np.arange(600) % 60) / 60}


def counter(hours: np.ndarray, header: str = "time (s)", quantity: str = "time") -> Timed:
    return Timed(header, quantity, Clock(hours))


def dated(hours: np.ndarray, day: dt.date = dt.date(2026, 11, 23)) -> Timed:
    return Timed("Date", "timestamp", Clock(hours, day))


@given(st.lists(st.integers(5, 590), min_size=1, max_size=4, unique=True))
def test_small_steps_back_are_noise(rows: list[int]) -> None:
    seconds = np.arange(0, 600.0)
    noisy = seconds.copy()
    noisy[rows] -= 1.5
    found, remarks = elapsed([counter(noisy / 3600)], CURRENT, {})
    assert found[-1] == pytest.approx(599 / 3600)
    assert (np.diff(found) >= 0).all()
    assert "taken for noise" in remarks[0]


@given(st.integers(100, 500))
def test_a_clock_that_starts_again_goes_on(row: int) -> None:
    again = np.r_[MINUTES[:row], MINUTES[: 600 - row]]
    found, _ = elapsed([counter(again)], CURRENT, {})
    assert found[-1] == pytest.approx((row - 1 + 599 - row) / 60)


def test_midnight_is_no_restart() -> None:
    of_day = Timed("Time", "timestamp", Clock((MINUTES + 20) % 24, period_h=24.0))
    found, _ = elapsed([of_day], CURRENT, {})
    np.testing.assert_allclose(found, MINUTES)


@pytest.mark.parametrize(
    ("day", "hour", "shift"),
    [(dt.date(2026, 3, 28), 26, 1), (dt.date(2026, 10, 24), 27, -1), (dt.date(2026, 3, 7), 26, 1),
     (dt.date(2026, 10, 31), 26, -1)],
    ids=["Europe, spring", "Europe, autumn", "America, spring", "America, autumn"],
)  # fmt: skip
def test_summer_time_is_not_counted(day: dt.date, hour: float, shift: float) -> None:
    local = MINUTES + 22
    found, remarks = elapsed([dated(local + shift * (local >= hour), day)], CURRENT, {})
    np.testing.assert_allclose(found, MINUTES, atol=1e-9)
    assert ("forward" if shift > 0 else "back") in remarks[0]


def test_a_pause_of_an_hour_on_another_day_is_counted() -> None:
    local = MINUTES + 22
    found, remarks = elapsed([dated(local + (local >= 26), dt.date(2026, 3, 25))], CURRENT, {})
    assert found[-1] == pytest.approx(MINUTES[-1] + 1)
    assert remarks == ()


@given(st.sampled_from([1000.0, 1 / 1000, 60.0, 3600.0]))
def test_a_wrong_unit_is_told_by_the_dates(wrong: float) -> None:
    found, remarks = elapsed([counter(MINUTES * wrong), dated(MINUTES)], CURRENT, {})
    np.testing.assert_allclose(found, MINUTES)
    assert "disagree by a factor" in remarks[-1]
    assert "'Date' was taken" in remarks[-1]


@given(st.sampled_from([0.5, 1000.0, 3.0]), st.booleans())
def test_of_two_columns_the_one_that_fits_the_charge_is_taken(wrong: float, first: bool) -> None:
    both = [counter(MINUTES * (wrong if first else 1)), dated(MINUTES * (1 if first else wrong))]
    found, remarks = elapsed(both, CURRENT, CHARGE)
    np.testing.assert_allclose(found, MINUTES)
    assert "current and charge fit it" in remarks[-1]


def test_two_columns_that_nothing_decides_between_are_refused() -> None:
    with pytest.raises(NacreError, match=r"'time \(s\)' and 'Date' of time disagree"):
        elapsed([counter(MINUTES * 1.5), dated(MINUTES)], CURRENT, {})


def test_one_column_that_the_charge_denies_is_refused() -> None:
    with pytest.raises(NacreError, match="1e\\+03 times the charge that the file counts"):
        elapsed([counter(MINUTES * 1000)], CURRENT, CHARGE)


def test_pauses_that_only_the_dates_know_are_not_counted() -> None:
    found, _ = elapsed([counter(MINUTES), dated(MINUTES + 40 * (MINUTES > 5))], CURRENT, CHARGE)
    np.testing.assert_allclose(found, MINUTES)


def test_the_date_of_export_is_no_clock() -> None:
    found, remarks = elapsed([counter(MINUTES), dated(np.zeros(600))], CURRENT, {})
    np.testing.assert_allclose(found, MINUTES)
    assert remarks == ()


def test_records_out_of_order_are_refused() -> None:
    with pytest.raises(NacreError, match="runs backwards at record 302"):
        elapsed([counter(np.r_[MINUTES[:301], MINUTES[100:399]])], CURRENT, {})
