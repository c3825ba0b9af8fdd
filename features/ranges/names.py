"""What holds for every choice of names that a part of an axis can take: from tables of single names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ...data.arrays import Bools, Floats, Ints
from ...data.space.axes import CombinationAxis
from ...data.space.parts import BLOCK, NAMES, TAKEN, CombinationParts
from .interval import Interval


class NameRanges:
    """Parts of an axis of combinations as names that are taken and names that may follow.

    Parameters
    ----------
    axis : CombinationAxis
    """

    def __init__(self, axis: CombinationAxis) -> None:
        self.axis, self._parts = axis, CombinationParts(axis)

    @cached_property
    def sizes(self) -> Ints:
        """Names that stand together, by block."""
        return self._parts.sizes

    def count(self, parts: Ints) -> Interval:
        """How many names stand together."""
        low = np.where(parts[:, BLOCK] < 0, self.sizes.min(), self.sizes[parts[:, BLOCK]]).astype(np.float64)
        high = np.where(parts[:, BLOCK] < 0, self.sizes.max(), low)
        return Interval.between(low, high)

    def places(self, parts: Ints) -> Iterator[tuple[Bools, Ints]]:
        """For the first, second, … name which parts have taken it, and the name."""
        for place in range(self.axis.most):
            yield parts[:, TAKEN] > place, np.maximum(parts[:, NAMES + place], 0)

    def after(self, parts: Ints) -> Ints:
        """The first name that may follow; the number of names where none does."""
        open_ = (parts[:, BLOCK] < 0) | (parts[:, TAKEN] < self.sizes[parts[:, BLOCK]])
        return np.where(open_, self._parts.last(parts) + 1, len(self.axis.names))

    def taken(self, values: Floats, parts: Ints) -> Interval:
        """Smallest and largest of the values of the names that are taken.

        Parameters
        ----------
        values : float64 array of shape (n_names, n_values)
        parts : int64 array of shape (n, width)
        """
        points, shape = Interval.points(values), (len(parts), values.shape[1])
        found = Interval(np.full(shape, np.inf), np.full(shape, -np.inf), np.zeros(shape, dtype=bool))
        for has, name in self.places(parts):
            rows = np.flatnonzero(has)
            found.put(rows, found.take(rows).joined(points.take(name[rows])))
        return found

    def following(self, values: Floats, parts: Ints) -> Interval:
        """As `taken` for the names that may follow."""
        return _following(Interval.points(values)).take(self.after(parts))

    def any_name(self, values: Floats, parts: Ints) -> Interval:
        """Smallest and largest of the values of all names that may stand in a part; NaN of a part without names."""
        found = self.taken(values, parts).joined(self.following(values, parts))
        found.unknown[self.count(parts).low == 0] = True
        return found

    def extreme(self, values: Floats, parts: Ints, *, largest: bool) -> Interval:
        """The smallest (or largest) known value among the names of a choice."""
        taken, following = self.taken(values, parts), self.following(values, parts)
        both = taken.joined(following)
        held = taken.high > -np.inf
        whole = (self.after(parts) == len(self.axis.names))[:, None]
        empty = (self.count(parts).low == 0)[:, None]
        unknown = np.where(whole, ~held, ~held & following.unknown) | empty
        if largest:
            return Interval(np.where(held, taken.high, both.low), both.high, unknown)
        return Interval(both.low, np.where(held, taken.low, both.high), unknown)

    def holds(self, flags: Bools, parts: Ints) -> tuple[Bools, Bools]:
        """Whether every, and whether any, choice of a part has a name with a flag."""
        own = np.asarray(flags, dtype=np.float64)[:, None]
        taken, following = self.taken(own, parts), self.following(own, parts)
        return taken.high[:, 0] > 0, np.maximum(taken.high, following.high)[:, 0] > 0

    def only(self, flags: Bools, parts: Ints) -> tuple[Bools, Bools]:
        """Whether every, and whether any, choice of a part has names with a flag alone; of no name it is neither."""
        lacks, may_lack = self.holds(~flags, parts)
        own = np.asarray(flags, dtype=np.float64)[:, None]
        follows = self.following(own, parts).high[:, 0] > 0
        whole = self.after(parts) == len(self.axis.names)
        filled = self.count(parts).high > 0
        return ~may_lack & filled & (self.count(parts).low > 0), ~lacks & (whole | follows) & filled


def _following(points: Interval) -> Interval:
    """For each name the interval of it and of all after it; a row of nothing at the end."""
    low = np.minimum.accumulate(points.low[::-1], axis=0)[::-1]
    high = np.maximum.accumulate(points.high[::-1], axis=0)[::-1]
    unknown = np.logical_or.accumulate(points.unknown[::-1], axis=0)[::-1]
    none = np.full((1, *points.low.shape[1:]), np.inf)
    return Interval(
        np.concatenate([low, none]),
        np.concatenate([high, -none]),
        np.concatenate([unknown, np.zeros(none.shape, dtype=bool)]),
    )


class SumRanges:
    """Sums over the names of a choice of something that each brings with its amount.

    Parameters
    ----------
    names : NameRanges
    brought : dict of int to Interval
        For each number of names that stand together what each brings at each place over all rows of amounts, shape
        (n_places, n_names, n_values).
    """

    def __init__(self, names: NameRanges, brought: dict[int, Interval]) -> None:
        self._names = names
        self._brought = {
            number: [brought[k].take(np.array(place)) for place in range(k)]
            for number, k in enumerate(map(int, names.sizes))
        }
        self._following = {number: [_following(one) for one in own] for number, own in self._brought.items()}
        self._width = next((one.low.shape[1] for own in self._brought.values() for one in own), 0)

    def of(self, parts: Ints, width: int) -> Interval:
        """The sums of each part, shape (n, n_values)."""
        low, high = np.zeros((len(parts), width)), np.zeros((len(parts), width))
        unknown = np.zeros((len(parts), width), dtype=bool)
        after, taken = self._names.after(parts), parts[:, TAKEN]
        for number, own in self._brought.items():
            rows = np.flatnonzero(parts[:, BLOCK] == number)
            for place, one in enumerate(own if len(rows) else []):
                has = rows[taken[rows] > place]
                got = one.take(parts[has, NAMES + place])
                low[has], high[has] = low[has] + got.low, high[has] + got.high
                unknown[has] |= got.unknown
                lacks = rows[taken[rows] <= place]
                got = self._following[number][place].take(after[lacks])
                low[lacks], high[lacks] = low[lacks] + got.low, high[lacks] + got.high
                unknown[lacks] |= got.unknown
        whole = np.flatnonzero(parts[:, BLOCK] < 0)
        if len(whole):
            roots = [
                [0.0 if not own else sum(one.low[0] for one in self._following[number]),
                 0.0 if not own else sum(one.high[0] for one in self._following[number]),
                 False if not own else np.any([one.unknown[0] for one in self._following[number]], axis=0)]
                for number, own in self._brought.items()
            ]  # fmt: skip
            low[whole] = np.min([np.broadcast_to(one, width) for one, _, _ in roots], axis=0)
            high[whole] = np.max([np.broadcast_to(one, width) for _, one, _ in roots], axis=0)
            unknown[whole] = np.any([np.broadcast_to(one, width) for *_, one in roots], axis=0)
        return Interval(low, high, unknown)
