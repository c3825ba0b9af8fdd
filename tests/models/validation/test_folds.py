"""Validation: papers stay whole, numbers by hand, and a table of models."""

from __future__ import annotations

import functools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.errors import NacreError
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.labels.intervals import check_interval
from nacre.models.validation.baselines import Constant
from nacre.models.validation.folds import (
    bootstrap_by_paper,
    coverage,
    lifetime_metrics,
    out_of_fold,
    overpotential_metrics,
    paper_folds,
)

INF = float("inf")


def synthetic():
    """Twenty papers of one control and two treated cells; column 0 is the flag, column 1 decides."""
    rng = np.random.default_rng(0)
    groups = np.arange(20).repeat(3)
    X = np.column_stack([np.tile([1, 0, 0], 20), rng.normal(size=60)]).astype(np.float32)
    true = np.exp(5 - X[:, 0] + X[:, 1] + 0.1 * rng.normal(size=60))
    stopped = np.exp(6 + rng.normal(size=60))
    labels = check_interval(np.minimum(true, stopped), np.where(true <= stopped, true, INF))
    return X, labels, groups


@given(st.lists(st.integers(0, 8), min_size=9, max_size=60).filter(lambda papers: len(set(papers)) > 1))
def test_no_paper_crosses_a_fold_and_each_row_is_tested_once(papers):
    groups = np.array(papers)
    tested = np.zeros((2, len(groups)), dtype=int)
    for repeat, train, test in paper_folds(groups, n_splits=4, n_repeats=2):
        assert not set(groups[train]) & set(groups[test])
        assert len(train) + len(test) == len(groups)
        tested[repeat, test] += 1
    assert (tested == 1).all()


def test_repeats_deal_papers_anew_and_the_seed_fixes_them():
    groups = np.arange(30)
    first, second = ([test.tolist() for _, _, test in paper_folds(groups, 5, 2, seed=3)] for _ in range(2))
    assert first == second
    assert first[:5] != first[5:]


def test_one_paper_cannot_be_split():
    with pytest.raises(NacreError, match="1 paper cannot be split"):
        list(paper_folds(["a", "a"]))


def test_each_row_is_predicted_by_a_model_that_never_saw_its_paper():
    # Each paper has its own outcome; a leak would show as the paper's own value in the median.
    groups = np.array([0, 0, 0, 1, 2])
    value = np.array([7.0, 7, 7, 100, 1000])
    labels = check_interval(value, value)
    folds = paper_folds(groups, n_splits=3, n_repeats=1)
    predicted = out_of_fold(Constant, np.zeros((5, 1)), labels, groups, folds)
    np.testing.assert_allclose(predicted, [[550, 550, 550, 7, 7]])


def test_processes_and_frames_do_not_change_the_numbers():
    X, labels, groups = synthetic()
    folds = list(paper_folds(groups, n_splits=3, n_repeats=2))
    make = functools.partial(IntervalBooster, n_estimators=10, sigma=0.8)
    done = []
    alone = out_of_fold(make, X, labels, groups, folds, on_fold=lambda: done.append(1))
    spread = out_of_fold(make, pd.DataFrame(X, columns=["a", "b"]), labels, groups, folds, n_jobs=2)
    assert alone.shape == (2, 60)
    assert len(done) == 6
    assert np.array_equal(alone, spread)


def test_weights_and_groups_reach_the_model():
    seen = []

    class Spy(Constant):
        def fit(self, X, lower, upper, sample_weight=None, groups=None):
            seen.append((sample_weight.tolist(), groups.tolist()))
            return super().fit(X, lower, upper)

    labels = check_interval([1, 2], [1, 2])
    folds = [(0, np.array([1]), np.array([0]))]
    predicted = out_of_fold(Spy, np.zeros((2, 1)), labels, ["a", "b"], folds, sample_weight=[3, 4])
    assert seen == [([4.0], ["b"])]
    assert predicted[0, 0] == 2.0
    assert math.isnan(predicted[0, 1])
    with pytest.raises(NacreError, match="no folds"):
        out_of_fold(Spy, np.zeros((2, 1)), labels, ["a", "b"], [])


def test_lifetime_metrics_by_hand():
    # Two papers, each a control and two treated cells; the second treated cell of each is alive.
    labels = check_interval([10, 50, 80, 20, 60, 40], [10, 50, INF, 20, 60, INF])
    control, groups = [1, 0, 0, 1, 0, 0], [1, 1, 1, 2, 2, 2]
    found = lifetime_metrics([1, 5, 4, 6, 7, 8], labels, groups, control)
    # Treated over control in papers: 10<50, 10<80+, 20<60, 20<40+, all right. Treated pairs: 50<80+ wrong.
    assert (found["pairs_treated_over_control"], found["n_pairs_treated_over_control"]) == (1.0, 4)
    assert (found["pairs_treatment_over_treatment"], found["n_pairs_treatment_over_treatment"]) == (0.0, 1)
    # Treated rows of all papers: 50<80+ wrong, 50<60 right, 60<80+ wrong.
    assert (found["c_index_treated"], found["n_c_index_treated"]) == (pytest.approx(1 / 3), 3)
    # Hours as reported: order 40, 50, 60, 80 with predictions 8, 5, 7, 4: only 50<60 of six pairs is right.
    assert found["reported_hours_concordance_treated"] == pytest.approx(1 / 6)
    assert found["n_c_index"] == 5 + 4 + 2 + 1


def test_overpotential_metrics_by_hand():
    labels = check_interval([10, 0, 5, 100], [10, 20, 50, 100])
    found = overpotential_metrics([100, 2, 20, 1000], labels)
    assert found["log10_mae"] == pytest.approx((1 + 0 + 0 + 1) / 4)
    assert (found["n"], found["n_spearman"]) == (4, 3)
    assert found["spearman"] == pytest.approx(0.5)
    assert overpotential_metrics([200], check_interval([0], [20]))["log10_mae"] == pytest.approx(1)
    assert math.isnan(overpotential_metrics([5, 5], check_interval([1, 2], [1, 2]))["spearman"])


def test_coverage_tells_the_proven_from_the_possible():
    labels = check_interval([10, 10, 10], [10, INF, 10])
    lower = coverage([9, 20, 20], labels, "lower")
    assert (lower.certain, lower.possible, lower.n) == (pytest.approx(1 / 3), pytest.approx(2 / 3), 3)
    by_paper = coverage([9, 20, 20], labels, "lower", groups=["a", "b", "b"])
    assert (by_paper.certain, by_paper.possible) == (0.5, 0.75)
    upper = coverage([30, 5], check_interval([0, 0], [20, 20]), "upper")
    assert (upper.certain, upper.possible) == (0.5, 1.0)


def test_bootstrap_draws_papers_not_rows():
    groups = np.array([5, 5, 5, 9])
    value = np.array([1.0, 1, 1, 0])

    def share(rows, papers):
        assert {len(rows[papers == paper]) for paper in np.unique(papers)} <= {1, 3}
        return {"share": float(np.mean([value[rows[papers == paper]].mean() for paper in np.unique(papers)]))}

    assert bootstrap_by_paper(share, groups) == {"share": (0.0, 1.0)}
    assert bootstrap_by_paper(share, groups, seed=1) == bootstrap_by_paper(share, groups, seed=1)
    unknown = bootstrap_by_paper(lambda _r, _p: {"x": float("nan")}, groups, n=3)
    assert all(math.isnan(end) for end in unknown["x"])
