"""Papers to proposed rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nacre.data.errors import NacreError
from nacre.pipelines.reading.proposals import EVIDENCE, ROW
from nacre.pipelines.reading.read import read_papers
from nacre.pipelines.reading.review import faults

from . import made_up_papers as papers


def test_rows_can_enter_a_table_of_measured_cells(tmp_path: Path) -> None:
    papers.text_paper(tmp_path / "one.txt")
    papers.html_paper(tmp_path / "two.html")
    proposals = read_papers([tmp_path], output=tmp_path / "proposed.csv")
    assert list(proposals.table.columns) == [*ROW, *EVIDENCE]
    assert proposals.table["record_id"].is_unique
    assert [faults(row) for row in proposals.table.to_dict("records")] == [()] * len(proposals.table)
    assert len(pd.read_csv(tmp_path / "proposed.csv")) == len(proposals.table)


def test_a_row_says_where_it_comes_from_and_what_is_missing(tmp_path: Path) -> None:
    table = read_papers([papers.text_paper(tmp_path / "one.txt")]).table.set_index("lifetime_h")
    control = table.loc["130"]
    assert control["is_control"] == "1"
    assert control["sentence"].startswith("The symmetric cell with the coated anode ran stably")
    assert (control["page"], control["place"]) == ("1", "line 14")
    assert control["source"] == "one.txt: page 1, line 14"
    assert control["doi"] == "10.9999/made.up.2024.7"
    assert control["missing"] == "overpotential"
    assert (table["page"] == ["1", "1", "2"]).all()


def test_the_electrolyte_of_the_experimental_section_is_told_as_inferred(tmp_path: Path) -> None:
    table = read_papers([papers.text_paper(tmp_path / "one.txt")]).table
    assert set(table["electrolyte"]) == {"1 M NaPF6 in diglyme"}
    assert set(table["inferred"]) == {"electrolyte from the experimental section"}
    assert set(table["confidence"]) == {"medium"}


def test_hours_follow_from_cycles_capacity_and_current(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("The symmetric cell ran for 300 cycles at 2 mA cm-2 and 1 mAh cm-2.", encoding="utf-8")
    row = read_papers([path]).table.iloc[0]
    assert (row["lifetime_h"], row["lifetime_basis"], row["cycles"]) == ("300", "from_cycles", "300")


def test_what_cites_others_in_a_review_keeps_its_reference(tmp_path: Path) -> None:
    path = tmp_path / "review.txt"
    rows = "\n".join("\t".join(row) for row in papers.TABLE)
    path.write_text(
        "In this review, anodes are compared.\n\nThe symmetric cell of Nobody et al. ran for 90 h at 2 mA cm-2.⁸\n\n"
        f"{rows}\n",
        encoding="utf-8",
    )
    table = read_papers([path]).table
    assert table.groupby("paper")["lifetime_h"].apply(set).to_dict() == {
        "review ref 5": {"840", "130", "40"},
        "review ref 8": {"90"},
    }


def test_files_at_fault_do_not_stop_the_others(tmp_path: Path) -> None:
    papers.text_paper(tmp_path / "good.txt")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "poem.txt").write_text("Roses are red.", encoding="utf-8")
    proposals = read_papers([tmp_path])
    assert len(proposals.table) == len(papers.CELLS)
    assert [Path(each.file).name for each in proposals.refused] == ["empty.txt"]
    assert [Path(name).name for name in proposals.silent] == ["poem.txt"]


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(NacreError, match="No paper was found"):
        read_papers([tmp_path])
    with pytest.raises(NacreError, match="None of 1 files could be read") as error:
        read_papers([tmp_path / "missing.pdf"])
    assert "There is no file" in str(error.value)
