"""Learning curve and scatter between papers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nacre.data.measured.tables import published_cells
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.labels.intervals import Interval
from nacre.models.validation.comparison import Settings
from nacre.models.validation.learning import SHARES, _without_protocol, learning_curve, scatter_between_papers


@pytest.fixture(scope="module")
def data() -> Dataset:
    return make_dataset(published_cells())


def test_the_curve_has_a_point_for_each_share(data: Dataset) -> None:
    found = learning_curve(data, Settings(repeats=1))
    for target in data.outcomes:
        own = found[found["target"] == target]
        assert own["share"].tolist() == list(SHARES)
        assert own["papers"].is_monotonic_increasing
        assert ((own["low"] <= own["value"]) & (own["value"] <= own["high"])).all()


def test_scatter_of_known_repeats(data: Dataset) -> None:
    """Two papers that differ by a factor of ten about one cell scatter by 1/√2 of a decade."""
    labels = data.labels("overpotential")
    papers = np.unique(data.papers[labels.rows])[:2]
    rows = np.array([np.flatnonzero(data.papers[labels.rows] == paper)[0] for paper in papers])
    two = replace(labels, rows=labels.rows[rows], interval=Interval(np.array([10.0, 100.0]), np.array([10.0, 100.0])))
    frame = data.frame.assign(cell="1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2")
    found = scatter_between_papers(replace(data, frame=frame, outcomes={"overpotential": two})).loc["overpotential"]
    assert found["cells"] == 1
    assert found["papers"] == 2
    assert found["sd_log10"] == pytest.approx(1 / np.sqrt(2))


def test_without_repeats_nothing_is_claimed(data: Dataset) -> None:
    labels = data.labels("overpotential")
    one = replace(labels, rows=labels.rows[:1], interval=labels.interval.take(np.array([0])))
    found = scatter_between_papers(replace(data, outcomes={"overpotential": one})).loc["overpotential"]
    assert found["cells"] == 0
    assert np.isnan(found["sd_log10"])


def test_the_protocol_is_no_part_of_the_cell() -> None:
    text = "1 M NaPF6 in DME | coating: NaF | 1 mA/cm2, 1 mAh/cm2, 25 °C"
    assert _without_protocol(text) == "1 M NaPF6 in DME | coating: NaF"
