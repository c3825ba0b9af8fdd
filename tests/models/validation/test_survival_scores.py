"""Scores under censoring against small cases that can be checked by hand, and their laws."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.models.labels.intervals import Interval
from nacre.models.validation.survival_scores import (
    integrated_brier,
    judged_times,
    survival_out_of_paper,
    uno_concordance,
)

INF = float("inf")
#: 40 cells: the first 25 failed, the others were stopped.
TRUE = np.geomspace(20, 4000, 40)
SEEN = np.array([i % 8 != 7 for i in range(40)])
LABELS = Interval(TRUE, np.where(SEEN, TRUE, INF))
PAPERS = np.array([f"p{i % 10}" for i in range(40)], dtype=object)


def test_perfect_and_reversed_ranks() -> None:
    assert uno_concordance(TRUE, LABELS) == 1.0
    assert uno_concordance(-TRUE, LABELS) == 0.0
    assert uno_concordance(np.ones(40), LABELS) == pytest.approx(0.5)


def test_uno_is_harrells_where_nothing_is_censored() -> None:
    from nacre.models.labels.concordance import concordance

    exact = Interval(TRUE, TRUE)
    noisy = TRUE * np.exp(np.random.default_rng(0).normal(size=40))
    assert uno_concordance(noisy, exact) == pytest.approx(concordance(noisy, exact).value, abs=1e-9)


def test_without_a_failure_there_is_no_score() -> None:
    alive = Interval(TRUE, np.full(40, INF))
    assert np.isnan(uno_concordance(TRUE, alive))
    assert np.isnan(integrated_brier(np.ones((40, 15)), alive, judged_times(alive)))


def test_survival_falls_with_time_and_grows_with_the_prediction() -> None:
    times = judged_times(LABELS)
    found = survival_out_of_paper(np.full(40, 300.0), LABELS, PAPERS, times)
    assert (np.diff(found, axis=1) <= 1e-12).all()
    assert ((found >= 0) & (found <= 1)).all()
    longer = survival_out_of_paper(np.where(np.arange(40) == 3, 3000.0, 300.0), LABELS, PAPERS, times)
    assert (longer[3] >= found[3] - 1e-12).all()


def test_the_own_paper_does_not_count() -> None:
    times = judged_times(LABELS)
    predicted = np.full(40, 300.0)
    own = PAPERS == "p0"
    other = Interval(np.where(own, 1.0, TRUE), np.where(own, 1.0, LABELS.upper))
    np.testing.assert_array_equal(
        survival_out_of_paper(predicted, LABELS, PAPERS, times)[own],
        survival_out_of_paper(predicted, other, PAPERS, times)[own],
    )


def test_knowing_the_lifetimes_scores_better_than_a_constant() -> None:
    times = judged_times(LABELS)
    scores = [
        integrated_brier(survival_out_of_paper(predicted, LABELS, PAPERS, times), LABELS, times)
        for predicted in (TRUE, np.full(40, 300.0))
    ]
    assert 0 <= scores[0] < 0.5 * scores[1] < 0.25
