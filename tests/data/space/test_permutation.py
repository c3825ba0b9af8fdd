"""A random order is an order: every candidate once, any part without the rest."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.space.permutation import permuted


@given(size=st.integers(1, 5000), seed=st.integers(0, 2**32))
def test_every_candidate_comes_once(size: int, seed: int) -> None:
    found = permuted(np.arange(size), size, seed)
    assert np.array_equal(np.sort(found), np.arange(size))


@given(size=st.integers(1000, 2**62), seed=st.integers(0, 100))
def test_a_part_is_made_without_the_rest(size: int, seed: int) -> None:
    whole = permuted(np.arange(500), size, seed)
    assert np.array_equal(permuted(np.arange(100, 200), size, seed), whole[100:200])
    assert whole.min() >= 0
    assert whole.max() < size


def test_another_seed_is_another_order_that_spreads_over_all() -> None:
    one, other = (permuted(np.arange(20_000), 10**15, seed) for seed in (1, 2))
    assert not np.intersect1d(one, other).size
    counts, _ = np.histogram(one, bins=10, range=(0, 10**15))
    assert np.all(np.abs(counts - 2000) < 250)
