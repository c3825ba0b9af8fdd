"""The test as features: Sand's time by hand and its laws, room temperature where none is stated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.features.protocol import PROTOCOL_PART, sand_time_s

concentrations = st.floats(0.01, 10)
currents = st.floats(0.01, 100)


def columns(*texts: str) -> dict[str, np.ndarray]:
    return PROTOCOL_PART.columns(CellBatch.from_cells([parse_cell(text) for text in texts]))


def sand(concentration: float, current: float) -> float:
    return float(sand_time_s(np.array([concentration]), np.array([current]))[0])


def test_sand_time_by_hand() -> None:
    # 1 mol/L = 1e-3 mol/cm³, 1 mA/cm² = 1e-3 A/cm², t₊ = 0.4: F c / (2 J 0.6) = 96485.33 / 1.2 = 80404.4 s½ / cm;
    # squared 6.46487e9, times π · 1e-6 cm²/s: 20310 s.
    assert sand(1.0, 1.0) == pytest.approx(20310.0, rel=1e-4)


@given(concentrations, currents, st.floats(0.1, 10))
def test_sand_time_goes_with_the_square_of_the_concentration(c: float, j: float, factor: float) -> None:
    assert sand(factor * c, j) == pytest.approx(factor**2 * sand(c, j), rel=1e-9)


@given(concentrations, currents, st.floats(0.1, 10))
def test_sand_time_goes_with_the_inverse_square_of_the_current(c: float, j: float, factor: float) -> None:
    assert sand(c, factor * j) == pytest.approx(sand(c, j) / factor**2, rel=1e-9)


def test_sand_time_is_unknown_where_concentration_or_current_is() -> None:
    found = sand_time_s(np.array([np.nan, 1.0, 1.0]), np.array([1.0, np.nan, 1.0]))
    assert np.isnan(found).tolist() == [True, True, False]


def test_sand_ratio_compares_with_the_plating_time() -> None:
    # 1 mAh/cm² at 1 mA/cm² plates for 3600 s; twice the capacity halves the ratio.
    found = columns(
        "1 M NaPF6 in DME | 1 mA/cm2, 1 mAh/cm2",
        "1 M NaPF6 in DME | 1 mA/cm2, 2 mAh/cm2",
        "1 M NaPF6 in DME | 2 mA/cm2, 1 mAh/cm2",
        "2 M NaPF6 in DME | 1 mA/cm2, 1 mAh/cm2",
    )["protocol.sand_ratio"]
    assert found[0] == pytest.approx(20310.0 / 3600.0, rel=1e-4)
    np.testing.assert_allclose(found / found[0], [1, 1 / 2, 1 / 2, 4], rtol=1e-9)


def test_protocol_is_told_as_written_with_room_temperature_where_none_is_stated() -> None:
    found = columns(
        "1 M NaPF6 in DME | 0.5 mA/cm2, 2 mAh/cm2, -40 °C", "1 M NaPF6 in DME | 500 µA/cm2", "1 M NaPF6 in DME"
    )
    np.testing.assert_allclose(found["protocol.current_density_mA_cm2"], [0.5, 0.5, np.nan])
    np.testing.assert_array_equal(found["protocol.areal_capacity_mAh_cm2"], [2.0, np.nan, np.nan])
    np.testing.assert_array_equal(found["protocol.temperature_C"], [-40.0, 25.0, 25.0])
    assert np.isnan(found["protocol.sand_ratio"]).tolist() == [False, True, True]


def test_every_feature_is_a_column() -> None:
    assert set(columns("unknown")) == {feature.name for feature in PROTOCOL_PART.features}
