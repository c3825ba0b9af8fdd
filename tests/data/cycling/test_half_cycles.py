"""Half-cycles: where they begin and end, and the figures of each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cycling.half_cycles import clock_without_gaps, half_cycles
from nacre.data.cycling.trace import Trace
from nacre.data.errors import NacreError

from .simulated_cell import SimulatedCell, traced

CELL = SimulatedCell(test_h=40, noise_mV=0.2, arc=0.0, daily=0.0)


def test_half_cycles_are_those_of_the_test() -> None:
    found = half_cycles(traced(CELL.trace()))
    assert len(found) == 40
    np.testing.assert_allclose(found.start_h, np.arange(40), atol=1e-6)
    np.testing.assert_array_equal(found.polarity, [1, -1] * 20)
    np.testing.assert_allclose(found.current[4:], CELL.current_mA_cm2 * CELL.area_cm2)
    np.testing.assert_allclose(found.charge[4:], CELL.current_mA_cm2 * CELL.area_cm2 * CELL.half_cycle_h, rtol=1e-6)


def test_the_plateau_is_without_the_spike() -> None:
    found = half_cycles(traced(CELL.trace()))[4:]
    middle = (found.start_h + found.end_h).to_numpy() / 2
    truth = CELL.polarisation_mV(middle, CELL.current_mA_cm2) * (1 + found.polarity * CELL.asymmetry)
    np.testing.assert_allclose(found.plateau_mV, truth, rtol=0.01)
    np.testing.assert_allclose(found.spike_mV, CELL.spike * truth, rtol=0.05)
    np.testing.assert_allclose(found.noise_mV.median(), CELL.noise_mV, rtol=0.2)


def test_noise_is_no_spike() -> None:
    found = half_cycles(traced(replace(CELL, spike=0.0, noise_mV=3.0).trace()))
    assert (found.spike_mV > 0).mean() < 0.05


@given(st.sampled_from([0.05, 0.2]), st.sampled_from([7, 20, 61]))
def test_rests_between_belong_to_no_half_cycle(rest_h: float, records: int) -> None:
    cell = replace(CELL, test_h=20, rest_h=rest_h, records_per_half_cycle=records)
    found = half_cycles(traced(cell.trace()))
    np.testing.assert_allclose(found.end_h - found.start_h, cell.half_cycle_h, atol=1e-3)


def test_a_rest_inside_a_half_cycle_does_not_cut_it() -> None:
    raw = CELL.trace()
    rest = (raw.step == 12) & raw.step_time_s.between(1200, 2400)
    found = half_cycles(traced(raw.assign(current_mA=raw.current_mA.where(~rest, 0.0))))
    assert len(found) == 40


def test_a_glitch_of_the_tester_is_no_half_cycle() -> None:
    raw = CELL.trace()
    raw.loc[raw.index[400], "current_mA"] *= -1
    assert len(half_cycles(traced(raw))) == 40


@pytest.mark.parametrize("change", [{"current_mA": -1}, {"voltage_V": -1}], ids=["current", "voltage"])
def test_which_direction_a_tester_counts_as_positive_does_not_matter(change: dict[str, int]) -> None:
    raw = CELL.trace()
    turned = half_cycles(traced(raw.assign(**{name: raw[name] * by for name, by in change.items()})))
    found = half_cycles(traced(raw))
    figures = ["plateau_mV", "spike_mV", "peak_mV", "charge", "start_h"]
    np.testing.assert_allclose(turned[figures], found[figures])


def test_a_current_without_sign_takes_that_of_the_voltage() -> None:
    raw = CELL.trace()
    found = half_cycles(traced(raw.assign(current_mA=raw.current_mA.abs())))
    np.testing.assert_allclose(found.plateau_mV, half_cycles(traced(raw)).plateau_mV, rtol=0.01)


def test_hours_without_records_are_not_counted() -> None:
    clock, removed = clock_without_gaps(np.array([*np.arange(0, 1, 0.01), *np.arange(50, 51, 0.01)]))
    assert removed == pytest.approx(49.01)
    assert clock[-1] == pytest.approx(1.98)


def test_minutes_without_records_belong_to_the_test() -> None:
    # A tester that logs by change of voltage is silent on a flat plateau for half an hour; the cell cycles on.
    clock, removed = clock_without_gaps(np.array([*np.arange(0, 0.1, 0.001), *np.arange(0.6, 0.7, 0.001)]))
    assert removed == 0.0
    assert clock[-1] == pytest.approx(0.699)


def frame(current: list[float], voltage: list[float]) -> Trace:
    hours = np.arange(len(current)) / 10
    return Trace(pd.DataFrame({"time_h": hours, "voltage_V": voltage, "current_mA": current}), "test")


@pytest.mark.parametrize(
    ("trace", "said"),
    [
        (frame([0.0] * 20, [0.1] * 20), "No current flows"),
        (frame([1.0] * 20, [0.1] * 20), "one direction only"),
        (frame(([1.0] * 10 + [-1.0] * 10) * 2, ([3.1] * 10 + [2.9] * 10) * 2), "does not follow the current's sign"),
    ],
    ids=["rest", "one direction", "full cell"],
)
def test_what_is_no_symmetric_cell_is_told(trace: Trace, said: str) -> None:
    with pytest.raises(NacreError, match=said):
        half_cycles(trace)
