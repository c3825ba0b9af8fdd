"""Headers and fields of exports: names, units, clocks, decimal marks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cycling.columns import Column, ColumnMap, find_columns, hours, numbers, plain_unit, split_header

from .vendor_files import clock_text, day_clock_text


@pytest.mark.parametrize(
    ("unit", "plain"),
    [("mA cm⁻²", "ma/cm2"), ("mA·cm^-2", "ma/cm2"), ("mA/cm²", "ma/cm2"), ("µA cm-2", "ua/cm2"), ("A m-2", "a/m2"),
     ("Sec.", "s"), ("°C", "c"), ("mA", "ma"), ("ms", "ms")],
)  # fmt: skip
def test_units_have_one_spelling(unit: str, plain: str) -> None:
    assert plain_unit(unit) == plain


@pytest.mark.parametrize(
    "header", ["Voltage(V)", "Voltage [V]", "Voltage/V", "Voltage, V", "Voltage in V", "Voltage_V", "Voltage（V）"]
)
def test_a_header_is_name_and_unit(header: str) -> None:
    assert ("Voltage", "V") in split_header(header)


def test_the_unit_tells_current_from_current_density() -> None:
    maps = (ColumnMap("current", ("current",)), ColumnMap("current_density", ("current",)))
    assert find_columns(["current (mA cm-2)"], maps).keys() == {"current_density"}
    assert find_columns(["current (mA)"], maps).keys() == {"current"}


def test_the_preferred_name_wins_wherever_it_stands() -> None:
    wanted = (ColumnMap("voltage", ("Ecell", "Ewe")),)
    assert find_columns(["Ewe/V", "Ecell/V"], wanted)["voltage"].position == 1


def test_numbers_with_commas() -> None:
    np.testing.assert_array_equal(numbers(pd.Series(["0,5", " 2 ", "-1e-3"])), [0.5, 2, -1e-3])
    np.testing.assert_array_equal(numbers(pd.Series(["1,234.5", "x"])), [1234.5, np.nan])


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_clocks_read_back(seconds: list[int]) -> None:
    column = Column(0, "time", "time", "s")
    for text in (clock_text, day_clock_text):
        found = hours(pd.Series([text(value) for value in seconds], dtype=str), column)
        np.testing.assert_allclose(found * 3600, seconds, atol=1e-3)
