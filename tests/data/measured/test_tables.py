"""Tables: the shipped ones are sound, and a bad file is told about whole, in one go."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from nacre.data.errors import TableError
from nacre.data.measured.schema import REQUIRED_OF_CELLS, TABLES
from nacre.data.measured.tables import (
    load_cells,
    load_table,
    published_cells,
    read_cells,
    read_inputs,
)
from nacre.data.quantity import outcome_intervals

ROW = {
    "record_id": "a1",
    "paper": "mine2026",
    "electrolyte": "1 M NaPF6 in diglyme",
    "is_control": "0",
    "current_density_mA_cm2": "1",
    "areal_capacity_mAh_cm2": "1",
    "lifetime_h": "500",
    "lifetime_event": "survived",
    "overpotential_mV": "20",
    "overpotential_qualifier": "eq",
}


def write(tmp_path: Path, *changes: dict[str, str], drop: str = "") -> Path:
    """A table of the smallest allowed kind, one row for each set of changes, ids counted up unless given."""
    path = tmp_path / "mine.csv"
    rows = [ROW | {"record_id": f"a{i}"} | change for i, change in enumerate(changes, 1)]
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if name != drop]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_table_is_without_fault(name: str) -> None:
    assert len(load_table(name)) > 0


def test_every_shipped_file_has_a_schema() -> None:
    shipped = {path.name for path in files("nacre.data").joinpath("tables").iterdir() if path.name.endswith(".csv")}
    assert shipped == {f"{name}.csv" for name in TABLES}


def test_published_cells_are_all_there() -> None:
    table = published_cells()
    assert len(table) == len(table.frame) == 457
    assert table.frame["paper"].nunique() == 243
    assert set(table.frame["paper"]) == set(load_table("papers")["paper"])


def test_molecules_of_the_side_tables_are_in_the_registry() -> None:
    names = set(load_table("molecules")["name"])
    for side in ("molecule_properties", "molecule_descriptors", "orbitals"):
        assert set(load_table(side)["name"]) <= names


def test_a_table_needs_only_what_a_lab_has(tmp_path: Path) -> None:
    table = load_cells(write(tmp_path, {}, {"lifetime_h": "", "lifetime_event": ""}))
    assert len(table) == 2
    assert set(ROW) == set(REQUIRED_OF_CELLS)
    assert table.frame.loc[0, "citation"] == ""
    assert np.isnan(table.frame.loc[1, "lifetime_h"])
    assert str(table.cells[0]) == "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2"


@pytest.mark.parametrize(
    ("change", "lower", "upper"),
    [
        ({"lifetime_event": "failed"}, 500, 500),
        ({"lifetime_event": "survived"}, 500, np.inf),
        ({"lifetime_h": "", "lifetime_event": "failed"}, np.nan, np.nan),
        ({"lifetime_h": "", "lifetime_event": ""}, np.nan, np.nan),
    ],
)
def test_lifetime_becomes_an_interval(tmp_path: Path, change: dict[str, str], lower: float, upper: float) -> None:
    found = outcome_intervals(load_cells(write(tmp_path, change)).frame).iloc[0]
    np.testing.assert_equal([found["lifetime_lower_h"], found["lifetime_upper_h"]], [lower, upper])


@pytest.mark.parametrize(
    ("qualifier", "lower", "upper"),
    [("eq", 20, 20), ("lt", 0, 20), ("gt", 20, np.inf), ("approx", 20 / 1.15, 20 * 1.15)],
)
def test_overpotential_becomes_an_interval(tmp_path: Path, qualifier: str, lower: float, upper: float) -> None:
    found = outcome_intervals(load_cells(write(tmp_path, {"overpotential_qualifier": qualifier})).frame).iloc[0]
    assert [found["overpotential_lower_mV"], found["overpotential_upper_mV"]] == pytest.approx([lower, upper])


BAD_FIELDS = [
    ("current_density_mA_cm2", "0", "not between 0 and 1000", "leave it empty"),
    ("current_density_mA_cm2", "-1", "not between 0 and 1000", "mA cm⁻²"),
    ("areal_capacity_mAh_cm2", "1e9", "not between 0 and 1000", "mAh cm⁻²"),
    ("lifetime_h", "-5", "is not above zero", "Leave the field empty"),
    ("lifetime_h", "1,000", "has a comma", "no thousands separator"),
    ("lifetime_h", "1.00,5", "commas or points that do not make a number", "decimal point"),
    ("lifetime_h", "01-Mar", "looks like a date", "Format the column as numbers"),
    ("lifetime_h", "Mar-01", "looks like a date", "Format the column as numbers"),
    ("lifetime_h", "#REF!", "error mark", "Enter the number again"),
    ("lifetime_h", "500 rounds", "is in rounds, the column in h", "Write the figure in h"),
    ("lifetime_h", "inf", "is not a number", "Leave the field empty"),
    ("overpotential_mV", "<50", "says `less than`, but overpotential_qualifier is 'eq'", "Write `lt` there"),
    ("overpotential_mV", "0", "is not above zero", "Leave the field empty"),
    ("lifetime_event", "died", "is not one of failed, failed_before, survived", "Correct the word"),
    ("overpotential_qualifier", "?", "is not one of eq, approx, lt, gt", "Correct the word"),
    ("is_control", "perhaps", "is not a number", ""),
    ("is_control", "2", "is not 0 or 1", "Correct the word"),
    ("paper", "", "is empty", "Fill it in"),
    ("electrolyte", "1 M NaPF7 in diglyme", "cannot be read at character 5: Unknown salt 'NaPF7'", "NaPF6"),
    ("electrolyte", "1 M NaPF6 in PC + 120 wt% FEC", "leaves nothing of the electrolyte", "below 100"),
    ("electrolyte", "1 M NaPF6 in EC/PC (1:0)", "not above zero", "Leave out"),
    ("electrolyte", "1 M EC in PC", "not a salt", "before `in`"),
    ("coating", "unobtainium", "Unknown material", "Did you mean"),
    ("host", "CF", "ambiguous", "Write the one you mean"),
    ("temperature_C", "900", "outside -120 to 250", "°C"),
    ("doi", "see paper", "is not a DOI", "10."),
    ("year", "26", "is not a year", "four digits"),
]


@pytest.mark.parametrize(
    ("column", "value", "reason", "remedy"), BAD_FIELDS, ids=[f"{b[0]}={b[1]}" for b in BAD_FIELDS]
)
def test_bad_field_is_told_with_place_reason_and_remedy(
    tmp_path: Path, column: str, value: str, reason: str, remedy: str
) -> None:
    path = write(tmp_path, {}, {column: value}, {})
    table, issues = read_cells(path)
    (issue,) = [one for one in issues if one.column == column]
    assert (issue.file, issue.row) == ("mine.csv", 3)
    assert issue.value == value
    assert reason in issue.reason
    assert remedy in issue.remedy
    assert len(table) == 2


def test_contradicting_fields_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, {"lifetime_event": ""}, {"overpotential_qualifier": ""})
    _, issues = read_cells(path)
    assert [(issue.row, issue.column) for issue in issues] == [(2, "lifetime_event"), (3, "overpotential_qualifier")]


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"lifetime_h": "-5"},
        {},
        {"electrolyte": "nonsense here", "coating": "unobtainium"},
        {"record_id": "a2", "current_density_mA_cm2": "0"},
    )
    with pytest.raises(TableError) as caught:
        load_cells(path)
    told = {(issue.row, issue.column) for issue in caught.value.issues}
    assert told == {
        (2, "lifetime_h"), (3, "record_id"), (4, "electrolyte"), (4, "coating"), (5, "record_id"),
        (5, "current_density_mA_cm2"),
    }  # fmt: skip
    for issue in caught.value.issues:
        assert str(issue) in str(caught.value)


def test_good_rows_and_faulty_rows_add_up(tmp_path: Path) -> None:
    path = write(tmp_path, {}, {"lifetime_h": "x"}, {"electrolyte": "x y"}, {}, {"lifetime_event": "died"})
    table, issues = read_cells(path)
    assert len(table) + len({issue.row for issue in issues}) == 5
    assert table.frame["record_id"].tolist() == ["a1", "a4"]


@pytest.mark.parametrize("column", REQUIRED_OF_CELLS)
def test_missing_column_is_named(tmp_path: Path, column: str) -> None:
    with pytest.raises(TableError, match=rf"mine\.csv: the column `{column}` is missing"):
        load_cells(write(tmp_path, {}, drop=column))


def test_missing_column_names_the_one_that_may_be_meant(tmp_path: Path) -> None:
    path = write(tmp_path, {})
    path.write_text(path.read_text().replace("lifetime_h", "Lifetime_h"))
    with pytest.raises(TableError, match="Is it 'Lifetime_h'"):
        load_cells(path)


BROKEN_FILES = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n", "is empty"),
    "header only": (",".join(ROW).encode() + b"\n", "no rows"),
    "not UTF-8": (",".join(ROW).encode() + b"\n" + "é".encode("latin-1"), "not UTF-8"),
    "ragged": (",".join(ROW).encode() + b"\n" + b"1," * 30 + b"1\n", "CSV|fields"),
    "open quote": (b'cell\n"1 M NaPF6 in DME\n', "not a CSV table"),
    "ten megabytes in a field": (b"cell\n" + b"x" * 10_000_000 + b"\n", "characters"),
    "header twice": ((",".join(ROW) + ",paper\n" + ",".join(ROW.values()) + ",b\n").encode(), "column 'paper' twice"),
}


@pytest.mark.parametrize(("content", "wrong"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_broken_file_is_told_in_a_sentence(tmp_path: Path, content: bytes, wrong: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=wrong) as caught:
        load_cells(path)
    assert "broken.csv" in str(caught.value)
    assert len(str(caught.value)) < 3000


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="There is no file"):
        load_cells(tmp_path / "none.csv")
    with pytest.raises(TableError, match="is a folder"):
        load_cells(tmp_path)


def test_inputs_come_as_notation_or_as_columns(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('cell,lab\n"1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2",x\n', encoding="utf-8")
    notation, issues = read_inputs(path)
    assert not issues
    assert notation.frame["lab"].tolist() == ["x"]
    path.write_text("electrolyte,coating,current_density_mA_cm2\n1 M NaPF6 in diglyme,NaF,1\n", encoding="utf-8")
    columns, issues = read_inputs(path)
    assert not issues
    assert columns.cells == notation.cells


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes(b"\xef\xbb\xbfcell\nNaFSI in DME\n")
    table, issues = read_inputs(path)
    assert not issues
    assert len(table) == 1
