"""Values with units, as a command line writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, own_quantity
from nacre.pipelines.screening.suggesting.values import read_limit, read_value

PERCENT = own_quantity("ice_percent", limits=(0.0, 100.0))


@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [
        ("500 h", LIFETIME, 500.0),
        ("500h", LIFETIME, 500.0),
        ("2.5 d", LIFETIME, 60.0),
        ("90 min", LIFETIME, 1.5),
        ("0.05 V", OVERPOTENTIAL, 50.0),
        ("1e2 mV", OVERPOTENTIAL, 100.0),
        ("95", PERCENT, 95.0),
        (500, LIFETIME, 500.0),
    ],
)
def test_a_value_is_read_in_the_unit_of_its_quantity(text: str | float, quantity: object, value: float) -> None:
    assert read_value(text, quantity, "--threshold") == pytest.approx(value)  # type: ignore[arg-type]


@given(value=st.floats(1e-3, 1e6))
def test_days_are_hours_by_another_name(value: float) -> None:
    days, hours = (read_value(f"{value / share!r} {unit}", LIFETIME, "-t") for share, unit in ((24.0, "d"), (1.0, "h")))
    assert days == pytest.approx(hours)


@pytest.mark.parametrize(
    ("text", "quantity", "words"),
    [
        ("500", LIFETIME, "has no unit"),
        ("500 K", LIFETIME, "the unit 'K' does not fit"),
        ("95 %", PERCENT, "takes no unit"),
        ("120", PERCENT, "nothing that ice_percent can be"),
        ("0 h", LIFETIME, "nothing that lifetime can be"),
        ("nan h", LIFETIME, "is no number"),
        ("", LIFETIME, "is no number"),
        (float("inf"), LIFETIME, "nothing that lifetime can be"),
    ],
)
def test_what_is_no_value_is_told_with_an_example(text: str | float, quantity: object, words: str) -> None:
    with pytest.raises(NacreError, match=words) as told:
        read_value(text, quantity, "--threshold")  # type: ignore[arg-type]
    assert "--threshold" in told.value.hint


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("overpotential=50", "chance_overpotential_at_most_50_mV"),
        ("overpotential = 0.05 V", "chance_overpotential_at_most_50_mV"),
        ("ice_percent: 0 to 100 = 90", "chance_ice_percent_at_most_90"),
    ],
)
def test_a_limit_names_a_quantity_and_a_value(text: str, column: str) -> None:
    assert read_limit(text, "upper").column == column
