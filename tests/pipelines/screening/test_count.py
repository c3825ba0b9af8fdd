"""A space is counted exactly where it can be tried in full, else with its uncertainty."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.space.read import Space, make_space
from nacre.pipelines.screening import count as count_module
from nacre.pipelines.screening.count import count


@pytest.fixture(scope="module")
def space() -> Space:
    solvents = {"names": ["DEC", "DME", "TTE", "THF"], "mix": [1, 2], "simplex": 10}
    additives = {"names": ["VC"], "doses": ["2 wt%", "7 M"]}
    return make_space(
        {"salts": ["1 M NaFSI", "9 M NaFSI"], "solvents": solvents, "additives": additives, "exclude": [["DEC", "TTE"]]}
    )


def test_count_tells_what_the_rules_leave(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = count(space)
    batch = space.batch(np.arange(space.size))
    possible = int((space.rules.allowed(batch) & ~batch.composition.impossible).sum())
    assert (exact.size, exact.possible, exact.error) == (space.size, possible, 0)
    assert 0 < possible < space.size
    assert np.prod(list(exact.axes.values())) == space.size
    monkeypatch.setattr(count_module, "MAX_TRIED", 10)
    monkeypatch.setattr(count_module, "_SAMPLE", 100)
    about = count(space)
    assert about.error > 0
    assert abs(about.possible - possible) <= 2 * about.error
