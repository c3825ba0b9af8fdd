"""Messages: what is wrong, where, and what to do."""

from __future__ import annotations

from nacre.data.errors import Issue, NacreError, NotationError, TableError, UnknownNameError


def test_message_and_hint_make_one_paragraph() -> None:
    assert str(NacreError("This is wrong.", hint="Do that.")) == "This is wrong. Do that."
    assert str(NacreError("This is wrong.")) == "This is wrong."


def test_a_long_text_is_cut_around_the_caret() -> None:
    error = NotationError("Wrong.", text="a" * 500 + "X" + "b" * 500, position=500)
    line, caret = error.marked().split("\n")
    assert len(line) < 140
    assert line[caret.index("^")] == "X"


def test_a_place_outside_the_text_is_pulled_in() -> None:
    assert NotationError("Wrong.", text="abc", position=99).position == 3
    assert NotationError("Wrong.", text="abc", position=-1).position == 0


def test_issue_names_file_row_column_value_reason_remedy() -> None:
    issue = Issue("a.csv", 3, "lifetime_h", "-5", "is not above zero", "Leave it empty")
    assert str(issue) == "a.csv, row 3, column lifetime_h: '-5' is not above zero. Leave it empty"
    assert str(Issue("a.csv", None, "paper", "", "is missing")) == "a.csv: the column `paper` is missing."


def test_a_long_value_is_cut() -> None:
    assert len(str(Issue("a.csv", 1, "c", "x" * 10_000, "is long"))) < 200


def test_many_issues_are_counted_and_kept() -> None:
    issues = [Issue("a.csv", row, "c", "v", "is bad") for row in range(1, 101)]
    error = TableError("a.csv has 100 faults.", issues)
    assert "and 80 more" in str(error)
    assert len(error.issues) == 100


def test_unknown_names_tell_how_to_go_on() -> None:
    assert "Did you mean EC or PC?" in str(UnknownNameError("solvent", "XC", ["EC", "PC"]))
    assert "SMILES in brackets" in str(UnknownNameError("solvent", "XC", []))
    assert "chemical formula" in str(UnknownNameError("material", "XC", []))
