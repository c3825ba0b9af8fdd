"""Errors against demonstrated hours: by hand, and blind to what they must not see."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.models.labels.intervals import check_interval
from nacre.models.validation.told_scores import told_metrics

#: Two controls that failed, two treated survivors that count with what they showed, one that failed before 100 h.
LEARNED = check_interval([100.0, 10.0, 1000.0, 500.0, 0.0], [100.0, 10.0, 1000.0, 500.0, 100.0])
CONTROL = np.array([True, True, False, False, False])
FAILED = np.array([True, True, False, False, True])
YEARS = np.array([0, 1, 0, 0, 1])


def metrics(*predicted: float) -> dict[str, float]:
    return told_metrics(predicted, LEARNED, is_control=CONTROL, failed=FAILED, published=YEARS)


def test_by_hand() -> None:
    found = metrics(1000, 10, 100, 500, 50)
    assert found["log10_mae"] == pytest.approx(2 / 5), (
        "one ten times too long, one ten times too short, 50 h is below 100 h"
    )
    assert found["log10_mae_treated"] == pytest.approx(1 / 3)
    assert found["bias_control"] == pytest.approx(0.5)
    assert found["bias_failed"] == pytest.approx((1 + 0 + np.log10(0.5)) / 3)


def test_what_is_told_alike_is_compared_within_a_year_only() -> None:
    assert metrics(1, 1, 1000, 500, 1)["told_concordance_alike"] == 1.0
    assert metrics(1, 1, 500, 1000, 1)["told_concordance_alike"] == 0.0


def test_groups_without_a_cell_have_no_figure() -> None:
    alone = check_interval([10.0], [10.0])
    none = np.zeros(1, dtype=bool)
    found = told_metrics([10.0], alone, is_control=none, failed=none, published=np.zeros(1, dtype=np.int64))
    assert np.isnan(found["bias_control"])
    assert np.isnan(found["bias_failed"])
    assert found["log10_mae"] == 0.0
