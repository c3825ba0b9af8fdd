"""Predictors that the version before saved: they open, and predict as they did.

`format3/` holds one of the published cells and one of a lab's own quantity, with what the version that saved them
predicted of some cells (bounds at 80 %).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, Judging
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.explain import explain

FOLDER = Path(__file__).parent / "format3"
RECORDED: dict[str, Any] = json.loads((FOLDER / "predictions.json").read_text("utf-8"))


@pytest.fixture(params=RECORDED)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_it_predicts_what_it_predicted_then(kind: str) -> None:
    recorded = RECORDED[kind]
    predictor = CellPredictor.load(FOLDER / kind)
    now = predictor.predict(pd.DataFrame(recorded["asked"]), level=0.8)
    then = pd.DataFrame(recorded["told"])
    pd.testing.assert_frame_equal(now[list(then)].astype(then.dtypes), then, rtol=1e-12)


def test_what_was_not_stored_then_comes_from_the_quantity_of_that_name() -> None:
    assert CellPredictor.load(FOLDER / "published").quantities == (LIFETIME, OVERPOTENTIAL)
    (own,) = CellPredictor.load(FOLDER / "own").quantities
    assert own.judging is Judging.UNIT
    assert own.scale.limits == (0.0, 100.0)


def test_it_is_explained_and_saved_in_the_new_format(kind: str, tmp_path: Path) -> None:
    predictor = CellPredictor.load(FOLDER / kind)
    explained = explain(predictor.evidence.cells[0], predictor)
    assert list(explained.targets) == list(predictor.targets)
    predictor.save(tmp_path / "new")
    asked = pd.DataFrame(RECORDED[kind]["asked"])
    pd.testing.assert_frame_equal(CellPredictor.load(tmp_path / "new").predict(asked), predictor.predict(asked))
