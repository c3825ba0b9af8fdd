"""Scores: errors in the unit of a quantity, and which scores a quantity is judged by."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.quantity import Judging, Quantity, Scale, own_quantity
from nacre.models.labels.intervals import Interval
from nacre.models.validation.scoring import judging_of, unit_distance, unit_metrics

LINEAR = Quantity("ce", scale=Scale("linear", 90.0, 2.0))


def test_metrics_count_distance_to_the_interval_in_the_unit() -> None:
    positive = LINEAR.scale.positive
    truth = np.array([90.0, 92.0, 94.0])
    interval = Interval(positive(truth), np.array([*positive(truth[:2]), np.inf]))
    scores = unit_metrics(positive(np.array([91.0, 92.0, 97.0])), interval, LINEAR)
    assert scores["mae"] == pytest.approx(1 / 3)
    assert scores["rmse"] == pytest.approx(np.sqrt(1 / 3))
    assert (scores["n"], scores["n_told"]) == (3, 2)


def test_what_does_not_vary_has_no_rank() -> None:
    positive = LINEAR.scale.positive(np.array([90.0, 90.0]))
    scores = unit_metrics(positive, Interval(positive, positive), LINEAR)
    assert np.isnan(scores["r2"])
    assert np.isnan(scores["spearman"])
    assert scores["rmse"] == 0.0


values = st.floats(80.0, 99.0)


@given(low=values, width=st.floats(0.0, 5.0), predicted=values)
def test_distance_is_zero_inside_and_the_gap_outside(low: float, width: float, predicted: float) -> None:
    scale = LINEAR.scale
    interval = Interval(scale.positive([low]), scale.positive([low + width]))
    distance = float(unit_distance(scale.positive([predicted]), interval, LINEAR)[0])
    assert distance == pytest.approx(max(low - predicted, predicted - low - width, 0.0), abs=1e-9)


@given(predicted=st.floats(1.0, 99.0), limit=st.floats(1.0, 99.0))
def test_an_open_side_costs_nothing(predicted: float, limit: float) -> None:
    quantity = own_quantity("ce", limits=(0.0, 100.0))
    scale = quantity.scale
    at_least = Interval(scale.positive([limit]), np.array([np.inf]))
    distance = float(unit_distance(scale.positive([predicted]), at_least, quantity)[0])
    assert distance == pytest.approx(max(limit - predicted, 0.0), abs=1e-6)


def test_the_scores_of_a_table_tell_how_it_was_judged() -> None:
    index = pd.MultiIndex.from_tuples([("a", "m"), ("b", "m"), ("c", "m")], names=["target", "model"])
    table = pd.DataFrame({"n_c_index": [3.0, np.nan, np.nan], "n_told": [np.nan, 5.0, np.nan]}, index=index)
    assert [judging_of(table, name) for name in "abc"] == [Judging.SURVIVAL, Judging.UNIT, Judging.DECADES]
