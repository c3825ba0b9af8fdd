"""A batch: spread, the same for any order of candidates and any unit, and true to chances and prices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.models.estimators.acquisition import ACQUISITIONS, ExpectedImprovement, find_acquisition
from nacre.models.estimators.batch import Standard, batch, weighed
from nacre.models.estimators.censored_process import CensoredProcess
from tests.models.estimators.test_surrogates import GRID, exact, wave

KNOWN = GRID[::4]


def fitted(factor: float = 1.0) -> tuple[CensoredProcess, Standard]:
    surrogate = CensoredProcess.fit(KNOWN, exact(factor * wave(KNOWN)))
    return surrogate, Standard(1, float(surrogate.predict_known()[0].max()))


def test_a_batch_spreads_instead_of_repeating_the_best() -> None:
    candidates = np.repeat(GRID, 5, axis=0)
    chosen, scores = batch(fitted()[0], candidates, 4, ExpectedImprovement(), fitted()[1])
    assert len(set(candidates[chosen, 0])) == 4
    assert scores[0] == scores.max()


@pytest.mark.parametrize("name", ACQUISITIONS)
def test_the_order_of_the_candidates_does_not_matter(name: str) -> None:
    surrogate, standard = fitted()
    candidates = np.concatenate([GRID[1::4], GRID[2::4]])
    plain, _ = batch(surrogate, candidates, 4, find_acquisition(name), standard, seed=3)
    order = np.random.default_rng(0).permutation(len(candidates))
    mixed, _ = batch(surrogate, candidates[order], 4, find_acquisition(name), standard, seed=3)
    np.testing.assert_array_equal(candidates[plain], candidates[order][mixed])


@settings(deadline=None, max_examples=10)
@given(factor=st.floats(1e-3, 1e3))
@pytest.mark.parametrize("name", ACQUISITIONS)
def test_the_unit_of_the_target_does_not_matter(name: str, factor: float) -> None:
    (one, mark), (other, changed) = fitted(), fitted(factor)
    candidates = GRID[1::4]  # tested at whole steps, so that no two candidates are alike to the model
    plain, _ = batch(one, candidates, 3, find_acquisition(name), mark, seed=1)
    scaled, _ = batch(other, candidates, 3, find_acquisition(name), changed, seed=1)
    np.testing.assert_array_equal(plain, scaled)


def test_thompson_repeats_itself_by_seed_and_differs_between_seeds() -> None:
    surrogate, standard = fitted()
    found = [batch(surrogate, GRID, 4, find_acquisition("Thompson"), standard, seed=seed)[0] for seed in (0, 0, 1, 2)]
    np.testing.assert_array_equal(found[0], found[1])
    assert len({tuple(one) for one in found}) > 1


def test_of_two_like_candidates_the_cheaper_one_is_chosen() -> None:
    surrogate, standard = fitted()
    wanted, _ = batch(surrogate, GRID, 1, ExpectedImprovement(), standard)
    near = GRID[[wanted[0], wanted[0] + 1]]
    for share, expected in ((np.array([1.0, 50.0]), 1), (np.array([50.0, 1.0]), 0)):
        assert batch(surrogate, near, 1, ExpectedImprovement(), standard, share=share)[0][0] == expected


@given(score=st.floats(-3, 3), share=st.floats(0, 10), more=st.floats(0, 10), better=st.floats(0, 3))
def test_neither_a_larger_share_nor_a_better_score_ever_costs(
    score: float, share: float, more: float, better: float
) -> None:
    low, shared, high = weighed(np.array([score, score, score + better]), np.array([share, share + more, share]))
    assert low <= shared
    assert low <= high
