"""New rows into known ones: newer wins, and says so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.measured.merging import Merged, merge, numbered
from nacre.data.measured.own import stamped
from nacre.data.measured.tables import check_cells, published_cells
from tests.new_cells import rows

KNOWN, _ = check_cells(rows(4, 3), "known.csv")


def merged(frame: pd.DataFrame, name: str = "new.csv") -> Merged:
    table, _ = check_cells(frame, name)
    return merge(KNOWN, [numbered(name, table)])


def changed(**values: str) -> pd.DataFrame:
    frame = rows(4, 3).iloc[[0]].copy()
    for name, value in values.items():
        frame[name] = value
    return frame


def test_cells_of_new_papers_come_in_and_nothing_else_moves() -> None:
    found = merged(rows(2, 2, prefix="other"))
    assert len(found.added) == 4
    assert (found.replaced, found.conflicts, found.known) == ([], [], 0)
    pd.testing.assert_frame_equal(found.table.frame.iloc[: len(KNOWN)][KNOWN.frame.columns], KNOWN.frame)


def test_the_same_table_again_tells_nothing_new() -> None:
    found = merged(rows(4, 3))
    assert (found.known, found.added, found.replaced) == (len(KNOWN), [], [])
    assert found.table.cells == KNOWN.cells


def test_a_newer_figure_wins_and_the_conflict_is_told() -> None:
    found = merged(changed(lifetime_h="1234"))
    assert found.replaced == ["lab0-0"]
    (conflict,) = found.conflicts
    assert (conflict.column, conflict.new, conflict.file) == ("lifetime_h", "1234", "new.csv")
    assert found.table.frame["lifetime_h"][0] == 1234
    assert len(found.table) == len(KNOWN)


def test_the_same_condition_under_another_id_is_another_cell() -> None:
    found = merged(changed(record_id="replicate", lifetime_h="777"))
    assert (found.added, found.replaced) == (["replicate"], [])


def test_another_current_is_another_cell() -> None:
    found = merged(changed(record_id="faster", current_density_mA_cm2="5"))
    assert found.added == ["faster"]


def test_a_left_out_outcome_does_not_take_back_the_known_one() -> None:
    found = merged(changed(lifetime_h="777", overpotential_mV="", overpotential_qualifier=""))
    assert found.table.frame["overpotential_mV"][0] == KNOWN.frame["overpotential_mV"][0]
    assert [conflict.column for conflict in found.conflicts] == ["lifetime_h"]


def test_an_id_of_another_paper_is_refused_with_the_row() -> None:
    found = merged(changed(paper="elsewhere"))
    (issue,) = found.refused
    assert (issue.file, issue.row, issue.column) == ("new.csv", 2, "record_id")
    assert "lab0" in issue.reason
    assert len(found.table) == len(KNOWN)


def test_papers_with_one_doi_are_one_paper() -> None:
    first = rows(1, 1).assign(doi="10.1000/ABC")
    known, _ = check_cells(first, "known.csv")
    again, _ = check_cells(first.assign(paper="other-name", record_id="x", lifetime_h="9", doi="10.1000/abc"), "n")
    found = merge(known, [numbered("n", again)])
    assert found.added == ["x"]
    assert list(found.table.frame["paper"]) == ["lab0", "lab0"]


def test_a_published_figure_under_another_id_is_known_already() -> None:
    first = rows(1, 1).assign(doi="10.1000/abc")
    known, _ = check_cells(first, "known.csv")
    again, _ = check_cells(first.assign(record_id="x"), "new.csv")
    found = merge(known, [numbered("new.csv", again)])
    assert (found.known, len(found.table)) == (1, 1)


def test_the_same_hours_under_a_thicker_coating_are_another_cell() -> None:
    # A paper that grows NaF to 50 and to 200 nm and ends both tests at 500 h has two cells.
    first = rows(1, 2).iloc[[1]].assign(doi="10.1000/abc", coating="NaF", coating_thickness_nm="50")
    known, _ = check_cells(first.reset_index(drop=True), "known.csv")
    thicker, _ = check_cells(first.assign(record_id="thick", coating_thickness_nm="200").reset_index(drop=True), "n")
    assert merge(known, [numbered("n", thicker)]).added == ["thick"]
    corrected, _ = check_cells(first.assign(coating_thickness_nm="80").reset_index(drop=True), "n")
    (conflict,) = merge(known, [numbered("n", corrected)]).conflicts
    assert (conflict.column, conflict.known, conflict.new) == ("coating_thickness_nm", "50", "80")


def test_two_cells_that_agree_in_all_are_replicates_where_no_publication_is_named() -> None:
    known, _ = check_cells(rows(1, 1), "known.csv")
    twin, _ = check_cells(rows(1, 1).assign(record_id="twin"), "new.csv")
    assert merge(known, [numbered("new.csv", twin)]).added == ["twin"]


def test_replicates_of_a_lab_stay_and_the_same_row_twice_is_one() -> None:
    cell = rows(1, 1)
    twins = pd.concat([cell.assign(record_id=name, lifetime_h="48") for name in ("A1", "A2")])
    table, _ = check_cells(twins.reset_index(drop=True), "lab.csv")
    own = stamped([numbered("lab.csv", table)], "our lab")
    once = merge(KNOWN, own)
    assert once.added == ["our lab/A1", "our lab/A2"]
    assert list(once.table.frame["lab"])[-2:] == ["our lab", "our lab"]
    twice = merge(once.table, own)
    assert (twice.known, twice.added, twice.replaced, len(twice.table)) == (2, [], [], len(once.table))
    corrected, _ = check_cells(twins.head(1).assign(lifetime_h="60").reset_index(drop=True), "newer.csv")
    newer = merge(once.table, stamped([numbered("newer.csv", corrected)], "our lab"))
    assert newer.replaced == ["our lab/A1"]
    assert [(one.column, one.known, one.new) for one in newer.conflicts] == [("lifetime_h", "48", "60")]


def test_rows_are_numbered_as_in_the_file_although_some_are_bad() -> None:
    frame = rows(1, 4)
    frame.loc[1, "electrolyte"] = "1 M Nonsense in DME"
    frame.loc[3, "temperature_C"] = "warm"
    table, _ = check_cells(frame, "new.csv")
    assert numbered("new.csv", table).rows == (2, 4)


@given(st.permutations(range(12)))
def test_the_order_of_new_rows_does_not_matter_for_what_is_known(order: list[int]) -> None:
    published = published_cells()
    table, _ = check_cells(rows(4, 3).iloc[order].reset_index(drop=True), "new.csv")
    found = merge(published, [numbered("new.csv", table)])
    assert sorted(found.added) == sorted(KNOWN.frame["record_id"])
    assert len(found.table) == len(published) + 12


@pytest.mark.parametrize("twice", [1, 2])
def test_merging_again_changes_nothing(twice: int, tmp_path: Path) -> None:
    table, _ = check_cells(rows(2, 2, prefix="other"), "new.csv")
    new = numbered("new.csv", table)
    once = merge(KNOWN, [new])
    pd.testing.assert_frame_equal(merge(once.table, [new] * twice).table.frame, once.table.frame)
