"""The names that a notebook uses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import nacre
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.training.train import Trained

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


def test_every_public_name_can_be_had() -> None:
    for name in nacre.__all__:
        assert getattr(nacre, name) is not None
    assert set(nacre.__all__) <= set(dir(nacre))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'predicted'"):
        nacre.predicted  # noqa: B018


def test_text_records_and_lists_predict_alike(trained: Trained) -> None:
    record = nacre.parse_cell(CELL)
    text, one, many = nacre.predict(CELL), nacre.predict(record), nacre.predict([CELL, record])
    pd.testing.assert_frame_equal(text, one)
    pd.testing.assert_frame_equal(many.iloc[[1]].reset_index(drop=True), one)


def test_predictor_from_the_registry_and_from_a_folder(trained: Trained, tmp_path: Path) -> None:
    champion = nacre.load_predictor()
    again = nacre.load_predictor(champion.save(tmp_path / "mine"))
    pd.testing.assert_frame_equal(champion.predict(nacre.parse_cell(CELL)), again.predict(nacre.parse_cell(CELL)))


def test_explain_and_screen(predictor: CellPredictor, tmp_path: Path) -> None:
    found = nacre.explain(CELL, predictor=predictor, output=tmp_path / "r.html")
    assert found.cell == CELL
    assert (tmp_path / "r.html").is_file()
    (tmp_path / "space.yaml").write_text("salts: [1 M NaPF6]\nsolvents: {names: [EC, diglyme]}\n")
    assert nacre.screen(tmp_path / "space.yaml", predictor=predictor, top=1).size == 2


def test_two_cells_are_compared(predictor: CellPredictor, tmp_path: Path) -> None:
    found = nacre.compare(CELL, "1 M NaPF6 in EC", predictor=predictor, output=tmp_path / "why.json")
    assert found.against == "1 M NaPF6 in EC"
    assert (tmp_path / "why.json").is_file()
