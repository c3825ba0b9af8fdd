"""The booster next to the simple models: same papers left out, repeatable, honest."""

from __future__ import annotations

import numpy as np

from nacre.data.measured.tables import published_cells
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.validation.comparison import MODELS, SURVIVAL_MODELS, Settings, cross_predictions, fit_one
from nacre.models.validation.folds import paper_folds
from nacre.models.validation.scoring import validation_table
from nacre.pipelines.training.train import Trained

TARGETS = ("lifetime", "overpotential")


def learned(data: Dataset, target: str, seed: int = 0) -> str:
    estimator = fit_one(data, target, Settings(seed=seed)).estimator_
    assert isinstance(estimator, IntervalBooster)
    return estimator.to_json()


def test_training_is_repeatable_bit_for_bit() -> None:
    data = make_dataset(published_cells())
    for target in TARGETS:
        assert learned(data, target) == learned(data, target)


def test_another_seed_gives_another_model() -> None:
    data = make_dataset(published_cells())
    assert learned(data, "lifetime") != learned(data, "lifetime", seed=1)


def test_no_paper_stands_on_both_sides_of_a_fold() -> None:
    data = make_dataset(published_cells())
    papers = data.papers[data.labels("lifetime").rows]
    for _, left_in, left_out in paper_folds(papers, 10, 2, 0):
        assert not set(papers[left_in]) & set(papers[left_out])


def test_table_has_every_model_for_both_targets(trained: Trained) -> None:
    assert set(trained.validation.index) == {
        *((target, model) for target in TARGETS for model in MODELS),
        *(("lifetime", model) for model in SURVIVAL_MODELS),
    }
    lifetime = trained.validation.loc["lifetime"]
    assert lifetime["c_index"].between(0, 1).all()
    assert lifetime.loc["control or not", "c_index"] > lifetime.loc["constant", "c_index"]
    assert trained.validation.loc["overpotential"]["log10_mae"].gt(0).all()


def test_nacre_beats_what_the_control_flag_and_the_year_tell_alone(trained: Trained) -> None:
    """The trap that the validation is there to show: on all cells the control flag alone looks good."""
    lifetime = trained.validation.loc["lifetime"]
    for simple in ("control or not", "year and origin", "constant"):
        assert lifetime.loc["nacre booster", "c_index"] > lifetime.loc[simple, "c_index"]
        assert lifetime.loc["nacre booster", "log10_mae"] < lifetime.loc[simple, "log10_mae"]
    assert lifetime.loc["nacre booster", "c_index_treated"] > lifetime.loc["control or not", "c_index_treated"]


def test_intervals_hold_the_metric_that_they_belong_to(trained: Trained) -> None:
    for name in ("c_index", "c_index_treated", "log10_mae", "spearman"):
        rows = trained.validation[trained.validation[name].notna()]
        refitted = rows[rows[f"{name}_low"].notna()]
        assert len(refitted), "the quick models are refitted"
        assert (refitted[f"{name}_low"] <= refitted[name] + 1e-9).all()
        assert (refitted[name] <= refitted[f"{name}_high"] + 1e-9).all()


def test_processes_do_not_change_the_comparison() -> None:
    data = make_dataset(published_cells())
    one, two = (cross_predictions(data, Settings(repeats=1, folds=2, jobs=jobs), None) for jobs in (1, 2))
    for place, predictions in one.items():
        np.testing.assert_allclose(predictions, two[place], rtol=1e-12)
    table = validation_table(data, one, Settings(repeats=1, folds=2, draws=2))
    assert table.index.names == ["target", "model"]
