"""Curves and scores under censoring: cases with a known answer, and scikit-survival where it is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from nacre.models.labels import survival


def cells(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Covariates, whether a failure was seen, and hours, of which many agree as those of papers do."""
    random = np.random.default_rng(seed)
    n = int(random.integers(15, 150))
    hours = np.round(random.weibull(1.2, n) * 500 + 1, -1 if seed % 2 else 3) + 1
    failed = random.random(n) < 0.5
    failed[:3] = True
    return np.stack([random.normal(size=n), random.random(n) < 0.3], axis=1).astype(np.float64), failed, hours


def test_the_curve_of_a_textbook() -> None:
    # Remission under 6-MP, Freireich et al. 1963: the curve that every text on survival prints.
    weeks = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=np.float64)
    relapse = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
    at, share = survival.kaplan_meier_curve(relapse, weeks)
    told = dict(zip(at, share, strict=True))
    assert [round(told[week], 3) for week in (6, 7, 10, 13, 16, 22, 23)] == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448,
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_the_curve_is_that_of_scipy(seed: int) -> None:
    _, failed, hours = cells(seed)
    known = ecdf(CensoredData(hours[failed], right=hours[~failed])).sf
    at, share = survival.kaplan_meier_curve(failed, hours)
    np.testing.assert_allclose(share, known.evaluate(at), atol=1e-12)


def test_a_cell_that_failed_when_another_test_was_ended_was_not_under_test_then() -> None:
    failed, hours = np.array([True, False, False]), np.array([100.0, 100.0, 300.0])
    assert survival.under_test(failed, hours, [99.0, 100.0, 299.0]).tolist() == [1.0, 0.5, 0.5]


def test_cox_finds_the_hazard_ratio_of_two_groups() -> None:
    # Exponential lifetimes of means 500 and 100 h: the hazards differ by a factor of five.
    random = np.random.default_rng(0)
    bare = np.repeat([0.0, 1.0], 3000)
    hours = random.exponential(np.where(bare > 0, 100.0, 500.0))
    ended = np.minimum(hours, 400.0)
    (slope,), at, hazard = survival.fit_cox(bare[:, None], hours <= 400.0, ended, penalty=1e-6)
    assert np.exp(slope) == pytest.approx(5.0, rel=0.08)
    assert hazard[np.searchsorted(at, 250.0)] == pytest.approx(250.0 / 500.0, rel=0.08)


def test_a_penalty_holds_slopes_back() -> None:
    x, failed, hours = cells(3)
    free, held = (survival.fit_cox(x, failed, hours, penalty)[0] for penalty in (1e-6, 100.0))
    assert np.linalg.norm(held) < 0.5 * np.linalg.norm(free)


def test_concordance_without_censoring_is_that_of_pairs() -> None:
    failed, hours = np.ones(4, dtype=bool), np.array([10.0, 20.0, 30.0, 40.0])
    assert survival.weighted_concordance(failed, hours, np.array([1.0, 2.0, 3.0, 4.0]), None) == 1.0
    assert survival.weighted_concordance(failed, hours, np.array([1.0, 2.0, 4.0, 3.0]), None) == pytest.approx(5 / 6)
    assert survival.weighted_concordance(failed, hours, np.ones(4), None) == 0.5
    assert np.isnan(survival.weighted_concordance(failed, hours, np.ones(4), 10.0))


def test_brier_without_censoring_is_the_squared_error() -> None:
    failed, hours = np.ones(4, dtype=bool), np.array([10.0, 20.0, 30.0, 40.0])
    chance = np.array([[0.1], [0.4], [0.7], [1.0]])
    assert survival.brier(failed, hours, chance, np.array([25.0]))[0] == pytest.approx(
        np.mean([0.1**2, 0.4**2, 0.3**2, 0.0])
    )


@pytest.mark.parametrize("seed", range(20))
def test_all_of_it_agrees_with_scikit_survival(seed: int) -> None:
    linear: Any = pytest.importorskip("sksurv.linear_model")
    metrics: Any = pytest.importorskip("sksurv.metrics")
    x, failed, hours = cells(seed)
    known = pytest.importorskip("sksurv.util").Surv.from_arrays(failed, hours)
    model = linear.CoxPHSurvivalAnalysis(alpha=1.0).fit(x, known)
    (curve,) = model.predict_cumulative_hazard_function(np.zeros((1, 2)))
    slopes, at, hazard = survival.fit_cox(x, failed, hours, 1.0)
    np.testing.assert_allclose(slopes, model.coef_, atol=1e-5)
    np.testing.assert_array_equal(at, curve.x)
    np.testing.assert_allclose(hazard, curve.y, atol=1e-6)
    predicted = np.round(x[:, 0], 1)
    for until in (None, float(np.quantile(hours, 0.8))):
        expected = metrics.concordance_index_ipcw(known, known, -predicted, tau=until)[0]
        assert survival.weighted_concordance(failed, hours, predicted, until) == pytest.approx(expected)
    times, chance = np.quantile(hours, [0.1, 0.3, 0.5, 0.7]), np.random.default_rng(seed).random((len(hours), 4))
    np.testing.assert_allclose(
        survival.brier(failed, hours, chance, times), metrics.brier_score(known, known, chance, times)[1]
    )
