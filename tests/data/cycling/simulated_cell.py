"""Symmetric cells simulated from a physical model, so that the truth of each record is known.

The voltage between two like electrodes at current density j (mA cm⁻²) is

    V = sign(j) · [ 2 · (2RT/F) · asinh(|j| / 2 j0)  +  |j| · (R_el + R_sei(t)) ] · shape(q) · day(t)

Butler-Volmer with α = 1/2 at both electrodes, the electrolyte's resistance and the interphases' (Ω cm²). These
grow as the square root of time (diffusion-limited) and settle exponentially in the first cycles. A half-cycle starts
with a nucleation spike that decays with the charge passed, and dips in its middle by `arc`; the room's warmth moves all
by `daily`; a micro short takes two thirds of the polarisation of one half-cycle. From the soft short on, an electronic
path of resistance R_p lies in parallel: V → V · R_p / (R_p + V/j). From the failure on, R_sei grows within half a cycle
until the whole polarisation is a multiple of what it was (lost contact, dried electrolyte). Readings carry Gaussian
noise and the tester's resolution; the voltage limit ends a half-cycle early, as a tester does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nacre.data.cycling.trace import Trace

R, F = 8.314462618, 96485.33212


@dataclass(frozen=True)
class SimulatedCell:
    """Parameters of a cell and its test; `kind` is `survived`, `soft short` or `failure`."""

    kind: str = "survived"
    event_h: float = np.inf
    test_h: float = 200.0
    half_cycle_h: float = 1.0
    current_mA_cm2: float = 1.0
    area_cm2: float = 1.13
    exchange_mA_cm2: float = 2.0
    electrolyte_ohm_cm2: float = 8.0
    interphase_ohm_cm2: float = 20.0
    growth: float = 0.3  # R_sei grows by this share until the end of the test
    settling: float = 0.2  # R_sei is higher by this share at first
    settling_cycles: float = 3.0
    spike: float = 0.6
    event_factor: float = 0.35  # of the polarisation at the main current, by the event: < 1 soft short, > 1 failure
    noise_mV: float = 0.5
    resolution_mV: float = 0.1
    asymmetry: float = 0.05
    arc: float = 0.1  # the plateau's dip in the middle of a half-cycle, share of the polarisation
    daily: float = 0.03  # amplitude of the room's daily warmth on the polarisation
    micro_shorts: float = 0.0  # chance of a half-cycle to lose two thirds of its polarisation for itself alone
    records_per_half_cycle: int = 30
    rest_h: float = 0.0
    wetting_h: float = 6.0
    limit_V: float = 5.0
    formation_cycles: int = 2
    formation_mA_cm2: float = 0.1
    seed: int = 0

    def polarisation_mV(self, hours: np.ndarray, j: float) -> np.ndarray:
        """Plateau polarisation without spike and noise at some hours from the first current, mV."""
        cycles = hours / (2 * (self.half_cycle_h + self.rest_h))
        sei = self.interphase_ohm_cm2 * (
            1 + self.growth * np.sqrt(hours / self.test_h) + self.settling * np.exp(-cycles / self.settling_cycles)
        )
        kinetic = 2 * (2 * R * 298.15 / F) * np.arcsinh(j / (2 * self.exchange_mA_cm2)) * 1e3
        found = kinetic + j * (self.electrolyte_ohm_cm2 + sei)
        if self.kind == "survived" or (hours < self.event_h).all():
            return found
        sound = replace(self, kind="survived", event_h=np.inf)
        whole = sound.polarisation_mV(np.array([self.event_h]), self.current_mA_cm2)[0] / self.current_mA_cm2  # Ω cm²
        if self.kind == "failure":
            ramp = np.clip((hours - self.event_h) / self.half_cycle_h, 0, 1)
            return found + j * (self.event_factor - 1) * whole * ramp
        path = self.event_factor / (1 - self.event_factor) * whole
        return np.where(hours < self.event_h, found, found * path / (path + found / j))

    def trace(self) -> pd.DataFrame:
        """What a tester writes: `time_s`, `step_time_s`, `current_mA`, `voltage_V`, `step`, `cycle`."""
        names = ("time_h", "step_time_s", "current_mA", "voltage_V", "step", "cycle")
        columns: list[list[np.ndarray]] = [[] for _ in names]
        start = 0.0

        def add(hours: np.ndarray, current: float, volts: np.ndarray, cycle: int) -> None:
            step = len(columns[0]) + 1
            values = (start + hours, hours * 3600, current, volts, step, cycle)
            for column, value in zip(columns, values, strict=True):
                column.append(np.broadcast_to(value, hours.shape))

        def rest(hours: float, cycle: int) -> None:
            add(np.linspace(0, hours, 7), 0.0, np.zeros(7), cycle)

        if self.wetting_h:
            rest(self.wetting_h, 1)
        start, number = self.wetting_h, 0
        while start - self.wetting_h < self.test_h - 1e-9 and number < 4000:
            j = self.formation_mA_cm2 if number < 2 * self.formation_cycles else self.current_mA_cm2
            sign, cycle = (1 if number % 2 == 0 else -1), number // 2 + 1
            hours, volts = self._half_cycle(start - self.wetting_h, j, sign)
            add(hours, sign * j * self.area_cm2, volts, cycle)
            start += hours[-1]
            if self.rest_h:
                rest(self.rest_h, cycle)
                start += self.rest_h
            number += 1
        return self._recorded(pd.DataFrame({n: np.concatenate(c) for n, c in zip(names, columns, strict=True)}))

    def _half_cycle(self, clock: float, j: float, sign: int) -> tuple[np.ndarray, np.ndarray]:
        """Hours and volts of a half-cycle, the tester's limit ending it."""
        hours = np.linspace(0, self.half_cycle_h, self.records_per_half_cycle + 1)
        part = hours / self.half_cycle_h
        shape = 1 + self.spike * np.exp(-part / 0.04) + self.arc * (4 * (part - 0.55) ** 2 - 0.1)
        day = 1 + self.daily * np.sin(2 * np.pi * (clock + hours) / 24)
        chance = np.random.default_rng([self.seed, round(clock * 1e3)]).random()
        share = 1 / 3 if chance < self.micro_shorts else 1.0
        volts = self.polarisation_mV(clock + hours, j) * (1 + sign * self.asymmetry) * shape * day * share / 1e3
        over = np.flatnonzero(volts[1:] > self.limit_V)
        stop = over[0] + 2 if len(over) else len(hours)
        return hours[:stop], sign * volts[:stop]

    def _recorded(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The tester's noise and resolution."""
        noise = np.random.default_rng(self.seed).normal(0, self.noise_mV / 1e3, len(frame))
        step = self.resolution_mV / 1e3
        return frame.assign(
            time_s=np.round(frame.time_h * 3600, 3),
            step_time_s=np.round(frame.step_time_s, 3),
            voltage_V=np.round((frame.voltage_V + noise) / step) * step,
        ).drop(columns="time_h")

    def true_overpotential_mV(self) -> float:
        """Median plateau of the main protocol before the event (or the end of the test)."""
        start = self.formation_cycles * 2 * (self.half_cycle_h + self.rest_h)
        hours = np.linspace(start, min(self.event_h, self.test_h) - 1e-6, 400)
        before = replace(self, kind="survived", event_h=np.inf)
        return float(np.median(before.polarisation_mV(hours, self.current_mA_cm2)))


def traced(raw: pd.DataFrame) -> Trace:
    """What a reader makes of the record."""
    columns = raw.assign(time_h=raw.time_s / 3600)[["time_h", "voltage_V", "current_mA"]]
    return Trace(columns.reset_index(drop=True), "simulated")


def random_cell(seed: int, noise_mV: float = 0.5) -> SimulatedCell:
    """A cell drawn at random: current, kinetics, growth, settling, spike, protocol, event and its hour."""
    rng = np.random.default_rng(seed)
    kind = ["survived", "soft short", "failure"][seed % 3]
    half = float(rng.choice([0.25, 0.5, 1.0, 2.0]))
    rest = float(rng.choice([0.0, 0.0, 0.1])) * half
    formation = int(rng.choice([0, 0, 1, 3]))
    cycles = int(rng.integers(40, 250))
    period = 2 * (half + rest)
    event = period * rng.uniform(formation + 8, cycles - 5) if kind != "survived" else np.inf
    return SimulatedCell(
        kind=kind,
        event_h=float(event),
        test_h=cycles * period,
        half_cycle_h=half,
        rest_h=rest,
        formation_cycles=formation,
        current_mA_cm2=float(rng.choice([0.5, 1.0, 2.0, 5.0])),
        exchange_mA_cm2=float(10 ** rng.uniform(-0.7, 1.0)),
        electrolyte_ohm_cm2=float(rng.uniform(3, 30)),
        interphase_ohm_cm2=float(rng.uniform(5, 80)),
        growth=float(rng.uniform(0, 0.6)),
        settling=float(rng.uniform(0, 0.6)),
        settling_cycles=float(rng.uniform(1, 6)),
        spike=float(rng.uniform(0, 1.5)),
        event_factor=float(rng.uniform(0.05, 0.6) if kind == "soft short" else 10 ** rng.uniform(0.5, 1.3)),
        noise_mV=noise_mV,
        asymmetry=float(rng.uniform(0, 0.15)),
        arc=float(rng.uniform(0, 0.3)),
        daily=float(rng.uniform(0, 0.08)),
        micro_shorts=float(rng.choice([0.0, 0.0, 0.01, 0.03])),
        records_per_half_cycle=int(rng.integers(12, 60)),
        seed=seed,
    )
