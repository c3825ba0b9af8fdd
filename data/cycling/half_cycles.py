"""Half-cycles of a symmetric cell: where the current changes its sign, and what the voltage does in between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..arrays import Floats, Ints
from ..errors import NacreError
from .trace import Trace

#: Below this share of the usual current the cell rests.
REST = 0.01
#: Share of a half-cycle's duration before which the nucleation spike may stand, and after which stripping may run dry.
PLATEAU = (0.25, 0.9)
#: A stretch without records that is longer than this many hours and record intervals is no part of the test.
GAP_H, GAP_INTERVALS = 2.0, 100.0
#: From the median absolute deviation of successive differences to the standard deviation of one reading.
_NOISE = 1.4826 / np.sqrt(2)


def clock_without_gaps(time_h: Floats) -> tuple[Floats, float]:
    """Hours under test: stretches without any record are taken out.

    Parameters
    ----------
    time_h : ndarray of shape (n,)

    Returns
    -------
    clock_h : ndarray of shape (n,)
    removed_h : float
        How much was taken out.
    """
    step = np.diff(time_h, prepend=time_h[0])
    usual = np.median(step[step > 0]) if (step > 0).any() else 0.0
    gap = (step > GAP_H) & (step > GAP_INTERVALS * usual)
    return np.cumsum(np.where(gap, 0.0, step)), float(step[gap].sum())


def half_cycles(trace: Trace) -> pd.DataFrame:
    """One row a half-cycle.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    DataFrame
        `start_h`, `end_h` on the test's clock, which starts with the first current; `polarity` (sign of the
        voltage);
        `current` (median, mA or mA cm⁻²) and `charge` (mAh or mAh cm⁻²), both without sign; `plateau_mV`: median
        polarisation between 25 and 90 % of the half-cycle's duration; `spike_mV`: how far the highest reading before
        that rises above the plateau, 0 where the noise could do it; `noise_mV`: standard deviation of one reading;
        `peak_mV`: 95th percentile of the polarisation from 25 % on; `end_mV`: its last reading; `temperature_C`:
        median, NaN where the file has none; `records`. Rests belong to no half-cycle; a
        half-cycle that a rest interrupts is one.

    Raises
    ------
    NacreError
        Where no current flows or the cell is not symmetric.
    """
    frame = trace.frame
    current, voltage = trace.current, frame["voltage_V"].to_numpy()
    clock, _ = clock_without_gaps(frame["time_h"].to_numpy())
    size = np.abs(current)
    active = _active(size)
    # Some exports give the size of the current only; in a symmetric cell the voltage has its sign.
    sign = np.sign(voltage if (current >= 0).all() and (voltage < 0).any() else current)[active]
    kept, run = _runs(sign)
    active, sign = active[kept], sign[kept]
    if np.median(voltage[active] * sign) < 0:  # this tester counts the other direction as positive
        sign = -sign
    interval = np.diff(clock, prepend=clock[0])[active]
    figures = _figures(run, clock[active], 1e3 * voltage[active] * sign, size[active], interval)
    warmth = frame["temperature_C"].to_numpy()[active] if "temperature_C" in frame else np.full(len(active), np.nan)
    figures["temperature_C"] = pd.Series(warmth).groupby(run).median().reindex(range(len(figures))).to_numpy()
    figures["polarity"] = sign[figures.pop("first").to_numpy()].astype(int)
    _check_symmetric(figures)
    return _from_first_current(figures)


def first_current_h(trace: Trace) -> float:
    """When the first current flows, on the clock without gaps: the zero of the half-cycles' hours."""
    clock, _ = clock_without_gaps(trace.frame["time_h"].to_numpy())
    return float(clock[max(_active(np.abs(trace.current))[0] - 1, 0)])


def _active(size: Floats) -> Ints:
    """Records at which the cell does not rest.

    Raises
    ------
    NacreError
        Where it always rests.
    """
    if not size.max() > 0:
        raise NacreError("No current flows in this file.", hint="It may hold a rest or an impedance measurement only.")
    usual = np.median(size[size > 0.1 * np.quantile(size, 0.99)])
    return np.flatnonzero(size > REST * usual)


