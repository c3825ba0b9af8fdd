"""The booster: laws of interval labels, explanation, storage, and how refusals read."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from nacre.data.errors import NacreError
from nacre.models.estimators.booster import SIGMA_DEFAULT, SIGMA_GRID, IntervalBooster

INF = float("inf")
SHAPES = {"normal": stats.norm, "logistic": stats.logistic, "extreme": stats.gumbel_l}


def synthetic(n=90, seed=0):
    """Column 0 lengthens life; a third of the entries is unknown; about half of the cells are alive."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 4)).astype(np.float32)
    true = np.exp(5 + X[:, 0] + 0.3 * rng.normal(size=n))
    stopped = np.exp(5.3 + rng.normal(size=n))
    X[:, 1:][rng.random((n, 3)) < 0.3] = np.nan
    return X, np.minimum(true, stopped), np.where(true <= stopped, true, INF)


def small(**changes):
    return IntervalBooster(**{"n_estimators": 25, "learning_rate": 0.2, "sigma": 0.8} | changes)


@pytest.fixture(scope="module")
def data():
    return synthetic()


@pytest.fixture(scope="module")
def fitted(data):
    return small().fit(*data)


def test_it_learns_the_order(fitted, data):
    assert fitted.score(*synthetic(seed=1)) > 0.75
    assert fitted.score(*data) > 0.8
    assert fitted.predict(data[0]).dtype == np.float64


def test_hours_or_minutes_do_not_matter(fitted, data):
    X, lower, upper = data
    minutes = small().fit(X, lower * 60, upper * 60)
    np.testing.assert_allclose(minutes.predict(X), fitted.predict(X) * 60, rtol=5e-5)
    assert minutes.base_score_ == pytest.approx(fitted.base_score_ * 60)


def test_threads_do_not_change_one_bit(fitted, data):
    X, lower, upper = data
    two = small(n_threads=2).fit(X, lower, upper)
    assert np.array_equal(two.predict(X), fitted.predict(X))
    assert np.array_equal(two.contributions(X), fitted.contributions(X))


def test_row_order_does_not_matter_without_subsampling(data):
    X, lower, upper = data
    order = np.random.default_rng(3).permutation(len(X))
    plain = small(subsample=1.0).fit(X, lower, upper)
    shuffled = small(subsample=1.0).fit(X[order], lower[order], upper[order])
    np.testing.assert_allclose(shuffled.predict(X), plain.predict(X), rtol=1e-5)


def test_contributions_sum_to_the_margin(fitted, data):
    parts = fitted.contributions(data[0])
    assert parts.shape == (90, 5)
    np.testing.assert_allclose(parts.sum(axis=1), fitted.predict_margin(data[0]), atol=1e-4)
    np.testing.assert_allclose(np.exp(parts.sum(axis=1)), fitted.predict(data[0]), rtol=1e-4)


def test_contributions_equal_those_of_shap(fitted, data):
    shap = pytest.importorskip("shap")
    told = shap.TreeExplainer(fitted.booster_).shap_values(data[0][:10])
    np.testing.assert_allclose(fitted.contributions(data[0])[:10, :-1], told, atol=1e-4)


def test_one_value_a_row_whatever_the_batch(fitted, data):
    X = data[0]
    whole = fitted.predict(X)
    assert np.array_equal(whole[7:8], fitted.predict(X[7:8]))
    assert np.array_equal(whole, fitted.predict(np.asfortranarray(X.astype(np.float64))))
    assert fitted.predict(X[:0]).shape == (0,)
    assert fitted.contributions(X[:0]).shape == (0, 5)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_monotone_constraint_holds(data, sign):
    X, lower, upper = data
    frame = pd.DataFrame(X, columns=["current [mA cm⁻²]", "b", "c", "d"])
    model = small(monotone={"current [mA cm⁻²]": sign}).fit(frame, lower, upper)
    grid = np.repeat(X[:1], 50, axis=0)
    grid[:, 0] = np.linspace(-4, 4, 50)
    assert (sign * np.diff(model.predict(grid)) >= 0).all()


@pytest.mark.parametrize("distribution", SHAPES)
def test_quantiles_and_survival_agree(data, distribution):
    X, lower, upper = data
    model = small(distribution=distribution).fit(X, lower, upper)
    assert np.array_equal(model.quantile(X, 0.5), model.predict(X))
    for q in (0.1, 0.5, 0.9):
        time = model.quantile(X[:3], q)
        np.testing.assert_allclose(np.diag(model.survival(X[:3], time)), 1 - q, atol=1e-9)
    z = SHAPES[distribution].ppf(0.1)
    np.testing.assert_allclose(model.quantile(X, 0.1), np.exp(model.predict_margin(X) + 0.8 * z))
    curve = model.survival(X, [-1, 0, 10, 100, 1e9])
    assert curve.shape == (90, 5)
    assert (curve[:, :2] == 1).all()
    assert (np.diff(curve, axis=1) <= 0).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_any_censoring_trains_to_finite_predictions(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(12, 2))
    low = np.exp(rng.normal(size=12, scale=4))
    upper = np.choose(rng.integers(3, size=12), [low, low * 5, np.full(12, INF)])
    lower = np.where(np.isfinite(upper) & (rng.random(12) < 0.3), 0, low)
    model = IntervalBooster(n_estimators=5).fit(X, lower, upper)
    assert np.isfinite(model.predict(X)).all()
    assert (model.predict(X) > 0).all()


