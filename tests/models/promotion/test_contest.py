"""Champion and challenger on the same left-out papers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nacre.data.measured.merging import merge, numbered
from nacre.data.measured.tables import check_cells, published_cells
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.promotion.contest import compare, left_out
from nacre.models.validation.comparison import BOOSTER, Settings, cross_predictions
from tests.new_cells import rows

QUICK = Settings(repeats=1, folds=3, jobs=1, compared=False)


@pytest.fixture(scope="module")
def grown() -> Dataset:
    table, _ = check_cells(rows(6, 4), "new.csv")
    return make_dataset(merge(published_cells(), [numbered("new.csv", table)]).table)


def test_on_its_own_data_the_champion_says_what_its_validation_said(predictor: CellPredictor) -> None:
    data = make_dataset(published_cells())
    said = left_out(predictor, data, QUICK)
    own = cross_predictions(data, QUICK, None)
    for target, found in said.items():
        np.testing.assert_allclose(found, own[target, BOOSTER], rtol=1e-6)


def test_new_papers_are_predicted_by_the_champion_as_it_is(predictor: CellPredictor, grown: Dataset) -> None:
    said = left_out(predictor, grown, QUICK)
    for target in said:
        labelled = grown.labels(target).rows
        new = np.char.startswith(grown.papers[labelled].astype(str), "lab")
        unseen = predictor.targets[target].booster.predict(grown.features[labelled[new]])
        np.testing.assert_array_equal(said[target][0, new], unseen)


def test_new_papers_are_named_and_judged_apart(predictor: CellPredictor, grown: Dataset) -> None:
    found = compare(predictor, grown, left_out(predictor, grown, QUICK), QUICK)
    assert found.new_papers == [f"lab{i}" for i in range(6)]
    for target, verdict in found.verdicts.items():
        assert verdict.words == "not worse"
        assert verdict.gain == 0.0
        assert found.forward[target].rows < verdict.rows
        assert found.forward[target].papers == 6


def test_a_known_cell_under_a_new_paper_is_not_new(predictor: CellPredictor) -> None:
    known = published_cells()
    copy = known.frame.iloc[[0]].assign(record_id="copy", paper="copy", doi="")
    frame = check_cells(copy.map(lambda field: "" if pd.isna(field) else f"{field}"), "copy.csv")[0]
    data = make_dataset(merge(known, [numbered("copy.csv", frame)]).table)
    target = next(t for t in data.outcomes if len(data.frame) - 1 in data.labels(t).rows)
    row = int(np.flatnonzero(data.labels(target).rows == len(data.frame) - 1)[0])
    said = left_out(predictor, data, QUICK)[target][0, row]
    seen = predictor.targets[target].booster.predict(data.features[-1:])[0]
    assert said != seen
