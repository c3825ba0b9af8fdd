"""Figures that can be, but hardly are: warnings with the slip that they look like.

The limits are beyond everything that was published (`cells.csv`: 10,800 h, 1,940 mV, 0.009 to 50 mA cm⁻², half-cycles
of 0.03 to 25 h). A sodium electrode holds what its thickness holds: 450 µm, a usual foil, times 0.968 g cm⁻³ (CRC
Handbook) times 1,166 mAh g⁻¹ (Faraday's constant over 22.99 g mol⁻¹) are 51 mAh cm⁻².
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from ..arrays import Bools, Floats
from ..errors import Issue

LONGEST_H = 20_000.0
LARGEST_MV = 2_000.0
FOIL_UM = 450.0
SODIUM_G_CM3 = 0.968
SODIUM_MAH_G = 1166.0
FOIL_MAH_CM2 = FOIL_UM * 1e-4 * SODIUM_G_CM3 * SODIUM_MAH_G
CURRENT_MA_CM2 = (0.005, 100.0)
SMALLEST_CAPACITY_MAH_CM2 = 0.005
HALF_CYCLE_H = (0.02, 50.0)
#: Hours and cycles that are further apart than this factor do not fit.
FITS = 1.5

_Doubt = tuple[str, Bools, Callable[[int], str], Callable[[int], str]]


def doubts(frame: pd.DataFrame, file: str) -> list[Issue]:
    """Warnings about figures that look like a slip.

    Parameters
    ----------
    frame : DataFrame
        Numbers as float64, its index the row; columns that are not there count as not stated.
    file : str
        Name for messages.

    Returns
    -------
    list of Issue
        Nothing is refused for them.
    """
    found = []
    for column, doubtful, reason, remedy in _doubts(frame):
        for i in np.flatnonzero(doubtful).tolist():
            value = f"{_column(frame, column)[i]:g}"
            found.append(Issue(file, int(frame.index[i]), column, value, reason(i), remedy(i)))
    return sorted(found, key=lambda issue: issue.row or 0)


def _doubts(frame: pd.DataFrame) -> Iterator[_Doubt]:
    hours, voltage, current, capacity, cycles = (
        _column(frame, name)
        for name in ("lifetime_h", "overpotential_mV", "current_density_mA_cm2", "areal_capacity_mAh_cm2", "cycles")
    )
    half = capacity / current
    yield (
        "lifetime_h", hours > LONGEST_H,
        lambda i: f"is {hours[i] / 8766:.1f} years; no published cell ran {LONGEST_H:,.0f} h",
        lambda _: "Look whether it is in minutes or seconds",
    )  # fmt: skip
    yield (
        "overpotential_mV", voltage > LARGEST_MV,
        lambda i: f"is {voltage[i] / 1000:g} V; no published cell shows {LARGEST_MV:,.0f} mV",
        lambda i: f"If it is in µV, write {voltage[i] / 1000:g}; if it is a limit of the cycler, leave it empty",
    )  # fmt: skip
    yield (
        "areal_capacity_mAh_cm2", capacity > FOIL_MAH_CM2,
        lambda _: f"is more than sodium foil of {FOIL_UM:.0f} µm holds ({FOIL_MAH_CM2:.0f} mAh/cm2)",
        lambda i: f"If it is in µAh/cm2, write {capacity[i] / 1000:g}",
    )  # fmt: skip
    yield from _prefixes(current, capacity, half)
    yield from _times(hours, half, cycles, capacity, current)


def _prefixes(current: Floats, capacity: Floats, half: Floats) -> Iterator[_Doubt]:
    """Currents and capacities that look as if a prefix were missing."""
    low, high = CURRENT_MA_CM2
    small, large = (current < low), (current > high)
    yield (
        "current_density_mA_cm2", small, lambda _: f"is smaller than in any published test ({low:g} mA/cm2)",
        lambda i: f"If it is in A/cm2, write {current[i] * 1000:g}",
    )  # fmt: skip
    yield (
        "current_density_mA_cm2", large, lambda _: f"is larger than in any published test ({high:g} mA/cm2)",
        lambda i: f"If it is in µA/cm2, write {current[i] / 1000:g}",
    )  # fmt: skip
    thin = capacity < SMALLEST_CAPACITY_MAH_CM2
    yield (
        "areal_capacity_mAh_cm2", thin,
        lambda _: f"is smaller than in any published test ({SMALLEST_CAPACITY_MAH_CM2:g} mAh/cm2)",
        lambda i: f"If it is in Ah/cm2, write {capacity[i] * 1000:g}",
    )  # fmt: skip
    told = small | large | thin | (capacity > FOIL_MAH_CM2)
    for doubtful, factor in ((half > HALF_CYCLE_H[1], 1000.0), (half < HALF_CYCLE_H[0], 1e-3)):
        yield (
            "current_density_mA_cm2", doubtful & ~told,
            lambda i: f"makes a half-cycle of {half[i]:.3g} h at {capacity[i]:g} mAh/cm2",
            _thousandth(current, capacity, factor),
        )  # fmt: skip


def _thousandth(current: Floats, capacity: Floats, factor: float) -> Callable[[int], str]:
    return lambda i: (
        f"If one of them is off by 1000, write {current[i] * factor:g} mA/cm2 or {capacity[i] / factor:g} mAh/cm2"
    )


def _times(hours: Floats, half: Floats, cycles: Floats, capacity: Floats, current: Floats) -> Iterator[_Doubt]:
    """Hours that do not fit the cycles, or not even one half of a cycle."""
    expected = cycles * 2 * half
    off = (hours > FITS * expected) | (hours * FITS < expected)

    def remedy(i: int) -> str:
        if abs(hours[i] - cycles[i]) <= 0.05 * cycles[i]:
            return f"The hours may be cycles: {expected[i]:.4g} h would fit"
        return (
            f"{expected[i]:.4g} h would fit, or {hours[i] / (2 * half[i]):.4g} cycles; see current and capacity as well"
        )

    yield (
        "lifetime_h", off,
        lambda i: (
            f"does not fit {cycles[i]:g} cycles of 2 × {capacity[i]:g} mAh/cm2 at {current[i]:g} mA/cm2, "
            f"which take {expected[i]:.4g} h"
        ),
        remedy,
    )  # fmt: skip
    yield (
        "lifetime_h", (hours < half) & ~off & (half <= HALF_CYCLE_H[1]),
        lambda i: f"is shorter than one half-cycle ({half[i]:.4g} h)",
        lambda _: "See lifetime, current and capacity; a cell that failed in its first plating did so before that time",
    )  # fmt: skip


def _column(frame: pd.DataFrame, name: str) -> Floats:
    blank = pd.Series(np.nan, index=frame.index)
    column = frame.get(name, blank)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
