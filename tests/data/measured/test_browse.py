"""Known cells by words, parts and outcomes."""

from __future__ import annotations

import pytest

from nacre.data.measured.browse import matching, part_names
from nacre.data.measured.tables import published_cells

TABLE = published_cells()


def test_nothing_asked_for_is_everything() -> None:
    assert len(matching(TABLE)) == len(TABLE)


def test_every_word_must_stand_in_the_row_case_aside() -> None:
    found = matching(TABLE, "DIGLYME napf6")
    assert 0 < len(found) < len(TABLE)
    assert found["electrolyte"].str.contains("diglyme", case=False).any()
    assert matching(TABLE, "diglyme no-such-word").empty
    assert matching(TABLE, "(.*").empty, "words are no pattern"


def test_names_are_parts_of_the_cell_not_of_its_text() -> None:
    found = matching(TABLE, names=("EC", "PC"))
    assert len(found)
    assert found["electrolyte"].str.contains(r"\bEC\b").all()


@pytest.mark.parametrize("control", [True, False])
def test_controls_and_treated_cells_are_all_cells(control: bool) -> None:
    found = matching(TABLE, control=control)
    assert found["is_control"].eq(1.0).all() == control
    assert len(found) + len(matching(TABLE, control=not control)) == len(TABLE)


def test_only_rows_with_the_outcome() -> None:
    assert matching(TABLE, outcome="overpotential")["overpotential_mV"].notna().all()
    assert matching(TABLE, outcome="lifetime")["lifetime_h"].notna().all()


def test_parts_are_told_once_the_most_frequent_first() -> None:
    names = part_names(TABLE)
    assert len(names) == len(set(names))
    counts = [len(matching(TABLE, names=(name,))) for name in names[:5]]
    assert counts == sorted(counts, reverse=True)
