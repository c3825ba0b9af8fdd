"""A lab's own cells among the known ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from nacre.data.errors import NacreError, StoreError
from nacre.data.measured.own import checked_source, lab_name, parted, remember_lab, renamed
from nacre.data.measured.tables import published_cells
from tests.new_cells import rows
from tests.own_cells import LAB, own_table


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


def test_a_folder_remembers_its_lab(home: Path) -> None:
    assert lab_name() == ""
    remember_lab("Labor für Natrium")
    assert lab_name() == "Labor für Natrium"


def test_a_damaged_note_is_told(home: Path) -> None:
    (home / "lab.json").write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        lab_name()


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b", "lab (2)"])
def test_what_cannot_be_a_name_is_refused(home: Path, name: str) -> None:
    with pytest.raises(NacreError, match="cannot be the name of a source"):
        checked_source(name)


def test_another_lab_needs_another_folder(home: Path) -> None:
    assert checked_source("  our   lab ") == "our lab"
    remember_lab("our lab")
    with pytest.raises(NacreError, match="holds the cells of 'our lab'") as error:
        checked_source("their lab")
    assert "rename-source" in error.value.hint
    assert checked_source("their lab", other=True) == "their lab"


def test_published_and_own_cells_are_told_apart_and_own_ones_renamed() -> None:
    published = published_cells()
    assert parted(published)[0] is published
    assert len(parted(published)[1]) == 0
    own = own_table(rows(2, 3))
    assert len(parted(own)[0]) == 0
    again = renamed(own, LAB, "new name")
    assert set(again.frame["paper"]) == {"new name"}
    assert again.frame["record_id"][0] == "new name/lab0-0"
