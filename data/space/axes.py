"""Axes of a space: lists of choices, and combinations of names with amounts that are found by their number.

A combination axis holds names and a grid of amounts, never their combinations: number → combination is
arithmetic on binomial coefficients, for whole arrays of numbers at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..amounts import Unit
from ..arrays import Floats, Ints
from ..batch.ragged import NO_CODE, UNITS, Pool, Ragged
from ..cell import Dose, Share
from ..errors import SpaceError

Item = Dose | Share


def unrank_combinations(rank: Ints, n: int, k: int) -> Ints:
    """The k-subsets of range(n) with the given places in lexicographic order, as `itertools.combinations` gives them.

    Parameters
    ----------
    rank : int64 array of shape (m,)
        From 0 to C(n, k) - 1.
    n, k : int

    Returns
    -------
    int64 array of shape (m, k)
        Ascending in each row.
    """
    # Counted from the end, lexicographic order is the combinatorial number system (Knuth, TAOCP 4A, 7.2.1.3).
    rest = math.comb(n, k) - 1 - np.asarray(rank, dtype=np.int64)
    members = np.empty((len(rest), k), dtype=np.int64)
    for place in range(k):
        j = k - place
        below = np.array([math.comb(d, j) for d in range(n + 1)], dtype=np.int64)
        digit = np.searchsorted(below, rest, side="right") - 1
        members[:, place] = n - 1 - digit
        rest = rest - below[digit]
    return members


def rank_combinations(members: Ints, n: int) -> Ints:
    """The places of k-subsets of range(n) in lexicographic order; undoes `unrank_combinations`.

    Parameters
    ----------
    members : int64 array of shape (m, k)
        Ascending in each row.
    n : int
    """
    k = members.shape[1]
    rest = np.zeros(len(members), dtype=np.int64)
    for place in range(k):
        below = np.array([math.comb(d, k - place) for d in range(n + 1)], dtype=np.int64)
        rest += below[n - 1 - members[:, place]]
    return np.asarray(math.comb(n, k) - 1 - rest, dtype=np.int64)


@dataclass(frozen=True)
class Grid:
    """Amounts that a combination of k names can take.

    Attributes
    ----------
    amount : float64 array of shape (n_amounts, k)
        Doses, or parts of a solvent ratio.
    unit : int64 array of shape (n_amounts, k)
        Codes into `UNITS`, -1 for parts.
    """

    amount: Floats
    unit: Ints

    def __post_init__(self) -> None:
        if self.amount.ndim != 2 or self.amount.shape != self.unit.shape:
            raise SpaceError(f"Amounts of shape {self.amount.shape} do not match units of shape {self.unit.shape}.")
        if not (np.isfinite(self.amount) & (self.amount > 0)).all():
            raise SpaceError("An amount is not above zero.", hint="Leave the name out instead.")
        for column in (self.amount, self.unit):
            column.setflags(write=False)

    @classmethod
    def of_ratios(cls, ratios: Floats) -> Grid:
        """Parts of solvent ratios, shape (n_ratios, k)."""
        return cls(ratios, np.full(ratios.shape, NO_CODE, dtype=np.int64))

    @classmethod
    def of_doses(cls, doses: Sequence[tuple[float, Unit]], k: int) -> Grid:
        """Every way to give each of k names one of the doses; the last name's dose changes fastest."""
        digits = np.indices((len(doses),) * k).reshape(k, -1).T if k else np.zeros((1, 0), dtype=np.int64)
        amount = np.array([amount for amount, _ in doses], dtype=np.float64)
        unit = np.array([UNITS.index(unit) for _, unit in doses], dtype=np.int64)
        return cls(amount[digits], unit[digits])


