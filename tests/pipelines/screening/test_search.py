"""A search finds what full enumeration finds, with fewer candidates, and always the same for a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nacre.data.errors import SpaceError
from nacre.data.space.read import Space, make_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen
from nacre.pipelines.screening.search import search


@pytest.fixture(scope="module")
def space() -> Space:
    return make_space(
        {
            "salts": ["1 M NaPF6", "2 M NaFSI", "1 M NaClO4", "1 M NaTFSI"],
            "solvents": {"names": ["EC", "PC", "DME", "diglyme", "THF", "TTE", "DEC"], "mix": [1, 2], "simplex": 6},
            "additives": {"names": ["FEC", "SbF3", "VC"], "doses": ["1 wt%", "5 wt%"]},
            "coatings": ["none", "NaF", "Na3Bi + PVDF"],
            "protocols": ["1 mA/cm2, 1 mAh/cm2"],
            "exclude": [["DME", "NaClO4"]],
        }
    )


def test_search_comes_near_the_best_with_a_part_of_the_candidates(
    space: Space, predictor: CellPredictor, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    found = search(space, predictor, ScreenSettings(budget=800), output=tmp_path, progress=lambda *n: seen.append(n))
    everything = screen(space, predictor)
    assert found.size == 800 < 0.15 * space.size
    assert seen[-1] == (800, 800)
    assert found.top["lifetime_h"].iloc[0] >= 0.9 * everything.top["lifetime_h"].iloc[0]
    assert found.front["overpotential_mV"].min() <= 1.1 * everything.front["overpotential_mV"].min()
    assert "better ones may remain unseen" in (tmp_path / "screen.html").read_text(encoding="utf-8")
    cells = space.cells(found.front["candidate"].to_numpy())
    assert not any(
        c.electrolyte.salts[0].name == "NaClO4" and any(s.name == "DME" for s in c.electrolyte.solvents) for c in cells
    )


def test_a_seed_gives_the_same_search(space: Space, predictor: CellPredictor) -> None:
    one, other = (search(space, predictor, ScreenSettings(budget=400, seed=5)).front["candidate"] for _ in range(2))
    assert np.array_equal(one, other)


def test_a_space_smaller_than_the_budget_ends(predictor: CellPredictor) -> None:
    small = make_space({"salts": ["1 M NaPF6", "1 M NaFSI"], "solvents": {"names": ["EC", "DME", "PC"], "mix": [1, 2]}})
    assert search(small, predictor, ScreenSettings(budget=1000)).size == small.size


def test_a_budget_without_a_generation_is_refused(space: Space, predictor: CellPredictor) -> None:
    with pytest.raises(SpaceError, match=r"`--budget 5`: a search needs at least 50"):
        search(space, predictor, ScreenSettings(budget=5))


def test_a_space_of_one_candidate_is_searched(predictor: CellPredictor) -> None:
    one = make_space({"salts": ["1 M NaPF6"], "solvents": {"names": ["diglyme"]}})
    assert search(one, predictor, ScreenSettings(budget=100)).top["candidate"].tolist() == [0]
