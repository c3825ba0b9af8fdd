"""Quantities and the scales on which boosters learn them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.models.quantity import LIFETIME, OVERPOTENTIAL, Quantity, Scale

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
