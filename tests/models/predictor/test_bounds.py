"""Bounds: quantiles by hand, coverage on new papers, and storage."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.models.labels.intervals import check_interval
from nacre.models.predictor.bounds import ConformalBound

INF = float("inf")


def bound_of(lower, upper, groups, side, predicted=None):
    guess = np.ones(len(lower)) if predicted is None else predicted
    return ConformalBound.from_out_of_fold(guess, check_interval(lower, upper), groups, side)


def test_lower_factor_by_hand():
    # Four papers, predictions of 1: the factors are 1, 1/2, 1/4, 1/8, one for each fifth up to 4/5.
    bound = bound_of([1, 1 / 2, 1 / 4, 1 / 8], [1, INF, 1 / 4, INF], [1, 2, 3, 4], "lower")
    assert bound.factor(0.2) == pytest.approx(1)
    assert bound.factor(0.6) == pytest.approx(1 / 4)
    assert bound.factor(0.8) == pytest.approx(1 / 8)
    assert bound.factor(0.81) == 0.0
    np.testing.assert_allclose(bound.apply([8, 16], 0.8), [1, 2])


def test_upper_factor_by_hand():
    bound = bound_of([0, 2, 3], [4, 2, INF], [1, 2, 3], "upper")
    assert bound.n_groups == 2
    assert bound.factor(0.33) == pytest.approx(2)
    assert bound.factor(0.66) == pytest.approx(4)
    assert bound.factor(0.9) == INF


def test_papers_weigh_equally():
    # Paper 1 has three rows of score 0; they weigh as much together as the one row of paper 2.
    bound = bound_of([1, 1, 1, 1 / 9], [1, 1, 1, 1 / 9], [1, 1, 1, 2], "lower")
    assert bound.factor(1 / 3) == pytest.approx(1)
    assert bound.factor(0.4) == pytest.approx(1 / 9)


@given(st.permutations(range(6)))
def test_each_score_keeps_the_weight_of_its_own_paper(order):
    # One paper of four cells that lasted as foretold, two papers of one cell each that lasted a tenth and a hundredth.
    hours, groups = np.array([1, 1, 1, 1, 0.1, 0.01])[order], np.array([1, 1, 1, 1, 2, 3])[order]
    bound = bound_of(hours, hours, groups, "lower")
    np.testing.assert_allclose([bound.factor(level) for level in (0.25, 0.5, 0.75)], [1, 0.1, 0.01])


def test_rows_without_that_bound_are_skipped():
    bound = bound_of([0, 5], [3, 5], [1, 2], "lower")
    assert bound.n_groups == 1
    with pytest.raises(NacreError, match="No row can calibrate the lower bound"):
        bound_of([0], [3], [1], "lower")


def papers(rng, n_papers):
    """Outcomes with an error shared by the rows of a paper, three rows each, censored at random."""
    error = rng.normal(size=n_papers).repeat(3) + 0.3 * rng.normal(size=3 * n_papers)
    true, stopped = np.exp(4 + error), np.exp(4.5 + rng.normal(size=3 * n_papers))
    return true, stopped, np.arange(n_papers).repeat(3)


@pytest.mark.parametrize("level", [0.6, 0.8, 0.9])
def test_coverage_on_new_papers_is_the_level(level):
    rng, held = np.random.default_rng(1), []
    for _ in range(300):
        true, _, groups = papers(rng, 40)
        bound = bound_of(true[:-3], true[:-3], groups[:-3], "lower", np.full(117, 50.0))
        held.append(np.mean(bound.apply(np.full(3, 50.0), level) <= true[-3:]))
    assert level - 0.05 < np.mean(held) < level + 0.07


def test_censoring_makes_a_lower_bound_conservative_never_wrong():
    true, stopped, groups = papers(np.random.default_rng(2), 60)
    upper = np.where(true <= stopped, true, INF)
    censored = bound_of(np.minimum(true, stopped), upper, groups, "lower", np.full(180, 50.0))
    seen = bound_of(true, true, groups, "lower", np.full(180, 50.0))
    for level in (0.5, 0.7, 0.9):
        assert censored.factor(level) <= seen.factor(level)


@given(st.lists(st.tuples(st.floats(0.1, 100), st.integers(0, 4)), min_size=1, max_size=20))
def test_a_higher_level_is_a_safer_bound_and_storage_keeps_it(rows):
    value, groups = [row[0] for row in rows], [row[1] for row in rows]
    for side, sign in (("lower", -1), ("upper", 1)):
        bound = bound_of(value, value, groups, side)
        again = ConformalBound.from_dict(json.loads(json.dumps(bound.to_dict())))
        levels = np.linspace(0.05, 0.95, 19)
        factors = [bound.factor(level) for level in levels]
        assert factors == [again.factor(level) for level in levels]
        assert all(sign * later >= sign * earlier for earlier, later in pairwise(factors))


@pytest.mark.parametrize("level", [0, 1, -0.5, 80, float("nan")])
def test_a_level_is_a_share(level):
    with pytest.raises(NacreError, match="between 0 and 1"):
        bound_of([1], [1], [1], "lower").factor(level)


@pytest.mark.parametrize(
    ("predicted", "groups", "side", "part"),
    [
        pytest.param([1, 1], [1, 1], "middle", "no side 'middle'", id="side"),
        pytest.param([1], [1, 1], "lower", "do not match", id="length"),
        pytest.param([1, 0], [1, 1], "lower", "row 1 is 0.0", id="zero"),
        pytest.param([float("nan"), 1], [1, 1], "upper", "row 0 is nan", id="nan"),
    ],
)
def test_bad_calibration_is_refused(predicted, groups, side, part):
    with pytest.raises(NacreError, match=part):
        bound_of([1, 2], [1, 2], groups, side, predicted)


@pytest.mark.parametrize(
    "damage",
    [
        {"side": "left"},
        {"scores": [2.0, 1.0]},
        {"scores": "no"},
        {"weights": [1.0]},
        {"weights": [-1.0, 3.0]},
        {"n_groups": 7},
        {"n_groups": None},
    ],
)
def test_a_damaged_manifest_is_refused(damage):
    stored = {"side": "lower", "scores": [0.0, 1.0], "weights": [1.0, 1.0], "n_groups": 2}
    assert ConformalBound.from_dict(stored).factor(0.5) == pytest.approx(np.exp(-1))
    with pytest.raises(NacreError, match="stored bound"):
        ConformalBound.from_dict(stored | damage)


def test_a_bound_is_as_wide_as_the_errors_at_its_distance() -> None:
    random = np.random.default_rng(0)
    n = 600
    distance = random.uniform(0, 3, n)
    error = random.normal(0, 0.2 + distance)  # far cells are predicted worse
    truth = check_interval(*[np.exp(error + np.log(100))] * 2)
    papers = np.arange(n) // 2
    bound = ConformalBound.by_distance(np.full(n, 100.0), truth, papers, "lower", distance)
    near, middle, far = bound.apply(np.full(3, 100.0), 0.9, np.array([0.5, 1.5, 2.5]))
    assert near > middle > far > 0
    held = bound.apply(np.full(n, 100.0), 0.9, distance) <= truth.lower
    for low in range(3):
        own = (distance >= low) & (distance < low + 1)
        assert held[own].mean() == pytest.approx(0.9, abs=0.03)
    assert bound.apply(np.full(1, 100.0), 0.9)[0] == pytest.approx(100.0 * bound.factor(0.9))
    again = ConformalBound.from_dict(json.loads(json.dumps(bound.to_dict())))
    np.testing.assert_array_equal(
        again.apply(np.full(n, 100.0), 0.9, distance), bound.apply(np.full(n, 100.0), 0.9, distance)
    )


def test_few_papers_have_one_bound_for_all_distances() -> None:
    truth = check_interval(np.full(30, 90.0), np.full(30, 90.0))
    bound = ConformalBound.by_distance(np.full(30, 100.0), truth, np.arange(30), "lower", np.arange(30.0))
    assert bound.strata == ()
