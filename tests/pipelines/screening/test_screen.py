"""Screening: the same results whatever the chunks, threads and interruptions, and a front that nothing beats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import SpaceError
from nacre.data.notation.parse import parse_cell
from nacre.data.space.read import Space, make_space
from nacre.features.protection import is_bare
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.folding import folded
from nacre.pipelines.screening.run.engines import Threads
from nacre.pipelines.screening.run.evaluation import Evaluation
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import run, screen
from nacre.pipelines.screening.screened import parts

CONTENT = {
    "salts": ["1 M NaPF6", "2 M NaFSI"],
    "solvents": {"names": ["EC", "PC", "DME", "diglyme", "TTE"], "mix": [1, 2], "ratios": ["1:1", "1:2"]},
    "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "5 wt%"]},
    "coatings": ["none", "NaF"],
    "hosts": ["none", "Cu"],
    "protocols": ["1 mA/cm2, 1 mAh/cm2"],
}
FILES = ["choices.csv", "front.csv", "front.parquet", "screen.html", "shortlist.csv", "top.csv", "top.parquet"]


@pytest.fixture(scope="module")
def space() -> Space:
    return make_space(CONTENT)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_best_and_front_agree_with_predicting_everything(space: Space, predictor: CellPredictor) -> None:
    everything = predictor.predict(space.batch(np.arange(len(space))))
    settings = ScreenSettings(top=15, chunk=97, allow_out=True, guards=False)
    found = screen(space, predictor, settings)
    kept = run(Evaluation(space, predictor, settings), Threads(), None, resume=False, progress=None).top
    order = np.lexsort((np.arange(len(space)), everything["overpotential_mV"], -everything["lifetime_h"]))
    bare = is_bare(space.batch(order))
    best_of_each = np.concatenate([order[~bare][:15], order[bare][:15]])
    assert kept["candidate"].tolist() == best_of_each.tolist()
    lines = folded(pd.DataFrame({"candidate": best_of_each}), space.cells(best_of_each), predictor.evidence.made)
    assert found.top["candidate"].tolist() == lines["candidate"].tolist()
    for name in ("lifetime_h", "lifetime_lower_h", "overpotential_mV", "overpotential_upper_mV", "domain"):
        assert found.front[name].tolist() == everything[name][found.front["candidate"]].tolist()
    assert found.front["candidate"].is_unique
    best = everything.loc[[everything["lifetime_h"].idxmax(), everything["overpotential_mV"].idxmin()]]
    assert found.front["lifetime_h"].max() == best["lifetime_h"].max()
    assert found.front["overpotential_mV"].min() == best["overpotential_mV"].min()
    assert found.size == len(space)


@pytest.mark.parametrize(("chunk", "threads"), [(1, 1), (50, 3), (10_000, 2)])
def test_chunks_and_threads_do_not_change_the_result(predictor: CellPredictor, chunk: int, threads: int) -> None:
    small = make_space(
        {
            "salts": ["1 M NaPF6"],
            "solvents": {"names": ["EC", "DME", "diglyme"], "mix": [1, 2]},
            "coatings": ["none", "NaF"],
        }
    )
    one = screen(small, predictor, ScreenSettings(top=5, chunk=chunk), engine=Threads(threads))
    other = screen(small, predictor, ScreenSettings(top=5))
    for name in ("top", "front", "shortlist", "choices"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_notation_of_a_candidate_predicts_the_same(space: Space, predictor: CellPredictor) -> None:
    found = screen(space, predictor, ScreenSettings(top=5)).top
    again = predictor.predict([parse_cell(text) for text in found["cell"]])
    np.testing.assert_array_equal(again["lifetime_h"], found["lifetime_h"])
    np.testing.assert_array_equal(again["overpotential_mV"], found["overpotential_mV"])


def test_impossible_and_forbidden_candidates_are_never_kept(predictor: CellPredictor) -> None:
    crowded = make_space(
        {
            "salts": ["1 M NaPF6", "12 M NaPF6"],
            "solvents": {"names": ["diglyme", "EC"]},
            "additives": {"names": ["FEC"], "doses": ["6 M"], "optional": False},
            "exclude": [["EC", "FEC"]],
        }
    )
    found = screen(crowded, predictor, ScreenSettings(top=5))
    assert (found.size, found.skipped, found.impossible) == (4, 2, 1)
    assert found.top["candidate"].tolist() == found.front["candidate"].tolist() == [0]
    assert found.choices.set_index("choice")["candidates"].to_dict()["diglyme"] == 1


def test_a_space_whose_rules_leave_nothing_ends_with_empty_tables(predictor: CellPredictor, tmp_path: Path) -> None:
    none = make_space({"salts": ["1 M NaPF6"], "solvents": {"names": ["EC"]}, "exclude": [["EC"]]})
    found = screen(none, predictor, output=tmp_path)
    assert len(found.top) == len(found.front) == len(found.shortlist) == len(found.choices) == 0
    assert "No candidate" in (tmp_path / "screen.html").read_text(encoding="utf-8")


def test_shortlist_stays_inside_the_domain(predictor: CellPredictor) -> None:
    wide = make_space(CONTENT | {"solvents": {"names": ["EC", "DME", "[CCOCCOC(F)(F)F]"], "mix": [1, 2]}})
    inside, allowed = (
        screen(wide, predictor, ScreenSettings(shortlist=8, allow_out=out)).shortlist for out in (False, True)
    )
    assert "out" not in set(inside["domain"])
    assert len(inside) == len(allowed) == 8
    assert (screen(wide, predictor).front["domain"] == "out").any()


def test_results_are_written_with_progress(space: Space, predictor: CellPredictor, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    found = screen(
        space, predictor, ScreenSettings(top=3, chunk=100), output=tmp_path / "out", progress=lambda *n: seen.append(n)
    )
    assert sorted(path.name for path in found.files) == FILES
    assert sorted(contents(tmp_path / "out")) == FILES
    kept = pd.read_csv(tmp_path / "out" / "top.csv")
    assert [len(part) for _, part in parts(kept)] == [3, 3]
    assert [title for title, _ in parts(kept)] == ["protected sodium", "nothing done to protect the sodium"]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out" / "front.parquet"), found.front)
    assert seen[-1] == (len(space), len(space))


def test_the_shortlist_is_explained_where_asked_for(space: Space, predictor: CellPredictor, tmp_path: Path) -> None:
    found = screen(space, predictor, ScreenSettings(shortlist=2, explain=True), output=tmp_path)
    page = (tmp_path / "screen.html").read_text(encoding="utf-8")
    for number in found.shortlist["candidate"]:
        assert f'href="explained/{number}.html"' in page
        assert tmp_path / "explained" / f"{number}.html" in found.files
    assert found.shortlist["cell"][0] in (tmp_path / "explained" / f"{found.shortlist['candidate'][0]}.html").read_text(
        encoding="utf-8"
    )


def test_a_sample_is_a_part_of_the_space(space: Space, predictor: CellPredictor, tmp_path: Path) -> None:
    found = screen(space, predictor, ScreenSettings(sample=64, seed=2, chunk=10), output=tmp_path)
    assert found.size == 64
    assert "random sample of the space (seed 2)" in (tmp_path / "screen.html").read_text(encoding="utf-8")


def test_no_threads_are_refused(space: Space, predictor: CellPredictor) -> None:
    with pytest.raises(SpaceError, match="1 to 64"):
        screen(space, predictor, engine=Threads(0))
