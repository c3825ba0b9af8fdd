"""Tables of predictions are no measurements."""

from __future__ import annotations

from pathlib import Path

import pytest

from nacre.data.errors import TableError
from nacre.data.measured.intake import take_in
from tests.new_cells import rows, write


def test_a_table_with_predictions_is_refused_where_cells_are_learned_from(tmp_path: Path) -> None:
    frame = rows(2, 2).assign(predicted_lifetime_h="100")
    with pytest.raises(TableError, match="must not learn its own answers"):
        take_in(write(tmp_path / "mixed.csv", frame))


def test_predictions_under_the_names_of_measurements_are_known_by_what_stands_beside_them(tmp_path: Path) -> None:
    told = dict.fromkeys(("domain", "domain_reasons", "guard", "evidence", "made"), "in")
    with pytest.raises(TableError, match="holds predictions"):
        take_in(write(tmp_path / "older.csv", rows(2, 2).assign(**told)))


def test_one_such_file_of_a_folder_is_set_aside(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", rows(2, 2))
    write(tmp_path / "b.csv", rows(2, 2, prefix="other").assign(predicted_lifetime_h="100"))
    intake = take_in(tmp_path)
    assert [one.file for one in intake.tables] == ["a.csv"]
    assert [issue.file for issue in intake.issues] == ["b.csv"]
