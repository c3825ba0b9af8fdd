"""The chance to be still running: Cox's model as numbers, censoring respected."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.models.labels.intervals import check_interval
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.predictor.survival import HORIZONS, SurvivalChance, kaplan_meier

RANDOM = np.random.default_rng(0)
#: Cells whose true time grows with what is predicted; a third of the tests end early.
PREDICTED = np.exp(RANDOM.uniform(np.log(50), np.log(2000), 200))
TIME = PREDICTED * np.exp(RANDOM.normal(0, 0.7, 200))
END = RANDOM.uniform(100, 3000, 200)
INTERVAL = check_interval(np.minimum(TIME, END), np.where(TIME <= END, TIME, np.inf))
UNTREATED = PREDICTED < 200
CURVE = SurvivalChance.fit(PREDICTED, UNTREATED, INTERVAL)


def test_the_chance_is_what_such_cells_did() -> None:
    assert CURVE is not None
    chances = CURVE.chance(PREDICTED, UNTREATED, HORIZONS).mean(axis=0)
    ran = (TIME[:, None] > np.array(HORIZONS)[None, :]).mean(axis=0)
    np.testing.assert_allclose(chances, ran, atol=0.06)


@given(st.floats(20, 5000), st.booleans(), st.floats(0, 900))
def test_laws_of_a_chance(predicted: float, untreated: bool, survived: float) -> None:
    assert CURVE is not None
    times = np.array([0.0, 50.0, 200.0, 800.0, 3000.0])
    (chance,) = CURVE.chance([predicted], [untreated], times)
    (longer,) = CURVE.chance([predicted * 2], [untreated], times)
    assert chance[0] == 1.0
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (np.diff(chance) <= 1e-12).all()
    assert (longer >= chance - 1e-12).all(), "what is predicted to show more has no smaller chance"
    (start,) = CURVE.chance([predicted], [untreated], [survived])
    (left,) = CURVE.chance([predicted], [untreated], times, survived)
    later = times > survived
    np.testing.assert_allclose(left[later] * start[0], chance[later], atol=1e-9)
    assert (left[~later] == 1.0).all()


def test_it_is_stored_as_numbers_and_damage_is_told() -> None:
    assert CURVE is not None
    stored = json.loads(json.dumps(CURVE.to_dict()))
    again = SurvivalChance.from_dict(stored)
    np.testing.assert_array_equal(again.chance([300.0], [False], HORIZONS), CURVE.chance([300.0], [False], HORIZONS))
    for broken in ({**stored, "times": stored["times"][::-1]}, {**stored, "center": [1.0]}, {"slope": 1.0}):
        with pytest.raises(NacreError, match="survival curve"):
            SurvivalChance.from_dict(broken)
    with pytest.raises(NacreError, match="cannot have survived"):
        CURVE.chance([300.0], [False], HORIZONS, -1.0)


def test_few_failures_teach_no_curve() -> None:
    alive = check_interval(np.full(30, 100.0), np.full(30, np.inf))
    assert SurvivalChance.fit(np.full(30, 500.0), np.zeros(30, dtype=bool), alive) is None


def test_kaplan_meier_by_hand() -> None:
    """Two of four fail, at 10 and 30; one leaves at 20: 1, 3/4, 3/4 · 1/2; nothing is known beyond 40."""
    known = check_interval([10.0, 20.0, 30.0, 40.0], [10.0, np.inf, 30.0, np.inf])
    found = kaplan_meier(known, [5.0, 10.0, 25.0, 30.0, 40.0, 41.0])
    np.testing.assert_allclose(found, [1.0, 0.75, 0.75, 0.375, 0.375, np.nan])
    alive = kaplan_meier(check_interval([10.0], [np.inf]), [5.0, 11.0])
    np.testing.assert_array_equal(alive, [1.0, np.nan])


def test_no_prediction_exceeds_the_longest_test(predictor: CellPredictor) -> None:
    target = predictor.target("lifetime")
    assert target.limit == predictor.info["longest_test_h"]
    assert (target.positive(predictor.evidence.features) <= target.limit).all()
    assert target.survival is not None
    assert predictor.target("overpotential").survival is None
