"""Known cells as a data set: which rows count, how much each counts, and a digest of what was learned from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import NacreError
from nacre.data.measured.tables import CellTable, published_cells
from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import outcome_intervals
from nacre.features.matrix import featurize
from nacre.models.labels.dataset import CONFIDENCE, Dataset, make_dataset
from nacre.models.validation.comparison import Settings
from nacre.pipelines.training.train import fit

TARGETS = ("lifetime", "overpotential")


@pytest.fixture(scope="module")
def data() -> Dataset:
    return make_dataset(published_cells())


def changed(row: int, column: str, value: object) -> CellTable:
    table = published_cells()
    frame = table.frame.copy()
    frame.loc[row, column] = value
    return CellTable(frame, table.cells)


def with_confidence(values: object) -> CellTable:
    table = published_cells()
    return CellTable(table.frame.assign(confidence=values), table.cells)


def test_rows_are_those_of_the_table(data: Dataset) -> None:
    table = published_cells()
    assert len(data.frame) == len(data.batch) == len(data.features) == len(data.papers) == len(table)
    assert tuple(parse_cell(text) for text in data.frame["cell"]) == table.cells
    np.testing.assert_array_equal(data.features, featurize(data.batch))
    assert data.papers.tolist() == table.frame["paper"].tolist()
    assert data.is_control.dtype == bool
    assert data.is_control.sum() == (table.frame["is_control"] == 1).sum() > 0


@pytest.mark.parametrize("target", TARGETS)
def test_rows_without_the_outcome_are_left_out(data: Dataset, target: str) -> None:
    column = {"lifetime": "lifetime_h", "overpotential": "overpotential_mV"}[target]
    labels = data.labels(target)
    frame = published_cells().frame
    # A reading late in a test is another quantity.
    late = (frame["overpotential_stage"] == "late") & (target == "overpotential")
    expected = np.flatnonzero(frame[column].notna() & ~late)
    np.testing.assert_array_equal(labels.rows, expected)
    assert 0 < len(labels.rows) < len(data.frame)
    assert len(labels.interval) == len(labels.weight) == len(labels.rows)
    assert not np.isnan(labels.interval.lower).any()
    assert not np.isnan(labels.interval.upper).any()


def test_intervals_are_those_of_the_outcomes(data: Dataset) -> None:
    known = outcome_intervals(published_cells().frame)
    lifetime, overpotential = data.labels("lifetime"), data.labels("overpotential")
    np.testing.assert_array_equal(lifetime.interval.lower, known["lifetime_lower_h"].to_numpy()[lifetime.rows])
    np.testing.assert_array_equal(
        overpotential.interval.upper, known["overpotential_upper_mV"].to_numpy()[overpotential.rows]
    )
    survived = (published_cells().frame["lifetime_event"] == "survived").to_numpy()[lifetime.rows]
    assert np.isinf(lifetime.interval.upper[survived]).all()


def test_of_a_test_that_ended_early_the_hours_that_it_showed_are_learned(data: Dataset) -> None:
    labels, hours = data.labels("lifetime"), data.frame["lifetime_h"].to_numpy()
    survived = (data.frame["lifetime_event"] == "survived").to_numpy()[labels.rows]
    assert survived.sum() > 50
    assert np.isinf(labels.interval.upper[survived]).all()
    # Nobody knows how long such cells would have run on; what is learned is no longer than what was seen.
    np.testing.assert_array_equal(labels.learned.upper[survived], hours[labels.rows[survived]])
    np.testing.assert_array_equal(labels.learned.upper[~survived], labels.interval.upper[~survived])


@pytest.mark.parametrize("target", TARGETS)
def test_weights_are_positive_with_a_mean_of_one(data: Dataset, target: str) -> None:
    weight = data.labels(target).weight
    assert weight.mean() == pytest.approx(1.0)
    assert (weight > 0).all()


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("confidence", list(CONFIDENCE))
def test_papers_weigh_the_same_at_equal_confidence(target: str, confidence: str) -> None:
    data = make_dataset(with_confidence(confidence))
    labels = data.labels(target)
    weight = pd.Series(labels.weight).groupby(data.papers[labels.rows]).sum()
    np.testing.assert_allclose(weight, len(labels.rows) / len(weight), rtol=1e-12)


def test_confidence_lowers_the_weight_of_a_paper(data: Dataset) -> None:
    labels = data.labels("lifetime")
    papers = data.papers[labels.rows]
    one = papers[0]
    frame = published_cells().frame
    doubtful = make_dataset(with_confidence(np.where(frame["paper"] == one, "low", "high"))).labels("lifetime")
    trusted = make_dataset(with_confidence("high")).labels("lifetime")
    ratio = (doubtful.weight / trusted.weight)[papers == one] / (doubtful.weight / trusted.weight)[papers != one][0]
    np.testing.assert_allclose(ratio, CONFIDENCE["low"])


def test_labels_of_one_outcome_do_not_depend_on_the_other(data: Dataset) -> None:
    table = published_cells()
    bare = make_dataset(CellTable(table.frame.assign(overpotential_mV=np.nan), table.cells))
    assert len(bare.labels("overpotential").rows) == 0
    assert len(bare.labels("overpotential").interval) == len(bare.labels("overpotential").weight) == 0
    with pytest.raises(NacreError, match="overpotential"):
        fit(bare, Settings(repeats=1, folds=3, jobs=1))
    np.testing.assert_array_equal(bare.labels("lifetime").weight, data.labels("lifetime").weight)
    np.testing.assert_array_equal(bare.labels("lifetime").rows, data.labels("lifetime").rows)


def test_digest_is_the_same_for_the_same_data(data: Dataset) -> None:
    assert make_dataset(published_cells()).digest == data.digest
    assert len(data.digest) == 64


@pytest.mark.parametrize(
    ("column", "value"), [("lifetime_h", 12.5), ("overpotential_mV", 12.5), ("record_id", "other"), ("paper", "other")]
)
def test_digest_changes_with_the_data(data: Dataset, column: str, value: object) -> None:
    row = int(data.labels("lifetime").rows[0])
    assert make_dataset(changed(row, column, value)).digest != data.digest


def test_digest_changes_with_a_cell_or_a_missing_row(data: Dataset) -> None:
    table = published_cells()
    other = replace(table.cells[0], coating=("NaF",))
    assert make_dataset(replace(table, cells=(other, *table.cells[1:]))).digest != data.digest
    assert make_dataset(CellTable(table.frame.iloc[1:].reset_index(drop=True), table.cells[1:])).digest != data.digest


@pytest.mark.parametrize("column", ["notes", "read_by", "citation", "coating_method"])
def test_digest_does_not_change_with_remarks(data: Dataset, column: str) -> None:
    assert make_dataset(changed(0, column, "read again")).digest == data.digest


def test_papers_that_report_the_same_cell_are_linked() -> None:
    data = make_dataset(published_cells())
    linked = pd.DataFrame({"paper": data.papers, "cell": data.frame["cell"], "link": data.linked_papers})
    for shared in ("paper", "cell"):
        assert linked.groupby(shared)["link"].agg(lambda links: links.max() - links.min()).eq(0).all()
    assert linked["link"].nunique() < linked["paper"].nunique(), "there is a cell in two papers"
    assert linked["link"].nunique() > 0.9 * linked["paper"].nunique(), "only few are linked"
