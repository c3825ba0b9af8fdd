"""Evidence: distances behave like distances, published cells find themselves, and gaps count as one spread."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.measured.tables import published_cells
from nacre.features.columns import CATALOGUE
from nacre.features.matrix import feature_names
from nacre.models.labels.dataset import make_dataset
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.evidence import COLUMNS, Evidence, evidence_weights, mean_use

NAN = np.nan


def evidence(rows: list[list[float]], weights: list[float], papers: list[str] | None = None) -> Evidence:
    names = papers or [f"paper{i}" for i in range(len(rows))]
    frame = pd.DataFrame({"record_id": [f"r{i}" for i in range(len(rows))], "paper": names})
    return Evidence(frame, np.array(rows, dtype=np.float32), np.array(weights, dtype=np.float64))


def query(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


def test_distance_by_hand() -> None:
    # Values 0 and 2 have a spread of 1, values 0 and 20 of 10: gaps of 2 and 1 spreads, weighted 3 to 1.
    known = evidence([[0, 0], [2, 20]], [0.75, 0.25])
    found = known.distances(query([2, 10]))
    np.testing.assert_allclose(found, [[np.sqrt(0.75 * 4 + 0.25 * 1), np.sqrt(0.25)]])


def test_features_without_weight_do_not_count() -> None:
    known = evidence([[0, 0], [2, 20]], [1.0, 0.0])
    np.testing.assert_allclose(known.distances(query([0, 1e6])), [[0.0, 2.0]])


def test_a_gap_on_one_side_is_one_spread_and_on_both_sides_nothing() -> None:
    known = evidence([[0, NAN], [2, 0], [1, 20]], [0.5, 0.5])
    found = known.distances(query([0, NAN], [0, 0]))
    assert found[0, 0] == 0.0
    assert found[1, 0] == pytest.approx(np.sqrt(0.5))
    assert np.isfinite(found).all()
    assert np.isfinite(known.distances(query([NAN, NAN]))).all()


def test_a_feature_that_no_known_cell_has_does_not_break_the_scale() -> None:
    known = evidence([[0, NAN], [2, NAN]], [0.5, 0.5])
    np.testing.assert_allclose(known.distances(query([0, NAN]))[0, 0], 0.0)
    np.testing.assert_allclose(known.distances(query([0, 1]))[0, 0], np.sqrt(0.5))


@pytest.mark.parametrize("constant", [0.1, 0.3, 1e-3, 25.0])
def test_a_feature_that_is_the_same_everywhere_has_no_spread_of_rounding(constant: float) -> None:
    rows = [[constant, i] for i in range(150)]
    known = evidence(rows, [0.5, 0.5])
    found = known.distances(query([constant, 0], [constant + 0.5, 0]))
    assert found[0, 0] == 0.0
    assert found[1, 0] == pytest.approx(0.5 * np.sqrt(0.5), rel=1e-5)


def test_far_values_are_cut_so_that_one_feature_cannot_hide_the_rest() -> None:
    known = evidence([[0, 0], [2, 2]], [0.5, 0.5])
    near, far = known.distances(query([1e3, 0], [1e30, 0]))
    np.testing.assert_array_equal(near, far)
    assert far[0] <= 8.0


@given(st.lists(st.lists(st.floats(-100, 100) | st.just(NAN), min_size=3, max_size=3), min_size=2, max_size=6))
def test_distances_are_symmetric_and_zero_to_oneself(rows: list[list[float]]) -> None:
    known = evidence(rows, [0.5, 0.3, 0.2])
    found = known.distances(known.features)
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    np.testing.assert_array_equal(np.diag(found), 0.0)
    assert (found >= 0).all()


@given(st.floats(0.01, 100), st.integers(-50, 50))
def test_units_of_a_feature_do_not_matter(scale: float, shift: int) -> None:
    rows = np.array([[0.0, 1.0], [2.0, 5.0], [7.0, -3.0]])
    plain, changed = (
        evidence(rows.tolist(), [0.4, 0.6]),
        evidence((rows * [scale, 1] + [shift, 0]).tolist(), [0.4, 0.6]),
    )
    np.testing.assert_allclose(changed.distances(changed.features), plain.distances(plain.features), atol=1e-2)


def test_nearest_come_first_and_ties_keep_their_order() -> None:
    known = evidence([[0], [1], [1], [3]], [1.0])
    order, distance = known.nearest(query([1], [3]), 3)
    np.testing.assert_array_equal(order, [[1, 2, 0], [3, 1, 2]])
    assert (np.diff(distance, axis=1) >= 0).all()
    assert distance[0].tolist()[:2] == [0.0, 0.0]


def test_more_neighbours_than_known_cells_give_all_of_them() -> None:
    order, distance = evidence([[0], [1]], [1.0]).nearest(query([0]), 5)
    assert order.tolist() == [[0, 1]]
    assert distance.shape == (1, 2)


def test_own_distance_skips_cells_of_the_same_paper() -> None:
    known = evidence([[0], [1], [4]], [1.0], ["a", "a", "b"])
    spread = np.std([0, 1, 4])
    np.testing.assert_allclose(known.own_distances(), np.array([4, 3, 3]) / spread, rtol=1e-6)
    assert np.isinf(evidence([[0], [1]], [1.0], ["a", "a"]).own_distances()).all()


def test_every_published_cell_finds_itself(predictor: CellPredictor) -> None:
    known = predictor.evidence
    order, distance = known.nearest(known.features, 1)
    np.testing.assert_array_equal(distance[:, 0], 0.0)
    own = known.distances(known.features)
    np.testing.assert_array_equal(np.diag(own), 0.0)
    twins = own[np.arange(len(own)), order[:, 0]] == 0
    assert twins.all()
    alone = (own == 0).sum(axis=1) == 1
    assert alone.mean() > 0.5
    np.testing.assert_array_equal(order[alone, 0], np.flatnonzero(alone))


def test_distances_of_the_published_cells_are_symmetric_and_finite(predictor: CellPredictor) -> None:
    found = predictor.evidence.distances(predictor.evidence.features)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, found.T, atol=1e-9)


def test_evidence_keeps_what_a_reader_needs(predictor: CellPredictor) -> None:
    stated = [column for target in predictor.targets.values() for column in target.quantity.statement_columns]
    assert set(COLUMNS) | set(stated) <= set(predictor.evidence.frame.columns)
    assert predictor.evidence.frame["record_id"].is_unique
    assert len(predictor.evidence.frame) == len(published_cells())


def test_weights_are_the_boosters_use_of_the_features(predictor: CellPredictor) -> None:
    weights = predictor.evidence.weights
    assert weights.shape == (len(feature_names()),)
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()
    features = make_dataset(published_cells()).features
    uses = [mean_use(target.booster, features) for target in predictor.targets.values()]
    counted = [not name.startswith("report.") for name in feature_names()]
    np.testing.assert_allclose(weights, evidence_weights(uses, CATALOGUE.entries))
    assert (weights[~np.array(counted)] == 0).all(), "how a test was published makes no cells alike"
