"""A person's word on proposed rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from nacre.data.errors import NacreError
from nacre.data.measured.tables import load_cells
from nacre.pipelines.reading.read import read_papers
from nacre.pipelines.reading.review import Answer, Reviewed, review

from . import made_up_papers as papers


class Person:
    """Gives the answers of a list, and remembers what was shown."""

    def __init__(self, *answers: Answer, changes: Sequence[Mapping[str, str]] = ()) -> None:
        self.answers: Iterator[Answer] = iter(answers)
        self.changes = iter(changes)
        self.shown: list[tuple[str, int, int, tuple[str, ...]]] = []

    def ask(self, row: Mapping[str, str], wrong: Sequence[str], *, number: int, count: int) -> Answer:
        self.shown.append((row["lifetime_h"], number, count, tuple(wrong)))
        return next(self.answers)

    def review(self, path: Path) -> Reviewed:
        return review(path, self.ask, lambda: next(self.changes))


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    path = tmp_path / "proposed.csv"
    read_papers([papers.text_paper(tmp_path / "one.txt")], output=path)
    return path


def test_only_accepted_rows_become_a_table_that_retraining_takes(proposed: Path) -> None:
    reviewed = Person("accept", "skip", "accept").review(proposed)
    assert (reviewed.accepted, reviewed.skipped, reviewed.open) == (2, 1, 0)
    assert reviewed.table is not None
    table = load_cells(reviewed.table)
    assert table.frame["lifetime_h"].tolist() == [840.0, 260.0]
    assert table.frame["sentence"].str.len().min() > 0
    assert set(table.frame["read_by"]) == {"machine, confirmed by a person"}


def test_nothing_is_written_without_a_yes(proposed: Path) -> None:
    reviewed = Person("skip", "quit").review(proposed)
    assert (reviewed.accepted, reviewed.skipped, reviewed.open, reviewed.table) == (0, 1, 2, None)
    assert not proposed.with_name("proposed-accepted.csv").exists()


def test_a_review_goes_on_where_it_stopped(proposed: Path) -> None:
    Person("accept", "quit").review(proposed)
    person = Person("accept", "accept")
    assert person.review(proposed).accepted == 3
    assert [shown[:3] for shown in person.shown] == [("130", 1, 2), ("260", 2, 2)]


def test_an_edit_is_shown_again_before_it_is_accepted(proposed: Path) -> None:
    person = Person("edit", "accept", "quit", changes=[{"coating": "NaF", "lifetime_h": "850"}])
    reviewed = person.review(proposed)
    assert [hours for hours, *_ in person.shown] == ["840", "850", "130"]
    assert reviewed.table is not None
    assert load_cells(reviewed.table).frame.loc[0, ["coating", "lifetime_h"]].tolist() == ["NaF", 850.0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"electrolyte": "1 M NaPF6 in DMX"}, "Unknown"),
        ({"lifetime_h": "many"}, "is not a number"),
        ({"lifetime_event": "perhaps"}, "is not one of failed"),
        ({"lifetime_h": "", "overpotential_mV": "", "lifetime_event": ""}, "no lifetime, event or overpotential"),
    ],
)
def test_a_row_at_fault_cannot_be_accepted(proposed: Path, change: dict[str, str], said: str) -> None:
    person = Person("edit", "accept", "skip", "quit", changes=[change])
    assert person.review(proposed).accepted == 0
    assert said in person.shown[1][3][0]


def test_answers_typed_into_the_file_count_but_faults_are_asked(proposed: Path) -> None:
    table = pd.read_csv(proposed, dtype=str, keep_default_na=False)
    table["answer"] = "accepted"
    table.loc[1, "lifetime_event"] = "perhaps"
    table.to_csv(proposed, index=False)
    person = Person("skip")
    assert person.review(proposed).accepted == 2
    assert [hours for hours, *_ in person.shown] == ["130"]


def test_other_tables_are_refused(proposed: Path, tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_csv(tmp_path / "other.csv", index=False)
    with pytest.raises(NacreError, match="has no column 'record_id'"):
        Person().review(tmp_path / "other.csv")
    with pytest.raises(NacreError, match="is the table that is read"):
        review(proposed, Person().ask, dict, output=proposed)
