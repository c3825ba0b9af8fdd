"""The lab term: nothing without cells, the lab's own way with many, and what is between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.cells import CellBatch
from nacre.data.errors import NacreError
from nacre.data.notation.parse import as_cells
from nacre.models.labels.intervals import Interval
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.lab import MOST_ROWS, LabTerm
from tests.own_cells import ELECTROLYTES

CELLS = [f"{one} | {current} mA/cm2, 1 mAh/cm2" for one in ELECTROLYTES for current in (0.5, 1, 2)]


def parts(predictor: CellPredictor, texts: list[str] = CELLS):
    features = predictor.featurize(CellBatch.from_cells(as_cells(texts)))
    return features, np.log(predictor.target("lifetime").published(features))


def fitted(predictor: CellPredictor, hours: np.ndarray, texts: list[str] = CELLS) -> LabTerm:
    features, level = parts(predictor, texts)
    return LabTerm.fit("our lab", features, level, Interval(hours, hours), predictor.evidence)


def test_a_lab_that_is_three_times_worse_is_predicted_three_times_worse_elsewhere_too(predictor: CellPredictor) -> None:
    _, level = parts(predictor)
    term = fitted(predictor, np.exp(level) / 3)
    other, usual = parts(predictor, ["1 M NaPF6 in DME | 1 mA/cm2, 1 mAh/cm2"])
    mean, spread = term.predict(other, usual)
    assert np.exp(mean[0]) == pytest.approx(1 / 3, rel=0.2)
    assert spread[0] < 0.5
    assert np.exp(term.shift) == pytest.approx(1 / 3, rel=0.2)


def test_one_cell_moves_the_prediction_less_than_many_do(predictor: CellPredictor) -> None:
    _, level = parts(predictor)
    few = fitted(predictor, np.exp(level[:1]) / 3, CELLS[:1])
    many = fitted(predictor, np.exp(level) / 3)
    other, usual = parts(predictor, ["1 M NaPF6 in DME | 1 mA/cm2, 1 mAh/cm2"])
    assert np.log(1 / 3) < many.mean(other, usual)[0] < few.mean(other, usual)[0] < 0


def test_replicates_tell_the_scatter(predictor: CellPredictor) -> None:
    texts = CELLS * 4
    _, level = parts(predictor, texts)
    random = np.random.default_rng(0)
    for scatter in (0.1, 0.6):
        term = fitted(predictor, np.exp(level + random.normal(0, scatter, len(level))), texts)
        assert term.scatter == pytest.approx(scatter, rel=0.35)


def test_bounds_hold_for_as_many_new_cells_as_they_say(predictor: CellPredictor) -> None:
    texts = CELLS * 2
    features, level = parts(predictor, texts)
    random = np.random.default_rng(1)
    held = []
    for _ in range(40):
        shift, noise = random.normal(0, 0.6), random.normal(0, 0.4, len(level))
        seen = level + shift + noise
        train = np.arange(len(level)) % 3 > 0
        hours = np.exp(seen[train])
        term = LabTerm.fit("our lab", features[train], level[train], Interval(hours, hours), predictor.evidence)
        mean, spread = term.predict(features[~train], level[~train])
        bound = term.bounds(np.exp(level[~train] + mean), spread, "lower", 0.9)
        held.append((np.exp(seen[~train]) >= bound).mean())
    assert np.mean(held) == pytest.approx(0.9, abs=0.04)


def test_survivors_say_no_more_than_that_they_ran(predictor: CellPredictor) -> None:
    features, level = parts(predictor)
    ran = Interval(np.exp(level) / 20, np.full(len(level), np.inf))
    term = LabTerm.fit("our lab", features, level, ran, predictor.evidence)
    mean = term.mean(features, level)
    assert (mean > -0.1).all(), "tests that were ended early make no bad lab"
    assert np.isfinite(mean).all()
    far = Interval(np.exp(level) * 5, np.full(len(level), np.inf))
    longer = LabTerm.fit("our lab", features, level, far, predictor.evidence)
    assert (longer.mean(features, level) > 1.0).all()


def test_replicates_that_contradict_each_other_make_wide_bounds(predictor: CellPredictor) -> None:
    term = fitted(predictor, np.array([1.0, 1000.0]), CELLS[:1] * 2)
    features, level = parts(predictor, CELLS[:1])
    mean, spread = term.predict(features, level)
    assert np.sqrt(1000.0) < np.exp(level[0] + mean[0]) < np.exp(level[0]), "between the cells and the literature"
    assert spread[0] > 1.0


@given(st.permutations(range(len(CELLS))))
def test_the_order_of_cells_does_not_matter(predictor: CellPredictor, order: list[int]) -> None:
    features, level = parts(predictor)
    hours = np.exp(level) * np.linspace(0.3, 2.0, len(level))
    one = LabTerm.fit("our lab", features, level, Interval(hours, hours), predictor.evidence)
    other = LabTerm.fit(
        "our lab", features[order], level[order], Interval(hours[order], hours[order]), predictor.evidence
    )
    np.testing.assert_allclose(one.mean(features, level), other.mean(features, level), atol=2e-3)


def test_of_very_many_conditions_some_are_held(predictor: CellPredictor) -> None:
    texts = [f"{amount:.3f} M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2" for amount in np.linspace(0.2, 2, MOST_ROWS + 50)]
    _, level = parts(predictor, texts)
    term = fitted(predictor, np.exp(level) / 3, texts)
    assert (term.cells, len(term.rows)) == (MOST_ROWS + 50, MOST_ROWS)


def test_what_is_saved_predicts_the_same_and_damage_is_told(predictor: CellPredictor) -> None:
    features, level = parts(predictor)
    term = fitted(predictor, np.exp(level) / 3)
    again = LabTerm.from_dict(term.to_dict())
    np.testing.assert_array_equal(term.predict(features, level), again.predict(features, level))
    for name, damage in (("rows", [[1.0]]), ("level", "x"), ("theta", [0.0])):
        with pytest.raises(NacreError, match="lab term"):
            LabTerm.from_dict(term.to_dict() | {name: damage})
    with pytest.raises(NacreError, match="lab term"):
        LabTerm.from_dict({name: value for name, value in term.to_dict().items() if name != "count"})


def test_a_level_is_a_share(predictor: CellPredictor) -> None:
    term = fitted(predictor, np.exp(parts(predictor)[1]))
    with pytest.raises(NacreError, match="not between 0 and 1"):
        term.bounds(np.ones(1), np.ones(1), "lower", 1.0)
    assert replace(term, source="x").source == "x"
