"""A lab retrains from its own cells: its model moves, the literature's stays, other labs notice nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import NacreError
from nacre.data.measured.own import lab_name
from nacre.data.measured.versions import known_cells
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.own_cells import literature
from nacre.pipelines.store import versions as registry
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.training.renaming import rename_lab
from nacre.pipelines.training.retrain import retrain
from nacre.pipelines.training.train import train
from tests.new_cells import rows, write
from tests.own_cells import ELECTROLYTES, LAB, lab_rows
from tests.pipelines.homes import QUICK, home_with_champion

CELL = "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2"


@pytest.fixture
def home(tmp_path: Path, predictor: CellPredictor) -> Iterator[Path]:
    with home_with_champion(tmp_path / "home", predictor) as folder:
        yield folder


@pytest.fixture
def lab(tmp_path: Path, predictor: CellPredictor) -> Path:
    return write(tmp_path / "lab.csv", lab_rows(predictor))


def test_own_cells_move_the_labs_model_and_not_the_literatures(
    home: Path, lab: Path, tmp_path: Path, predictor: CellPredictor
) -> None:
    found = retrain(lab, settings=QUICK, lab=LAB, output=tmp_path / "out")
    assert found.decision.promote
    assert len(found.merged.added) == 32, "replicates stay"
    champion = load_champion()
    assert champion.predict(CELL)["lifetime_h"][0] < 0.5 * predictor.predict(CELL)["lifetime_h"][0]
    pd.testing.assert_frame_equal(literature(champion).predict(CELL), predictor.predict(CELL))
    assert lab_name() == LAB
    assert [one.job for one in registry.versions()] == ["retrain", "adopt"]
    told = json.loads((tmp_path / "out" / "report.json").read_text())
    assert told["own"]["new_formulations"] == 8
    page = (tmp_path / "out" / "report.html").read_text()
    assert "measured against predicted" in page
    assert "Ten more cells" in page
    assert "one standard deviation" in (tmp_path / "out" / "report.md").read_text()


def test_the_same_table_again_teaches_nothing(home: Path, lab: Path) -> None:
    retrain(lab, settings=QUICK, lab=LAB)
    again = retrain(lab, settings=QUICK, lab=LAB)
    assert (again.version, again.merged.known, again.decision.promote) == ("", 32, False)
    assert "nothing to learn" in again.decision.reason


def test_a_dry_run_changes_nothing_and_never_says_promoted(home: Path, lab: Path) -> None:
    found = retrain(lab, settings=QUICK, lab=LAB, dry_run=True)
    assert found.decision.reason.startswith("would be promoted")
    assert (lab_name(), known_cells().version, len(registry.versions())) == ("", 0, 1)


def test_cells_of_few_formulations_are_kept_and_wait(home: Path, tmp_path: Path, predictor: CellPredictor) -> None:
    few = write(tmp_path / "few.csv", lab_rows(predictor, ELECTROLYTES[:2]))
    found = retrain(few, settings=QUICK, lab=LAB)
    assert not found.decision.promote
    assert load_champion().predict(CELL)["lifetime_h"][0] == predictor.predict(CELL)["lifetime_h"][0]
    assert len(known_cells().table) == 457 + 8
    forced = retrain(
        write(tmp_path / "one.csv", lab_rows(predictor, ELECTROLYTES[2:3]).assign(record_id=["b1", "b2", "b3", "b4"])),
        settings=QUICK, lab=LAB, force=True,
    )  # fmt: skip
    assert forced.decision.promote
    assert load_champion().info["own_cells"] == 12


def test_papers_teach_the_literature_and_own_cells_stay(home: Path, lab: Path, tmp_path: Path) -> None:
    retrain(lab, settings=QUICK, lab=LAB)
    found = retrain(write(tmp_path / "papers.csv", rows(4, 4)), settings=QUICK)
    assert found.compared is not None
    assert found.own is not None
    version = registry.load(found.version)
    assert (version.info["own_cells"], version.info["cells"]) == (32, 457 + 16)


def test_training_anew_keeps_the_labs_cells(home: Path, lab: Path) -> None:
    retrain(lab, settings=QUICK, lab=LAB)
    assert train(settings=QUICK).predictor.info["own_cells"] == 32


def test_two_labs_on_one_server_are_kept_apart(
    home: Path, lab: Path, tmp_path: Path, predictor: CellPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{home / 'mlflow.db'}")
    retrain(lab, settings=QUICK, lab=LAB)
    own = load_champion().predict(CELL)["lifetime_h"][0]
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "other"))
    assert load_champion().predict(CELL)["lifetime_h"][0] == predictor.predict(CELL)["lifetime_h"][0]
    better = write(tmp_path / "better.csv", lab_rows(predictor, factor=3.0))
    retrain(better, settings=QUICK, lab="their lab", force=True)
    assert load_champion().predict(CELL)["lifetime_h"][0] > predictor.predict(CELL)["lifetime_h"][0]
    monkeypatch.setenv("NACRE_HOME", str(home))
    assert load_champion().predict(CELL)["lifetime_h"][0] == own


def test_a_lab_can_be_renamed(home: Path, lab: Path) -> None:
    with pytest.raises(NacreError, match="holds no lab's cells"):
        rename_lab("new name")
    retrain(lab, settings=QUICK, lab=LAB)
    before = load_champion().predict(CELL)["lifetime_h"][0]
    with pytest.raises(NacreError, match="holds the cells of 'our lab'"):
        retrain(lab, settings=QUICK, lab="new name")
    assert rename_lab("new name") == LAB
    assert load_champion().predict(CELL)["lifetime_h"][0] == pytest.approx(before)
    assert load_champion().columns.source == "new name"
    again = retrain(lab, settings=QUICK, lab="new name")
    assert again.merged.known == 32


def test_contradictory_replicates_survivors_and_a_lab_of_one_cell_are_learned(
    home: Path, tmp_path: Path, predictor: CellPredictor
) -> None:
    frame = lab_rows(predictor, ELECTROLYTES[:3])
    frame.loc[:1, "lifetime_h"] = ["1", "1000"]
    frame.loc[2:, "lifetime_event"] = "survived"
    assert retrain(write(tmp_path / "odd.csv", frame), settings=QUICK, lab=LAB).version
    found = retrain(
        write(tmp_path / "one.csv", frame.head(1).assign(record_id="z")), settings=QUICK, lab=LAB, force=True
    )
    assert found.decision.promote
    assert np.isfinite(load_champion().predict(CELL)["lifetime_h"][0])
