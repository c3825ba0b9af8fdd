"""What kind of test a record is: which half-cycles are the protocol, and what tells no lifetime."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..arrays import Bools, Floats
from ..errors import NacreError

#: Half-cycles whose current is within this share of the main one are of the main protocol.
SAME_CURRENT = 0.1
#: Half-cycles whose temperature is within this many K of the main one are of the main protocol.
SAME_TEMPERATURE_K = 5.0
#: A rate test has this many currents at least, and less than this share of its hours at any of them.
RATE_LEVELS, RATE_SHARE = 3, 0.5
#: A cell that is stripped until it is empty ends above this, and above this multiple of its plateau.
EMPTY_MV, EMPTY_RISE = 100.0, 4.0
#: Share of half-cycles that must show what makes a cell no symmetric one.
MOST = 0.8


@dataclass(frozen=True)
class RateTest:
    """A test whose current rises: currents in order, and the first half-cycle of a short (None: none), in words."""

    currents: tuple[float, ...]
    short_row: int | None
    words: str


def is_main_protocol(halves: pd.DataFrame) -> Bools:
    """Half-cycles at the current and the temperature at which the cell was cycled longest, shape (n,).

    Formation and rate tests are at other currents, a chamber that is set anew makes another protocol.
    """
    hours = (halves.end_h - halves.start_h).to_numpy()
    level = np.log(halves.current.to_numpy())
    near = np.abs(level[:, None] - _levels(level, 0.02)[None, :]) <= np.log1p(SAME_CURRENT)
    main = np.asarray(near[:, np.argmax(np.round(hours @ near, 6))])  # of equal ones that of the lowest current
    warmth = halves.temperature_C.to_numpy()
    known = main & np.isfinite(warmth)
    if known.sum() < 0.5 * main.sum():
        return main
    near = np.abs(warmth[:, None] - _levels(warmth[known], 1.0)[None, :]) <= SAME_TEMPERATURE_K
    longest = np.argmax(np.where(main, hours, 0.0) @ near)
    return np.asarray(main & (near[:, longest] | ~np.isfinite(warmth)))


def _levels(values: Floats, step: float) -> Floats:
    """Distinct values, at most one a step, so that cells with thousands of half-cycles stay a small matrix."""
    return np.asarray(np.unique(np.round(values / step)) * step)


def rate_test(halves: pd.DataFrame, per_area: float) -> RateTest | None:
    """What a test with rising currents shows, None where the test is another.

    Parameters
    ----------
    halves : DataFrame
        See `half_cycles`, with `is_protocol`.
    per_area : float
        From mA to mA cm⁻²; NaN where the area is not known.
    """
    hours = (halves.end_h - halves.start_h).to_numpy()
    level = np.log(halves.current.to_numpy())
    new = np.r_[True, np.abs(np.diff(level)) > np.log1p(SAME_CURRENT)]
    steps = np.cumsum(new) - 1
    of_step = halves.assign(step=steps).groupby("step").current.median().to_numpy()
    distinct = _levels(np.log(of_step), 2 * SAME_CURRENT)
    if len(distinct) < RATE_LEVELS or hours[halves.is_protocol].sum() >= RATE_SHARE * hours.sum():
        return None
    if (np.diff(of_step) > 0).mean() < 0.5:
        return None
    plateau = halves.assign(step=steps).groupby("step").plateau_mV.median().to_numpy()
    # Polarisation grows with current; where it falls while the current rises, electrons pass.
    shorted = np.flatnonzero((np.diff(of_step) > 0) & (plateau[1:] < 0.8 * plateau[:-1]) & _stays(plateau))
    unit = "mA/cm2" if np.isfinite(per_area) else "mA"
    shown = of_step * (per_area if np.isfinite(per_area) else 1.0)
    words = (
        f"rate test: the current goes from {shown[0]:.3g} to {shown.max():.3g} {unit} in {len(of_step)} steps, "
        "so there is no lifetime"
    )
    if not len(shorted):
        return RateTest(tuple(of_step), None, f"{words}; no short up to {shown.max():.3g} {unit}")
    step = int(shorted[0]) + 1
    row = int(np.argmax(steps == step))
    words += (
        f"; short at {shown[step]:.3g} {unit} after {halves.start_h[row]:.4g} h "
        f"({plateau[step - 1]:.3g} to {plateau[step]:.3g} mV)"
    )
    return RateTest(tuple(of_step), row, words)


def _stays(plateau: Floats) -> Bools:
    """Whether no later step is above the level before each fall, shape (n - 1,)."""
    later = np.maximum.accumulate(plateau[::-1])[::-1]
    return np.asarray(later[1:] < plateau[:-1])


def check_whole_stripping(main: pd.DataFrame) -> None:
    """Refuse a half cell: what is plated comes back in part only, and stripping ends where the electrode is empty.

    Raises
    ------
    NacreError
        With the share that is stripped.
    """
    sides = {sign: main[main.polarity == sign] for sign in (1, -1)}
    count = min(map(len, sides.values()))
    if count < 3:
        return
    charges = {sign: side.charge.to_numpy()[:count] for sign, side in sides.items()}
    plated = max(charges, key=lambda sign: float(np.median(charges[sign])))
    ratio = charges[-plated] / charges[plated]
    stripped = sides[-plated][:count]
    share, first = float(np.median(ratio)), float(np.median(ratio[: max(3, min(10, count))]))
    ends = (stripped.end_mV > EMPTY_RISE * stripped.plateau_mV) & (stripped.end_mV > EMPTY_MV)
    other = sides[plated][:count]
    other_ends = (other.end_mV > EMPTY_RISE * other.plateau_mV) & (other.end_mV > EMPTY_MV)
    runs_empty = ends.mean() >= MOST and other_ends.mean() < 1 - MOST and ends[:3].all()
    resolved = 1 - 3 / float(main.records.median())  # a record more or less on one side is no loss
    less = (ratio < 0.999).mean() >= MOST and max(share, first) < 0.999
    if less and (runs_empty or max(share, first) < min(0.9, resolved)):
        how = f", and stripping ends at {stripped.end_mV.median():.0f} mV with an empty electrode" if runs_empty else ""
        raise NacreError(
            f"Less charge is stripped than plated: {share:.1%} in the median of {count} cycles{how}.",
            hint="This is a half cell (Na||Cu, for instance), whose efficiency is no lifetime of a symmetric cell.",
        )


def check_not_shorted(main: pd.DataFrame, per_area: float, limit_ohm_cm2: float) -> None:
    """Refuse a cell that is shorted from the start: it resists less than an electrolyte does, and nothing nucleates.

    A separator of 25 µm with 10 mS cm⁻¹ has some 2 Ω cm², glass fibre 6 Ω cm² and more, both electrodes add theirs.

    Parameters
    ----------
    main : DataFrame
        Half-cycles of the main protocol.
    per_area : float
        From mA to mA cm⁻²; where it is NaN, 1 cm² is taken.
    limit_ohm_cm2 : float

    Raises
    ------
    NacreError
        With the resistance.
    """
    first = main[:6]
    area_factor = per_area if np.isfinite(per_area) else 1.0
    resistance = float((first.plateau_mV / (first.current * area_factor)).median())
    flat = float((first.peak_mV / first.plateau_mV.clip(lower=1e-3)).median())
    noise = float((first.noise_mV / first.plateau_mV.clip(lower=1e-3)).median())
    if resistance < limit_ohm_cm2 and (first.spike_mV == 0).mean() >= 0.5 and flat < 1.1 + 3 * noise:
        unit = "Ω cm²" if np.isfinite(per_area) else "Ω"
        raise NacreError(
            f"The cell is shorted from the start: {first.plateau_mV.median():.3g} mV, {resistance:.3g} {unit}, "
            "without a nucleation spike.",
            hint="Give a lower --shorted-ohm-cm2 where the cell is sound.",
        )
