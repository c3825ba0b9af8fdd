"""`nacre read` as a user meets it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

import nacre as package
from nacre.data.measured.tables import load_cells
from tests.command_line import fails, nacre
from tests.pipelines.reading import made_up_papers as papers


@pytest.fixture
def place(tmp_path: Path) -> Path:
    papers.text_paper(tmp_path / "paper.txt")
    return tmp_path


def test_a_paper_becomes_proposals_and_a_table(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = nacre("read", "paper.txt", "-o", "proposed.csv", cwd=place)
    assert found.returncode == 0, found.stderr
    assert "3 rows proposed: proposed.csv" in found.stdout
    monkeypatch.setattr("sys.stdin", io.StringIO("a\ne\ncoating = NaF\nnonsense\n\na\ns\n"))
    reviewed = nacre("read", "--review", "proposed.csv", "-o", "mine.csv", cwd=place)
    assert reviewed.returncode == 0, reviewed.stderr
    assert "ran stably for more than 840 h" in reviewed.stdout
    assert "no such column: nonsense" in reviewed.stdout
    assert "2 accepted, 1 skipped, 0 open" in reviewed.stdout
    assert load_cells(place / "mine.csv").frame["coating"].tolist() == ["", "NaF"]


def test_refused_files_are_told_and_the_others_written(place: Path) -> None:
    (place / "torn.pdf").write_bytes(b"%PDF-1.4 torn")
    found = nacre("read", "paper.txt", "torn.pdf", "-o", "proposed.csv", "--json", cwd=place)
    assert found.returncode == 2
    told = json.loads(found.stdout)
    assert len(told["rows"]) == len(pd.read_csv(place / "proposed.csv")) == 3
    assert [each["file"] for each in told["refused"]] == ["torn.pdf"]


def test_from_python(place: Path) -> None:
    assert set(package.read(place / "paper.txt").table["lifetime_h"]) == {"840", "130", "260"}


def test_bad_input_is_one_paragraph(tmp_path: Path) -> None:
    assert "Name papers to read, or a file to review" in fails(tmp_path, "read")
    assert "Name papers to read, or a file to review" in fails(tmp_path, "read", "x.txt", "--review", "p.csv")
    assert "The proposals need a file. Give -o proposed.csv" in fails(tmp_path, "read", "x.txt")
    assert "There is no file 'x.txt'" in fails(tmp_path, "read", "x.txt", "-o", "p.csv")
    assert "does not end in .csv" in fails(tmp_path, "read", "x.txt", "-o", "p.xlsx")
    assert "There is no file 'p.csv'" in fails(tmp_path, "read", "--review", "p.csv")
