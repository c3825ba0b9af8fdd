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


def test_rows_that_stop_stating_a_figure_count_by_hand() -> None:
    # A hundred old rows over four bins; of 200 new ones half are as before, half state nothing. An empty bin counts
    # half a row: 4 · (0.125 - 0.25) ln 0.5 + (0.5 - 0.005) ln 100, less (5 - 1)(1/100 + 1/200) by chance.
    known = np.arange(100.0)
    expected = 4 * 0.125 * np.log(2) + 0.495 * np.log(100) - 0.06
    assert stability(known, [*known, *[np.nan] * 100]) == pytest.approx(expected, rel=1e-6)


def test_chance_is_taken_off_once() -> None:
    # Two samples of one distribution: four bins leave three degrees of freedom, and a χ² of three exceeds its mean in
    # 39 % of cases; it would exceed four in 26 %.
    random = np.random.default_rng(0)
    above = [stability(random.normal(size=400), random.normal(size=400)) > 0 for _ in range(1000)]
    assert np.mean(above) == pytest.approx(0.392, abs=0.05)


def test_nothing_to_compare_is_no_drift() -> None:
    assert stability([], [1.0]) == 0.0
