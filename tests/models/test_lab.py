"""A lab's own quantity: its scale, its columns, and a model that sees nothing of the rows left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nacre.data.lab import load_lab
from nacre.models.blend import Blend
from nacre.models.interval import IntervalBooster
from nacre.models.lab import SMALL, LabData, LabModel, choose_columns, lab_data, lab_quantity, positive_interval
from nacre.models.lab_validation import lab_metrics
from nacre.models.labels import Interval
from nacre.models.quantity import Quantity, Scale
from tests.lab_tables import efficiency_table, write_table

TARGET = "coulombic_efficiency_percent"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> LabData:
    path = write_table(tmp_path_factory.mktemp("lab"))
    table = load_lab(path, TARGET, further=["separator"], limits=(0.0, 100.0))
    return lab_data(table, lab_quantity(table, limits=(0.0, 100.0)))


def test_scales_by_option(tmp_path: object) -> None:
    from pathlib import Path

    table = load_lab(write_table(Path(str(tmp_path))), TARGET)
    assert lab_quantity(table, limits=(0.0, 100.0)).scale == Scale("bounded", 0.0, 100.0)
    assert lab_quantity(table, log=True).scale.kind == "log"
    linear = lab_quantity(table, minimize=True)
    assert linear.scale.kind == "linear"
    assert linear.scale.origin == pytest.approx(np.median(table.lower))
    assert not linear.higher_is_better
    assert linear.sides[0] == "upper"


def test_bounded_values_at_the_limits_become_open_intervals() -> None:
    quantity = Quantity("ce", scale=Scale("bounded", 0.0, 100.0), higher_is_better=True, sides=("lower", "upper"))
    low, high = positive_interval(quantity, np.array([0.0, 50.0, 100.0]), np.array([0.0, 50.0, 100.0]))
    np.testing.assert_allclose(low[1], 1.0)  # odds
    np.testing.assert_allclose(high[1], 1.0)
    assert low[0] == 0.0
    assert 0.0 < high[0] < 0.01
    assert low[2] > 100.0
    assert high[2] == np.inf


def test_columns_come_from_the_training_rows_alone(data: LabData) -> None:
    electrolytes = data.frame["electrolyte"].astype(str)
    without = np.flatnonzero(~electrolytes.str.contains("NaClO4").to_numpy())
    names = choose_columns(data, without).names
    assert "component.NaPF6" in names
    assert "component.NaClO4" not in names
    assert "component.NaClO4" in choose_columns(data, np.arange(len(electrolytes))).names


def test_small_tables_get_the_blend_and_no_fragments(data: LabData) -> None:
    (labels,) = data.outcomes.values()
    model = LabModel(data).fit(labels.rows[:, None], labels.interval.lower, labels.interval.upper)
    assert isinstance(model.estimator_, Blend)
    assert model.columns_.bins == 0
    assert len(data.frame) < SMALL


def test_large_tables_get_the_booster_with_fragments(tmp_path: object) -> None:
    from pathlib import Path

    frame = pd.concat([efficiency_table(seed=seed) for seed in range(18)], ignore_index=True)
    frame["record_id"] = [f"r{i}" for i in range(len(frame))]
    table = load_lab(write_table(Path(str(tmp_path)), frame), TARGET)
    found = lab_data(table, lab_quantity(table))
    (labels,) = found.outcomes.values()
    model = LabModel(found).fit(
        labels.rows[:, None], labels.interval.lower, labels.interval.upper, groups=found.papers[labels.rows]
    )
    assert isinstance(model.estimator_, IntervalBooster)
    assert model.columns_.bins > 0
    assert model.predict(labels.rows[:, None]).shape == (len(frame),)


def test_only_the_groups_asked_for_are_seen(data: LabData) -> None:
    (labels,) = data.outcomes.values()
    model = LabModel(data, groups=("lab",), make=lambda: IntervalBooster(n_estimators=5, sigma=0.5))
    model.fit(labels.rows[:, None], labels.interval.lower, labels.interval.upper)
    assert model.matrix(labels.rows[:, None]).shape == (len(labels.rows), 2)


def test_metrics_count_distance_to_the_interval_in_the_unit() -> None:
    quantity = Quantity("ce", scale=Scale("linear", 90.0, 2.0), higher_is_better=True, sides=("lower", "upper"))
    positive = quantity.scale.positive
    truth = np.array([90.0, 92.0, 94.0])
    interval = Interval(positive(truth), np.array([*positive(truth[:2]), np.inf]))
    found = lab_metrics(positive(np.array([91.0, 92.0, 97.0])), interval, quantity)
    assert found["mae"] == pytest.approx(1 / 3)
    assert found["rmse"] == pytest.approx(np.sqrt(1 / 3))
    assert (found["n"], found["n_told"]) == (3, 2)
