"""Interval labels: what was measured, as a lower and an upper bound on what is true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Floats
from ...data.errors import NacreError

#: Finite bounds outside this range are slips of the unit; they would also over- or underflow float32.
SMALLEST, LARGEST = 1e-30, 1e30


@dataclass(frozen=True, eq=False, slots=True)
class Interval:
    """Labels of n cells in natural units (h or mV); build it with `check_interval`.

    Parameters
    ----------
    lower : ndarray of shape (n,), float64
        The outcome is at least this; 0 for 'below x'.
    upper : ndarray of shape (n,), float64
        The outcome is at most this; inf for a cell that was still alive (right-censored).
    """

    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.lower)

    @property
    def is_exact(self) -> Bools:
        """Rows whose outcome was seen, shape (n,)."""
        return np.asarray(self.lower == self.upper)

    @property
    def is_right_censored(self) -> Bools:
        """Rows known only from below, shape (n,)."""
        return np.asarray(np.isinf(self.upper))

    @property
    def is_left_censored(self) -> Bools:
        """Rows known only from above ('below x'), shape (n,)."""
        return np.asarray(self.lower == 0.0)

    @property
    def is_two_sided(self) -> Bools:
        """Rows bounded on both sides, exact ones among them, shape (n,)."""
        return ~self.is_left_censored & ~self.is_right_censored

    @property
    def point(self) -> Floats:
        """One representative value a row, shape (n,), in the unit of the labels.

        The value itself when exact, the geometric mean of a finite interval (outcomes spread evenly in
        log), the lower bound when right-censored and the upper bound when left-censored.
        """
        lower = np.where(self.is_left_censored, self.upper, self.lower)
        upper = np.where(self.is_right_censored, self.lower, self.upper)
        return np.where(lower == upper, lower, np.sqrt(lower) * np.sqrt(upper))

    def take(self, index: npt.ArrayLike) -> Interval:
        """Take some rows.

        Parameters
        ----------
        index : array-like
            Row numbers, in the order wanted, or one boolean a row.

        Returns
        -------
        Interval
        """
        chosen = np.asarray(index)
        return Interval(self.lower[chosen], self.upper[chosen])


def check_interval(lower: npt.ArrayLike, upper: npt.ArrayLike) -> Interval:
    """Check both bounds and make labels of them.

    XGBoost accepts lower > upper in silence, and one missing bound turns each of its predictions into
    NaN, so every estimator here passes its labels through this function.

    Parameters
    ----------
    lower, upper : array-like of shape (n,)
        Bounds in natural units (h or mV).

    Returns
    -------
    Interval
        Copies of both bounds as float64.

    Raises
    ------
    NacreError
        For the first row whose bounds cannot be a label, naming row (0 = first), value and remedy.
    """
    low, high = _vector(lower, "lower"), _vector(upper, "upper")
    if len(low) != len(high):
        raise NacreError(
            f"There are {len(low)} lower bounds and {len(high)} upper bounds.", hint="Give one of each a row."
        )
    if not len(low):
        raise NacreError("There are no labels.", hint="Give at least one row with a measured outcome.")
    for faulty, what, remedy in _faults(low, high):
        if faulty.any():
            row = int(np.argmax(faulty))
            bounds = f"lower {low[row]:g}, upper {high[row]:g}"
            raise NacreError(f"Label of row {row} ({bounds}): {what}.", hint=remedy)
    return Interval(low, high)


def _vector(bounds: npt.ArrayLike, name: str) -> Floats:
    try:
        values = np.array(bounds, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise NacreError(f"The {name} bounds are not all numbers: {error}.", hint="Give numbers.") from error
    if values.ndim != 1:
        raise NacreError(f"The {name} bounds have {values.ndim} dimensions.", hint="Give one number a row.")
    return values


def _faults(low: Floats, high: Floats) -> list[tuple[Bools, str, str]]:
    """Every way in which a row can be wrong, the most basic first."""
    return [
        (np.isnan(low), "the lower bound is missing", "Write 0 when nothing is known from below."),
        (np.isnan(high), "the upper bound is missing", "Write inf when nothing is known from above."),
        (low < 0.0, "the lower bound is negative", "Write 0 when nothing is known from below."),
        (np.isinf(low), "the lower bound is infinite", "Write the time or value that was reached."),
        (high <= 0.0, "the upper bound is not positive", "Write a positive value, or inf if unknown."),
        (low > high, "the lower bound is above the upper bound", "Exchange them or correct one."),
        (
            (low == 0.0) & np.isinf(high),
            "the row says nothing (0 to inf)",
            "Give a bound on one side or leave the row out.",
        ),
        (
            _out_of_range(low) | _out_of_range(high),
            f"a bound is outside {SMALLEST:g} to {LARGEST:g}",
            "Check the unit (h for lifetime, mV for overpotential).",
        ),
    ]


def _out_of_range(values: Floats) -> Bools:
    is_number = np.isfinite(values) & (values != 0.0)
    return np.asarray(is_number & ((values < SMALLEST) | (values > LARGEST)))


def outcomes(interval: Interval) -> npt.NDArray[np.void]:
    """Labels as tests that a cell survived or not.

    Parameters
    ----------
    interval : Interval
        Labels of n rows.

    Returns
    -------
    structured array of shape (n,)
        `event`, whether the failure was seen, and `time`, the representative value.
    """
    labels = np.empty(len(interval), dtype=[("event", bool), ("time", np.float64)])
    labels["event"], labels["time"] = ~interval.is_right_censored, interval.point
    return labels
