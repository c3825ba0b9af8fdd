"""Intervals that include the refit: whole papers, the same for all models, centred on the figure itself."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.measured.tables import published_cells
from nacre.models.labels.dataset import make_dataset
from nacre.models.validation.comparison import CONSTANT, Settings, contenders
from nacre.models.validation.refitting import redrawn, refitted, spread


def test_a_paper_is_learned_from_or_left_over_never_both() -> None:
    groups = np.repeat(np.arange(20), 3)
    plan = redrawn(groups, 10, seed=1)
    assert len(plan) == 10
    for train, test in plan:
        assert not set(groups[train]) & set(groups[test])
        assert set(groups[train]) | set(groups[test]) == set(groups.tolist())
        assert len(train) == len(groups), "as many papers as there are, some of them twice"
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(plan, redrawn(groups, 10, seed=1), strict=True))


def test_models_are_refitted_on_what_was_drawn() -> None:
    data = make_dataset(published_cells())
    labels = data.labels("lifetime")
    plan = redrawn(data.groups[labels.rows], 3, seed=0)
    some = {CONSTANT: contenders(data, "lifetime", Settings())[CONSTANT]}
    found = refitted(some, labels, data.papers[labels.rows], plan)
    for (train, test), predicted in zip(plan, found[CONSTANT], strict=True):
        assert predicted.shape == test.shape
        assert predicted[0] == pytest.approx(np.median(labels.learned.take(train).point))


def test_the_spread_is_that_of_the_draws_around_the_figure() -> None:
    assert spread(0.8, np.array([0.5, 0.6, 0.7])) == pytest.approx((0.705, 0.895))
    low, high = spread(0.8, np.array([np.nan]))
    assert np.isnan(low)
    assert np.isnan(high)
