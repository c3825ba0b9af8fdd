"""Whether new cells look like known ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.cells import CellBatch
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import as_cells
from nacre.features.columns import CATALOGUE
from nacre.features.matrix import featurize
from nacre.models.promotion.drift import drift, stability

KNOWN = featurize(CellBatch.from_cells(published_cells().cells))


def of(*cells: str) -> np.ndarray:
    return featurize(CellBatch.from_cells(as_cells(list(cells))))


def test_known_cells_look_like_known_cells() -> None:
    half = np.arange(len(KNOWN)) % 2 == 0
    found = drift(KNOWN[half], KNOWN[~half], CATALOGUE)
    assert {one.verdict for one in found} <= {"alike", "shifted"}


def test_another_protocol_is_told_with_both_medians() -> None:
    new = of(*[f"1 M NaPF6 in diglyme | {current} mA/cm2, 10 mAh/cm2 | -40 °C" for current in range(20, 30)])
    protocol = next(one for one in drift(KNOWN, new, CATALOGUE) if one.group == "protocol")
    assert protocol.verdict == "different"
    assert "old rows" in protocol.words
    assert "new rows" in protocol.words


def test_few_rows_say_nothing() -> None:
    found = drift(KNOWN, of("1 M NaPF6 in diglyme"), CATALOGUE)
    assert {one.verdict for one in found} == {"too few rows"}


def test_every_group_is_told_once() -> None:
    groups = [one.group for one in drift(KNOWN, KNOWN, CATALOGUE)]
    assert len(groups) == len(set(groups)) > 3


@given(st.lists(st.floats(-1e3, 1e3), min_size=8, max_size=60), st.floats(0.1, 10))
def test_a_change_of_unit_changes_nothing(values: list[float], factor: float) -> None:
    old, new = np.array(values[::2]), np.array(values[1::2])
    # Powers of two keep the order of values that lie close together.
    factor = 2.0 ** round(np.log2(factor))
    assert stability(old * factor, new * factor) == pytest.approx(stability(old, new))


def test_unknown_values_are_a_bin_of_their_own() -> None:
    known = np.arange(100.0)
    assert stability(known, np.where(known < 50, np.nan, known)) > 0.25
    assert stability(known, known) == 0.0


def test_nothing_to_compare_is_no_drift() -> None:
    assert stability([], [1.0]) == 0.0
