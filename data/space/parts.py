"""Parts of a space: products of neighbouring choices of each axis, that are told by a few whole numbers and split.

The choices of an axis in their order are the leaves of a tree. Of combinations it branches by how many names stand
together, by the first name, by the second, …, by the amounts; of a list into ever shorter pieces. A part of an axis is
a node of its tree: neighbouring choices, so that the lowest number of a part of a space is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import numpy as np

from ..arrays import Bools, Ints
from .axes import Axis, CombinationAxis, rank_combinations
from .candidates import Space

#: A list is split into so many pieces.
_PIECES = 8
#: Amounts are split into single rows up to `FEW` of them, else into pieces of so many, or of `_PIECE` above `_ROWS`.
FEW, _ROWS, _PIECE = 6, 256, 64
#: Places of the columns of a part of combinations, before and after its names.
BLOCK, TAKEN, NAMES = 0, 1, 2


class AxisParts(Protocol):
    """Parts of one axis, each a row of `width` whole numbers."""

    @property
    def width(self) -> int:
        """Numbers of a part."""
        ...

    def root(self) -> Ints:
        """The whole axis, shape (1, width)."""
        ...

    def size(self, parts: Ints) -> Ints:
        """Number of choices of each part."""
        ...

    def first(self, parts: Ints) -> Ints:
        """Number of the first choice of each part."""
        ...

    def fanout(self, parts: Ints) -> Ints:
        """Into how many each part is split; 0 where it has one choice."""
        ...

    def split(self, parts: Ints) -> tuple[Ints, Ints]:
        """The parts of the next level, and the place of the part that each comes from."""
        ...


@dataclass(frozen=True)
class ListParts:
    """Parts of a list of choices: from the first to before the last."""

    n: int
    width: int = 2

    def root(self) -> Ints:
        """See `AxisParts`."""
        return np.array([[0, self.n]], dtype=np.int64)

    def size(self, parts: Ints) -> Ints:
        """See `AxisParts`."""
        return np.asarray(parts[:, 1] - parts[:, 0])

    def first(self, parts: Ints) -> Ints:
        """See `AxisParts`."""
        return np.asarray(parts[:, 0])

    def fanout(self, parts: Ints) -> Ints:
        """See `AxisParts`."""
        size = self.size(parts)
        return np.where(size > 1, np.minimum(size, _PIECES), 0)

    def split(self, parts: Ints) -> tuple[Ints, Ints]:
        """See `AxisParts`."""
        count = self.fanout(parts)
        parent = np.repeat(np.arange(len(parts)), count)
        place = _within(count)
        size, pieces = self.size(parts)[parent], count[parent]
        low = parts[parent, 0] + place * size // pieces
        return np.stack([low, parts[parent, 0] + (place + 1) * size // pieces], axis=1), parent


@dataclass(frozen=True)
class CombinationParts:
    """Parts of an axis of combinations.

    A row holds the number of the block (-1 for all), how many names are taken, the names, and the first and the last
    but one row of amounts.
    """

    axis: CombinationAxis

    @property
    def width(self) -> int:
        """Numbers of a part."""
        return 4 + self.axis.most

    @cached_property
    def _starts(self) -> Ints:
        return np.cumsum([0, *(groups * amounts for _, groups, amounts in self.axis.blocks)])

    @cached_property
    def sizes(self) -> Ints:
        """Names that stand together, by block."""
        return np.array([k for k, _, _ in self.axis.blocks], dtype=np.int64)

    @cached_property
    def _amounts(self) -> Ints:
        return np.array([amounts for _, _, amounts in self.axis.blocks], dtype=np.int64)

    @cached_property
    def _choose(self) -> Ints:
        """Binomial coefficients, shape (n_names + 1, most + 1)."""
        n, most = len(self.axis.names), self.axis.most
        return np.array([[math.comb(i, j) for j in range(most + 1)] for i in range(n + 1)], dtype=np.int64)

    def last(self, parts: Ints) -> Ints:
        """The last name that is taken, -1 where none is."""
        taken = parts[:, TAKEN]
        held = np.take_along_axis(parts, (NAMES + np.maximum(taken, 1) - 1)[:, None], axis=1)[:, 0]
        return np.where(taken > 0, held, -1)

    def is_whole(self, parts: Ints) -> Bools:
        """Where all names are taken."""
        return np.asarray((parts[:, BLOCK] >= 0) & (parts[:, TAKEN] == self.sizes[parts[:, BLOCK]]))

    def root(self) -> Ints:
        """See `AxisParts`."""
        row = np.full((1, self.width), -1, dtype=np.int64)
        row[0, [TAKEN, -2, -1]] = 0
        return row

    def size(self, parts: Ints) -> Ints:
        """See `AxisParts`."""
        block, taken = parts[:, BLOCK], parts[:, TAKEN]
        left = len(self.axis.names) - 1 - self.last(parts)
        groups = self._choose[left, self.sizes[block] - taken]
        size = np.where(self.is_whole(parts), parts[:, -1] - parts[:, -2], groups * self._amounts[block])
        return np.where(block < 0, self.axis.size, size)

    def first(self, parts: Ints) -> Ints:
        """See `AxisParts`."""
        found = np.zeros(len(parts), dtype=np.int64)
        last = self.last(parts)
        for number, (k, _, amounts) in enumerate(self.axis.blocks):
            rows = np.flatnonzero(parts[:, BLOCK] == number)
            if not len(rows):
                continue
            taken = parts[rows, TAKEN]
            place = np.arange(k)[None, :]
            next_names = last[rows, None] + 1 + place - taken[:, None]
            members = np.where(place < taken[:, None], parts[rows, NAMES : NAMES + k], next_names)
            rank = rank_combinations(members, len(self.axis.names)) if k else np.zeros(len(rows), dtype=np.int64)
            found[rows] = self._starts[number] + rank * amounts + np.maximum(parts[rows, -2], 0)
        return found

    def fanout(self, parts: Ints) -> Ints:
        """See `AxisParts`."""
        block, taken = parts[:, BLOCK], parts[:, TAKEN]
        rows = parts[:, -1] - parts[:, -2]
        pieces = -(-rows // self._step(rows))
        names = len(self.axis.names) - 1 - self.last(parts) - (self.sizes[block] - taken) + 1
        count = np.where(self.is_whole(parts), pieces, names)
        count = np.where(block < 0, len(self.sizes), count)
        return np.where(self.size(parts) > 1, count, 0)

    @staticmethod
    def _step(rows: Ints) -> Ints:
        """Rows of amounts of the pieces of so many."""
        return np.where(rows > _ROWS, _PIECE, np.where(rows > FEW, FEW, 1))

    def split(self, parts: Ints) -> tuple[Ints, Ints]:
        """See `AxisParts`."""
        count = self.fanout(parts)
        parent = np.repeat(np.arange(len(parts)), count)
        place, children = _within(count), parts[parent].copy()
        root, whole = parts[parent, BLOCK] < 0, self.is_whole(parts)[parent]
        children[root, BLOCK] = place[root]
        rows = np.flatnonzero(~root & ~whole)
        children[rows, NAMES + children[rows, TAKEN]] = self.last(parts)[parent[rows]] + 1 + place[rows]
        children[rows, TAKEN] += 1
        rows = np.flatnonzero(whole)
        size = (parts[:, -1] - parts[:, -2])[parent[rows]]
        step = self._step(size)
        low = parts[parent[rows], -2] + place[rows] * step
        children[rows, -2], children[rows, -1] = low, np.minimum(low + step, parts[parent[rows], -1])
        fresh = np.flatnonzero(~whole & self.is_whole(children))  # what has all names now takes every amount
        children[fresh, -2], children[fresh, -1] = 0, self._amounts[children[fresh, BLOCK]]
        return children, parent


def _within(count: Ints) -> Ints:
    """0, 1, … within each of some groups of the given sizes."""
    ends = np.cumsum(count)
    return np.asarray(np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - count, count))


def parts_of(axis: Axis) -> AxisParts:
    """The parts of an axis of salts, solvents or additives."""
    return CombinationParts(axis) if isinstance(axis, CombinationAxis) else ListParts(axis.size)


@dataclass(frozen=True)
class Parts:
    """Parts of a space, each a row of whole numbers: a part of each axis beside the other.

    Attributes
    ----------
    space : Space
    """

    space: Space

    @cached_property
    def axes(self) -> tuple[AxisParts, ...]:
        """Salts, solvents, additives, coatings, hosts, protocols."""
        space = self.space
        lists = (space.coatings, space.hosts, space.protocols)
        return (*map(parts_of, (space.salts, space.mixtures, space.additives)), *(ListParts(len(own)) for own in lists))

    @cached_property
    def _slices(self) -> list[slice]:
        ends = np.cumsum([0, *(axis.width for axis in self.axes)]).tolist()
        return [slice(low, high) for low, high in pairwise(ends)]

    def of_axis(self, parts: Ints, axis: int) -> Ints:
        """The part of one axis."""
        return parts[:, self._slices[axis]]

    def root(self) -> Ints:
        """The whole space, shape (1, width)."""
        return np.concatenate([axis.root() for axis in self.axes], axis=1)

    def sizes(self, parts: Ints) -> Ints:
        """Choices on each axis, shape (n, 6)."""
        return np.stack([axis.size(self.of_axis(parts, place)) for place, axis in enumerate(self.axes)], axis=1)

    def firsts(self, parts: Ints) -> Ints:
        """The first choice on each axis, shape (n, 6)."""
        return np.stack([axis.first(self.of_axis(parts, place)) for place, axis in enumerate(self.axes)], axis=1)

    def size(self, parts: Ints) -> Ints:
        """Number of candidates."""
        return np.asarray(self.sizes(parts).prod(axis=1))

    def first(self, parts: Ints) -> Ints:
        """The lowest number of a candidate."""
        return np.asarray(np.ravel_multi_index(tuple(self.firsts(parts).T), self.space.shape), dtype=np.int64)

    def fanout(self, parts: Ints) -> Ints:
        """Into how many parts each is split along each axis, shape (n, 6)."""
        return np.stack([axis.fanout(self.of_axis(parts, place)) for place, axis in enumerate(self.axes)], axis=1)

    def split(self, parts: Ints, along: Ints) -> tuple[Ints, Ints]:
        """Split each part along one axis.

        Parameters
        ----------
        parts : int64 array of shape (n, width)
        along : int64 array of shape (n,)
            The axis of each, on which it has several choices.

        Returns
        -------
        children : int64 array of shape (m, width)
            In the order of the parts.
        parent : int64 array of shape (m,)
        """
        found, parents = [], []
        for place, axis in enumerate(self.axes):
            rows = np.flatnonzero(along == place)
            if not len(rows):
                continue
            own, parent = axis.split(self.of_axis(parts[rows], place))
            children = parts[rows[parent]]
            children[:, self._slices[place]] = own
            found.append(children)
            parents.append(rows[parent])
        if not found:
            return parts[:0], np.empty(0, dtype=np.int64)
        parent = np.concatenate(parents)
        order = np.argsort(parent, kind="stable")
        return np.concatenate(found)[order], parent[order]

    def members(self, parts: Ints) -> Ints:
        """Numbers of all candidates of some parts, part after part, ascending in each."""
        sizes, firsts = self.sizes(parts), self.firsts(parts)
        count = sizes.prod(axis=1)
        part, rest = np.repeat(np.arange(len(parts)), count), _within(count)
        codes = []
        for axis in reversed(range(len(self.axes))):
            whole = rest // sizes[part, axis]
            codes.append(firsts[part, axis] + rest - whole * sizes[part, axis])
            rest = whole
        return np.asarray(np.ravel_multi_index(tuple(reversed(codes)), self.space.shape), dtype=np.int64)
