"""What is no lifetime test of a symmetric cell is told as what it is; and what looks like it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.data.cycling.judgement import Criteria, judge
from nacre.data.cycling.trace import Trace
from nacre.data.errors import NacreError

from .simulated_cell import SimulatedCell, traced

CELL = SimulatedCell(test_h=120, formation_cycles=0)
RECORDS = 30


def square_waves(currents: np.ndarray, plateaus_mV: np.ndarray, hours: np.ndarray | float = 1.0) -> pd.DataFrame:
    """Half-cycles in turn: current (mA), polarisation (mV) and hours of each."""
    rng = np.random.default_rng(0)
    rows, start = [], 0.0
    hours = np.broadcast_to(hours, currents.shape)
    for number, (current, mV, length) in enumerate(zip(currents, plateaus_mV, hours, strict=True)):
        sign = 1 - 2 * (number % 2)
        time = start + np.linspace(0, length, RECORDS + 1)
        volts = sign * mV / 1e3 + rng.normal(0, 1e-4, len(time))
        rows.append(pd.DataFrame({"time_h": time, "current_mA": sign * current, "voltage_V": volts}))
        start += length
    return pd.concat(rows, ignore_index=True)


@given(ratio=st.floats(1.3, 8), cycles=st.floats(0.7, 8), flat=st.integers(0, 3))
@settings(max_examples=30)
def test_activation_is_no_soft_short(ratio: float, cycles: float, flat: int) -> None:
    number = np.maximum(np.arange(80) // 2 - flat, 0)
    plateau = 40 * (1 + (ratio - 1) * np.exp(-number / cycles))
    if flat and cycles < 1.5:
        return  # from one cycle to the next after some that stand still: nothing tells it from a short
    found = judge(Trace(square_waves(np.full(80, 1.0), plateau), "test"), area_cm2=1)
    assert found.lifetime_event == "survived", found.reason


@given(st.floats(0.05, 0.6), st.integers(6, 60))
@settings(max_examples=20)
def test_a_short_is_found_within_and_after_activation(share: float, row: int) -> None:
    plateau = 40 * (1 + 0.5 * np.exp(-np.arange(80) / 8))
    plateau[row:] *= share
    found = judge(Trace(square_waves(np.full(80, 1.0), plateau), "test"), area_cm2=1)
    assert found.lifetime_event == "failed"
    assert found.lifetime_h == pytest.approx(row, abs=1)


@given(st.integers(3, 7), st.floats(1.4, 2), st.booleans())
@settings(max_examples=20)
def test_a_rate_test_has_no_lifetime(levels: int, step: float, shorts: bool) -> None:
    current = np.repeat(0.2 * step ** np.arange(levels), 6)
    plateau = 60 * (current / 0.2) ** 0.3
    if shorts:
        plateau[-6:] = 2
    found = judge(Trace(square_waves(current, plateau), "test"), area_cm2=1)
    assert (found.kind, found.lifetime_event) == ("rate test", "")
    assert np.isnan(found.lifetime_h)
    assert ("; short at" in found.reason) == shorts
    assert found.overpotential_mV == pytest.approx(60, rel=0.02)


def test_a_rate_test_before_long_cycling_is_one_of_lifetime() -> None:
    current = np.r_[np.repeat([0.5, 1, 2, 5], 10), np.full(200, 1.0)]
    found = judge(Trace(square_waves(current, 50 * current), "test"), area_cm2=1)
    assert found.lifetime_event == "survived"
    assert found.current_density_mA_cm2 == pytest.approx(1)


@given(st.floats(0.3, 0.985))
@settings(max_examples=20)
def test_a_half_cell_is_told(efficiency: float) -> None:
    hours = np.tile([1.0, efficiency], 40)
    frame = square_waves(np.full(80, 1.0), np.tile([20.0, 25.0], 40), hours)
    last = np.flatnonzero(np.diff(np.sign(frame.current_mA), append=1) != 0)
    frame.loc[frame.index[last[1::2]], "voltage_V"] = -1.0  # the empty electrode at the tester's limit
    with pytest.raises(NacreError, match=r"Less charge is stripped than plated.*half cell \(Na\|\|Cu"):
        judge(Trace(frame, "test"), area_cm2=1)


def test_a_symmetric_cell_with_a_longer_side_of_records_is_no_half_cell() -> None:
    raw = replace(CELL, records_per_half_cycle=12).trace()
    lost = (raw.step % 2 == 0) & (raw.step_time_s == 0)
    assert judge(traced(raw[~lost]), area_cm2=1.13).lifetime_event == "survived"


@given(st.floats(0.5, 3.5))
@settings(max_examples=10)
def test_a_cell_shorted_from_the_start_is_told(ohm_cm2: float) -> None:
    frame = square_waves(np.full(100, 1.0), np.full(100, ohm_cm2))
    with pytest.raises(NacreError, match=r"shorted from the start.*Ω cm².*--shorted-ohm-cm2"):
        judge(Trace(frame, "test"), area_cm2=1)
    assert judge(Trace(frame, "test"), area_cm2=1, criteria=Criteria(shorted_ohm_cm2=0.1)).lifetime_event == "survived"


def test_a_low_polarisation_with_nucleation_is_no_short() -> None:
    cell = SimulatedCell(test_h=60, exchange_mA_cm2=50, electrolyte_ohm_cm2=1.0, interphase_ohm_cm2=1.0, noise_mV=0.02)
    assert judge(traced(cell.trace()), area_cm2=cell.area_cm2).lifetime_event == "survived"


@given(st.floats(-20, 60), st.floats(12, 40))
@settings(max_examples=20)
def test_the_temperature_of_the_longest_part_is_the_protocols(cold: float, step: float) -> None:
    warmth = np.where(np.arange(200) < 60, cold, cold + step)
    frame = square_waves(np.full(200, 1.0), np.where(np.arange(200) < 60, 80.0, 34.0))
    frame["temperature_C"] = np.repeat(warmth, RECORDS + 1)
    found = judge(Trace(frame, "test"), area_cm2=1)
    assert (found.lifetime_event, found.lifetime_h) == ("survived", pytest.approx(200))
    assert found.temperature_C == pytest.approx(cold + step)
    assert found.overpotential_mV == pytest.approx(34, rel=0.02)
    assert any("60 half-cycles at another temperature" in remark for remark in found.remarks)


def test_a_fall_that_stands_is_a_lower_bound_where_nothing_is_said_of_the_temperature() -> None:
    frame = square_waves(np.full(300, 1.0), np.where(np.arange(300) < 100, 80.0, 34.0))
    found = judge(Trace(frame, "test"), area_cm2=1, constant_temperature=False)
    assert (found.lifetime_event, found.lifetime_h) == ("survived", pytest.approx(100))
    assert "a soft short or a warmer chamber" in found.reason
    assert judge(Trace(frame, "test"), area_cm2=1).kind == "soft short"
    known = Trace(frame.assign(temperature_C=25.0), "test")
    assert judge(known, area_cm2=1, constant_temperature=False).kind == "soft short"


def test_a_cell_that_warms_itself_a_little_keeps_its_protocol() -> None:
    frame = square_waves(np.full(100, 1.0), np.full(100, 50.0))
    frame["temperature_C"] = 25 + 2 * np.sin(np.arange(len(frame)) / 400)
    found = judge(Trace(frame, "test"), area_cm2=1)
    assert found.half_cycles.is_protocol.all()
