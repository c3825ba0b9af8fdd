"""Surrogates for choosing tests: a known function, censoring, units, draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.models.estimators.bagging import BaggedBoosters
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.estimators.censored_process import CensoredProcess
from nacre.models.labels.intervals import Interval

GRID = np.linspace(0, 10, 41, dtype=np.float32)[:, None]


def wave(x: np.ndarray) -> np.ndarray:
    return np.exp(np.sin(x[:, 0]) + 0.1 * x[:, 0])


def exact(values: np.ndarray) -> Interval:
    return Interval(values, values)


def test_the_process_learns_a_smooth_function_and_knows_where_it_was() -> None:
    known = GRID[::4]
    found = CensoredProcess.fit(known, exact(wave(known)))
    mean, spread = found.predict(GRID)
    assert np.abs(mean - np.log(wave(GRID))).max() < 0.25
    assert spread[::4].max() < spread[2::4].max()


@given(factor=st.floats(1e-3, 1e3))
def test_the_unit_of_the_outcome_shifts_the_mean_and_nothing_else(factor: float) -> None:
    known = GRID[::4]
    mean, spread = CensoredProcess.fit(known, exact(wave(known))).predict(GRID)
    shifted, same = CensoredProcess.fit(known, exact(factor * wave(known))).predict(GRID)
    np.testing.assert_allclose(shifted, mean + np.log(factor), atol=1e-6)
    np.testing.assert_allclose(same, spread, atol=1e-6)


def test_a_survivor_counts_as_more_than_its_hours() -> None:
    values = wave(GRID[::2])
    cut = np.minimum(values, 1.5)
    censored = Interval(cut, np.where(values > cut, np.inf, cut))
    with_bounds, _ = CensoredProcess.fit(GRID[::2], censored).predict(GRID)
    as_failures, _ = CensoredProcess.fit(GRID[::2], exact(cut)).predict(GRID)
    high = np.log(wave(GRID)) > np.log(1.5) + 0.3
    assert (with_bounds - as_failures)[high].mean() > 0.1


def test_unknown_and_constant_columns_do_no_harm() -> None:
    extra = np.column_stack([GRID[::4, 0], np.full(11, 3.0), np.full(11, np.nan)]).astype(np.float32)
    mean, spread = CensoredProcess.fit(extra, exact(wave(GRID[::4]))).predict(extra)
    assert np.isfinite(mean).all()
    assert np.isfinite(spread).all()


def test_too_few_rows_are_told() -> None:
    with pytest.raises(NacreError, match="too few"):
        CensoredProcess.fit(GRID[:3], exact(np.ones(3)))


def test_a_bag_of_boosters_follows_the_function_and_repeats_itself() -> None:
    known, values = np.repeat(GRID, 3, axis=0), np.repeat(wave(GRID), 3)

    def make(seed: int) -> IntervalBooster:
        return IntervalBooster(sigma=0.5, random_state=seed)

    bag = BaggedBoosters.fit(make, known, exact(values))
    mean, spread = bag.predict(GRID)
    assert np.corrcoef(mean, np.log(wave(GRID)))[0, 1] > 0.9
    assert (spread > 0).all()
    np.testing.assert_array_equal(mean, BaggedBoosters.fit(make, known, exact(values)).predict(GRID)[0])
    assert len(bag.believe(GRID[:2]).features) == len(known) + 2


def test_draws_of_a_process_have_its_mean_its_spread_and_its_smoothness() -> None:
    surrogate = CensoredProcess.fit(GRID[::8], exact(wave(GRID[::8])))
    draws = surrogate.draw(GRID, 4000, np.random.default_rng(0))
    mean, spread = surrogate.predict(GRID)
    np.testing.assert_allclose(draws.mean(axis=0), mean, atol=5 * spread.max() / np.sqrt(4000))
    np.testing.assert_allclose(draws.std(axis=0), spread, rtol=0.1, atol=0.01)
    between = GRID[::8].shape[0] // 2 * 8 + 4  # far from known points, where neighbours still go together
    assert np.corrcoef(draws[:, between], draws[:, between + 1])[0, 1] > 0.7


def test_equal_candidates_are_drawn_alike() -> None:
    surrogate = CensoredProcess.fit(GRID[::8], exact(wave(GRID[::8])))
    one, other = surrogate.draw(np.repeat(GRID[4:5], 2, axis=0), 50, np.random.default_rng(0)).T
    np.testing.assert_allclose(one, other, atol=0.02)


def test_a_draw_of_a_bag_is_one_of_its_boosters() -> None:
    bag = BaggedBoosters.fit(lambda seed: IntervalBooster(sigma=0.5, random_state=seed), GRID, exact(wave(GRID)))
    draws = bag.draw(GRID, 3, np.random.default_rng(1))
    members = [member.predict_margin(GRID) for member in bag.members]
    assert all(any(np.array_equal(draw, member) for member in members) for draw in draws)
