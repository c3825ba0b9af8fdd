"""Tables of papers."""

from __future__ import annotations

import pytest

from nacre.data.reading.tables import read_table_rows


def facts(*rows: list[str], needs_current: bool = True) -> list[tuple[object, ...]]:
    found = read_table_rows(rows, needs_current=needs_current)
    return [(one.fact.hours, one.fact.event, one.fact.current, one.fact.overpotential, one.reference) for one in found]


@pytest.mark.parametrize(
    ("header", "field", "hours", "over"),
    [
        ("Na/Na cell (cycle life@overpotential (mV))", "800 h@52", 800.0, 52.0),
        ("Symmetric cell (cycle life @ overpotential)", "2 months @ 0.05 V", 1461.0, 50.0),
        ("Lifespan (h)", ">640", 640.0, None),
        ("Cycling time", "25 days", 600.0, None),
        ("lifetime_h", "90", 90.0, None),
    ],
)
def test_headers_and_units(header: str, field: str, hours: float, over: float | None) -> None:
    found = facts(["Anode", "Current density (mA cm−2)", header], ["Na@C", "0.5", field])
    assert found == [(hours, "survived", 0.5, over, "")]


def test_units_of_the_header_and_of_the_field() -> None:
    header = ["Cell", "J (µA cm−2)", "Capacity (mAh cm−2)", "Life / h", "Voltage hysteresis (V)"]
    assert facts(header, ["bare Na", "50", "1", "90", "~0.4"]) == [(90.0, "failed", 0.05, 400.0, "")]


def test_lines_of_one_row_share_its_names_and_its_reference() -> None:
    header = ["Na@SEI", "Current density (mA cm−2)", "Na/Na cell (life@overpotential (mV))", "Ref."]
    found = read_table_rows([header, ["Na@NaF", "1", "1000 h@8", "160"], ["", "5", "600 h@—", ""]])
    assert [(one.fact.coating, one.fact.hours, one.reference, one.row) for one in found] == [
        ("NaF", 1000.0, "160", 1),
        ("NaF", 600.0, "160", 2),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["Salt", "Melting point (°C)"], ["NaPF6", "300"]],
        [["Cathode", "Rate", "Cycles", "Capacity retention (%)"], ["NVP", "1 C", "500", "90"]],
        [["Anode", "Current density (mA cm−2)", "Lifespan (h)"]],
        [["Anode", "Current density (mA cm−2)", "Lifespan (h)"], ["Na@C", "1", "long"]],
    ],
)  # fmt: skip
def test_tables_of_other_things_tell_nothing(rows: list[list[str]]) -> None:
    assert facts(*rows) == []
