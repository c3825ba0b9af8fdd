"""A lab's table at the door: what is understood, what is doubted, what is refused, each with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import Issue, TableError
from nacre.data.measured.intake import take_in
from nacre.data.measured.plausibility import FOIL_MAH_CM2
from nacre.data.measured.tables import CellTable, check_cells, published_cells, read_cells, read_inputs
from nacre.data.measured.template import template
from nacre.data.quantity import own_quantity
from tests.new_cells import write

ROW = {
    "record_id": "c1",
    "paper": "bench-3",
    "electrolyte": "1 M NaFSI in DME",
    "is_control": "0",
    "current_density_mA_cm2": "0.5",
    "areal_capacity_mAh_cm2": "0.5",
    "temperature_C": "",
    "lifetime_h": "600",
    "lifetime_event": "failed",
    "cycles": "",
    "overpotential_mV": "18",
    "overpotential_qualifier": "eq",
}


def read(*changes: dict[str, str]) -> tuple[CellTable, list[Issue]]:
    """A table with a row for each set of changes, ids counted up."""
    rows = [ROW | {"record_id": f"c{i}"} | change for i, change in enumerate(changes, 1)]
    return check_cells(pd.DataFrame(rows).fillna(""), "bench.csv")


def doubt(**change: str) -> Issue:
    """The one warning about a row that is let in."""
    table, issues = read({}, change)
    assert not issues
    assert len(table) == 2
    (warning,) = table.warnings
    assert (warning.file, warning.row) == ("bench.csv", 3)
    return warning


def test_a_plain_table_is_not_doubted() -> None:
    table, issues = read({}, {"cycles": "300"}, {"current_density_mA_cm2": "20", "areal_capacity_mAh_cm2": "50"})
    assert not issues
    assert table.warnings == ()
    assert table.rows == (2, 3, 4)


@pytest.mark.parametrize(
    ("change", "column", "reason", "remedy"),
    [
        ({"lifetime_h": "50000"}, "lifetime_h", "5.7 years", "minutes or seconds"),
        ({"overpotential_mV": "5000"}, "overpotential_mV", "is 5 V", "write 5;"),
        (
            {"areal_capacity_mAh_cm2": "60", "current_density_mA_cm2": "10"},
            "areal_capacity_mAh_cm2", "sodium foil of 450 µm holds (51 mAh/cm2)", "write 0.06",
        ),
        ({"cycles": "600"}, "lifetime_h", "which take 1200 h", "The hours may be cycles: 1200 h would fit"),
        ({"cycles": "100"}, "lifetime_h", "does not fit 100 cycles", "200 h would fit, or 300 cycles"),
        ({"current_density_mA_cm2": "0.0005"}, "current_density_mA_cm2", "smaller than in any", "write 0.5"),
        ({"current_density_mA_cm2": "500"}, "current_density_mA_cm2", "larger than in any", "write 0.5"),
        (
            {"areal_capacity_mAh_cm2": "0.0005", "current_density_mA_cm2": "0.5"},
            "areal_capacity_mAh_cm2", "smaller than in any", "write 0.5",
        ),
        (
            {"current_density_mA_cm2": "0.01", "areal_capacity_mAh_cm2": "5"},
            "current_density_mA_cm2", "half-cycle of 500 h", "write 10 mA/cm2 or 0.005 mAh/cm2",
        ),
        (
            {"lifetime_h": "3", "current_density_mA_cm2": "0.1", "areal_capacity_mAh_cm2": "1"},
            "lifetime_h", "shorter than one half-cycle (10 h)", "first plating",
        ),
    ],
)  # fmt: skip
def test_what_looks_like_a_slip_is_let_in_with_a_warning(
    change: dict[str, str], column: str, reason: str, remedy: str
) -> None:
    warning = doubt(**change)
    assert warning.column == column
    assert reason in warning.reason
    assert remedy in warning.remedy


def test_the_limit_of_the_capacity_is_what_the_foil_holds() -> None:
    assert pytest.approx(1166 * 0.968 * 0.045) == FOIL_MAH_CM2
    for capacity, warned in ((50, False), (51, True)):
        table, _ = read({"areal_capacity_mAh_cm2": str(capacity), "current_density_mA_cm2": "10"})
        assert bool(table.warnings) == warned


def test_published_cells_are_hardly_doubted() -> None:
    doubted = {warning.row for warning in published_cells().warnings}
    assert len(doubted) < 0.02 * len(published_cells())


def test_an_unknown_column_is_named_with_the_near_one() -> None:
    frame = pd.DataFrame([ROW]).drop(columns="cycles").assign(cycels="300", operator="M.")
    table, issues = check_cells(frame, "bench.csv")
    assert not issues
    near, other = sorted(table.warnings, key=lambda one: one.column)
    assert (near.row, near.column) == (1, "cycels")
    assert "Did you mean `cycles`?" in near.remedy
    assert other.column == "operator"
    assert "no column that nacre reads" in other.reason
    assert table.frame["operator"].tolist() == ["M."]


@pytest.mark.parametrize("wrong", ["lifetme_h", "Lifetime_h", "lifetime h", "lifetime"])
def test_a_required_column_under_another_name_is_one_error(wrong: str) -> None:
    frame = pd.concat([pd.DataFrame([ROW])] * 3).rename(columns={"lifetime_h": wrong})
    table, (issue,) = check_cells(frame, "bench.csv")
    assert not len(table)
    assert str(issue) == f"bench.csv: the column `lifetime_h` is missing. Is it {wrong!r}? Rename it"


def test_a_table_without_electrolytes_says_so_once(tmp_path: Path) -> None:
    path = write(tmp_path / "bench.csv", pd.DataFrame([ROW] * 3).drop(columns="electrolyte"))
    with pytest.raises(TableError, match="lacks columns") as caught:
        take_in(path)
    assert [str(issue) for issue in caught.value.issues] == [
        "bench.csv: the column `electrolyte` is missing. Add it to the header; its fields may be empty"
    ]


@pytest.mark.parametrize(
    ("lifetime", "stated", "event"),
    [
        (">700", "", "survived"),
        ("≥ 700 h", "Survived", "survived"),
        ("700+", "", "survived"),
        ("<700", "", "failed_before"),
        ("< 700", "failed", "failed_before"),
        ("over 700 h", "", "survived"),
    ],
)
def test_a_mark_at_a_lifetime_is_its_event(lifetime: str, stated: str, event: str) -> None:
    table, issues = read({"lifetime_h": lifetime, "lifetime_event": stated})
    assert not issues
    assert table.frame.loc[0, ["lifetime_h", "lifetime_event"]].tolist() == [700, event]


@pytest.mark.parametrize(
    ("voltage", "stated", "word"),
    [("<20", "", "lt"), (">20", "gt", "gt"), ("~20", "", "approx"), ("≈ 20 mV", "Approx", "approx"), ("20", "<", "lt")],
)
def test_a_mark_at_an_overpotential_is_its_qualifier(voltage: str, stated: str, word: str) -> None:
    table, issues = read({"overpotential_mV": voltage, "overpotential_qualifier": stated})
    assert not issues
    assert table.frame.loc[0, ["overpotential_mV", "overpotential_qualifier"]].tolist() == [20, word]


@pytest.mark.parametrize(
    ("change", "reason", "remedy"),
    [
        ({"lifetime_h": ">700"}, "says `more than`, but lifetime_event is 'failed'", "Write `survived` there"),
        ({"lifetime_h": "<50", "lifetime_event": "survived"}, "says `less than`", "Write `failed_before` there"),
        ({"overpotential_mV": "<20", "overpotential_qualifier": "gt"}, "says `less than`", "Write `lt` there"),
        ({"overpotential_mV": "~20"}, "says `about`, but overpotential_qualifier is 'eq'", "Write `approx` there"),
    ],
)
def test_a_mark_that_contradicts_is_told(change: dict[str, str], reason: str, remedy: str) -> None:
    table, (issue,) = read({}, change)
    assert (issue.row, issue.value) == (3, next(iter(change.values())))
    assert reason in issue.reason
    assert remedy in issue.remedy
    assert len(table) == 1


def test_about_says_nothing_of_a_lifetime() -> None:
    assert "is read as 600" in doubt(lifetime_h="~600").reason


def test_marks_alone_tell_the_event() -> None:
    frame = pd.DataFrame([ROW | {"lifetime_h": ">700"}]).drop(columns="lifetime_event")
    table, issues = check_cells(frame, "bench.csv")
    assert not issues
    assert table.frame["lifetime_event"].tolist() == ["survived"]


def test_a_mark_at_an_own_quantity_is_its_bound() -> None:
    frame = pd.DataFrame({"electrolyte": ["1 M NaPF6 in DME"] * 2, "ce": [">98", "97"]})
    table, issues = check_cells(frame, "ce.csv", [own_quantity("ce")])
    assert not issues
    lower, upper = own_quantity("ce").intervals(table.frame)
    np.testing.assert_array_equal([lower, upper], [[98, 97], [np.inf, 97]])


def test_words_and_numbers_of_a_german_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "labor.csv"
    row = ROW | {"is_control": "FALSCH", "current_density_mA_cm2": "0,5", "lifetime_event": "FAILED"}
    row |= {"temperature_C": "RT", "lifetime_h": "600 h"}
    path.write_text(f"\ufeff{';'.join(row)}\r\n{';'.join(row.values())}\r\n;;;;;;;;;;;\r\n", encoding="utf-8")
    table, issues = read_cells(path)
    assert not issues
    assert str(table.cells[0]) == "1 M NaFSI in DME | 0.5 mA/cm2, 0.5 mAh/cm2, 25 °C"
    assert table.frame.loc[0, ["is_control", "lifetime_h", "lifetime_event"]].tolist() == [0, 600, "failed"]


def test_ticks_leave_the_other_rows_unticked_and_that_is_told() -> None:
    table, issues = read({"is_control": "x"}, {"is_control": ""})
    assert not issues
    assert table.frame["is_control"].tolist() == [1, 0]
    assert "empty fields are read as no" in table.warnings[0].reason


def test_empty_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "bench.csv"
    good, bad = (",".join((ROW | change).values()) for change in ({}, {"record_id": "c2", "lifetime_h": "long"}))
    path.write_text(f"\n{','.join(ROW)}\n{good}\n\n{',' * (len(ROW) - 1)}\n{bad}\n", encoding="utf-8")
    table, (issue,) = read_cells(path)
    assert table.rows == (3,)
    assert issue.row == 6  # as the spreadsheet shows it: an empty line, the header, a row, two empty ones


def test_the_template_is_read_and_its_example_never_learned_from(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", template())
    table, issues = read_cells(path)
    assert not issues
    assert not len(table)
    assert "row of the template" in table.warnings[0].reason
    with pytest.raises(TableError, match="no row besides the template's example"):
        take_in(path)
    renamed = write(tmp_path / "mine.csv", template().assign(record_id="c1"))
    table, issues = read_cells(renamed)
    assert (len(table), issues, table.warnings) == (1, [], ())
    both = write(tmp_path / "mine.csv", pd.concat([template(), template().assign(record_id="c1")]))
    intake = take_in(both)
    assert (intake.rows, intake.tables[0].rows) == (1, (3,))
    assert [warning.row for warning in intake.warnings] == [2]


def test_a_lab_is_the_paper_of_its_cells_and_names_only_what_it_measured(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "record_id,electrolyte,is_control,lifetime_h,lifetime_event\nc1,1 M NaPF6 in diglyme,1,300,failed\n"
    )
    with pytest.raises(TableError, match="lacks columns"):
        take_in(path)
    intake = take_in(path, lab="our lab")
    assert not intake.issues
    (cell,) = intake.tables[0].table.frame.to_dict("records")
    assert (cell["paper"], cell["lifetime_h"]) == ("our lab", 300)
    assert np.isnan(cell["current_density_mA_cm2"])
    path.write_text("record_id,electrolyte,lifetime_h,lifetime_event\nc1,1 M NaPF6 in diglyme,300,failed\n")
    with pytest.raises(TableError) as caught:
        take_in(path, lab="our lab")
    assert [issue.column for issue in caught.value.issues] == ["is_control"]


def test_cells_to_predict_are_doubted_too(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("electrolyte,curent_density_mA_cm2,areal_capacity_mAh_cm2,lab\nNaFSI in DME,1,60,a\n")
    table, issues = read_inputs(path)
    assert not issues
    assert [(warning.row, warning.column) for warning in table.warnings] == [
        (1, "curent_density_mA_cm2"), (2, "areal_capacity_mAh_cm2"),
    ]  # fmt: skip
