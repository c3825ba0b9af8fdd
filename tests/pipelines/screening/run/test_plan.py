"""Chunks are made without each other and cover what they should."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.errors import SpaceError
from nacre.data.space.read import Space, make_space
from nacre.pipelines.screening.run import plan as module
from nacre.pipelines.screening.run.plan import Plan


@pytest.fixture(scope="module")
def space() -> Space:
    return make_space(
        {
            "salts": ["1 M NaPF6", "12 M NaPF6"],
            "solvents": {"names": ["EC", "PC", "DME"], "mix": [1, 2, 3], "simplex": 8},
            "additives": {"names": ["FEC"], "doses": ["1 wt%", "6 M"]},
            "exclude": [["EC", "DME"]],
        }
    )


@pytest.mark.parametrize("chunk", [7, 10**6])
def test_chunks_cover_the_space_in_order(space: Space, chunk: int) -> None:
    plan = Plan.of(space, chunk=chunk)
    found = np.concatenate([plan.candidates(n) for n in range(plan.n_chunks)])
    assert np.array_equal(found, np.arange(space.size))
    assert plan.end(plan.n_chunks - 1) == space.size


def test_a_sample_is_different_candidates_whatever_the_chunks(space: Space) -> None:
    one, other = (Plan.of(space, sample=50, seed=3, chunk=chunk) for chunk in (50, 9))
    found = np.concatenate([other.candidates(n) for n in range(other.n_chunks)])
    assert np.array_equal(one.candidates(0), found)
    assert len(set(found.tolist())) == 50
    assert Plan.of(space, sample=10**9).count == space.size


def test_tasks_cover_the_chunks_that_are_left(space: Space) -> None:
    plan = Plan.of(space, chunk=10)
    found = [n for task in plan.tasks(3, 4) for n in task]
    assert found == list(range(3, plan.n_chunks))


def test_too_many_candidates_are_refused_with_the_remedy(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CANDIDATES", 10)
    with pytest.raises(SpaceError, match=r"at most .*--exact.*--sample N"):
        Plan.of(space)
    assert Plan.of(space, sample=10).count == 10
