"""Versions of the known cells: listed, compared, damaged, missing; papers that are forgotten stay forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from nacre.data.errors import NacreError, StoreError
from nacre.data.measured.forgotten import Forgotten, find_paper, without
from nacre.data.measured.history import difference, history
from nacre.data.measured.intake import take_in
from nacre.data.measured.merging import merge, numbered
from nacre.data.measured.tables import CellTable, check_cells, published_cells
from nacre.data.measured.versions import (
    forgotten_papers,
    keep,
    known_cells,
    remembered,
    stored_versions,
    write_version,
)
from tests.new_cells import rows, write
from tests.pipelines.homes import environment


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with environment(NACRE_HOME=str(tmp_path / "home")):
        yield tmp_path / "home"


def grown(frame: pd.DataFrame) -> CellTable:
    """The published cells with those of a lab."""
    table, issues = check_cells(frame, "new.csv")
    assert not issues
    return merge(published_cells(), [numbered("new.csv", table)]).table


def two_versions() -> None:
    """A lab's cells, then the same with one lifetime corrected."""
    keep(grown(rows(2, 3)))
    keep(grown(rows(2, 3).assign(lifetime_h=lambda one: one["lifetime_h"].where(one.index != 1, "4321"))))


def test_without_own_cells_there_is_the_shipped_table_alone(home: Path) -> None:
    (entry,) = history()
    assert (entry.stored.version, entry.cells, entry.papers) == (0, len(published_cells()), 243)
    assert known_cells().version == 0


def test_the_list_says_what_came_in_with_each(home: Path) -> None:
    two_versions()
    told = [entry.to_dict() for entry in history()]
    assert [one["version"] for one in told] == [0, 1, 2]
    assert [one["came_in"] for one in told] == ["", "6 added", "1 changed"]
    assert told[2]["cells"] == len(published_cells()) + 6
    assert told[2]["written"].endswith("Z")
    assert told[2]["what"] == "new cells"


def test_versions_differ_by_row_and_column(home: Path) -> None:
    two_versions()
    found = difference(1, 2)
    assert (found.added, found.removed) == ([], [])
    assert [(one.record_id, one.column, one.after) for one in found.changed] == [("lab0-1", "lifetime_h", "4321.0")]
    assert difference(2, 0).removed == [f"lab{paper}-{cell}" for paper in range(2) for cell in range(3)]
    assert difference(0, 2).added == difference(2, 0).removed
    assert difference(2, 2).words == "the same rows"


def test_a_version_that_is_not_there_is_told_with_those_that_are(home: Path) -> None:
    two_versions()
    with pytest.raises(StoreError, match=r"no version 7 .*There are 0, 1, 2"):
        difference(1, 7)


def test_a_changed_file_is_told_and_the_others_are_listed(home: Path) -> None:
    two_versions()
    path = stored_versions()[1].path
    assert path is not None
    path.write_text(path.read_text().replace("NaPF6", "NaFSI", 1))
    assert [entry.fault for entry in history()] == ["", "its file was changed since it was written", ""]
    with pytest.raises(StoreError, match=r"Version 1 .* cannot be read: its file was changed.*backup"):
        difference(0, 1)
    assert difference(0, 2).words == "6 added"


def test_a_missing_file_is_told(home: Path) -> None:
    two_versions()
    path = stored_versions()[1].path
    assert path is not None
    path.unlink()
    assert [entry.fault for entry in history()] == ["", "its file is missing", ""]
    with pytest.raises(StoreError, match="its file is missing"):
        difference(1, 2)


def test_a_damaged_note_is_told(home: Path) -> None:
    two_versions()
    path = stored_versions()[2].path
    assert path is not None
    path.with_suffix(".json").write_text("{")
    with pytest.raises(StoreError, match=r"note 'cells-0002.*forgotten"):
        known_cells()