@dataclass(frozen=True)
class CombinationAxis:
    """Every combination of k of the names with every row of the grid for k.

    Attributes
    ----------
    names : tuple of str
    grids : dict of int to Grid
        For each number of names that may stand together; 0 has one empty row.
    """

    names: tuple[str, ...]
    grids: dict[int, Grid]

    def __post_init__(self) -> None:
        if len(set(self.names)) < len(self.names):
            raise SpaceError(f"A name stands twice among {', '.join(self.names)}.", hint="Each choice stands once.")
        for k, grid in self.grids.items():
            if not 0 <= k <= len(self.names) or grid.amount.shape[1] != k:
                raise SpaceError(
                    f"{k} of {len(self.names)} names cannot take {grid.amount.shape[1]} amounts.",
                    hint="Give an amount for each name that stands together.",
                )

    @cached_property
    def blocks(self) -> list[tuple[int, int, int]]:
        """For each k in ascending order: k, number of combinations, number of amounts."""
        return [(k, math.comb(len(self.names), k), len(self.grids[k].amount)) for k in sorted(self.grids)]

    @cached_property
    def size(self) -> int:
        """Number of choices."""
        return sum(groups * amounts for _, groups, amounts in self.blocks)

    @property
    def most(self) -> int:
        """The largest number of names in one choice."""
        return max(self.grids)

    def ragged(self, codes: Ints, pool: Pool) -> Ragged:
        """The choices of the given numbers as columns."""
        starts = np.cumsum([0] + [groups * amounts for _, groups, amounts in self.blocks])
        block = np.searchsorted(starts, codes, side="right") - 1
        sizes = np.array([k for k, _, _ in self.blocks], dtype=np.int64)
        indptr = np.concatenate([[0], np.cumsum(sizes[block])])
        pooled = np.array([pool.code(name) for name in self.names], dtype=np.int64)
        species, unit = np.empty(indptr[-1], dtype=np.int64), np.empty(indptr[-1], dtype=np.int64)
        amount = np.empty(indptr[-1])
        for number, (k, _, amounts) in enumerate(self.blocks):
            rows = np.flatnonzero(block == number)
            if not k or not len(rows):
                continue
            group, row = np.divmod(codes[rows] - starts[number], amounts)
            place = indptr[rows][:, None] + np.arange(k)
            species[place] = pooled[unrank_combinations(group, len(self.names), k)]
            amount[place], unit[place] = self.grids[k].amount[row], self.grids[k].unit[row]
        return Ragged(indptr, species, amount, unit)

    def without(self, unwanted: set[str]) -> CombinationAxis:
        """The axis with fewer names; sizes that need more names than are left are dropped."""
        names = tuple(name for name in self.names if name not in unwanted)
        return CombinationAxis(names, {k: grid for k, grid in self.grids.items() if k <= len(names)})


@dataclass(frozen=True)
class ListAxis:
    """Choices that are written out, each a tuple of doses or shares."""

    choices: tuple[tuple[Item, ...], ...]

    @property
    def size(self) -> int:
        """Number of choices."""
        return len(self.choices)

    @property
    def most(self) -> int:
        """The largest number of names in one choice."""
        return max(len(choice) for choice in self.choices)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name once, in order of appearance."""
        return tuple(dict.fromkeys(item.name for choice in self.choices for item in choice))

    def ragged(self, codes: Ints, pool: Pool) -> Ragged:
        """The choices of the given numbers as columns."""
        return Ragged.from_lists(self.choices, pool).take(codes)

    def without(self, unwanted: set[str]) -> ListAxis:
        """The axis without the choices that hold an unwanted name."""
        return ListAxis(tuple(c for c in self.choices if not unwanted & {item.name for item in c}))


Axis = CombinationAxis | ListAxis


def simplex_ratios(steps: int, k: int) -> Floats:
    """Every way to share `steps` equal parts among k solvents with at least one part each, in smallest whole numbers.

    Returns
    -------
    array of shape (C(steps - 1, k - 1), k)
    """
    cuts = unrank_combinations(np.arange(math.comb(steps - 1, k - 1)), steps - 1, k - 1) + 1
    edges = np.concatenate([np.zeros((len(cuts), 1)), cuts, np.full((len(cuts), 1), steps)], axis=1)
    parts = np.diff(edges, axis=1)
    return np.asarray(parts / np.gcd.reduce(parts.astype(np.int64), axis=1)[:, None])
