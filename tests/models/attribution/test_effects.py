"""Effects: contributions as factors, differences and odds, each undone by the scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, Quantity, Scale
from nacre.models.attribution.effects import contribution_between, effect, effect_text, is_better, short_text, value_at

TEMPERATURE = Quantity("onset", "°C", scale=Scale("linear", origin=100.0, step=10.0))
EFFICIENCY = Quantity("efficiency", "%", scale=Scale("bounded", origin=0.0, step=100.0))

every_quantity = pytest.mark.parametrize("quantity", [LIFETIME, TEMPERATURE, EFFICIENCY], ids=lambda q: q.name)


@every_quantity
@given(value=st.floats(1.0, 99.0), reference=st.floats(1.0, 99.0))
def test_the_contribution_between_two_values_leads_from_one_to_the_other(
    quantity: Quantity, value: float, reference: float
) -> None:
    start = float(np.log(quantity.scale.positive(reference)))
    assert value_at(start + contribution_between(value, reference, quantity), quantity) == pytest.approx(value)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_effects_of_a_sum_join_as_their_scale_says(one: float, other: float) -> None:
    for quantity in (LIFETIME, EFFICIENCY):
        product = effect(one, quantity) * effect(other, quantity)
        assert effect(one + other, quantity) == pytest.approx(product)
    joined = effect(one, TEMPERATURE) + effect(other, TEMPERATURE)
    assert effect(one + other, TEMPERATURE) == pytest.approx(joined, abs=1e-9)


@pytest.mark.parametrize(
    ("contribution", "quantity", "told"),
    [
        (np.log(1.8), LIFETIME, "× 1.80 longer"),
        (np.log(0.6), LIFETIME, "× 0.60 (shorter)"),
        (np.log(0.6), OVERPOTENTIAL, "× 0.60 (lower)"),
        (0.0, LIFETIME, "no change"),
        (1e-4, LIFETIME, "no change"),
        (1.2, TEMPERATURE, "+12 °C higher"),
        (-1.2, TEMPERATURE, "-12 °C lower"),
        (np.log(2), EFFICIENCY, "odds × 2.00 higher"),
    ],
)
def test_a_contribution_reads_as_its_scale_asks(contribution: float, quantity: Quantity, told: str) -> None:
    assert effect_text(contribution, quantity) == told
    if told != "no change":
        assert told.startswith(short_text(contribution, quantity))


def test_better_depends_on_the_quantity() -> None:
    assert is_better(0.5, LIFETIME)
    assert is_better(-0.5, OVERPOTENTIAL)
    assert not is_better(0.5, OVERPOTENTIAL)
