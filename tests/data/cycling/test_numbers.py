"""Fields as numbers: however a computer of some country writes them, the number comes back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cycling.numbers import decimal_mark, numbers, split_units


def series(*fields: str) -> pd.Series[str]:
    return pd.Series(list(fields), dtype=str)


def test_numbers_with_commas() -> None:
    np.testing.assert_array_equal(numbers(series("0,5", " 2 ", "-1e-3")), [0.5, 2, -1e-3])
    np.testing.assert_array_equal(numbers(series("1,234.5", "x")), [1234.5, np.nan])


WRITERS = {
    "english": lambda x: f"{x:,.2f}",
    "german": lambda x: f"{x:,.2f}".translate(str.maketrans(",.", ".,")),
    "french": lambda x: f"{x:,.2f}".replace(",", "\u202f").replace(".", ","),
    "swiss": lambda x: f"{x:,.2f}".replace(",", "’"),
    "typeset minus": lambda x: f"{x:.2f}".replace("-", "−"),
    "accounting": lambda x: f"({-x:.2f})" if x < 0 else f"{x:.2f}",
    "minus behind": lambda x: f"{-x:.2f}-" if x < 0 else f"{x:.2f}",
    "scientific": lambda x: f"{x:.12E}",
    "fortran": lambda x: f"{x:.12E}".replace("E", "D"),
}


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20), st.sampled_from(sorted(WRITERS)))
def test_numbers_read_back(hundredths: list[int], country: str) -> None:
    values = np.array(hundredths) / 100
    found = numbers(pd.Series([WRITERS[country](value) for value in values], dtype=str))
    np.testing.assert_allclose(found, values, rtol=1e-12)


def test_the_mark_is_that_of_the_whole_file() -> None:
    time, current = series("960", "1.020"), series("0,000", "1,130")
    assert decimal_mark([time, current]) == ","
    np.testing.assert_array_equal(numbers(time, ","), [960, 1020])
    time, voltage = series("960", "1,020"), series("0.05", "0.06")
    assert decimal_mark([time, voltage]) == "."
    np.testing.assert_array_equal(numbers(time, "."), [960, 1020])


@pytest.mark.parametrize(("mark", "other"), [(",", "."), (".", ",")])
def test_hundreds_beside_groups_of_three_tell_thousands(mark: str, other: str) -> None:
    assert decimal_mark([series("0", "60", "960", f"1{mark}020")], mark) == other


def test_a_column_that_tells_its_own_mark_keeps_it() -> None:
    np.testing.assert_array_equal(numbers(series("1,234.5", "0.25"), ","), [1234.5, 0.25])


def test_what_fits_no_mark_is_no_number() -> None:
    assert np.isnan(numbers(series("1.2.3,4", "OVERLOAD", "1.#IND", ""), ",")).all()


def test_units_stand_in_fields() -> None:
    text, units = split_units(series("60 s", "1.13 mA", "-0,5µA", "7"))
    assert text.tolist() == ["60", "1.13", "-0,5", "7"]
    assert units.tolist() == ["s", "mA", "µA", ""]
