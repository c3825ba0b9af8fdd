"""A predictor for a lab, and the published model inside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.errors import NacreError
from nacre.data.measured.own import taken
from nacre.data.notation.parse import parse_cell
from nacre.models.attribution.contributions import attribute
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.own_cells import formulations, literature, own_rows, with_lab
from nacre.pipelines.explanation.explain import explain
from tests.own_cells import LAB, lab_rows, own_table
from tests.own_quantities import with_own_quantities

CELL = "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2"
ASKED = [CELL, "1 M NaFSI in DME | coating: NaF", "unknown"]


@pytest.fixture(scope="module")
def lab(predictor: CellPredictor) -> CellPredictor:
    return with_lab(predictor, LAB, own_table(lab_rows(predictor)))


def test_without_own_cells_it_is_the_published_model(predictor: CellPredictor) -> None:
    nothing = taken(own_table(lab_rows(predictor)), np.zeros(32, dtype=bool))
    assert with_lab(predictor, LAB, nothing) is predictor
    blank = lab_rows(predictor).assign(lifetime_h="", lifetime_event="")
    assert with_lab(predictor, LAB, own_table(blank)) is predictor, "cells without outcome teach nothing"


def test_the_published_model_is_inside_to_the_bit(predictor: CellPredictor, lab: CellPredictor) -> None:
    pd.testing.assert_frame_equal(literature(lab).predict(ASKED), predictor.predict(ASKED))
    assert literature(predictor) is predictor
    assert literature(lab).info == predictor.info


def test_it_follows_the_lab(predictor: CellPredictor, lab: CellPredictor) -> None:
    ratio = lab.predict(ASKED[:2])["lifetime_h"] / predictor.predict(ASKED[:2])["lifetime_h"]
    assert ratio[0] == pytest.approx(0.3, rel=0.35)
    assert 0.2 < ratio[1] < 0.8, "less sure of a cell unlike its own"
    pd.testing.assert_series_equal(
        lab.predict(ASKED)["overpotential_mV"], predictor.predict(ASKED)["overpotential_mV"]
    )  # it measured none


def test_bounds_and_chances_are_the_labs(predictor: CellPredictor, lab: CellPredictor) -> None:
    (row,) = lab.predict(CELL).to_dict("records")
    (usual,) = predictor.predict(CELL).to_dict("records")
    assert usual["lifetime_lower_h"] / usual["lifetime_h"] < row["lifetime_lower_h"] / row["lifetime_h"] < 1
    chances = [row[f"lifetime_chance_{time}_h"] for time in (100, 200, 500, 1000)]
    assert chances == sorted(chances, reverse=True)
    assert chances[1] < usual["lifetime_chance_200_h"]


def test_own_cells_are_the_first_evidence_and_told_in_the_explanation(lab: CellPredictor) -> None:
    found = explain(parse_cell(CELL), lab)
    assert [one.citation for one in found.evidence[:2]] == [LAB, LAB]
    assert all(one.is_same for one in found.evidence[:2])
    parts = {part.label: part.effect for part in found.targets["lifetime"].components}
    assert parts[f"{LAB} (32 cells)"] == pytest.approx(0.3, rel=0.4)
    told = found.targets["lifetime"]
    assert told.base * np.prod([part.effect for part in told.components]) == pytest.approx(told.median, rel=1e-3)
    features = lab.featurize(CellBatch.from_cells([parse_cell(CELL)]))
    assert attribute(lab.target("lifetime"), features, lab.columns).by_group()["source"][0] < 0


def test_a_saved_lab_predicts_the_same(lab: CellPredictor, tmp_path: Path) -> None:
    lab.save(tmp_path / "lab")
    again = CellPredictor.load(tmp_path / "lab")
    pd.testing.assert_frame_equal(again.predict(ASKED), lab.predict(ASKED))
    pd.testing.assert_frame_equal(literature(again).predict(ASKED), literature(lab).predict(ASKED))
    assert own_rows(again).sum() == 32


def test_another_lab_takes_the_place_of_the_first(predictor: CellPredictor, lab: CellPredictor) -> None:
    other = with_lab(lab, "other lab", own_table(lab_rows(predictor, factor=2.0), "other lab"))
    assert other.columns.source == "other lab"
    assert other.predict(CELL)["lifetime_h"][0] > predictor.predict(CELL)["lifetime_h"][0]


def test_formulations_are_cells_without_their_test(predictor: CellPredictor) -> None:
    table = own_table(lab_rows(predictor))
    assert len(set(formulations(table.cells))) == 8


def test_a_model_of_own_quantities_has_no_lab_term(predictor: CellPredictor) -> None:
    with pytest.raises(NacreError, match="learned from a lab's own table"):
        with_lab(with_own_quantities(predictor), LAB, own_table(lab_rows(predictor)))
