"""The blend: intervals, exact explanation, data-only storage."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.models.estimators.blend import Blend, read_estimator
from nacre.models.estimators.booster import IntervalBooster

INF = float("inf")


def known(n: int = 70, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 4)).astype(np.float32)
    return X, np.exp(X[:, 0].astype(float) - 0.5 * X[:, 1] + 0.1 * random.normal(size=n))


@pytest.fixture(scope="module")
def fitted() -> Blend:
    X, y = known()
    return Blend(trees=30).fit(X, y, y)


def test_it_learns_and_is_repeatable(fitted: Blend) -> None:
    X, y = known(seed=1)
    error = np.std(np.log(fitted.predict(X)) - np.log(y))
    assert error < 0.5 * np.std(np.log(y))
    first, outcome = known()
    again = Blend(trees=30).fit(first, outcome, outcome)
    np.testing.assert_array_equal(again.predict(X), fitted.predict(X))


def test_contributions_add_up(fitted: Blend) -> None:
    X, _ = known(seed=2)
    np.testing.assert_allclose(fitted.contributions(X).sum(axis=1), fitted.predict_margin(X), atol=1e-5)


def test_a_censored_row_pulls_up_but_never_down() -> None:
    X, y = known()
    top = np.argsort(y)[-15:]
    lower, upper = y.copy(), y.copy()
    lower[top], upper[top] = y[top] * 0.5, INF  # the test ended at half of the true life
    as_exact = Blend(trees=30, sigma=0.5).fit(X, lower, lower)
    as_censored = Blend(trees=30, sigma=0.5).fit(X, lower, upper)
    assert (as_censored.predict(X[top]) > as_exact.predict(X[top])).mean() > 0.8


def test_round_trip_through_bytes(fitted: Blend) -> None:
    X, _ = known(seed=2)
    read = read_estimator(fitted.to_json(), fitted.get_state())
    assert isinstance(read, Blend)
    np.testing.assert_array_equal(read.predict(X), fitted.predict(X))
    booster = IntervalBooster(n_estimators=5, sigma=0.5).fit(X, *(np.ones((2, len(X)))))
    assert isinstance(read_estimator(booster.to_json(), booster.get_state()), IntervalBooster)


def test_damage_is_refused(fitted: Blend) -> None:
    with pytest.raises(NacreError, match="cannot be read"):
        Blend.from_json(fitted.to_json()[:-20], fitted.get_state())
    with pytest.raises(NacreError, match="different columns"):
        Blend.from_json(fitted.to_json(), fitted.get_state() | {"n_features": 3})


def test_other_columns_are_refused_and_no_row_is_no_prediction(fitted: Blend) -> None:
    with pytest.raises(NacreError):
        fitted.predict(np.zeros((2, 3), dtype=np.float32))
    assert fitted.predict(np.empty((0, 4), dtype=np.float32)).shape == (0,)
