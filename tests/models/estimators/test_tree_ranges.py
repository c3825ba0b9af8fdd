"""Bounds of trees hold every prediction in a box, and are the prediction itself for a box of one point."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.models.estimators.booster import IntervalBooster
from nacre.models.estimators.tree_ranges import MAX_TURNED, Boxes, RangeBooster, TreeRanges, ends_of

N_COLUMNS = 5


def _fitted(depth: int, trees: int) -> IntervalBooster:
    rng = np.random.default_rng(depth)
    matrix = rng.normal(size=(120, N_COLUMNS)).round(1)
    matrix[rng.random(matrix.shape) < 0.15] = np.nan
    value = np.exp(np.nan_to_num(matrix[:, 0]) * 2 + np.nan_to_num(matrix[:, 1] * matrix[:, 2], nan=1.0))
    booster = IntervalBooster(n_estimators=trees, max_depth=depth, sigma=0.5, trees_per_round=2)
    return booster.fit(matrix, value, value)


BOOSTERS = {depth: _fitted(depth, 30) for depth in (1, 2, 3, 5)}


def _boxes(points: np.ndarray) -> Boxes:
    """The smallest boxes around groups of points, shape (n_boxes, n_points, n_columns)."""
    known = ~np.isnan(points)
    return Boxes(
        np.where(known, points, np.inf).min(axis=1).T.astype(np.float32),
        np.where(known, points, -np.inf).max(axis=1).T.astype(np.float32),
        (~known).any(axis=1).T,
    )


@pytest.mark.parametrize("depth", BOOSTERS)
@given(seed=st.integers(0, 10_000))
def test_bounds_hold_every_prediction_in_a_box(depth: int, seed: int) -> None:
    rng, booster = np.random.default_rng(seed), BOOSTERS[depth]
    points = rng.normal(size=(9, 4, N_COLUMNS)).round(1).astype(np.float32)
    points[rng.random(points.shape) < 0.2] = np.nan
    held = np.where(rng.random((9, 1, N_COLUMNS)) < 0.5, points[:, :1], points)
    margins = booster.booster_.inplace_predict(held.reshape(-1, N_COLUMNS), predict_type="margin").reshape(9, 4)
    trees, boxes = TreeRanges.of(booster), _boxes(held)
    assert trees is not None
    low, high = trees.best(boxes, highest=False), trees.best(boxes, highest=True)
    assert (low[:, None] <= margins).all()
    assert (high[:, None] >= margins).all()
    single = _boxes(held[:, :1])
    for highest in (False, True):
        assert np.array_equal(trees.best(single, highest=highest), margins[:, 0])
        if depth <= MAX_TURNED:
            turned = RangeBooster(trees, booster, N_COLUMNS, highest=highest)
            assert np.array_equal(turned.best(ends_of(boxes)), trees.best(boxes, highest=highest))
            assert np.array_equal(turned.best(ends_of(boxes)[:1]), trees.best(boxes, highest=highest)[:1])


def test_trees_over_some_columns_are_the_same_trees() -> None:
    booster = BOOSTERS[2]
    trees = TreeRanges.of(booster)
    assert trees is not None
    columns = trees.columns
    points = np.random.default_rng(0).normal(size=(20, 1, N_COLUMNS)).astype(np.float32)
    boxes = _boxes(points)
    some = Boxes(boxes.low[columns], boxes.high[columns], boxes.unknown[columns])
    assert np.array_equal(trees.renumbered(columns).best(some, highest=True), trees.best(boxes, highest=True))


def test_a_booster_of_one_tree_is_bounded() -> None:
    booster = IntervalBooster(n_estimators=1, max_depth=2, sigma=0.5, trees_per_round=1)
    matrix = np.arange(40.0).reshape(20, 2)
    booster.fit(matrix, matrix[:, 0] + 1, matrix[:, 0] + 1)
    trees = TreeRanges.of(booster)
    assert trees is not None
    points = matrix[:, None, :].astype(np.float32)
    expected = booster.booster_.inplace_predict(points[:, 0], predict_type="margin")
    assert np.array_equal(trees.best(_boxes(points), highest=True), expected)


def test_trees_of_many_levels_are_not_bounded() -> None:
    booster = IntervalBooster(n_estimators=2, max_depth=12, min_child_weight=0.0, reg_lambda=0.0, sigma=0.5)
    column = np.arange(600.0)
    matrix = np.stack([column, (column * 7) % 13], axis=1)
    booster.fit(matrix, np.exp(column % 37), np.exp(column % 37))
    assert TreeRanges.of(booster) is None
