"""The front is what no other candidate beats, for one to three objectives, whatever the chunks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.pipelines.screening.run.findings import leading
from nacre.pipelines.screening.run.ranking import Rows, best, best_apart, front, no_rows, row_type, rows_of

loss = st.sampled_from([-300.0, -10.5, -10.0, 1.0, 20.0, 21.0]) | st.floats(-9000.0, 9000.0)
levels = st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(0, 1))


@st.composite
def tables(draw: st.DrawFn, most: int = 40) -> Rows:
    """Candidates with one to three objectives."""
    size = draw(st.integers(1, 3))
    values = draw(st.lists(st.tuples(st.tuples(*[loss] * size), levels), max_size=most))
    return table([losses for losses, _ in values], [level for _, level in values], size)


def table(losses: list[tuple[float, ...]], levels: list[tuple[int, ...]], size: int) -> Rows:
    whole = np.array(levels, dtype=np.int64).reshape(-1, 3).T
    columns: dict[str, Any] = dict(zip(("novelty", "complexity", "out"), whole, strict=True))
    losses_of = np.array(losses).reshape(-1, size)
    return rows_of({"candidate": np.arange(len(losses)), "loss": losses_of, "bare": whole[2], **columns})


def beats(one: np.void, other: np.void) -> bool:
    """One is as good in all and better in one objective, or the same with a lower number."""
    mine, theirs = (np.array([*r["loss"], r["complexity"], -r["novelty"], r["out"]]) for r in (one, other))
    return bool((mine <= theirs).all() and ((mine < theirs).any() or one["candidate"] < other["candidate"]))


@given(tables())
def test_front_is_what_comparing_every_pair_gives(rows: Rows) -> None:
    expected = [r["candidate"] for r in rows if not any(beats(other, r) for other in rows)]
    assert front(rows)["candidate"].tolist() == expected


@pytest.mark.parametrize("size", [1, 2, 3])
def test_front_of_many_is_what_comparing_with_the_front_gives(size: int) -> None:
    """More rows than a block and than a class of the grid holds, with ties."""
    random = np.random.default_rng(size)
    values = np.round(random.normal(size=(3_000, size)), 1)
    rows = table([tuple(row) for row in values], [(0, 1, 0)] * len(values), size)
    chosen = front(rows)
    expected = {tuple(row) for row in values if not ((values <= row).all(1) & (values < row).any(1)).any()}
    assert {tuple(row) for row in chosen["loss"]} == expected
    assert len(chosen) == len(expected)


@given(tables(), st.integers(1, 12))
def test_protected_and_bare_candidates_are_ranked_apart(rows: Rows, k: int) -> None:
    kept = best_apart(rows, k)
    for kind in (0, 1):
        own = rows[rows["bare"] == kind]
        assert kept[kept["bare"] == kind]["candidate"].tolist() == best(own, k)["candidate"].tolist()
    assert (np.diff(kept["bare"]) >= 0).all(), "the protected ones stand first"


@given(tables(), st.integers(1, 12))
def test_fronts_of_parts_join_to_the_front_of_all(rows: Rows, cut: int) -> None:
    joined = rows[:0]
    for start in range(0, len(rows), cut):
        joined = front(np.concatenate([joined, front(rows[start : start + cut])]))
    assert joined.tobytes() == front(rows).tobytes()


@given(tables(), st.integers(1, 5))
def test_best_are_the_first_of_the_whole_ranking(rows: Rows, k: int) -> None:
    expected = sorted(rows, key=lambda r: (*r["loss"], r["candidate"]))[:k]
    assert best(rows, k)["candidate"].tolist() == [r["candidate"] for r in expected]


@given(tables().filter(len), st.data())
def test_the_leader_of_each_choice_is_its_best(rows: Rows, data: st.DataObject) -> None:
    choices = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows))))
    leaders, leads = leading(rows, choices)
    assert leads.tolist() == sorted(set(choices.tolist()))
    for leader, choice in zip(leaders, leads, strict=True):
        assert leader["candidate"] == best(rows[choices == choice], 1)["candidate"][0]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_no_candidates_have_no_front(size: int) -> None:
    assert front(no_rows(size)).dtype == row_type(size)
    assert len(leading(no_rows(size), np.empty(0, dtype=np.int64))[0]) == 0
