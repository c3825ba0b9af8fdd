"""Screening: the same best cells whatever the chunks, and a front that nothing beats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import SpaceError
from nacre.data.notation import parse_cell
from nacre.data.space import Space, make_space
from nacre.models.predictor import CellPredictor
from nacre.pipelines.screen import screen


@pytest.fixture(scope="module")
def space() -> Space:
    return make_space(
        {
            "salts": ["1 M NaPF6", "2 M NaFSI"],
            "solvents": {"names": ["EC", "PC", "DME", "diglyme", "TTE"], "mix": [1, 2], "ratios": ["1:1", "1:2"]},
            "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "5 wt%"]},
            "coatings": ["none", "NaF"],
            "hosts": ["none", "Cu"],
            "protocols": ["1 mA/cm2, 1 mAh/cm2"],
        }
    )


def test_best_and_front_agree_with_predicting_everything(space: Space, predictor: CellPredictor) -> None:
    everything = predictor.predict(space.batch(np.arange(len(space))))
    found = screen(space, predictor, top=15, chunk=97)
    order = np.lexsort((np.arange(len(space)), everything["overpotential_mV"], -everything["lifetime_h"]))
    assert found.top["candidate"].tolist() == order[:15].tolist()
    for _, row in found.front.iterrows():
        beaten = (everything["lifetime_h"] > row["lifetime_h"]) & (
            everything["overpotential_mV"] < row["overpotential_mV"]
        )
        assert not beaten.any()
    assert found.size == len(space)


@pytest.mark.parametrize("chunk", [1, 50, 10_000])
def test_chunks_do_not_change_the_result(space: Space, predictor: CellPredictor, chunk: int) -> None:
    small = make_space(
        {
            "salts": ["1 M NaPF6"],
            "solvents": {"names": ["EC", "DME", "diglyme"], "mix": [1, 2]},
            "coatings": ["none", "NaF"],
        }
    )
    one, other = screen(small, predictor, top=5, chunk=chunk), screen(small, predictor, top=5)
    pd.testing.assert_frame_equal(one.top, other.top)
    pd.testing.assert_frame_equal(one.front, other.front)


def test_notation_of_a_candidate_predicts_the_same(space: Space, predictor: CellPredictor) -> None:
    found = screen(space, predictor, top=5).top
    again = predictor.predict([parse_cell(text) for text in found["cell"]])
    np.testing.assert_array_equal(again["lifetime_h"], found["lifetime_h"])
    np.testing.assert_array_equal(again["overpotential_mV"], found["overpotential_mV"])


def test_impossible_mixtures_are_never_kept(predictor: CellPredictor) -> None:
    crowded = make_space(
        {
            "salts": ["1 M NaPF6", "12 M NaPF6"],
            "solvents": {"names": ["diglyme"]},
            "additives": {"names": ["FEC"], "doses": ["6 M"], "optional": False},
        }
    )
    found = screen(crowded, predictor, top=5)
    assert found.size == 2
    assert found.top["candidate"].tolist() == [0]


def test_results_are_written_with_progress(space: Space, predictor: CellPredictor, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    found = screen(space, predictor, top=3, output=tmp_path / "out", chunk=100, progress=lambda *n: seen.append(n))
    assert [path.name for path in found.files] == ["top.csv", "front.csv"]
    assert len(pd.read_csv(found.files[0])) == 3
    assert seen[-1] == (len(space), len(space))


def test_keeping_none_is_refused(space: Space, predictor: CellPredictor) -> None:
    with pytest.raises(SpaceError, match="at least one"):
        screen(space, predictor, top=0)