def test_a_missing_note_is_told_where_papers_were_forgotten(home: Path) -> None:
    write_version(b"record_id,paper\na,b\n", "forgot x", [Forgotten("x", since=1)])
    keep(grown(rows(1, 2)))
    assert [one.paper for one in forgotten_papers()] == ["x"]
    path = stored_versions()[2].path
    assert path is not None
    path.with_suffix(".json").unlink()
    with pytest.raises(StoreError, match=r"is missing; it says which papers.*nacre data restore 1"):
        forgotten_papers()


def test_a_version_without_a_note_is_one_of_an_earlier_release(home: Path) -> None:
    keep(grown(rows(1, 2)))
    path = stored_versions()[1].path
    assert path is not None
    path.with_suffix(".json").unlink()
    assert history()[1].stored.written.endswith("Z")
    assert forgotten_papers() == ()


TEXT = pd.DataFrame(
    {
        "paper": ["zhao2020-naf", "zhao2020-naf", "zhao2021-sn", "bench-3"],
        "doi": ["10.1000/ABC", "10.1000/ABC", "", ""],
        "citation": ["Y. Zhao, Adv. Mater., 2020", "Y. Zhao, Adv. Mater., 2020", "Q. Zhao, Small, 2021", ""],
        "source": ["Table 1", "Table 1", "text", "our lab"],
    }
)


@pytest.mark.parametrize(
    ("words", "paper"),
    [
        ("10.1000/abc", "zhao2020-naf"),
        ("https://doi.org/10.1000/ABC", "zhao2020-naf"),
        ("doi: 10.1000/abc", "zhao2020-naf"),
        ("Zhao2021-Sn", "zhao2021-sn"),
        ("zhao adv. mater.", "zhao2020-naf"),
        ("bench-3", "bench-3"),
    ],
)
def test_a_paper_is_found_by_doi_key_or_citation(words: str, paper: str) -> None:
    assert find_paper(words, TEXT).paper == paper


def test_a_source_is_found_by_its_name() -> None:
    found = find_paper("Our lab", TEXT)
    assert (found.paper, found.source) == ("", "our lab")
    assert found.rows(TEXT).tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Zhao", r"names 2 papers.*zhao2020-naf  10.1000/ABC  Y. Zhao.*zhao2021-sn"),
        ("zhao2021-sm", "No paper or source .* Did you mean zhao2021-sn"),
        ("Nobody 1999", "No paper or source"),
        (" ", "No paper is named"),
    ],
)
def test_what_names_no_paper_or_several_is_asked_back(words: str, told: str) -> None:
    with pytest.raises(NacreError) as caught:
        find_paper(words, TEXT)
    assert pd.Series([str(caught.value).replace("\n", " ")]).str.contains(told).all()


def test_a_table_without_a_forgotten_paper_says_so() -> None:
    paper = published_cells().frame["paper"].iloc[0]
    left = without(published_cells(), [Forgotten(paper, since=3), Forgotten("not-there", since=4)])
    assert paper not in set(left.frame["paper"])
    assert len(left.cells) == len(left.frame) == len(left.rows) < len(published_cells())
    (remark,) = left.remarks
    assert f"The paper {paper} is forgotten since version 3" in remark
    assert "2 rows left out" in remark


def test_rows_of_a_forgotten_paper_come_back_by_no_table(home: Path, tmp_path: Path) -> None:
    content = grown(rows(1, 2)).frame.to_csv(index=False).encode()
    write_version(content, "forgot lab0", [Forgotten("lab0", since=1)])
    path = write(tmp_path / "new.csv", rows(2, 3))
    intake = take_in(path)
    assert intake.rows == 3
    assert [(issue.row, issue.column, issue.value) for issue in intake.issues] == [
        (row, "paper", "lab0") for row in (2, 3, 4)
    ]
    assert "is forgotten since version 1" in intake.issues[0].reason
    assert "nacre data restore 0" in intake.issues[0].remedy
    assert intake.remarks == ["The paper lab0 is forgotten since version 1 of the known cells."]
    table, _ = check_cells(rows(2, 3), "new.csv")
    assert set(remembered(table).frame["paper"]) == {"lab1"}
