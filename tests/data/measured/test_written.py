"""Fields as people and spreadsheets write them: what is read, and what is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.measured.written import WrittenError, has_decimal_comma, read_flag, read_number, read_word

CURRENT, CAPACITY, HOURS = "current_density_mA_cm2", "areal_capacity_mAh_cm2", "lifetime_h"


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("0,5", CURRENT, 0.5),
        (",25", CAPACITY, 0.25),
        ("0,125", CAPACITY, 0.125),
        ("1,020.5", HOURS, 1020.5),
        ("1.020,5", HOURS, 1020.5),
        ("1 020", HOURS, 1020),
        ("1\u202f020", HOURS, 1020),
        ("1'020", HOURS, 1020),
        ("1,020,300", "cycles", 1020300),
        ("−20", "temperature_C", -20),
        ("1 mA/cm2", CURRENT, 1),
        ("1 mA cm⁻²", CURRENT, 1),
        ("1,5 mA·cm^-2", CURRENT, 1.5),
        ("1 mAh/cm²", CAPACITY, 1),
        ("700 h", HOURS, 700),
        ("700hrs", HOURS, 700),
        ("35 mV", "overpotential_mV", 35),
        ("60 °C", "temperature_C", 60),
        ("200 cycles", "cycles", 200),
        ("96.5 %", "efficiency_percent", 96.5),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, column: str, value: float) -> None:
    assert read_number(text, column) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["RT", "rt", "r.t.", "Room temperature", "room temp.", "RT (25 °C)", "ambient", "Raumtemperatur"]
)
def test_room_temperature_is_25_degrees(text: str) -> None:
    assert read_number(text, "temperature_C") == 25


@pytest.mark.parametrize(
    ("text", "column", "reason", "remedy"),
    [
        ("1,020", HOURS, "may mark thousands or decimals", "1020 or 1.020"),
        ("1,020 h", HOURS, "may mark thousands or decimals", "1020 or 1.020"),
        ("0.5 A/cm2", CURRENT, "is in A/cm2, the column in mA/cm2", "Write 500"),
        ("500 µA cm-2", CURRENT, "is in µA cm-2", "Write 0.5"),
        ("1 mA", CURRENT, "is in mA, the column in mA/cm2", "Write the figure in mA/cm2"),
        ("1 mA/cm2", CAPACITY, "is in mA/cm2, the column in mAh/cm2", "in mAh/cm2"),
        ("30 days", HOURS, "is in days, the column in h", "Write 720"),
        ("350 cycles", HOURS, "is in cycles, the column in h", "goes into `cycles`"),
        ("0.02 V", "overpotential_mV", "is in V, the column in mV", "Write 20"),
        ("298.15 K", "temperature_C", "is in K, the column in °C", "Write 25"),
        ("0.2 µm", "coating_thickness_nm", "is in µm", "Write 200"),
        ("500-600", HOURS, "is a range", "one figure"),
        ("520 ± 30", HOURS, "uncertainty", "one figure"),
        ("12.03.2024", HOURS, "looks like a date", "Format the column"),
        ("1.2.3", CURRENT, "do not make a number", "decimal point"),
        ("1,2,3", CURRENT, "do not make a number", "decimal point"),
        ("n.a.", HOURS, "is not a number", "Leave the field empty"),
        ("—", HOURS, "is not a number", "Leave the field empty"),
        ("RT", HOURS, "is not a number", "digits only"),
        ("> 5", CURRENT, "has a sign", "figure alone"),
        ("long", HOURS, "is not a number", "digits only"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(text: str, column: str, reason: str, remedy: str) -> None:
    with pytest.raises(WrittenError) as caught:
        read_number(text, column)
    assert reason in caught.value.message
    assert remedy in caught.value.hint


def test_a_point_is_doubtful_where_other_numbers_have_decimal_commas() -> None:
    assert has_decimal_comma(["0,5"])
    assert has_decimal_comma(["12,75 mA/cm2"])
    assert not has_decimal_comma(["1,020", "1,020.5"])
    assert read_number("1.020", HOURS) == 1.02
    with pytest.raises(WrittenError, match="point that may mark thousands"):
        read_number("1.020", HOURS, decimal_comma=True)


@given(st.floats(0.001, 1e6).map(lambda value: round(value, 2)))
def test_comma_and_unit_do_not_change_a_number(value: float) -> None:
    assert read_number(f"{value:.2f} h".replace(".", ","), HOURS) == pytest.approx(value)
    assert read_number(f"{value:,.2f}", HOURS) == pytest.approx(value)
    assert read_number(f"{value:,.2f}".replace(",", " ").replace(".", ","), HOURS) == pytest.approx(value)


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "x", "X", "✓", "WAHR", "ja", "oui", "Sí", "1", "是"])
def test_yes(text: str) -> None:
    assert read_flag(text) == 1


@pytest.mark.parametrize("text", ["no", "N", "False", "FALSCH", "nein", "non", "0", "否"])
def test_no(text: str) -> None:
    assert read_flag(text) == 0


@pytest.mark.parametrize("text", ["perhaps", "2", "", "control"])
def test_neither(text: str) -> None:
    assert read_flag(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [("Survived", "survived"), ("SURVIVED ", "survived"), ("failed-before", "failed_before"), ("died", "died")],
)
def test_words_are_read_whatever_their_case(text: str, word: str) -> None:
    assert read_word(text, ("failed", "failed_before", "survived")) == word
