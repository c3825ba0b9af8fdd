"""Headers and fields of exports: names, units, clocks, decimal marks."""

from __future__ import annotations

import pytest

from nacre.data.cycling.columns import ColumnMap, find_columns, plain_unit, split_header


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
    assert [column.position for column in find_columns(["Ewe/V", "Ecell/V"], wanted)["voltage"]] == [1, 0]