def _runs(sign: Floats) -> tuple[Ints, Ints]:
    """Which records belong to runs of one sign, and the number of the run of each.

    A single record of the other sign amid long runs is a glitch of the tester and belongs to none.
    """
    run = np.cumsum(np.diff(sign, prepend=sign[0]) != 0)
    lengths = np.bincount(run)
    around = np.minimum(np.r_[0, lengths[:-1]], np.r_[lengths[1:], 0])
    glitch = (lengths == 1) & (around >= 5)
    kept = np.flatnonzero(~glitch[run])
    return kept, np.cumsum(np.diff(sign[kept], prepend=sign[kept][0]) != 0)


def _figures(run: Ints, clock: Floats, polarisation: Floats, size: Floats, interval: Floats) -> pd.DataFrame:
    """The figures of each run; all records at once."""
    first = np.flatnonzero(np.diff(run, prepend=-1))
    last = np.r_[first[1:], len(run)] - 1
    # The interval before the first record has that record's current: testers log where a step starts, or on a beat.
    start = clock[first] - interval[first]
    part = (clock - start[run]) / np.maximum(clock[last] - start, 1e-12)[run]
    records = pd.DataFrame({"run": run, "mV": polarisation})
    n = len(first)
    plateau = _by_run(records[(part >= PLATEAU[0]) & (part <= PLATEAU[1])], n, "median")
    # Two or three records of a half-cycle that was cut off have no middle.
    plateau = np.where(np.isnan(plateau), _by_run(records, n, "median"), plateau)
    change = np.abs(np.diff(polarisation, prepend=polarisation[0]))
    inside = (part >= PLATEAU[0]) & (part <= PLATEAU[1]) & ~np.isin(np.arange(len(run)), first)
    noise = np.nan_to_num(_NOISE * _by_run(pd.DataFrame({"run": run, "mV": change})[inside], n, "median"))
    spike = np.nan_to_num(_by_run(records[part < PLATEAU[0]], n, "max") - plateau)
    charge = np.bincount(run, weights=size * interval, minlength=n)
    return pd.DataFrame(
        {
            "first": first,
            "start_h": start,
            "end_h": clock[last],
            "current": _by_run(pd.DataFrame({"run": run, "mV": size}), n, "median"),
            "charge": charge,
            "plateau_mV": plateau,
            "spike_mV": np.where(spike > 4 * noise, spike, 0.0),
            "noise_mV": noise,
            "peak_mV": _peak(records[part >= PLATEAU[0]], n, plateau),
            "end_mV": polarisation[last],
            "records": np.bincount(run, minlength=n),
        }
    )


def _by_run(records: pd.DataFrame, n: int, how: str) -> Floats:
    """A statistic of each run, shape (n,); NaN where it has no record."""
    return records.groupby("run")["mV"].agg(how).reindex(range(n)).to_numpy(dtype=np.float64)


def _peak(records: pd.DataFrame, n: int, plateau: Floats) -> Floats:
    peak = records.groupby("run")["mV"].quantile(0.95).reindex(range(n)).to_numpy(dtype=np.float64)
    return np.where(np.isnan(peak), plateau, peak)


def _from_first_current(halves: pd.DataFrame) -> pd.DataFrame:
    """Hours counted from the first current: the rest before it is wetting, not cycling."""
    return halves.assign(start_h=halves.start_h - halves.start_h.iloc[0], end_h=halves.end_h - halves.start_h.iloc[0])


def _check_symmetric(halves: pd.DataFrame) -> None:
    """Refuse a record in which the voltage does not follow the current: the cell is not symmetric."""
    sides = halves.groupby("polarity").plateau_mV.median()
    if len(sides) < 2:
        raise NacreError(
            "The current flows in one direction only.", hint="A symmetric cell is plated and stripped in turn."
        )
    if sides.min() < -max(5.0, 0.2 * sides.max()):
        low, high = sides.min(), sides.max()
        raise NacreError(
            f"The voltage does not follow the current's sign (medians {high:.0f} and {-low:.0f} mV).",
            hint="This is no symmetric cell; full and half cells are not judged by these rules.",
        )
