"""The search: repeatable, nested, and never blind to bad settings."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.data.quantity import Judging
from nacre.models.labels.intervals import Interval
from nacre.models.validation.tuning import LOSSES, SearchedBooster, decades_off, ranking_loss
from tests.models.estimators.test_booster import synthetic

PAPERS = np.arange(90) // 5


def searched(**settings: object) -> SearchedBooster:
    return SearchedBooster(decades_off, trials=3, sigma=0.8, **settings)  # type: ignore[arg-type]


def test_the_same_seed_finds_the_same() -> None:
    X, lower, upper = synthetic()
    one, two = (searched().fit(X, lower, upper, groups=PAPERS) for _ in range(2))
    assert one.best_ == two.best_
    assert one.booster_.to_json() == two.booster_.to_json()


def test_one_trial_is_the_default() -> None:
    X, lower, upper = synthetic()
    found = SearchedBooster(ranking_loss, trials=1, sigma=0.8).fit(X, lower, upper, groups=PAPERS)
    assert (found.best_["n_estimators"], found.best_["max_depth"], found.best_["sigma"]) == (60, 3, 0.8)


def test_no_trial_is_refused() -> None:
    X, lower, upper = synthetic()
    with pytest.raises(NacreError, match="no search"):
        SearchedBooster(decades_off, trials=0).fit(X, lower, upper)


def test_losses_are_small_for_the_truth() -> None:
    truth = np.array([10.0, 100.0, 1000.0])
    labels = Interval(truth, np.array([10.0, np.inf, 1000.0]))
    assert ranking_loss(truth, labels) == 0.0
    assert ranking_loss(truth[::-1], labels) == 1.0
    assert ranking_loss(np.ones(3), Interval(np.ones(3), np.ones(3))) == 0.5
    assert decades_off(truth, labels) == 0.0
    assert decades_off(10 * truth, labels) == pytest.approx(2 / 3)
    assert LOSSES[Judging.SURVIVAL] is ranking_loss
