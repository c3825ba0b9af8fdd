"""Test conditions as methods sections write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.data.notation.conditions import read_conditions

J, Q, T = "current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C"


def told(text: str) -> dict[str, float]:
    return {one.field: one.value for one in read_conditions(text)}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("1 mA/cm2", J, 1), ("1 mA cm-2", J, 1), ("1 mA cm -2", J, 1), ("1 mA/cm 2", J, 1), ("1 mA cm(-2)", J, 1),
        ("1 mA·cm-2", J, 1), ("500 µA/cm^2", J, 0.5), ("0.001 A/cm2", J, 1), ("20 A m-2", J, 2), ("20 A/m2", J, 2),
        ("2 mAh/cm2", Q, 2), ("2 mA h cm-2", Q, 2), ("2 mAh cm -2", Q, 2), ("2 mA·h cm-2", Q, 2),
        ("25 °C", T, 25), ("-20°C", T, -20), ("298.15 K", T, 25), ("25 degrees Celsius", T, 25), ("60 deg C", T, 60),
        ("60 oC", T, 60), ("25 C", T, 25), ("RT", T, 25), ("room temperature", T, 25),
    ],
)  # fmt: skip
def test_one_condition(text: str, field: str, value: float) -> None:
    assert told(text) == {field: pytest.approx(value)}


@pytest.mark.parametrize(
    "text",
    [
        "0.5 mA cm-2 and 2 mAh cm-2 at 60 °C", "60 °C (0.5 mA cm-2, 2 mAh cm-2)", "0.5 mA cm-2/2 mAh cm-2 @ 60 °C",
        "0.5 mA cm-2 with a fixed areal capacity of 2 mAh cm-2, 60 °C", "J = 0.5 mA cm-2, Q = 2 mAh cm-2, T = 60 °C",
        "60 °C, 2 mAh cm -2 / 0.5 mA cm -2", "current density of 0.5 mA/cm2; capacity of 2 mAh/cm2 at 60 °C",
    ],
)  # fmt: skip
def test_conditions_joined_in_any_way(text: str) -> None:
    assert told(text) == {J: 0.5, Q: 2.0, T: 60.0}


def test_what_is_assumed_is_a_remark() -> None:
    (room,) = read_conditions("RT")
    assert room.remark == "`RT` read as 25 °C."
    current, capacity = read_conditions("2 mA cm-2 and a plating time of 30 min")
    assert (current.value, capacity.field, capacity.value) == (2.0, Q, 1.0)
    assert "30 min" in capacity.remark


@pytest.mark.parametrize("text", ["1", "mA/cm2", "1 mA", "1 V", "1 mA/cm3", "25", "fast", "1C", "0.2C", "30C", "5 C"])
def test_other_quantities_are_refused(text: str) -> None:
    with pytest.raises(NacreError, match=r"no current density|is a rate"):
        read_conditions(text)


@given(st.floats(0.001, 900), st.sampled_from(["mA/cm2", "mA cm-2", "mA cm -2", "mA·cm-2"]))
def test_a_unit_changes_nothing(value: float, unit: str) -> None:
    assert told(f"{value!r} {unit}")[J] == pytest.approx(value)
    assert told(f"{value * 1000!r} µA cm-2")[J] == pytest.approx(value)
    assert told(f"{value * 10!r} A m-2")[J] == pytest.approx(value)