@pytest.mark.parametrize("noise", [0.3, 3.0])
def test_sigma_follows_the_noise(noise):
    rng = np.random.default_rng(0)
    X, groups = rng.normal(size=(120, 2)), np.arange(120) // 3
    time = np.exp(4 + noise * rng.normal(size=120))
    model = IntervalBooster(n_estimators=15).fit(X, time, time, groups=groups)
    assert model.sigma_ == (SIGMA_GRID[0] if noise < 1 else SIGMA_GRID[-1])
    assert (model.n_samples_fit_, model.n_groups_fit_) == (120, 40)
    assert IntervalBooster(n_estimators=2).fit(X, time, time, groups=np.zeros(120)).sigma_ == SIGMA_DEFAULT


def test_weights_count_by_their_ratios(data):
    X, lower, upper = data
    weight = np.linspace(1, 5, 90)
    once = small().fit(X, lower, upper, sample_weight=weight)
    assert np.array_equal(once.predict(X), small().fit(X, lower, upper, sample_weight=4 * weight).predict(X))
    assert not np.array_equal(once.predict(X), small().fit(X, lower, upper).predict(X))


def test_storage_keeps_every_number(data):
    X, lower, upper = data
    frame = pd.DataFrame(X, columns=list("abcd"))
    model = small(monotone={"a": 1}, sigma="auto", distribution="logistic").fit(frame, lower, upper)
    state = json.loads(json.dumps(model.get_state()))
    again = IntervalBooster.from_json(model.to_json(), state)
    assert np.array_equal(again.predict(frame), model.predict(frame))
    assert np.array_equal(again.quantile(frame, 0.1), model.quantile(frame, 0.1))
    assert np.array_equal(again.contributions(frame), model.contributions(frame))
    assert again.get_state() == model.get_state()
    assert json.loads(model.to_json())["version"]


def test_a_state_that_does_not_fit_is_refused(fitted):
    state = fitted.get_state()
    with pytest.raises(NacreError, match="cannot be read"):
        IntervalBooster.from_json(fitted.to_json(), {"params": {}})
    with pytest.raises(NacreError, match="cannot be read"):
        IntervalBooster.from_json(fitted.to_json(), state | {"params": {"depth": 3}})
    with pytest.raises(NacreError, match="other columns than their state"):
        IntervalBooster.from_json(fitted.to_json(), state | {"n_features": 9})


def test_estimator_habits(data):
    model = small(monotone={"x0": 1})
    assert clone(model).get_params() == model.get_params()
    for call in (model.predict, model.predict_margin, model.contributions):
        with pytest.raises(NotFittedError):
            call(data[0])
    with pytest.raises(NotFittedError):
        model.to_json()
    assert model.__sklearn_tags__().input_tags.allow_nan


def test_columns_are_those_of_training(data):
    X, lower, upper = data
    frame = pd.DataFrame(X, columns=list("abcd"))
    model = small().fit(frame, lower, upper)
    assert model.feature_names_in_.tolist() == list("abcd")
    assert np.array_equal(model.predict(X), model.predict(frame))
    with pytest.raises(NacreError, match="missing d; unknown z"):
        model.predict(frame.rename(columns={"d": "z"}))
    with pytest.raises(NacreError, match="another order"):
        model.predict(frame[list("badc")])
    with pytest.raises(NacreError, match="3 columns, the model was trained on 4"):
        model.predict(X[:, :3])
    model.fit(X, lower, upper)
    assert not hasattr(model, "feature_names_in_")


@pytest.mark.parametrize(
    ("changes", "given_", "part"),
    [
        pytest.param({"distribution": "cauchy"}, {}, "no distribution 'cauchy'", id="distribution"),
        pytest.param({"sigma": "wide"}, {}, "sigma is 'wide'", id="sigma-text"),
        pytest.param({"sigma": -1.0}, {}, "sigma is -1.0", id="sigma-negative"),
        pytest.param({"monotone": {"e": 1}}, {}, "no column 'e'", id="monotone-name"),
        pytest.param({"monotone": {"x0": 2}}, {}, "'x0' has the sign 2", id="monotone-sign"),
        pytest.param({}, {"X": [[1], [INF]]}, "'x0' of X is infinite in row 1", id="inf"),
        pytest.param({}, {"X": [[1], [1e300]]}, "'x0' of X is infinite in row 1", id="overflow"),
        pytest.param({}, {"X": pd.DataFrame({"b": [INF, 1]})}, "Column 'b'", id="inf-named"),
        pytest.param({}, {"X": [1, 2]}, "1 dimensions", id="vector"),
        pytest.param({}, {"X": [["a"], ["b"]]}, "not all numbers", id="text"),
        pytest.param({}, {"X": [[1]]}, "X has 1 rows and there are 2 labels", id="rows"),
        pytest.param({}, {"lower": [1, np.nan]}, "Label of row 1", id="label"),
        pytest.param({}, {"sample_weight": [1]}, "1,. weights for 2 rows", id="weights"),
        pytest.param({}, {"sample_weight": [1, -1]}, "weight of row 1 is -1.0", id="weight-negative"),
        pytest.param({}, {"sample_weight": [0, 0]}, "All weights are 0", id="weights-zero"),
        pytest.param({}, {"groups": [1]}, "1,. groups for 2 rows", id="groups"),
    ],
)
def test_a_refusal_says_what_is_wrong(changes, given_, part):
    with pytest.raises(NacreError, match=part):
        small(**changes).fit(**{"X": [[1], [2]], "lower": [1, 2], "upper": [1, 2]} | given_)


def test_a_quantile_is_a_share(fitted, data):
    with pytest.raises(NacreError, match="between 0 and 1"):
        fitted.quantile(data[0], 1.0)
