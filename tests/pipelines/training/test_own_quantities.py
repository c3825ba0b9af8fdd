"""A lab's own quantity from table to champion: validated, kept under its own name, predicted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nacre.data.errors import NacreError, NoChampionError, TableError
from nacre.data.measured.tables import load_cells
from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import own_quantity
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.validation.comparison import CONSTANT, Settings
from nacre.models.validation.scoring import UNIT_METRICS
from nacre.pipelines.predict import predict_table
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.store.client import model_name
from nacre.pipelines.training.train import Trained, train
from tests.lab_tables import efficiency_table, write_table

TARGET = "coulombic_efficiency_percent"
QUICK = Settings(repeats=1, folds=3, jobs=1, draws=2)
CELL = "2 m NaPF6 in DME"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def own(folder: Path, nacre_home: Path) -> Trained:
    frame = efficiency_table()
    frame["paper"] = [f"batch {i % 12}" for i in range(len(frame))]
    quantity = own_quantity(TARGET, limits=(0.0, 100.0))
    table = load_cells(write_table(folder, frame), [quantity], further=["separator"])
    return train(table, quantities=[quantity], settings=QUICK, output=folder / "out")


def trained_on(path: Path, **scale: Any) -> CellPredictor:
    """Learned from a table without further columns, neither validated against others nor tracked."""
    quantity = own_quantity(TARGET, **scale)
    settings = replace(QUICK, compared=False)
    return train(load_cells(path, [quantity]), quantities=[quantity], settings=settings, tracked=False).predictor


def test_the_known_cause_is_learned(own: Trained) -> None:
    table = own.validation.loc[TARGET]
    own_model = next(iter(table.index))
    assert CONSTANT in table.index
    assert table.loc[own_model, "rmse"] < 0.6 * table.loc[CONSTANT, "rmse"]
    for metric in UNIT_METRICS:
        low, value, high = (table.loc[own_model, f"{metric}{end}"] for end in ("_low", "", "_high"))
        assert low <= value <= high


def test_predictions_and_bounds_stay_within_the_limits(own: Trained) -> None:
    frame = own.predictor.predict([parse_cell(CELL), parse_cell("0.5 m NaClO4 in PC")])
    strong, weak = frame[TARGET]
    assert 0 < weak < strong < 100
    assert (frame[f"{TARGET}_lower"] <= frame[TARGET]).all()
    assert (frame[f"{TARGET}_upper"] >= frame[TARGET]).all()
    assert frame[f"{TARGET}_upper"].max() <= 100


def test_further_columns_count(own: Trained) -> None:
    cells = [parse_cell(CELL)] * 2
    frame = own.predictor.predict(cells, further=pd.DataFrame({"separator": ["Celgard", "glass fibre"]}))
    assert frame[TARGET][1] > frame[TARGET][0]
    assert frame["domain"].tolist() == ["in", "in"]
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


def test_a_table_is_predicted_with_its_further_columns(own: Trained, folder: Path) -> None:
    frame = predict_table(write_table(folder, efficiency_table().head(4), "few.csv"), own.predictor)
    assert {"cell", TARGET, f"predicted_{TARGET}", f"predicted_{TARGET}_lower", "domain"} <= set(frame.columns)
    assert (frame["domain"] == "in").all()


def test_few_batches_are_told(folder: Path) -> None:
    remarks = trained_on(write_table(folder, name="six.csv")).info["remarks"]
    assert any("at least 9" in remark and "has 6" in remark for remark in remarks)


def test_too_few_rows_and_contradicting_options_are_refused(folder: Path) -> None:
    with pytest.raises(NacreError, match="At least"):
        trained_on(write_table(folder, efficiency_table().head(8), "short.csv"))
    with pytest.raises(NacreError, match="bounded or logarithmic"):
        trained_on(write_table(folder, name="both.csv"), limits=(0.0, 100.0), log=True)


def test_a_faulty_table_for_prediction_is_told(own: Trained, folder: Path) -> None:
    path = folder / "bad.csv"
    path.write_text("electrolyte\n1 M NaPF7 in DME\n")
    with pytest.raises(TableError, match="NaPF7"):
        predict_table(path, own.predictor)
