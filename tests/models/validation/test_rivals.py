"""The usual models: they learn, meet unknown values, and see nothing of what is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nacre.data.measured.tables import published_cells
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.labels.intervals import Interval, outcomes
from nacre.models.validation.comparison import MODELS, SURVIVAL_MODELS, Settings, contenders
from nacre.models.validation.folds import out_of_fold, paper_folds
from nacre.models.validation.rivals import _area, cox, gaussian_process, nearest_cells, ridge, survival_forest

RIVALS = {
    "ridge": ridge,
    "nearest cells": nearest_cells,
    "Gaussian process": gaussian_process,
    "Cox": cox,
    "survival forest": survival_forest,
}
every_rival = pytest.mark.parametrize("make", RIVALS.values(), ids=RIVALS)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return make_dataset(published_cells())


def growing(n: int = 80) -> tuple[np.ndarray, Interval]:
    """Lifetimes that grow with the first column; a third is censored."""
    random = np.random.default_rng(0)
    X = random.normal(size=(n, 4))
    X[::7, 1] = np.nan
    hours = np.exp(5 + X[:, 0] + 0.1 * random.normal(size=n))
    return X, Interval(hours, np.where(np.arange(n) % 3 == 0, np.inf, hours))


@every_rival
def test_it_learns_an_order_in_spite_of_gaps_and_censoring(make: Callable[[], Any]) -> None:
    X, interval = growing()
    model = make().fit(X[:60], interval.lower[:60], interval.upper[:60])
    predicted = model.predict(X[60:])
    assert predicted.shape == (20,)
    assert (predicted > 0).all()
    assert np.corrcoef(np.log(predicted), X[60:, 0])[0, 1] > 0.7


@every_rival
def test_wholly_unknown_and_constant_columns_do_no_harm(make: Callable[[], Any]) -> None:
    X, interval = growing()
    X = np.column_stack([X, np.full(len(X), np.nan), np.full(len(X), 2.0)])
    assert np.isfinite(make().fit(X, interval.lower, interval.upper).predict(X)).all()


@every_rival
def test_the_unit_of_time_does_not_change_the_order(make: Callable[[], Any]) -> None:
    X, interval = growing()
    hours = make().fit(X, interval.lower, interval.upper).predict(X)
    minutes = make().fit(X, 60 * interval.lower, 60 * interval.upper).predict(X)
    np.testing.assert_allclose(minutes, 60 * hours, rtol=1e-3)


@pytest.mark.parametrize("target", ["lifetime", "overpotential"])
def test_nothing_of_a_left_out_row_gets_into_its_prediction(data: Dataset, target: str) -> None:
    labels = data.labels(target)
    papers = data.papers[labels.rows]
    fold = next(iter(paper_folds(papers, 4, 1)))
    test = fold[2]
    poisoned = Interval(labels.interval.lower.copy(), labels.interval.upper.copy())
    poisoned.lower[test] = 7.0
    poisoned.upper[test] = 7.0
    for name, (make, features) in contenders(data, target, Settings()).items():
        plain = out_of_fold(make, features, labels.interval, papers, [fold], sample_weight=labels.weight)
        other = out_of_fold(make, features, poisoned, papers, [fold], sample_weight=labels.weight)
        np.testing.assert_array_equal(plain[0, test], other[0, test], err_msg=name)


def test_features_of_left_out_rows_do_not_change_the_others(data: Dataset) -> None:
    labels = data.labels("overpotential")
    papers = data.papers[labels.rows]
    fold = next(iter(paper_folds(papers, 4, 1)))
    one, rest = fold[2][0], fold[2][1:]
    row = labels.rows[one]
    other = replace(data, is_control=np.where(np.arange(len(data.frame)) == row, ~data.is_control, data.is_control))
    other.features[row] = 1e6
    assert not np.array_equal(other.features, data.features)
    poisoned = contenders(other, "overpotential", Settings())
    for name, (make, given) in contenders(data, "overpotential", Settings()).items():
        weights = {"sample_weight": labels.weight}
        plain = out_of_fold(make, given, labels.interval, papers, [fold], **weights)
        changed = out_of_fold(*poisoned[name], labels.interval, papers, [fold], **weights)
        np.testing.assert_array_equal(plain[0, rest], changed[0, rest], err_msg=name)


def test_every_named_model_is_compared(data: Dataset) -> None:
    assert set(contenders(data, "overpotential", Settings())) == set(MODELS)
    assert set(contenders(data, "lifetime", Settings())) == {*MODELS, *SURVIVAL_MODELS}


def test_the_area_under_a_step_function() -> None:
    assert _area(np.array([2.0, 5.0]), np.array([0.5, 0.0]), 10.0) == pytest.approx(2.0 + 1.5)
    assert _area(np.array([2.0]), np.array([0.5]), 10.0) == pytest.approx(2.0 + 4.0)


def test_outcomes_tell_what_was_seen() -> None:
    found = outcomes(Interval(np.array([3.0, 4.0]), np.array([3.0, np.inf])))
    assert found["event"].tolist() == [True, False]
    assert found["time"].tolist() == [3.0, 4.0]


def test_without_the_extra_its_models_are_left_out_and_named(
    data: Dataset, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from nacre.commands.shared.validation_table import _print_left_out
    from nacre.models.validation import comparison

    monkeypatch.setattr(comparison, "has_survival_models", lambda: False)
    left = contenders(data, "lifetime", Settings())
    assert set(left) == set(MODELS)
    _print_left_out(pd.Index(left))
    assert capsys.readouterr().out == (
        'Left out: Cox elastic net and random survival forest; to compare with them: pip install "nacre[survival]"\n'
    )
    monkeypatch.undo()
    _print_left_out(pd.Index(contenders(data, "lifetime", Settings())))
    _print_left_out(pd.Index(contenders(data, "lifetime", Settings(compared=False))))
    assert capsys.readouterr().out == ""


def test_only_the_rivals_need_scikit_survival() -> None:
    root = Path(__file__).parents[3]
    rooms = [
        path for room in ("app", "data", "features", "models", "pipelines") for path in (root / room).rglob("*.py")
    ]
    found = {path.relative_to(root).as_posix() for path in rooms if "sksurv" in path.read_text("utf-8")}
    assert found == {"models/validation/rivals.py", "models/validation/comparison.py"}
