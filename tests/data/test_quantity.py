"""Quantities and the scales on which boosters learn them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, Quantity, Scale, own_quantity, read_quantity

SCALES = (Scale(), Scale("linear", 298.0, 10.0), Scale("bounded", 0.0, 100.0))


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.kind)
@given(share=st.floats(0.001, 0.999))
def test_a_scale_undoes_itself(scale: Scale, share: float) -> None:
    value = scale.origin + scale.step * share
    assert scale.value(scale.positive(value)) == pytest.approx(value)


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.kind)
def test_a_scale_keeps_the_order_and_is_positive(scale: Scale) -> None:
    values = scale.origin + scale.step * np.linspace(0.01, 0.99, 50)
    positive = scale.positive(values)
    assert (np.diff(positive) > 0).all()
    assert (positive > 0).all()


def test_the_limits_of_a_bounded_quantity_are_zero_and_infinity_and_come_back() -> None:
    percent = Scale("bounded", 0.0, 100.0)
    assert percent.positive([0.0, 100.0]).tolist() == [0.0, np.inf]
    assert percent.value([0.0, np.inf]).tolist() == [0.0, 100.0]


def test_far_values_of_a_linear_scale_stay_finite() -> None:
    assert np.isfinite(Scale("linear", 0.0, 1.0).positive([-1e9, 1e9])).all()


def test_columns_carry_the_unit_at_the_end() -> None:
    assert LIFETIME.column == "lifetime_h"
    assert LIFETIME.bound_column("lower") == "lifetime_lower_h"
    assert OVERPOTENTIAL.bound_column("upper") == "overpotential_upper_mV"
    assert Quantity("coulombic_efficiency_percent").bound_column("lower") == "coulombic_efficiency_percent_lower"


@pytest.mark.parametrize("quantity", [LIFETIME, OVERPOTENTIAL, Quantity("ce", scale=SCALES[2])], ids=lambda q: q.name)
def test_a_quantity_survives_json(quantity: Quantity) -> None:
    assert Quantity.from_dict(json.loads(json.dumps(quantity.to_dict()))) == quantity


def test_a_damaged_quantity_is_told() -> None:
    with pytest.raises(NacreError, match="cannot be read"):
        Quantity.from_dict({"name": "lifetime"})


def test_a_lab_chooses_the_scale_of_its_quantity_by_option() -> None:
    values = [88.0, 90.0, 95.0]
    assert own_quantity("ce", limits=(0.0, 100.0)).scale == Scale("bounded", 0.0, 100.0)
    assert own_quantity("ce", log=True).scale.kind == "log"
    linear = own_quantity("ce", values, minimize=True)
    assert (linear.scale.kind, linear.scale.origin) == ("linear", 90.0)
    assert (linear.higher_is_better, linear.side) == (False, "upper")


def test_bounded_values_at_the_limits_become_open_intervals() -> None:
    ends = np.array([0.0, 50.0, 100.0])
    low, high = own_quantity("ce", limits=(0.0, 100.0)).positive_intervals(ends, ends)
    np.testing.assert_allclose([low[1], high[1]], 1.0)  # odds
    assert low[0] == 0.0
    assert 0.0 < high[0] < 0.01
    assert low[2] > 100.0
    assert high[2] == np.inf


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lifetime: log", "Write 'lifetime' alone"),
        (": log", "Write the column of the table first"),
        ("ce: often", "Write limits"),
        ("ce: a to b", "Write limits"),
        ("ce: 100 to 0", "Write the lower one first"),
        ("ce: 0 to 100, log", "--bounded` or `--log"),
    ],
)
def test_a_target_that_is_not_understood_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(NacreError) as caught:
        read_quantity(text)
    assert message in caught.value.hint


def test_what_is_known_of_a_lifetime_by_how_its_test_ended() -> None:
    table = pd.DataFrame(
        {
            "lifetime_h": [300.0, 300.0, 300.0, np.nan],
            "lifetime_event": ["failed", "failed_before", "survived", "failed"],
        }
    )
    lower, upper = LIFETIME.intervals(table)
    # A cell that was seen to fail at 300 h ran until then; one that was found dead at 300 h may have died at any hour.
    np.testing.assert_array_equal(lower, [300.0, 0.0, 300.0, np.nan])
    np.testing.assert_array_equal(upper, [300.0, 300.0, np.inf, np.nan])


def test_what_is_known_of_an_overpotential_by_its_qualifier() -> None:
    table = pd.DataFrame(
        {"overpotential_mV": [20.0, 20.0, 20.0, 20.0], "overpotential_qualifier": ["eq", "approx", "lt", "gt"]}
    )
    lower, upper = OVERPOTENTIAL.intervals(table)
    np.testing.assert_allclose(lower, [20.0, 20.0 / 1.15, 0.0, 20.0])
    np.testing.assert_allclose(upper, [20.0, 23.0, 20.0, np.inf])


def test_a_bound_that_a_lab_states_counts_more_than_the_value_beside_it() -> None:
    ice = own_quantity("ice_percent")
    table = pd.DataFrame({"ice_percent": [40.0, 40.0], "ice_percent_lower": [35.0, np.nan],
                          "ice_percent_upper": [np.nan, np.nan]})  # fmt: skip
    lower, upper = ice.intervals(table)
    np.testing.assert_array_equal(lower, [35.0, 40.0])
    np.testing.assert_array_equal(upper, [np.inf, 40.0])
