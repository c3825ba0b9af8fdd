"""Symmetric cells judged from their half-cycles: overpotential, short, failure, lifetime, with the reason in words.

Overpotential is what papers print beside a cycling curve: the polarisation of the plateau, mean of plating and
stripping, between the two electrodes; hysteresis is the difference of the two plateaus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..arrays import Bools, Floats
from ..errors import NacreError
from .half_cycles import clock_without_gaps, half_cycles
from .protocols import SAME_TEMPERATURE_K, check_not_shorted, check_whole_stripping, is_main_protocol, rate_test
from .trace import Trace

#: A spread of the plateaus over the cycles (10th to 90th percentile around the median) above which the overpotential
#: is "about".
STEADY = 0.05
#: A fall to more than this share after which the polarisation stands for so many cycles may be warmth.
WARMTH_SHARE, STANDS = 0.25, 50
#: Cycles in which a smooth fall is activation even where the polarisation stood still before.
ACTIVATION = 10

#: Ways to fail.
KINDS = ("soft short", "short circuit", "polarisation rise", "voltage limit", "cut-off")


@dataclass(frozen=True)
class Criteria:
    """When a cell has failed.

    Parameters
    ----------
    fall : float
        Soft short: the plateau falls below this share of its level in the three cycles before, within one cycle,
        and stays there.
    short : float
        Below this share the fall is called a short circuit.
    rise : float
        Failure: the plateau stays above this multiple of its lowest level so far (a running median of three cycles).
    limit_mV : float
        Failure: the polarisation stays above this after the nucleation spike.
    cut : float
        Failure: half-cycles end after less than this share of the usual charge.
    persistence : int
        Half-cycles that a change must last; a fall must last twice as long.
    shorted_ohm_cm2 : float
        A cell that resists less than this from the start, and shows no nucleation spike, is shorted.
    """

    fall: float = 0.65
    short: float = 0.1
    rise: float = 3.0
    limit_mV: float = 1000.0
    cut: float = 0.5
    persistence: int = 3
    shorted_ohm_cm2: float = 4.0


@dataclass(frozen=True)
class Event:
    """How a cell failed: row of the half-cycle; one of `KINDS`; in words."""

    row: int
    kind: str
    words: str


@dataclass(frozen=True)
class SymmetricCell:
    """What a symmetric cell's record says.

    Attributes
    ----------
    lifetime_h : float
        Hours from the first current to the failure, or to the end of the record; NaN for a rate test.
    lifetime_event : str
        `failed` or `survived`; empty for a rate test.
    kind : str
        Kind of the event, `survived` where there is none, `rate test`.
    reason : str
        The judgement in words.
    overpotential_mV : float
        Median over the cycles of the main protocol before the event; NaN where there is none.
    overpotential_qualifier : str
        `eq`, `approx` where it drifts by more than 5 %, `gt` where the cell was at the limit from the start; empty
        with NaN.
    overpotential_time : str
        Which cycles it is from.
    current_density_mA_cm2, areal_capacity_mAh_cm2, temperature_C : float
        The main protocol; NaN where area or temperature are not known.
    cycles : int
        Whole cycles of the main protocol before the event.
    half_cycles : DataFrame
        See `half_cycles`, with `is_protocol`: half-cycles of the main protocol.
    per_cycle : DataFrame
        One row a cycle: `cycle`, `start_h`, `positive_mV` and `negative_mV` (plateaus by the voltage's sign),
        `overpotential_mV`, `hysteresis_mV`, `spike_mV`, `noise_mV`, `current_density_mA_cm2`,
        `areal_capacity_mAh_cm2`, `is_protocol`, `after_event`.
    remarks : tuple of str
    """

    lifetime_h: float
    lifetime_event: str
    kind: str
    reason: str
    overpotential_mV: float
    overpotential_qualifier: str
    overpotential_time: str
    current_density_mA_cm2: float
    areal_capacity_mAh_cm2: float
    temperature_C: float
    cycles: int
    half_cycles: pd.DataFrame
    per_cycle: pd.DataFrame
    remarks: tuple[str, ...] = field(default=())


def judge(
    trace: Trace,
    *,
    area_cm2: float = float("nan"),
    criteria: Criteria | None = None,
    constant_temperature: bool = True,
) -> SymmetricCell:
    """Judge the record of a symmetric cell.

    Parameters
    ----------
    trace : Trace
    area_cm2 : float, optional
        Area of one electrode; without it currents in mA give no current density.
    criteria : Criteria, optional
    constant_temperature : bool, optional
        Whether the temperature is known to be the same throughout where the file has none. Without that a fall of the
        polarisation after which it stands for long may be a warmer chamber: the hours until then are a lower bound.

    Raises
    ------
    NacreError
        Where there are too few half-cycles, the cell is not symmetric, or it is shorted from the start.
    """
    criteria = criteria or Criteria()
    if area_cm2 <= 0:
        raise NacreError(f"The area {area_cm2:g} cm² is not above zero.", hint="Give the area of one electrode in cm².")
    halves = half_cycles(trace)
    halves["is_protocol"] = is_main_protocol(halves)
    main = halves[halves.is_protocol].reset_index()
    if len(main) < 2:
        raise NacreError(
            "There is no whole cycle.", hint="A record of at least one plating and one stripping is needed."
        )
    per_area = 1.0 if trace.is_per_area else 1 / area_cm2
    check_whole_stripping(main)
    check_not_shorted(main, per_area, criteria.shorted_ohm_cm2)
    rates = rate_test(halves, per_area)
    event = first_event(main, criteria)
    stop = event.row if event else len(main)
    end_h = float(main.start_h[stop]) if event else float(halves.end_h.iloc[-1])
    if end_h <= 0:  # failed in its first half-cycle: it lived for some part of it
        end_h = float(main.end_h[stop])
    value, qualifier, when = _overpotential(main, stop, event, criteria)
    usual = main[: max(stop, 1)]
    unclear = event is not None and _may_be_warmth(main, event) and not (constant_temperature or _knows_warmth(main))
    happened = "failed" if event and not unclear else "survived"
    return SymmetricCell(
        lifetime_h=float("nan") if rates else end_h,
        lifetime_event="" if rates else happened,
        kind="rate test" if rates else event.kind if event and not unclear else "survived",
        reason=rates.words if rates else _unclear(event, end_h) if event and unclear else _reason(main, event, end_h),
        overpotential_mV=value,
        overpotential_qualifier=qualifier,
        overpotential_time=when,
        current_density_mA_cm2=float(usual.current.median() * per_area),
        areal_capacity_mAh_cm2=float(usual.charge.median() * per_area),
        temperature_C=float(usual.temperature_C.median()),
        cycles=stop // 2,
        half_cycles=halves,
        per_cycle=_per_cycle(halves, per_area, float(main.start_h[stop]) if event else np.inf),
        remarks=(*trace.remarks, *_remarks(trace, halves)),
    )


def first_event(main: pd.DataFrame, criteria: Criteria) -> Event | None:
    """The first failure among the half-cycles of the main protocol, None where there is none."""
    levels = balanced(main)
    events = [  # of those at the same half-cycle the first one says most
        _fall(levels, criteria),
        _cut_off(main, criteria),
        _limit(main.peak_mV.to_numpy(), criteria),
        _rise(levels, criteria),
    ]
    occurred = [event for event in events if event is not None]
    return min(occurred, key=lambda event: event.row) if occurred else None


def balanced(main: pd.DataFrame) -> Floats:
    """Plateaus in mV with the difference between plating and stripping taken out, shape (n,)."""
    plateau = np.maximum(main.plateau_mV.to_numpy(), 1e-3)
    sides = main.assign(mV=plateau).groupby("polarity").mV.transform("median").to_numpy()
    both = np.unique(sides)
    return np.asarray(plateau * np.sqrt(both[0] * both[-1]) / sides)


def _lasts(wrong: Bools, row: np.intp, length: int) -> bool:
    """Whether something true at a row goes on: four of five of the next half-cycles, or all that remain."""
    window = wrong[row : row + length]
    return bool(window.mean() >= 0.8)


def _fall(levels: Floats, criteria: Criteria) -> Event | None:
    """A sudden and lasting fall of the polarisation: electrons found a way past the electrolyte."""
    series = pd.Series(levels)
    before = series.rolling(6, min_periods=4).median().shift(1).to_numpy()
    sudden = levels < 0.8 * series.shift(2).to_numpy()
    length = 2 * criteria.persistence
    for row in np.flatnonzero((levels < criteria.fall * before) & sudden & ~_goes_on(levels)):
        rest = levels[row : row + length]
        if len(rest) >= criteria.persistence and _lasts(levels < (criteria.fall + 0.15) * before[row], row, length):
            share = float(np.median(rest) / before[row])
            kind = "short circuit" if share < criteria.short else "soft short"
            return Event(int(row), kind, f"polarisation fell from {before[row]:.3g} to {np.median(rest):.3g} mV")
    return None


def _goes_on(levels: Floats) -> Bools:
    """Where a fall is part of activation: smooth, and in the first cycles or going on since the first.

    A short falls within a cycle far more than in the cycle before. Where there is no cycle before, it falls far more
    than in the cycle after.
    """
    log = np.log(levels)
    fall = np.r_[np.nan, np.nan, log[:-2] - log[2:]][: len(levels)]  # within one cycle, by the same electrode
    before = np.r_[np.nan, np.nan, fall[:-2]][: len(levels)]
    after = np.r_[fall[2:], np.nan, np.nan][: len(levels)]
    smooth = (before > 0.4 * fall) | (np.isnan(before) & (after > 0.3 * fall))
    early = np.arange(len(levels)) < 2 * ACTIVATION
    since_start = np.logical_and.accumulate(np.isnan(fall) | (fall > 0.01))
    return np.asarray(smooth & (early | since_start))


def _rise(levels: Floats, criteria: Criteria) -> Event | None:
    lowest = pd.Series(levels).rolling(6, min_periods=3).median().cummin().shift(1).to_numpy()
    wrong = levels > criteria.rise * lowest
    for row in np.flatnonzero(wrong):
        if _lasts(wrong, row, criteria.persistence):
            now = np.median(levels[row : row + criteria.persistence])
            return Event(int(row), "polarisation rise", f"to {now:.3g} mV from {lowest[row]:.3g} mV")
    return None


def _limit(peak: Floats, criteria: Criteria) -> Event | None:
    wrong = peak > criteria.limit_mV
    for row in np.flatnonzero(wrong):
        if _lasts(wrong, row, criteria.persistence):
            return Event(int(row), "voltage limit", f"polarisation above {criteria.limit_mV:g} mV")
    return None


def _cut_off(main: pd.DataFrame, criteria: Criteria) -> Event | None:
    """Half-cycles that end early: the tester's voltage limit stopped them. The last one may just be unfinished."""
    charge = main.charge.to_numpy()
    wrong = charge < criteria.cut * pd.Series(charge).expanding().median().to_numpy()
    wrong[-1] = False
    for row in np.flatnonzero(wrong):
        if len(charge) - 1 - row >= 2 and _lasts(wrong[:-1], row, criteria.persistence):
            volts = main.peak_mV[row]
            return Event(int(row), "cut-off", f"half-cycles end early, at {volts:.3g} mV (the tester's voltage limit)")
    return None


def _overpotential(main: pd.DataFrame, stop: int, event: Event | None, criteria: Criteria) -> tuple[float, str, str]:
    """Median over the cycles before the event, how far it is exact, and which cycles it is from."""
    good = main[:stop]
    sides = good.groupby("polarity").plateau_mV.median()
    if len(sides) < 2:
        at_limit = event is not None and event.kind == "voltage limit"
        return (criteria.limit_mV, "gt", "initial") if at_limit else (float("nan"), "", "")
    value = float(sides.mean())
    low, high = np.quantile(balanced(good), [0.1, 0.9]) / np.median(balanced(good))
    steady = low >= 1 - STEADY and high <= 1 + STEADY
    return (
        max(value, 1e-3),
        "eq" if steady else "approx",
        f"median of cycles {_cycle(main, 0)}-{_cycle(main, stop - 1)}",
    )


def _cycle(main: pd.DataFrame, row: int) -> int:
    """Number of a half-cycle's cycle in the test, formation counted."""
    return int(main["index"].iloc[row]) // 2 + 1


def _reason(main: pd.DataFrame, event: Event | None, end_h: float) -> str:
    if event is None:
        first, last = (balanced(main)[part].mean() for part in (slice(0, 6), slice(-6, None)))
        return f"no failure in {len(main) // 2} cycles; polarisation {first:.3g} mV at first, {last:.3g} mV at last"
    return f"{event.kind} at {end_h:.4g} h (cycle {_cycle(main, event.row)}): {event.words}"


def _knows_warmth(main: pd.DataFrame) -> bool:
    return bool(main.temperature_C.notna().any())


def _may_be_warmth(main: pd.DataFrame, event: Event) -> bool:
    """Whether a soft short could be a chamber that was set warmer: a moderate fall to a level that stands for long.

    From 25 to 60 °C the polarisation of a cell falls to a third or a half; a short seldom stands for fifty cycles.
    """
    levels = balanced(main)
    after = levels[event.row + 1 :]
    if event.kind != "soft short" or len(after) < 2 * STANDS:
        return False
    share = np.median(after) / np.median(levels[max(0, event.row - 6) : event.row])
    low, high = np.quantile(after, [0.02, 0.98]) / np.median(after)
    return bool(share > WARMTH_SHARE and low > 0.9 and high < 1.1)


def _unclear(event: Event, end_h: float) -> str:
    return (
        f"{event.words} at {end_h:.4g} h and stood there for {STANDS} cycles and more: a soft short or a warmer "
        "chamber; the file has no temperature, so the hours are a lower bound (state the temperature if it stayed the "
        "same)"
    )


def _remarks(trace: Trace, halves: pd.DataFrame) -> Sequence[str]:
    remarks = []
    _, removed = clock_without_gaps(trace.frame.time_h.to_numpy())
    if removed:
        remarks.append(f"{removed:.4g} h without records were not counted")
    if (trace.current >= 0).all():
        remarks.append("the current has no sign in this file; the voltage's was taken")
    usual = halves.temperature_C[halves.is_protocol].median()
    other_warmth = ((halves.temperature_C - usual).abs() > SAME_TEMPERATURE_K).to_numpy()
    first = int(np.argmax(halves.is_protocol))
    before, after = np.arange(len(halves)) < first, ~halves.is_protocol.to_numpy()
    if count := int((before & ~other_warmth).sum()):
        remarks.append(f"{count} half-cycles at another current (formation) before the protocol")
    if count := int((after & ~before & ~other_warmth).sum()):
        remarks.append(f"{count} half-cycles at other currents were not judged")
    if count := int((~halves.is_protocol & other_warmth).sum()):
        low, high = halves.temperature_C[other_warmth].min(), halves.temperature_C[other_warmth].max()
        where = f"{low:.3g} °C" if high - low < 1 else f"{low:.3g} to {high:.3g} °C"
        remarks.append(
            f"{count} half-cycles at another temperature ({where}) were not judged; the protocol's is {usual:.3g} °C"
        )
    return remarks


def _per_cycle(halves: pd.DataFrame, per_area: float, event_h: float) -> pd.DataFrame:
    """Half-cycles in pairs, one row a cycle; an unpaired one keeps NaN on the other side."""
    cycle = np.arange(len(halves)) // 2
    plus, minus = (halves.plateau_mV.where(halves.polarity == sign).groupby(cycle).first() for sign in (1, -1))
    by = halves.groupby(cycle)
    return pd.DataFrame(
        {
            "cycle": np.arange(len(plus)) + 1,
            "start_h": by.start_h.first(),
            "positive_mV": plus,
            "negative_mV": minus,
            "overpotential_mV": (plus + minus) / 2,
            "hysteresis_mV": plus + minus,
            "spike_mV": by.spike_mV.max(),
            "noise_mV": by.noise_mV.median(),
            "current_density_mA_cm2": by.current.median() * per_area,
            "areal_capacity_mAh_cm2": by.charge.median() * per_area,
            "is_protocol": by.is_protocol.all(),
            "after_event": by.start_h.first() >= event_h,
        }
    )
