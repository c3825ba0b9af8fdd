"""Symmetric cells judged: simulated ones of known truth, and the cases that a rule must not be fooled by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nacre.data.cycling.judgement import KINDS, Criteria, judge
from nacre.data.cycling.trace import Trace
from nacre.data.errors import NacreError

from .simulated_cell import SimulatedCell, random_cell, traced

CELL = SimulatedCell(test_h=120, area_cm2=1.13)
SHORT = replace(CELL, kind="soft short", event_h=81.0)
FAILURE = replace(CELL, kind="failure", event_h=81.0, event_factor=8.0)


def test_a_survivor() -> None:
    found = judge(traced(CELL.trace()), area_cm2=CELL.area_cm2)
    assert (found.lifetime_event, found.kind) == ("survived", "survived")
    assert found.lifetime_h == pytest.approx(120)
    assert found.cycles == 58
    assert found.overpotential_mV == pytest.approx(CELL.true_overpotential_mV(), rel=0.05)
    assert found.current_density_mA_cm2 == pytest.approx(1)
    assert found.areal_capacity_mAh_cm2 == pytest.approx(1)
    assert np.isnan(found.temperature_C)
    assert found.reason.startswith("no failure in 58 cycles")
    assert found.remarks == ("4 half-cycles at another current (formation) before the protocol",)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (SHORT, "soft short"),
        (replace(SHORT, event_factor=0.03), "short circuit"),
        (FAILURE, "polarisation rise"),
        (replace(FAILURE, event_factor=80.0, limit_V=0.5), "cut-off"),
        (replace(FAILURE, event_factor=2.5, interphase_ohm_cm2=500), "voltage limit"),
    ],
)
def test_a_failed_cell(cell: SimulatedCell, kind: str) -> None:
    found = judge(traced(cell.trace()), area_cm2=cell.area_cm2)
    assert (found.lifetime_event, found.kind) == ("failed", kind)
    assert kind in KINDS
    assert found.lifetime_h == pytest.approx(81, abs=2 * cell.half_cycle_h)
    assert found.reason.startswith(f"{kind} at ")
    assert found.overpotential_mV == pytest.approx(cell.true_overpotential_mV(), rel=0.05)
    before = found.per_cycle[~found.per_cycle.after_event]
    assert len(before) == pytest.approx(81 / 2, abs=1)


def test_hours_end_where_the_first_half_cycle_begins_that_shows_the_short() -> None:
    found = judge(traced(SHORT.trace()), area_cm2=SHORT.area_cm2)
    halves = found.half_cycles[found.half_cycles.is_protocol]
    fallen = halves.plateau_mV < 0.7 * halves.plateau_mV.median()
    assert found.lifetime_h == halves.start_h[fallen].min() < halves.end_h[fallen].min()


def test_random_cells_are_judged_within_a_cycle() -> None:
    right, close = [], []
    for seed in range(30):
        cell = random_cell(seed, noise_mV=1.0)
        found = judge(traced(cell.trace()), area_cm2=cell.area_cm2)
        event = (found.lifetime_event == "failed") == (cell.kind != "survived")
        cycle_h = 2 * (cell.half_cycle_h + cell.rest_h)
        right.append(event and abs(found.lifetime_h - min(cell.event_h, cell.test_h)) <= cycle_h)
        close.append(abs(found.overpotential_mV / cell.true_overpotential_mV() - 1) <= 0.05)
    assert np.mean(right) >= 0.95
    assert np.mean(close) >= 0.95


@pytest.mark.parametrize(
    "cell",
    [
        replace(CELL, settling=3.0, settling_cycles=8.0),
        replace(CELL, growth=1.5),
        replace(CELL, micro_shorts=0.05),
        replace(CELL, daily=0.15),
        replace(CELL, asymmetry=0.5),
        replace(CELL, spike=4.0),
    ],
    ids=["settles", "grows", "micro shorts", "day and night", "one side higher", "high spike"],
)
def test_what_is_no_failure(cell: SimulatedCell) -> None:
    assert judge(traced(cell.trace()), area_cm2=1.13).lifetime_event == "survived"


def test_a_test_that_stopped_within_a_half_cycle_has_survived() -> None:
    raw = CELL.trace()
    found = judge(traced(raw[raw.time_s < 100.3 * 3600]), area_cm2=1.13)
    assert found.lifetime_event == "survived"
    assert found.lifetime_h == pytest.approx(100.3 - CELL.wetting_h, abs=0.1)


def test_one_half_cycle_cut_by_an_interruption_is_no_failure() -> None:
    raw = CELL.trace()
    lost = (raw.step == 40) & (raw.step_time_s > 600)
    later = raw.time_s.where(raw.step < 41, raw.time_s + 500 * 3600)
    found = judge(traced(raw.assign(time_s=later)[~lost]), area_cm2=1.13)
    assert found.lifetime_event == "survived"
    assert any("without records were not counted" in remark for remark in found.remarks)
    assert found.lifetime_h == pytest.approx(120, abs=2)


def test_an_overpotential_that_drifts_is_about() -> None:
    assert judge(traced(replace(CELL, growth=0.0, settling=0.0, daily=0.0).trace())).overpotential_qualifier == "eq"
    assert judge(traced(replace(CELL, growth=1.0).trace())).overpotential_qualifier == "approx"


def test_without_the_area_the_density_is_unknown() -> None:
    found = judge(traced(CELL.trace()))
    assert np.isnan(found.current_density_mA_cm2)
    assert found.overpotential_mV > 0


def test_a_current_density_needs_no_area() -> None:
    raw = CELL.trace()
    frame = traced(raw).frame.rename(columns={"current_mA": "current_density_mA_cm2"})
    frame["current_density_mA_cm2"] /= CELL.area_cm2
    assert judge(Trace(frame, "test")).current_density_mA_cm2 == pytest.approx(1)


def test_a_cell_above_the_limit_from_its_first_half_cycle() -> None:
    found = judge(traced(replace(CELL, interphase_ohm_cm2=3000, formation_cycles=0).trace()), area_cm2=1.13)
    assert (found.kind, found.overpotential_qualifier, found.overpotential_mV) == ("voltage limit", "gt", 1000)
    assert found.lifetime_h > 0


def test_criteria_are_the_users() -> None:
    raw = replace(FAILURE, event_factor=2.0).trace()
    assert judge(traced(raw)).lifetime_event == "survived"
    assert judge(traced(raw), criteria=Criteria(rise=1.5)).kind == "polarisation rise"


def test_cycles_have_their_hysteresis() -> None:
    cycles = judge(traced(CELL.trace()), area_cm2=1.13).per_cycle
    np.testing.assert_allclose(cycles.hysteresis_mV, 2 * cycles.overpotential_mV)
    np.testing.assert_allclose(cycles.overpotential_mV, (cycles.positive_mV + cycles.negative_mV) / 2)
    assert cycles.is_protocol.tolist() == [False, False, *[True] * 58]


@pytest.mark.parametrize("area", [0.0, -1.0])
def test_an_area_is_above_zero(area: float) -> None:
    with pytest.raises(NacreError, match="not above zero"):
        judge(traced(CELL.trace()), area_cm2=area)


def test_one_half_cycle_is_no_cell() -> None:
    hours = np.linspace(0, 2, 40)
    current = np.where(hours < 1, 1.0, -0.1)
    frame = pd.DataFrame({"time_h": hours, "voltage_V": current / 10, "current_mA": current})
    with pytest.raises(NacreError, match="no whole cycle"):
        judge(Trace(frame, "test"))
