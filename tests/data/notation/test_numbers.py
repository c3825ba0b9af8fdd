"""Numbers with units: the same quantity reads the same in any unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.amounts import Basis, Unit, checked_amount, format_dose, number, smallest_whole
from nacre.data.errors import AmountError
from nacre.data.notation.numbers import read_amount, read_ratio

whole = st.integers(1, 60)


@given(st.integers(1, 20_000))
def test_millimolar_and_molar_agree(millimolar: int) -> None:
    one, other = read_amount(f"{millimolar} mM"), read_amount(f"{Fraction(millimolar, 1000).__float__()} M")
    assert one[0] == pytest.approx(other[0], rel=1e-12)
    assert one[1:] == other[1:] == (Unit.MOLAR, True)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("1 mol/L", 1, Unit.MOLAR), ("1 mol L-1", 1, Unit.MOLAR), ("1 mol·L-1", 1, Unit.MOLAR),
        ("50 mmol/L", 0.05, Unit.MOLAR), ("5 µM", 5e-6, Unit.MOLAR), ("2 mol kg-1", 2, Unit.MOLAL),
        ("2 m", 2, Unit.MOLAL),
        ("5 wt.%", 5, Unit.WEIGHT_PERCENT), ("5 w%", 5, Unit.WEIGHT_PERCENT), ("5 % (w/w)", 5, Unit.WEIGHT_PERCENT),
        ("5 v%", 5, Unit.VOLUME_PERCENT), ("5 mol%", 5, Unit.MOLE_PERCENT), (".5 M", 0.5, Unit.MOLAR),
        ("1e-2 M", 0.01, Unit.MOLAR),
    ],
)  # fmt: skip
def test_ways_to_write_an_amount(text: str, amount: float, unit: Unit) -> None:
    found, found_unit, stated = read_amount(text)
    assert found == pytest.approx(amount)
    assert found_unit is unit
    assert stated


def test_a_bare_percent_is_weight_and_says_so() -> None:
    assert read_amount("5 %") == (5.0, Unit.WEIGHT_PERCENT, False)


@given(st.floats(0.001, 90), st.sampled_from(list(Unit)[:5]))
def test_a_written_dose_reads_back(amount: float, unit: Unit) -> None:
    found = read_amount(format_dose(amount, unit))
    assert found[0] == pytest.approx(amount, rel=1e-6)
    assert found[1] is unit


@given(st.lists(whole, min_size=2, max_size=4), st.integers(1, 50))
def test_scaling_a_ratio_changes_nothing(parts: list[int], factor: int) -> None:
    text = ":".join(map(str, parts))
    scaled = ":".join(str(part * factor) for part in parts)
    assert read_ratio(f"({text})") == read_ratio(f"({scaled})")
    halves = smallest_whole([Fraction(part, 2) for part in parts])
    assert halves == read_ratio(f"({text})")[0]


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("(1:1)", None), ("(1:1 v/v)", Basis.VOLUME), ("(1:1, by volume)", Basis.VOLUME), ("(1:1 vol.)", Basis.VOLUME),
        ("(1/1 w/w)", Basis.WEIGHT), ("(1:1 by weight)", Basis.WEIGHT), ("(1:1 mol/mol)", Basis.MOLE),
        ("(1:1 molar ratio)", Basis.MOLE), ("(1:1 volume ratio)", Basis.VOLUME),
    ],
)  # fmt: skip
def test_basis_of_a_ratio(text: str, basis: Basis | None) -> None:
    assert read_ratio(text) == ((1.0, 1.0), basis)


@pytest.mark.parametrize("text", ["0 M", "-1 M", "0 wt%"])
def test_nothing_and_less_are_refused(text: str) -> None:
    with pytest.raises(AmountError, match="above zero"):
        read_amount(text)


def test_numbers_are_written_without_noise() -> None:
    assert [number(x) for x in (1.0, 0.1 + 0.2, 1e-6, 1234.5)] == ["1", "0.3", "0.000001", "1234.5"]


@given(st.floats(min_value=1e-9, max_value=1e5))
def test_a_dose_is_written_with_all_its_digits(amount: float) -> None:
    stated = checked_amount(amount, Unit.MOLAR, "")
    assert stated == pytest.approx(amount, rel=1e-14)
    assert read_amount(format_dose(stated, Unit.MOLAR))[0] == stated


@pytest.mark.parametrize("text", ["1e-10 M", "2e6 m", "9" * 400 + " wt%", "1e999 M"])
def test_an_amount_that_no_recipe_has_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        read_amount(text)


@pytest.mark.parametrize(
    "text", ["(1./4/" + "9" * 400 + ")", "(1:" + "0" * 40 + "1)", "(1:0.0000001)", "(1.2345678901234567:1)"]
)
def test_a_ratio_that_no_recipe_has_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        read_ratio(text)
