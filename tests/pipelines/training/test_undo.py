"""A version restored, a paper forgotten: each is a new version, and the next training knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from nacre.data.errors import NacreError, StoreError
from nacre.data.measured.tables import CellTable, check_cells, published_cells
from nacre.data.measured.versions import forgotten_papers, keep, known_cells, stored_versions
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.store.locks import only_one
from nacre.pipelines.training import train as training
from nacre.pipelines.training import undo
from nacre.pipelines.training.retrain import retrain
from nacre.pipelines.training.undo import forget, restore
from tests.new_cells import rows, write
from tests.pipelines.homes import QUICK, environment, home_with_champion

PAPER = "yi2019-hfpm"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with environment(NACRE_HOME=str(tmp_path / "home")):
        yield tmp_path / "home"


def lab(papers: int) -> CellTable:
    return check_cells(rows(papers, 3), "lab.csv")[0]


def test_a_restored_version_is_a_new_one(home: Path) -> None:
    keep(lab(1))
    keep(lab(2))
    stored = restore(1)
    assert (stored.version, stored.what) == (3, "restored version 1")
    assert known_cells().table.frame["record_id"].tolist() == lab(1).frame["record_id"].tolist()
    assert [one.version for one in stored_versions()] == [0, 1, 2, 3]
    assert restore(0).version == 4
    pd.testing.assert_frame_equal(known_cells().table.frame, published_cells().frame)


def test_nothing_is_written_where_nothing_would_change(home: Path) -> None:
    keep(lab(1))
    with pytest.raises(NacreError, match="Version 1 is the newest"):
        restore(1)
    with pytest.raises(StoreError, match="There is no version 2"):
        restore(2)
    assert len(stored_versions()) == 2


def test_a_damaged_newest_version_is_left_by_restoring_one(home: Path) -> None:
    keep(lab(1))
    keep(lab(2))
    newest = stored_versions()[-1].path
    assert newest is not None
    newest.write_text("damaged")
    with pytest.raises(StoreError, match="cannot be read"):
        restore(2)
    with pytest.raises(StoreError, match="cannot be read"):
        forget("lab0")
    restore(1)
    assert known_cells().version == 3


def test_a_forgotten_paper_is_out_of_the_known_cells_and_remembered(home: Path) -> None:
    forgot = forget(PAPER)
    assert (forgot.stored.version, len(forgot.removed)) == (1, 2)
    assert PAPER not in set(known_cells().table.frame["paper"])
    assert [(one.paper, one.since) for one in forgotten_papers()] == [(PAPER, 1)]
    forget("makhlooghiazad2017")
    assert [one.since for one in forgotten_papers()] == [1, 2]
    with pytest.raises(NacreError, match=r"yi2019-hfpm is forgotten since version 1"):
        forget(PAPER)
    restore(0)
    assert forgotten_papers() == ()


def test_not_everything_can_be_forgotten(home: Path) -> None:
    keep(lab(1))
    with pytest.raises(NacreError, match="All known cells"):
        forget("lab0")


def test_going_back_waits_for_a_retraining(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "PATIENCE_S", 0.0)
    with only_one("retrain"):
        for change in (lambda: forget(PAPER), lambda: restore(0)):
            with pytest.raises(StoreError, match="Another nacre"):
                change()
    assert len(stored_versions()) == 1


def test_training_leaves_a_forgotten_paper_out_and_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget(PAPER)
    seen = {}

    def stop(data: training.Dataset, *_: object, **__: object) -> None:
        seen["data"] = data
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "fit", stop)
    with pytest.raises(KeyboardInterrupt):
        training.train(tracked=False)
    data = seen["data"]
    assert PAPER not in set(data.papers)
    assert "is forgotten since version 1" in data.remarks[0]
    info = training._info(data, {}, QUICK)
    assert info["remarks"] == list(data.remarks)


def test_retraining_without_new_cells_learns_from_what_is_left(tmp_path: Path, predictor: CellPredictor) -> None:
    with home_with_champion(tmp_path / "home", predictor):
        forget(PAPER)
        found = retrain(settings=QUICK, output=tmp_path / "out")
        assert found.version == "2"
        assert found.data["cells"] == len(published_cells()) - 2
        assert "is forgotten since version 1" in found.to_dict()["remarks"][0]
        assert "is forgotten since version 1" in (tmp_path / "out" / "report.html").read_text()
        assert "is forgotten since version 1" in (tmp_path / "out" / "report.md").read_text()
        assert known_cells().version == 1


def test_the_report_of_a_retraining_shows_its_warnings(tmp_path: Path, predictor: CellPredictor) -> None:
    frame = rows(6, 4)
    frame.loc[2, "lifetime_h"] = "50000"
    with home_with_champion(tmp_path / "home", predictor):
        found = retrain(write(tmp_path / "new.csv", frame), settings=QUICK, dry_run=True, output=tmp_path / "out")
    (warning,) = found.to_dict()["warnings"]
    assert (warning["row"], warning["column"], warning["value"]) == (4, "lifetime_h", "50000")
    for name in ("report.html", "report.md", "report.json"):
        assert "5.7 years" in (tmp_path / "out" / name).read_text()
