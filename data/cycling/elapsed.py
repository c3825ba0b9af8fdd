"""Hours since the first record from the columns of time that a file has: they are compared, and one is taken.

A cycler's own counter (`time`) is preferred, then a counter that starts again with each step, then date and time of
day. Where two disagree, the one that current and counted charge confirm is taken, and it is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Bools, Floats
from ..errors import NacreError
from .clocks import Clock

#: Steps back up to this many hours (2 s), or three record intervals, are noise of the tester's clock.
NOISE_H = 2 / 3600
#: Share of records that may step back before the clock is refused.
MAX_STEPS_BACK = 0.01
#: Two clocks, or charge and current, agree within this share.
SAME = 0.02
#: Ratios that units which are taken for each other give (ms, s, min, h, d; mA, A).
_UNIT_RATIOS = (24.0, 60.0, 1000.0, 1440.0, 3600.0, 60_000.0, 86_400.0, 3.6e6)
_SUMMER_TIME_MONTHS = (3, 4, 9, 10, 11)


@dataclass(frozen=True)
class Timed:
    """A column of time as it came: its header, whether it starts again with each step, and its clock."""

    header: str
    quantity: str
    clock: Clock


def elapsed(timed: Sequence[Timed], current: Floats, charge: Mapping[str, Floats]) -> tuple[Floats, tuple[str, ...]]:
    """Hours since the first record, never falling, and what is to be said of them.

    Parameters
    ----------
    timed : sequence of Timed
        The file's columns of time, the preferred one first; hours finite.
    current : ndarray of shape (n,)
        mA.
    charge : mapping
        Header of a counter of charge → its values in mAh, shape (n,).

    Raises
    ------
    NacreError
        Where time runs backwards, two columns disagree and nothing tells which is right, or charge and time do not fit.
    """
    readings, faults = [], []
    for each in timed:
        try:
            readings.append((each, *_going_on(each)))
        except NacreError as error:
            faults.append(error)
    if not readings:
        raise faults[0]
    moving = [reading for reading in readings if _is_moving(reading[1])] or readings[:1]
    first, first_h, remarks = moving[0]
    counted = _charge_ratio(first_h, current, charge)
    for other, other_h, other_remarks in moving[1:]:
        ratio = _pace(first_h, other_h)
        if ratio is None or abs(ratio - 1) <= SAME:
            continue
        rival = _charge_ratio(other_h, current, charge)
        off = max(ratio, 1 / ratio)
        said = f"the columns {first.header!r} and {other.header!r} of time disagree by a factor of {off:.3g}"
        if counted is not None and rival is not None:
            winner = first if _off(counted) <= _off(rival) else other
            why = "current and charge fit it"
        elif _is_unit_ratio(ratio) and first.clock.day is None and other.clock.day is not None:
            winner, why = other, "dates carry their unit"
        elif _is_unit_ratio(ratio) and _is_written_out(other) and not _is_written_out(first):
            winner, why = other, "its fields carry their unit"
        else:
            raise NacreError(
                f"T{said[1:]} ({first_h[-1]:.4g} and {other_h[-1]:.4g} h).",
                hint="Take the wrong one out of the file, or correct its unit.",
            )
        told = f"{said}; {winner.header!r} was taken, since {why}"
        return (first_h, (*remarks, told)) if winner is first else (other_h, (*other_remarks, told))
    if counted is not None and _is_unit_ratio(counted):
        raise NacreError(
            f"Current times the time in {first.header!r} is {counted:.3g} times the charge that the file counts: "
            "a unit in the header is wrong.",
            hint="Correct the unit of time, current or charge in the header.",
        )
    return first_h, remarks


def _is_moving(hours: Floats) -> bool:
    return len(hours) < 2 or hours[-1] > hours[0]


def _is_written_out(each: Timed) -> bool:
    return each.clock.day is not None or each.clock.period_h > 0


def _is_unit_ratio(ratio: float) -> bool:
    size = max(ratio, 1 / ratio)
    return any(abs(size / known - 1) <= 0.05 for known in _UNIT_RATIOS)


def _off(ratio: float) -> float:
    return float(abs(np.log(ratio)))


def _pace(hours: Floats, other: Floats) -> float | None:
    """How fast one clock goes by another: the median over fifty stretches, so that pauses do not matter; None where
    the other does not move in most of them (a date of export).
    """  # noqa: D205 - one sentence
    marks = np.unique(np.linspace(0, len(hours) - 1, 51).astype(int))
    mine, others = np.diff(hours[marks]), np.diff(other[marks])
    moving = (mine > 0) & (others > 0)
    if moving.sum() < max(1, 0.6 * len(mine)):
        return None
    return float(np.median(mine[moving] / others[moving]))


def _charge_ratio(hours: Floats, current: Floats, charge: Mapping[str, Floats]) -> float | None:
    """Current times time over the charge that the file counted, the median over the counter's steps; None where no
    counter moves.
    """  # noqa: D205 - one sentence
    passed = np.cumsum(np.abs(current) * np.diff(hours, prepend=hours[0]))
    for counter in charge.values():
        good = np.isfinite(counter)
        if good.sum() < 10:
            continue
        step = np.abs(np.diff(counter[good]))
        usual = np.median(step[step > 0]) if (step > 0).any() else 0.0
        at = np.r_[False, (step > 0) & (step < 20 * usual)]
        if at.sum() < 10:
            continue
        rows = np.flatnonzero(good)[at]
        mine, counted = np.diff(passed[rows]), step[at[1:]][1:]
        if (mine > 0).sum() >= 10:
            return float(np.median(mine[mine > 0] / counted[mine > 0]))
    return None


def _going_on(each: Timed) -> tuple[Floats, tuple[str, ...]]:
    """Hours since the first record; a clock that starts again goes on where it stopped.

    Raises
    ------
    NacreError
        Where time runs backwards without starting again.
    """
    clock, quantity = each.clock.hours, each.quantity
    change = np.diff(clock, prepend=clock[0])
    usual = float(np.median(change[change > 0])) if (change > 0).any() else 0.0
    remarks = list(each.clock.remarks)
    if each.clock.day is not None:
        change, said = _without_summer_time(clock, change, usual, each.clock.day)
        remarks += [f"the clock in {each.header!r} {said}"] if said else []
    before = np.r_[clock[0], clock[:-1]]
    for period in {24.0, each.clock.period_h} - {0.0}:  # 23:59 → 0:00
        wrapped = (change < 0) & (change + period >= 0) & (change + period <= max(3 * usual, 0.02 * period))
        if quantity != "step_time":
            change = np.where(wrapped, change + period, change)
    back = change < 0
    if quantity == "step_time":
        noise = back & (-change <= max(NOISE_H, 3 * usual)) & (clock > 0.5 * before) & (clock > NOISE_H)
        restart = back & ~noise
    else:
        noise = back & (-change <= max(NOISE_H, 3 * usual)) & ((clock > 0.5 * before) | (before <= NOISE_H))
        restart = back & ~noise & (clock < 0.01 * np.maximum.accumulate(clock)) & (each.clock.day is None)
    wrong = back & ~noise & ~restart
    if wrong.any() or noise.sum() > max(3, MAX_STEPS_BACK * len(clock)):
        row = int(np.argmax(wrong if wrong.any() else noise))
        raise NacreError(
            f"Time in {each.header!r} runs backwards at record {row + 1}, "
            f"from {before[row]:.6g} to {clock[row]:.6g} h.",
            hint="Export the records in the order of time.",
        )
    if noise.any():
        remarks.append(f"{int(noise.sum())} small steps back of the clock in {each.header!r} were taken for noise")
    return _counted_up(change, noise, np.where(restart, clock, 0.0), restart), tuple(remarks)


def _counted_up(change: Floats, noise: Bools, start: Floats, restart: Bools) -> Floats:
    """The sum of the steps; after a small step back time stands until the clock has caught up."""
    total = np.cumsum(np.where(restart, start, change))
    return np.asarray(np.maximum.accumulate(total) if noise.any() else total)


def _without_summer_time(clock: Floats, change: Floats, usual: float, day: dt.date) -> tuple[Floats, str]:
    """Steps without the hour that a local clock is set forward in spring and back in autumn, and what was found.

    The hour goes at a full hour in the first hours of a Sunday of those months; a pause of exactly that hour is not
    told from it.
    """
    if not 0 < usual < 0.5:
        return change, ""
    slack = max(2.5 * usual, 2 * NOISE_H)
    forward = (change > 1) & (change <= 1 + slack)
    back = (change < 0) & (change >= -1) & (change <= -1 + slack)
    said = []
    for row in np.flatnonzero(forward | back):
        now = clock[row]
        date = day + dt.timedelta(days=int(now // 24))
        hour = now % 24
        if date.weekday() != 6 or date.month not in _SUMMER_TIME_MONTHS or hour > 5:
            continue
        lands = (
            hour if forward[row] else hour + 1
        )  # the full hour is after the gap, or before the hour that comes twice
        if abs(lands - round(lands)) > slack:
            continue
        change = change.copy()
        change[row] += -1 if forward[row] else 1
        said.append(f"was set {'forward' if forward[row] else 'back'} by an hour on {date.isoformat()}; not counted")
    return change, "; ".join(said)
