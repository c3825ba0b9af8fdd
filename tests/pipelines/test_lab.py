"""A lab's own target from table to champion: validated, kept under its own name, predicted and explained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import NacreError, NoChampionError, TableError
from nacre.data.lab import load_lab
from nacre.data.notation import parse_cell
from nacre.models.comparison import Settings
from nacre.models.lab_validation import CONSTANT, METRICS, MODEL, MODELS
from nacre.models.predictor import CellPredictor
from nacre.pipelines.champion import load_champion
from nacre.pipelines.explain_lab import explain_lab, lines
from nacre.pipelines.lab import train_lab
from nacre.pipelines.predict import predict_table
from nacre.pipelines.store import model_name
from nacre.pipelines.train import Trained
from tests.lab_tables import efficiency_table, write_table

TARGET = "coulombic_efficiency_percent"
QUICK = Settings(repeats=1, folds=3, jobs=1)
CELL = "2 m NaPF6 in DME"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def own(folder: Path, nacre_home: Path) -> Trained:
    frame = efficiency_table()
    frame["paper"] = [f"batch {i % 12}" for i in range(len(frame))]
    table = load_lab(write_table(folder, frame), TARGET, further=["separator"], limits=(0.0, 100.0))
    return train_lab(table, limits=(0.0, 100.0), settings=QUICK, output=folder / "out")


def test_the_known_cause_is_learned(own: Trained) -> None:
    table = own.validation.loc[TARGET]
    assert list(table.index) == list(MODELS)
    assert table.loc[MODEL, "rmse"] < 0.6 * table.loc[CONSTANT, "rmse"]
    for metric in METRICS:
        assert table.loc[MODEL, f"{metric}_low"] <= table.loc[MODEL, metric] <= table.loc[MODEL, f"{metric}_high"]


def test_predictions_and_bounds_stay_within_the_limits(own: Trained) -> None:
    found = own.predictor.predict([parse_cell(CELL), parse_cell("0.5 m NaClO4 in PC")])
    strong, weak = found[TARGET]
    assert 0 < weak < strong < 100
    assert (found[f"{TARGET}_lower"] <= found[TARGET]).all()
    assert (found[f"{TARGET}_upper"] >= found[TARGET]).all()
    assert found[f"{TARGET}_upper"].max() <= 100


def test_further_columns_count(own: Trained) -> None:
    cells = [parse_cell(CELL)] * 2
    found = own.predictor.predict(cells, further=pd.DataFrame({"separator": ["Celgard", "glass fibre"]}))
    assert found[TARGET][1] > found[TARGET][0]
    assert found["domain"].tolist() == ["in", "in"]
    unknown = own.predictor.predict(cells[:1], further=pd.DataFrame({"separator": ["paper"]}))
    assert any("paper" in reason for reason in unknown["domain_reasons"][0])


def test_it_is_saved_as_data_and_read_back(own: Trained, folder: Path) -> None:
    saved = CellPredictor.load(folder / "out" / "predictor")
    cells = [parse_cell(CELL)]
    pd.testing.assert_frame_equal(saved.predict(cells), own.predictor.predict(cells))
    assert not [path for path in (folder / "out").rglob("*") if path.suffix in {".pkl", ".pickle", ".joblib"}]


def test_it_has_a_name_of_its_own_beside_the_published_champion(own: Trained, trained: Trained) -> None:
    assert list(load_champion(TARGET).targets) == [TARGET]
    assert set(load_champion().targets) == {"lifetime", "overpotential"}
    with pytest.raises(NoChampionError, match="cycle_life"):
        load_champion("cycle_life")


@pytest.mark.parametrize("target", ["../../x", "a b", "CE/%", "nacre", "%2e%2e"])
def test_any_name_stays_inside_its_folder(target: str) -> None:
    name = model_name(target)
    assert name.startswith("nacre-")
    assert not set(name) & set("/\\.%: ")


def test_names_that_look_alike_are_kept_apart() -> None:
    assert len({model_name(target) for target in ("CE %", "CE/%", "CE-", "CE")}) == 4


def test_explanation_multiplies_up_to_the_odds(own: Trained) -> None:
    found = explain_lab(parse_cell(CELL), own.predictor)
    target = found["targets"][TARGET]
    odds = [value / (100 - value) for value in (target["base"], target["median"])]
    assert np.prod(list(target["groups"].values())) == pytest.approx(odds[1] / odds[0], rel=1e-4)
    assert target["how"] == "factor of the odds"
    text = "\n".join(lines(found))
    for word in (CELL, TARGET, "make-up of the mixture", "nearest rows", found["evidence"][0]["record_id"]):
        assert word in text


def test_a_linear_quantity_is_told_in_differences(folder: Path) -> None:
    table = load_lab(write_table(folder, name="linear.csv"), TARGET)
    linear = train_lab(table, settings=QUICK, tracked=False).predictor
    target = explain_lab(parse_cell(CELL), linear)["targets"][TARGET]
    assert sum(target["groups"].values()) == pytest.approx(target["median"] - target["base"], rel=1e-4)


def test_a_table_is_predicted_with_its_further_columns(own: Trained, folder: Path) -> None:
    frame = predict_table(write_table(folder, efficiency_table().head(4), "few.csv"), own.predictor)
    assert {"cell", TARGET, f"{TARGET}_lower", "domain", "evidence"} <= set(frame.columns)
    assert (frame["domain"] == "in").all()


def test_few_batches_are_told(folder: Path) -> None:
    table = load_lab(write_table(folder, name="six.csv"), TARGET)
    remarks = train_lab(table, settings=QUICK, tracked=False).predictor.info["remarks"]
    assert any("at least 9" in remark and "has 6" in remark for remark in remarks)


def test_too_few_rows_and_contradicting_options_are_refused(folder: Path) -> None:
    with pytest.raises(NacreError, match="At least"):
        train_lab(load_lab(write_table(folder, efficiency_table().head(8), "short.csv"), TARGET), tracked=False)
    table = load_lab(write_table(folder, name="both.csv"), TARGET)
    with pytest.raises(NacreError, match="bounded or logarithmic"):
        train_lab(table, limits=(0.0, 100.0), log=True, tracked=False)


def test_a_faulty_table_for_prediction_is_told(own: Trained, folder: Path) -> None:
    path = folder / "bad.csv"
    path.write_text("electrolyte\n1 M NaPF7 in DME\n")
    with pytest.raises(TableError, match="NaPF7"):
        predict_table(path, own.predictor)
