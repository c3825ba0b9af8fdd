"""The chance of one cell beside what comparable known cells did."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.chances import chances_of, chances_text, comparable
from nacre.pipelines.explanation.evidence import same_cells

BARE = "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2"
COATED = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


def features(predictor: CellPredictor, text: str) -> np.ndarray:
    return predictor.featurize(CellBatch.from_cells([parse_cell(text)]))


def test_bare_sodium_is_compared_with_bare_sodium_only(predictor: CellPredictor) -> None:
    alike, words = comparable(features(predictor, BARE), predictor)
    assert words == "with nothing done to protect the sodium"
    assert (predictor.evidence.frame["is_control"][alike] == 1).all()


def test_the_chance_falls_and_treatment_raises_it(predictor: CellPredictor) -> None:
    bare, coated = (chances_of(features(predictor, text), predictor)["lifetime"] for text in (BARE, COATED))
    for one in (bare, coated):
        assert [chance.time for chance in one] == [100, 200, 500, 1000]
        assert sorted((chance.chance for chance in one), reverse=True) == [chance.chance for chance in one]
    assert all(a.chance < b.chance for a, b in zip(bare, coated, strict=True))
    assert all(a.base is not None and b.base is not None and a.base < b.base for a, b in zip(bare, coated, strict=True))


def test_what_remains_counts_from_there_on(predictor: CellPredictor) -> None:
    matrix = features(predictor, BARE)
    left = chances_of(matrix, predictor, 300.0)["lifetime"]
    assert [chance.time for chance in left] == [400, 500, 800, 1300]
    start, later = predictor.chances("lifetime", matrix, [300.0, 800.0])[0]
    assert left[2].chance == pytest.approx(later / start)
    with pytest.raises(NacreError, match="cannot have survived"):
        chances_of(matrix, predictor, -1.0)


def test_words_hold_every_figure(predictor: CellPredictor) -> None:
    chances = chances_of(features(predictor, BARE), predictor)["lifetime"]
    text = chances_text(chances, "h")
    assert text.startswith("still running after 100 h ")
    assert f"{chances[0].cells} known cells with nothing done" in text


def test_the_very_cell_is_found_whatever_protects_it(predictor: CellPredictor) -> None:
    for text in (BARE, f"{BARE.split(' | ', maxsplit=1)[0]} | protection: nothing | {BARE.split(' | ')[1]}"):
        rows = same_cells(parse_cell(text), predictor)
        assert "zheng2020-nep-control" in predictor.evidence.frame["record_id"].iloc[rows].tolist()
    assert same_cells(parse_cell(COATED), predictor) == []
