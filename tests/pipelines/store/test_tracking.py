"""Runs and models in a real MLflow store; the champion is read as data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from nacre.data.errors import ModelFileError, NoChampionError
from nacre.data.measured.own import remember_lab
from nacre.data.notation.parse import parse_cell
from nacre.data.places import home, tracking_uri
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.shipped import FOLDER as SHIPPED
from nacre.pipelines.store.adopting import champion_version
from nacre.pipelines.store.champion import champion_folder, load_champion, model_words
from nacre.pipelines.store.client import CHAMPION, MODEL, mlflow_client
from nacre.pipelines.store.registering import register
from nacre.pipelines.store.tracking import track
from nacre.pipelines.training.train import Trained

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


def test_training_run_has_parameters_metrics_and_artifacts(trained: Trained) -> None:
    client = mlflow_client()
    version = client.get_model_version_by_alias(MODEL, CHAMPION)
    run = client.get_run(version.run_id)
    assert run.info.status == "FINISHED"
    assert run.data.params["data_sha256"] == trained.predictor.info["data_sha256"]
    assert run.data.metrics["lifetime.nacre_booster.c_index"] == pytest.approx(
        trained.validation.loc[("lifetime", "nacre booster"), "c_index"]
    )
    names = {item.path for item in client.list_artifacts(version.run_id)}
    assert {"predictor", "validation.csv", "learned-lifetime.png"} <= names


def test_registered_artifacts_are_data_only(trained: Trained) -> None:
    files = [path for path in (home() / "artifacts").rglob("*") if path.is_file()]
    assert files
    assert {path.suffix for path in files} <= {".json", ".parquet", ".csv", ".png", ".html", ".yaml", ".md", ".txt", ""}
    assert {path.name for path in files if not path.suffix} == {"MLmodel"}
    assert not [path for path in files if "code" in path.parts or "pickle" in path.name]


def test_champion_predicts_as_the_trained_model(trained: Trained) -> None:
    own = trained.predictor.predict(parse_cell(CELL))
    pd.testing.assert_frame_equal(load_champion().predict(parse_cell(CELL)), own)


def test_champion_is_remembered_until_the_registry_changes(trained: Trained) -> None:
    load_champion()
    # With the pointer fresh, a new process needs no MLflow at all.
    code = (
        "import sys; from nacre.pipelines.store.champion import load_champion; load_champion();"
        "print([m for m in ('mlflow', 'shap', 'rdkit', 'pandera') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    pointer = json.loads((home() / "champion.json").read_text())
    with track("explain"):
        pass
    load_champion()
    assert json.loads((home() / "champion.json").read_text())["stamp"] != pointer["stamp"]


def test_moving_the_alias_changes_the_champion(trained: Trained) -> None:
    client = mlflow_client()
    before = client.get_model_version_by_alias(MODEL, CHAMPION).version
    with track("train") as run:
        version = register(run, trained.predictor, champion=False)
    load_champion()
    assert json.loads((home() / "champion.json").read_text())["version"] == str(before)
    client.set_registered_model_alias(MODEL, CHAMPION, version)
    load_champion()
    assert json.loads((home() / "champion.json").read_text())["version"] == version
    client.set_registered_model_alias(MODEL, CHAMPION, before)


def test_any_name_of_a_quantity_is_a_name_for_the_store(trained: Trained) -> None:
    names = ("CE (%)", "CE [%]", "R_ct (Ω cm²)", "x/y: z", "é" * 300)
    with track("names") as run:
        run.params({f"{name}_labels": name for name in names})
        run.metrics(dict.fromkeys(names, 1.0))
    told = mlflow_client().get_run(run.run_id).data
    assert sorted(told.params.values()) == sorted(names)
    assert len(told.metrics) == len(names)


def test_a_failing_job_ends_as_failed(trained: Trained) -> None:
    client = mlflow_client()
    with pytest.raises(ZeroDivisionError), track("explain") as run:
        raise ZeroDivisionError
    assert client.get_run(run.run_id).info.status == "FAILED"


def test_without_training_the_shipped_model_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    assert champion_folder() == champion_folder("lifetime") == SHIPPED
    assert "shipped with nacre" in model_words(SHIPPED, load_champion())
    with pytest.raises(NoChampionError, match="hours_of_sleep"):
        load_champion("hours_of_sleep")
    with track("explain"):  # a store without a champion is asked once
        pass
    assert champion_folder() == SHIPPED
    assert json.loads((tmp_path / "champion.json").read_text())["folder"] == ""
    assert champion_folder() == SHIPPED


def test_a_lab_whose_model_is_gone_is_not_answered_without_its_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    remember_lab("our lab")
    with pytest.raises(NoChampionError, match="No model has been trained"):
        load_champion()


def test_the_shipped_model_becomes_the_first_version_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    assert champion_version() == champion_version() == "1"
    shipped = CellPredictor.load(SHIPPED).predict(parse_cell(CELL))
    pd.testing.assert_frame_equal(load_champion().predict(parse_cell(CELL)), shipped)
    assert model_words(champion_folder(), load_champion()).startswith("version 1, ")


def test_damaged_copy_of_the_champion_is_told(trained: Trained) -> None:
    load_champion()
    folder = home() / "models" / json.loads((home() / "champion.json").read_text())["folder"]
    booster = folder / "booster-0.json"
    content = booster.read_bytes()
    booster.write_bytes(content[:-10])
    try:
        with pytest.raises(ModelFileError, match=r"booster-0\.json"):
            load_champion()
    finally:
        booster.write_bytes(content)


def test_server_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trained: Trained) -> None:
    """A second store named by MLFLOW_TRACKING_URI: its champion is used, the first store is left alone."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'other.db'}")
    assert tracking_uri().endswith("other.db")
    assert champion_folder() == SHIPPED
    with track("train") as run:
        register(run, trained.predictor)
    pd.testing.assert_frame_equal(
        load_champion().predict(parse_cell(CELL)), trained.predictor.predict(parse_cell(CELL))
    )
