"""The front is what no other candidate beats, whatever the chunks."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nacre.pipelines.findings import leading
from nacre.pipelines.ranking import ROW, Rows, best, front, no_rows, rows_of

row = st.tuples(
    st.sampled_from([1.0, 10.0, 10.5, 300.0, 301.0, 5000.0]) | st.floats(0.5, 9000.0),
    st.sampled_from([5.0, 20.0, 21.0, 400.0]) | st.floats(1.0, 900.0),
    st.integers(0, 4),
    st.integers(1, 4),
    st.integers(0, 1),
)
tables = st.lists(row, max_size=40)


def table(values: list[tuple[Any, ...]]) -> Rows:
    columns = [np.array(column) for column in zip(*values, strict=True)] if values else [np.empty(0)] * 5
    names = ("lifetime", "overpotential", "novelty", "complexity", "out")
    return rows_of({"candidate": np.arange(len(values)), **dict(zip(names, columns, strict=True))})


def beats(one: np.void, other: np.void) -> bool:
    """One is as good in all and better in one objective, or the same with a lower number."""
    mine, theirs = (
        np.array([-r["lifetime"], r["overpotential"], r["complexity"], -r["novelty"], r["out"]]) for r in (one, other)
    )
    return bool((mine <= theirs).all() and ((mine < theirs).any() or one["candidate"] < other["candidate"]))


@given(tables)
def test_front_is_what_comparing_every_pair_gives(values: list[tuple[Any, ...]]) -> None:
    rows = table(values)
    expected = [r["candidate"] for r in rows if not any(beats(other, r) for other in rows)]
    assert front(rows)["candidate"].tolist() == expected


@given(tables, st.integers(1, 12))
def test_fronts_of_parts_join_to_the_front_of_all(values: list[tuple[Any, ...]], cut: int) -> None:
    rows = table(values)
    joined = no_rows()
    for start in range(0, len(rows), cut):
        joined = front(np.concatenate([joined, front(rows[start : start + cut])]))
    assert joined.tobytes() == front(rows).tobytes()


@given(tables, st.integers(1, 5))
def test_best_are_the_first_of_the_whole_ranking(values: list[tuple[Any, ...]], k: int) -> None:
    rows = table(values)
    expected = sorted(rows, key=lambda r: (-r["lifetime"], r["overpotential"], r["candidate"]))[:k]
    assert best(rows, k)["candidate"].tolist() == [r["candidate"] for r in expected]


@given(tables.filter(bool), st.data())
def test_the_leader_of_each_choice_is_its_best(values: list[tuple[Any, ...]], data: st.DataObject) -> None:
    rows = table(values)
    choices = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows))))
    leaders, leads = leading(rows, choices)
    assert leads.tolist() == sorted(set(choices.tolist()))
    for leader, choice in zip(leaders, leads, strict=True):
        assert leader["candidate"] == best(rows[choices == choice], 1)["candidate"][0]


def test_no_candidates_have_no_front() -> None:
    assert front(no_rows()).dtype == ROW
    assert len(leading(no_rows(), np.empty(0, dtype=np.int64))[0]) == 0
