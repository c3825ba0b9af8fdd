"""Concordance: cases counted by hand and laws that hold for any labels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.models.labels.concordance import between_treated, concordance, treated_over_control
from nacre.models.labels.intervals import check_interval

INF = float("inf")


def test_three_cells_by_hand():
    # Comparable: 100 < 200, 100 < >150; 200 against >150 is unknown.
    labels = check_interval([100, 200, 150], [100, 200, INF])
    assert concordance([1, 2, 3], labels).n_pairs == 2
    assert concordance([1, 2, 3], labels).value == 1.0
    assert concordance([2, 1, 3], labels).value == 0.5
    assert concordance([1, 1, 2], labels).value == 0.75


@pytest.mark.parametrize(
    ("lower", "upper", "n_pairs"),
    [
        pytest.param([100, 100], [100, 100], 0, id="same-exact-value"),
        pytest.param([100, 100], [100, INF], 1, id="failed-at-the-time-another-survived"),
        pytest.param([0, 50], [50, INF], 1, id="below-and-above"),
        pytest.param([0, 0], [20, 30], 0, id="both-below"),
        pytest.param([10, 15], [20, 30], 0, id="overlap"),
        pytest.param([10, 20], [20, 20], 1, id="interval-touching-exact"),
        pytest.param([90, 100], [INF, INF], 0, id="both-alive"),
    ],
)
def test_what_can_be_compared(lower, upper, n_pairs):
    result = concordance([1, 2], check_interval(lower, upper))
    assert result.n_pairs == n_pairs
    assert math.isnan(result.value) if n_pairs == 0 else result.value == 1.0


def test_masks_and_pairs_within_papers():
    labels = check_interval([10, 20, 30, 40], [10, 20, 30, 40])
    papers, control = ["a", "a", "b", "b"], [True, False, True, False]
    guess = [2, 1, 3, 4]
    within = concordance(guess, labels, pairs="within", groups=papers)
    assert (within.value, within.n_pairs) == (0.5, 2)
    assert concordance(guess, labels, mask=np.logical_not(control)).n_pairs == 1
    mixed = concordance(guess, labels, mask_pairs=treated_over_control(control))
    assert (mixed.value, mixed.n_pairs) == (0.75, 4)
    treated = concordance(guess, labels, mask_pairs=between_treated(control))
    assert (treated.value, treated.n_pairs) == (1.0, 1)


def test_errors():
    labels = check_interval([1, 2], [1, 2])
    with pytest.raises(NacreError, match=r"shape \(1,\), labels \(2,\)"):
        concordance([1], labels)
    with pytest.raises(NacreError, match="row 1 is missing"):
        concordance([1, float("nan")], labels)
    with pytest.raises(NacreError, match="need groups"):
        concordance([1, 2], labels, pairs="within")


cells = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(["exact", "alive", "below"]), st.integers(0, 5)),
    min_size=1,
    max_size=15,
)


@given(cells)
def test_reversing_the_order_mirrors_the_value(drawn):
    lower = [0 if kind == "below" else time for time, kind, _ in drawn]
    upper = [INF if kind == "alive" else time for time, kind, _ in drawn]
    labels, guess = check_interval(lower, upper), np.array([guess for _, _, guess in drawn])
    forward, backward = concordance(guess, labels), concordance(-guess, labels)
    assert forward.n_pairs == backward.n_pairs == slow_pairs(lower, upper)
    assert forward.n_pairs == 0 or forward.value == pytest.approx(1 - backward.value)


def slow_pairs(lower, upper):
    rows = range(len(lower))
    exact = [lower[i] == upper[i] for i in rows]
    return sum(
        upper[i] <= lower[j] and not (exact[i] and exact[j] and upper[i] == lower[j]) for i in rows for j in rows
    )
