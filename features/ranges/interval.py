"""Intervals as columns, and the arithmetic of them for amounts, which are never negative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from ...data.arrays import Bools, Floats, Ints

#: What rounding of float64 sums can come to, as a share.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Interval:
    """Smallest and largest known value of some things; infinity and minus infinity where none is known.

    Attributes
    ----------
    low, high : float64 arrays of one shape
    unknown : bool array of the same shape
        Whether the value may be NaN.
    """

    low: Floats
    high: Floats
    unknown: Bools

    @classmethod
    def between(cls, low: Floats, high: Floats, unknown: Bools | None = None) -> Self:
        """From the ends; never NaN where `unknown` is left out."""
        return cls(low, high, np.zeros(np.shape(low), dtype=bool) if unknown is None else unknown)

    @classmethod
    def points(cls, values: Floats) -> Self:
        """Intervals of one value each, of which some may be NaN."""
        unknown = np.isnan(values)
        return cls(np.where(unknown, np.inf, values), np.where(unknown, -np.inf, values), unknown)

    @classmethod
    def anything(cls, n: int) -> Self:
        """Of which nothing is known."""
        return cls(np.full(n, -np.inf), np.full(n, np.inf), np.ones(n, dtype=bool))

    def take(self, rows: Ints | Bools) -> Interval:
        """The intervals at some places of the first axis."""
        return Interval(self.low[rows], self.high[rows], self.unknown[rows])

    def column(self, place: int) -> Interval:
        """One column of intervals of two dimensions."""
        return Interval(self.low[:, place], self.high[:, place], self.unknown[:, place])

    def put(self, rows: Ints | Bools, other: Interval) -> None:
        """Write other intervals over those at some places."""
        self.low[rows], self.high[rows], self.unknown[rows] = other.low, other.high, other.unknown

    def joined(self, other: Interval) -> Interval:
        """Intervals that hold both."""
        return Interval(
            np.minimum(self.low, other.low), np.maximum(self.high, other.high), self.unknown | other.unknown
        )

    def widened(self, share: float = ROUNDING, least: float = 0.0) -> Interval:
        """A little wider, so that rounding stays inside; places without a known value stay as they are."""
        with np.errstate(invalid="ignore"):
            low = np.where(np.isfinite(self.low), self.low - share * np.abs(self.low) - least, self.low)
            high = np.where(np.isfinite(self.high), self.high + share * np.abs(self.high) + least, self.high)
        return Interval(low, high, self.unknown)

    def over(self, starts: Ints) -> Interval:
        """One interval for each group of neighbouring rows that starts at the given places."""
        return Interval(
            np.minimum.reduceat(self.low, starts, axis=0),
            np.maximum.reduceat(self.high, starts, axis=0),
            np.logical_or.reduceat(self.unknown, starts, axis=0),
        )


def ratio(above: tuple[Floats, Floats], below: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Ends of quotients of amounts; from 0 to infinity where the divisor can be 0.

    Parameters
    ----------
    above, below : pair of float64 arrays
        Lower and upper ends, none negative.

    Returns
    -------
    pair of float64 arrays
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = above[0] / below[1], above[1] / below[0]
    return np.nan_to_num(low, nan=0.0, posinf=np.inf), np.where(np.isnan(high), np.inf, high)
