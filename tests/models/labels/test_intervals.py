"""Labels: what is accepted, what is refused and how a refusal reads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.models.labels.intervals import check_interval

INF = float("inf")
NAN = float("nan")
positive = st.floats(1e-3, 1e6)


@pytest.mark.parametrize(
    ("lower", "upper", "parts"),
    [
        pytest.param([1, NAN], [1, 2], ("row 1", "lower nan", "missing", "Write 0"), id="lower-nan"),
        pytest.param([1, 1], [NAN, 2], ("row 0", "upper nan", "missing", "Write inf"), id="upper-nan"),
        pytest.param([1, 1, -2], [1, 2, 3], ("row 2", "lower -2", "negative"), id="negative"),
        pytest.param([INF], [INF], ("row 0", "lower inf", "infinite"), id="lower-inf"),
        pytest.param([0], [0], ("row 0", "upper 0", "not positive"), id="upper-zero"),
        pytest.param([0], [-INF], ("row 0", "upper -inf", "not positive"), id="upper-minus-inf"),
        pytest.param([1, 5], [1, 4], ("row 1", "lower 5, upper 4", "above", "Exchange"), id="crossed"),
        pytest.param([1, 0], [1, INF], ("row 1", "says nothing", "leave the row out"), id="no-information"),
        pytest.param([1e-40], [1], ("row 0", "1e-30 to 1e+30", "unit"), id="too-small"),
        pytest.param([1], [1e39], ("row 0", "1e-30 to 1e+30", "unit"), id="too-large"),
        pytest.param([1, 2], [1], ("2 lower bounds and 1 upper",), id="lengths"),
        pytest.param([], [], ("no labels",), id="empty"),
        pytest.param(["a"], [1], ("lower bounds are not all numbers",), id="text"),
        pytest.param([[1]], [1], ("lower bounds have 2 dimensions",), id="matrix"),
    ],
)
def test_a_bad_label_is_named(lower, upper, parts):
    with pytest.raises(NacreError) as caught:
        check_interval(lower, upper)
    for part in parts:
        assert part in str(caught.value)


def test_the_first_bad_row_is_named():
    with pytest.raises(NacreError, match="row 1 "):
        check_interval([1, -1, -1], [1, 1, 1])


def test_kinds_and_points():
    labels = check_interval([5, 4, 7, 0], [5, 9, INF, 30])
    assert labels.is_exact.tolist() == [True, False, False, False]
    assert labels.is_right_censored.tolist() == [False, False, True, False]
    assert labels.is_left_censored.tolist() == [False, False, False, True]
    np.testing.assert_allclose(labels.point, [5, 6, 7, 30])
    assert labels.lower.dtype == labels.upper.dtype == np.float64
    assert len(labels) == 4


def test_take_keeps_the_order_asked_for():
    labels = check_interval([1, 2, 3], [1, 2, INF])
    assert labels.take([2, 0]).lower.tolist() == [3, 1]
    assert labels.take(np.array([True, False, False])).upper.tolist() == [1]


def test_labels_are_copies():
    lower = np.array([1.0])
    labels = check_interval(lower, pd.Series([2.0]))
    lower[0] = 9.0
    assert labels.lower[0] == 1.0


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=20))
def test_the_point_lies_in_its_interval(bounds):
    lower, upper = np.sort(np.array(bounds), axis=1).T
    point = check_interval(lower, upper).point
    assert (point >= lower * (1 - 1e-12)).all()
    assert (point <= upper * (1 + 1e-12)).all()
