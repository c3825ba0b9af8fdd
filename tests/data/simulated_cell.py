"""Symmetric cells simulated from a physical model, so that the truth of each record is known.

The voltage between two like electrodes at current density j (mA cm⁻²) is

    V = sign(j) · [ 2 · (2RT/F) · asinh(|j| / 2 j0)  +  |j| · (R_el + R_sei(t)) ] · spike(q)

Butler-Volmer with α = 1/2 at both electrodes, the electrolyte's resistance and the interphases' (Ω cm²). The interphases
grow as the square root of time (diffusion-limited) and settle exponentially in the first cycles. A half-cycle starts with
a nucleation spike that decays with the charge passed. From the soft short on, an electronic path of resistance R_p
lies in parallel: V → V · R_p / (R_p + V/j). From the failure on, R_sei is multiplied within half a cycle
(lost contact, dried electrolyte). Readings carry Gaussian noise and the tester's resolution; the voltage limit ends a
half-cycle early, as a tester does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

R, F = 8.314462618, 96485.33212
LIMIT_V = 5.0


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
    event_factor: float = 0.35  # soft short: share of V that is left; failure: factor on R_sei
    noise_mV: float = 0.5
    resolution_mV: float = 0.1
    asymmetry: float = 0.05
    records_per_half_cycle: int = 30
    rest_h: float = 0.0
    wetting_h: float = 6.0
    formation_cycles: int = 2
    formation_mA_cm2: float = 0.1
    seed: int = 0

    def polarisation_mV(self, hours: np.ndarray, j: float) -> np.ndarray:
        """Plateau polarisation without spike and noise at some hours from the first current, mV."""
        cycles = hours / (2 * (self.half_cycle_h + self.rest_h))
        sei = self.interphase_ohm_cm2 * (
            1 + self.growth * np.sqrt(hours / self.test_h) + self.settling * np.exp(-cycles / self.settling_cycles)
        )
        after = hours >= self.event_h
        if self.kind == "failure":
            ramp = np.clip((hours - self.event_h) / self.half_cycle_h, 0, 1)
            sei = sei * (1 + (self.event_factor - 1) * ramp)
        kinetic = 2 * (2 * R * 298.15 / F) * np.arcsinh(j / (2 * self.exchange_mA_cm2)) * 1e3
        found = kinetic + j * (self.electrolyte_ohm_cm2 + sei)
        if self.kind == "soft short":
            whole = found / j  # Ω cm², and the path's resistance that leaves `event_factor` of the voltage at first
            path = self.event_factor / (1 - self.event_factor) * whole[np.argmax(after)] if after.any() else np.inf
            found = np.where(after, found * path / (path + whole), found)
        return found

    def trace(self) -> pd.DataFrame:
        """What a tester writes: `time_s`, `step_time_s`, `current_mA`, `voltage_V`, `step`, `cycle`."""
        rng = np.random.default_rng(self.seed)
        pieces = [_rest(self.wetting_h)]
        clock, number, ended = 0.0, 0, False
        total = 2 * self.formation_cycles
        while clock < self.test_h - 1e-9 and not ended:
            formation = number < total
            j = self.formation_mA_cm2 if formation else self.current_mA_cm2
            piece = self._half_cycle(clock, j, 1 if number % 2 == 0 else -1)
            clock += float(piece.step_h.iloc[-1])
            pieces.append(piece.assign(cycle=number // 2 + 1))
            if self.rest_h:
                pieces.append(_rest(self.rest_h).assign(cycle=number // 2 + 1))
                clock += self.rest_h
            number += 1
            ended = number > 4000
        return self._joined(pieces, rng)

    def _half_cycle(self, clock: float, j: float, sign: int) -> pd.DataFrame:
        hours = np.linspace(0, self.half_cycle_h, self.records_per_half_cycle + 1)
        steady = self.polarisation_mV(clock + hours, j) * (1 + sign * self.asymmetry)
        volts = steady * (1 + self.spike * np.exp(-hours / (0.04 * self.half_cycle_h))) / 1e3
        over = np.flatnonzero(volts[1:] > LIMIT_V)
        stop = over[0] + 2 if len(over) else len(hours)
        return pd.DataFrame(
            {"step_h": hours[:stop], "current_mA": sign * j * self.area_cm2, "voltage_V": sign * volts[:stop]}
        )

    def _joined(self, pieces: list[pd.DataFrame], rng: np.random.Generator) -> pd.DataFrame:
        frame = pd.concat([p.assign(step=i + 1) for i, p in enumerate(pieces)], ignore_index=True)
        ends = np.cumsum([0.0, *(p.step_h.iloc[-1] for p in pieces[:-1])])
        noisy = frame.voltage_V + rng.normal(0, self.noise_mV / 1e3, len(frame))
        step = max(self.resolution_mV / 1e3, 1e-9)
        return pd.DataFrame(
            {
                "time_s": np.round((ends[frame.step - 1] + frame.step_h) * 3600, 3),
                "step_time_s": np.round(frame.step_h * 3600, 3),
                "current_mA": frame.current_mA,
                "voltage_V": np.round(noisy / step) * step,
                "step": frame.step,
                "cycle": frame.cycle.fillna(1).astype(int),
            }
        )

    def true_overpotential_mV(self) -> float:
        """Median plateau of the main protocol before the event (or the end of the test)."""
        start = self.formation_cycles * 2 * (self.half_cycle_h + self.rest_h)
        hours = np.linspace(start, min(self.event_h, self.test_h) - 1e-6, 400)
        before = replace(self, kind="survived", event_h=np.inf)
        return float(np.median(before.polarisation_mV(hours, self.current_mA_cm2)))


def _rest(hours: float) -> pd.DataFrame:
    return pd.DataFrame({"step_h": np.linspace(0, hours, 7), "current_mA": 0.0, "voltage_V": 0.0, "cycle": 1})


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
        event_factor=float(rng.uniform(0.08, 0.5) if kind == "soft short" else rng.uniform(8, 30)),
        noise_mV=noise_mV,
        asymmetry=float(rng.uniform(0, 0.15)),
        records_per_half_cycle=int(rng.integers(12, 60)),
        seed=seed,
    )
