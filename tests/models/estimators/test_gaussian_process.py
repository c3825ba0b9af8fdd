"""The Gaussian process: exact where the data are, its average far away, contributions that add up."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.models.estimators.gaussian_process import GaussianProcess

ONES = np.ones(60)


def known(n: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    X = random.uniform(-1, 1, size=(n, 4)).astype(np.float32)
    return X, np.sin(3 * X[:, 0].astype(float)) + 0.5 * X[:, 1] + 10.0


@pytest.fixture(scope="module")
def fitted() -> GaussianProcess:
    X, y = known()
    return GaussianProcess([0, 1, 2, 2]).fit(X, y, ONES)


def test_it_learns_a_smooth_function(fitted: GaussianProcess) -> None:
    X, y = known(seed=1)
    assert np.sqrt(np.mean((fitted.predict(X) - y) ** 2)) < 0.2 * np.std(y)


def test_a_column_without_effect_gets_a_long_scale(fitted: GaussianProcess) -> None:
    assert fitted.theta_[2] > fitted.theta_[0]


def test_order_of_rows_does_not_matter(fitted: GaussianProcess) -> None:
    X, y = known()
    turned = GaussianProcess([0, 1, 2, 2]).fit(X[::-1], y[::-1], ONES)
    np.testing.assert_allclose(turned.predict(X), fitted.predict(X), rtol=1e-4)


def test_the_unit_of_the_target_does_not_matter(fitted: GaussianProcess) -> None:
    X, y = known()
    scaled = GaussianProcess([0, 1, 2, 2]).fit(X, 1000.0 * y, ONES)
    np.testing.assert_allclose(scaled.predict(X), 1000.0 * fitted.predict(X), rtol=1e-6)


def test_rows_of_no_weight_are_left_out() -> None:
    X, y = known()
    spoilt = y.copy()
    spoilt[:5] = 1e6
    weight = np.where(np.arange(60) < 5, 0.0, 1.0)
    np.testing.assert_allclose(
        GaussianProcess().fit(X, spoilt, weight).predict(X), GaussianProcess().fit(X[5:], y[5:], weight[5:]).predict(X)
    )


def test_unknowns_and_constants_are_allowed() -> None:
    X, y = known()
    X = np.column_stack([X, np.ones(60), np.full(60, np.nan)]).astype(np.float32)
    X[::7, 0] = np.nan
    assert np.isfinite(GaussianProcess().fit(X, y, ONES).predict(X)).all()


def test_contributions_add_up_to_the_prediction(fitted: GaussianProcess) -> None:
    X, _ = known(seed=2)
    parts = fitted.contributions(X)
    np.testing.assert_allclose(parts.sum(axis=1), fitted.predict(X), rtol=1e-9)
    assert np.abs(parts[:, 0]).mean() > 3 * np.abs(parts[:, 2:4]).mean()


def test_round_trip_as_json(fitted: GaussianProcess) -> None:
    X, _ = known(seed=2)
    read = GaussianProcess.from_dict(json.loads(json.dumps(fitted.to_dict())))
    np.testing.assert_array_equal(read.predict(X), fitted.predict(X))


def test_damage_is_refused(fitted: GaussianProcess) -> None:
    stored = fitted.to_dict()
    with pytest.raises(NacreError, match="cannot be read"):
        GaussianProcess.from_dict({name: value for name, value in stored.items() if name != "alpha_"})
    with pytest.raises(NacreError, match="damaged"):
        GaussianProcess.from_dict(stored | {"alpha_": stored["alpha_"][:-1]})


def test_blocks_must_fit_the_columns() -> None:
    X, y = known()
    with pytest.raises(NacreError, match="blocks"):
        GaussianProcess([0, 1]).fit(X, y, ONES)
