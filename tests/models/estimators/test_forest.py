"""The forest written as a booster predicts as scikit-learn's own."""

from __future__ import annotations

import numpy as np
import xgboost as xgb
from sklearn.ensemble import ExtraTreesRegressor

from nacre.models.estimators.forest import grow_forest


def known(n: int = 80) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    X = random.normal(size=(n, 5)).astype(np.float32)
    X[:, 3] = random.integers(0, 2, n)
    X[random.random((n, 5)) < 0.2] = np.nan
    return X, np.nan_to_num(X[:, 0]) + 0.1 * random.normal(size=n), random.uniform(0.5, 2.0, n)


def test_predictions_are_scikit_learns() -> None:
    X, y, weight = known()
    own = ExtraTreesRegressor(40, max_features=0.5, random_state=1).fit(X, y, sample_weight=weight)
    written = grow_forest(X, y, weight, trees=40, seed=1)
    np.testing.assert_allclose(written.inplace_predict(X), own.predict(X), rtol=1e-5, atol=1e-6)


def test_values_at_a_threshold_go_the_same_way() -> None:
    X, y, weight = known()
    own = ExtraTreesRegressor(20, max_features=0.5, random_state=1).fit(X, y, sample_weight=weight)
    at = own.estimators_[0].tree_.threshold.astype(np.float32)
    rows = np.repeat(at[at > -2][:, None], 5, axis=1)
    written = grow_forest(X, y, weight, trees=20, seed=1)
    np.testing.assert_allclose(written.inplace_predict(rows), own.predict(rows), rtol=1e-5, atol=1e-6)


def test_contributions_add_up() -> None:
    X, y, weight = known()
    written = grow_forest(X, y, weight, trees=20)
    parts = written.predict(xgb.DMatrix(X), pred_contribs=True)
    np.testing.assert_allclose(parts.sum(axis=1), written.inplace_predict(X), rtol=1e-4, atol=1e-5)
