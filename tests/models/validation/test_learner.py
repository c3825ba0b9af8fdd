"""What learns a quantity: columns and estimator by the size of the table, from the rows of training alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nacre.data.measured.tables import load_cells, published_cells
from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, QUANTITIES, own_quantity, read_quantity
from nacre.features.columns import CATALOGUE
from nacre.models.estimators.blend import Blend
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.labels.dataset import Dataset, Labels, make_dataset
from nacre.models.validation.learner import Learner, make_booster, monotone_signs
from nacre.models.validation.own_columns import SMALL, choose_columns, predictor_columns
from tests.lab_tables import efficiency_table, write_table
from tests.three_quantities import ICE_SPEC, three_quantities_table

TARGET = "coulombic_efficiency_percent"


def lab_data(folder: Path, frame: pd.DataFrame | None = None, **scale: Any) -> Dataset:
    quantity = own_quantity(TARGET, **scale)
    table = load_cells(write_table(folder, frame), [quantity], further=["separator"])
    return make_dataset(table, [quantity])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return lab_data(tmp_path_factory.mktemp("lab"), limits=(0.0, 100.0))


def fitted(data: Dataset, labels: Labels, **options: Any) -> Learner:
    learner = Learner(data, labels.quantity, **options)
    groups = data.papers[labels.rows]
    return learner.fit(labels.rows[:, None], labels.interval.lower, labels.interval.upper, groups=groups)


def test_columns_come_from_the_training_rows_alone(data: Dataset) -> None:
    electrolytes = data.frame["electrolyte"].astype(str)
    without = np.flatnonzero(~electrolytes.str.contains("NaClO4").to_numpy())
    names = choose_columns(data, without).names
    assert "component.NaPF6" in names
    assert "component.NaClO4" not in names
    assert "component.NaClO4" in choose_columns(data, np.arange(len(electrolytes))).names


def test_few_rows_see_what_molecules_are_like_whatever_the_cation(tmp_path: Path) -> None:
    """From 80 rows of another cation on, components and make-up alone tell more."""
    electrolytes = [f"{0.5 + 0.02 * row:.2f} m LiPF6 in {('DME', 'EC', 'DOL')[row % 3]}" for row in range(80)]
    cells = pd.DataFrame({"electrolyte": electrolytes, TARGET: np.linspace(80.0, 99.0, 80)})
    quantity = own_quantity(TARGET)
    data = make_dataset(load_cells(write_table(tmp_path, cells), [quantity]), [quantity])
    donors = "solvent.donor_number_kcal_mol.mean"
    assert donors in choose_columns(data, np.arange(79)).names
    assert donors not in choose_columns(data, np.arange(80)).names


def test_small_tables_get_the_blend_and_no_fragments(data: Dataset) -> None:
    learner = fitted(data, data.labels(TARGET))
    assert isinstance(learner.estimator_, Blend)
    assert learner.columns_.bins == 0
    assert len(data.frame) < SMALL


@pytest.mark.slow
def test_large_tables_get_the_booster_with_fragments(tmp_path: Path) -> None:
    frame = pd.concat([efficiency_table(seed=seed) for seed in range(18)], ignore_index=True)
    large = lab_data(tmp_path, frame.assign(record_id=[f"r{i}" for i in range(len(frame))]))
    labels = large.labels(TARGET)
    learner = fitted(large, labels)
    assert isinstance(learner.estimator_, IntervalBooster)
    assert learner.columns_.bins > 0
    assert learner.predict(labels.rows[:, None]).shape == (len(frame),)


def test_only_the_groups_asked_for_are_seen(data: Dataset) -> None:
    labels = data.labels(TARGET)
    learner = fitted(data, labels, groups=("lab",), make=lambda: IntervalBooster(n_estimators=5, sigma=0.5))
    assert learner.matrix(labels.rows[:, None]).shape == (len(labels.rows), 2)


def test_published_quantities_are_learned_from_the_catalogue_by_the_booster() -> None:
    published = make_dataset(published_cells())
    learner = fitted(published, published.labels("overpotential"))
    assert learner.columns_ == CATALOGUE
    assert isinstance(learner.estimator_, IntervalBooster)


def test_a_third_quantity_of_the_published_cells_gets_columns_of_its_own() -> None:
    """The catalogue's columns come first, so that the published quantities see what they always saw."""
    quantities = (*QUANTITIES, read_quantity(ICE_SPEC))
    several = make_dataset(_table(three_quantities_table(), quantities), quantities)
    columns = predictor_columns(several)
    assert columns.names[: len(CATALOGUE.names)] == CATALOGUE.names
    assert len(columns.names) > len(CATALOGUE.names)


def _table(frame: pd.DataFrame, quantities: Any) -> Any:
    from nacre.data.measured.tables import check_cells

    table, issues = check_cells(frame.astype(object).where(frame.notna(), "").astype(str), "three.csv", quantities)
    assert not issues
    return table


def test_physics_fixes_the_same_features_for_both_published_quantities_in_opposite_directions() -> None:
    longer, higher = monotone_signs(LIFETIME), monotone_signs(OVERPOTENTIAL)
    assert set(longer) == set(higher)
    assert all(longer[column] == -higher[column] for column in longer)
    assert monotone_signs(own_quantity("ce")) == {}


def test_the_booster_of_a_quantity_obeys_what_physics_fixes() -> None:
    published = make_dataset(published_cells())
    labels = published.labels("lifetime")
    features = published.features[labels.rows]
    booster = make_booster(LIFETIME).fit(features, labels.interval.lower, labels.interval.upper)
    current = CATALOGUE.names.index("protocol.current_density_mA_cm2")
    low, high = features.copy(), features.copy()
    low[:, current], high[:, current] = 0.5, 5.0
    assert (booster.predict(low) >= booster.predict(high)).all()
