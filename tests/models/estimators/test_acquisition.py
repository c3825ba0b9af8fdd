"""Surrogates for choosing tests: a known function, censoring, units, and batches that spread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from nacre.data.errors import NacreError
from nacre.models.estimators.acquisition import batch, expected_improvement
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


@given(mean=st.floats(-2, 2), spread=st.floats(0.05, 2), best=st.floats(-2, 2), longer=st.floats(0.1, 3))
def test_expected_improvement_is_its_integral(mean: float, spread: float, best: float, longer: float) -> None:
    ceiling = best + longer
    m, s = np.array([mean]), np.array([spread])
    density = norm(mean, spread).pdf
    top = max(mean + 12 * spread, best)
    plain = quad(lambda y: (y - best) * density(y), best, top, limit=200)[0]
    capped = quad(lambda y: (y - best) * density(y), best, ceiling, limit=200)[0]
    capped += longer * norm(mean, spread).sf(ceiling)
    assert expected_improvement(m, s, best)[0] == pytest.approx(plain, abs=1e-6)
    assert expected_improvement(m, s, best, ceiling=ceiling)[0] == pytest.approx(capped, abs=1e-6)
    assert expected_improvement(-m, s, -best, maximize=False)[0] == pytest.approx(plain, abs=1e-6)


def test_a_test_shorter_than_the_best_counts_the_chance_to_survive_it() -> None:
    found = expected_improvement(np.array([0.0]), np.array([1.0]), 2.0, ceiling=1.0)
    assert found[0] == pytest.approx(norm.sf(1.0))


def test_a_batch_spreads_instead_of_repeating_the_best() -> None:
    known = GRID[::4]
    surrogate = CensoredProcess.fit(known, exact(wave(known)))
    best = float(surrogate.predict_known()[0].max())
    candidates = np.repeat(GRID, 5, axis=0)
    chosen, scores = batch(surrogate, candidates, 4, lambda m, s: expected_improvement(m, s, best))
    assert len(set(candidates[chosen, 0])) == 4
    assert scores[0] == scores.max()


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
