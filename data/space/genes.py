"""A candidate as a few independent whole numbers, so that a search can vary one choice at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import Ints
from .axes import Axis, CombinationAxis
from .candidates import Space


def rank_combinations(members: Ints, n: int) -> Ints:
    """The places of k-subsets of range(n) in lexicographic order; undoes `axes.unrank_combinations`.

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
class Genes:
    """The genes of a space: for each axis how many names, which ones, and which amounts.

    Any values within `bounds` are a candidate: a name that is taken already stands for the next free one.
    """

    space: Space

    @cached_property
    def bounds(self) -> dict[str, int]:
        """For each gene the number of its values, from 0."""
        counts: dict[str, int] = {}
        for name, axis in self._axes.items():
            if isinstance(axis, CombinationAxis):
                counts[f"{name}.size"] = len(axis.grids)
                counts |= {f"{name}.{slot}": len(axis.names) for slot in range(axis.most)}
                counts |= {f"{name}.amount{k}": len(grid.amount) for k, grid in axis.grids.items() if k}
            else:
                counts[name] = axis.size
        lists = (self.space.coatings, self.space.hosts, self.space.protocols)
        counts |= {name: len(values) for name, values in zip(("coating", "host", "protocol"), lists, strict=True)}
        return {name: count for name, count in counts.items() if count > 1}

    @property
    def _axes(self) -> dict[str, Axis]:
        return {"salt": self.space.salts, "solvent": self.space.mixtures, "additive": self.space.additives}

    def candidates(self, values: dict[str, Ints]) -> Ints:
        """Candidate numbers of some genes.

        Parameters
        ----------
        values : dict of str to int64 array of shape (m,)
            For every gene of `bounds`.
        """
        m = len(next(iter(values.values()))) if values else 1
        full = _Values(values, m)
        codes = [self._axis_code(name, axis, full) for name, axis in self._axes.items()]
        codes += [full[name] for name in ("coating", "host", "protocol")]
        return np.asarray(np.ravel_multi_index(codes, self.space.shape), dtype=np.int64)

    def _axis_code(self, name: str, axis: Axis, values: _Values) -> Ints:
        if not isinstance(axis, CombinationAxis):
            return values[name]
        n, sizes = len(axis.names), sorted(axis.grids)
        chosen, code = values[f"{name}.size"], np.zeros(values.m, dtype=np.int64)
        slots = _distinct([values[f"{name}.{slot}"] for slot in range(axis.most)], n)
        start = 0
        for number, k in enumerate(sizes):
            amounts = len(axis.grids[k].amount)
            rows = np.flatnonzero(chosen == number)
            members = np.sort(slots[rows, :k], axis=1)
            amount = values[f"{name}.amount{k}"][rows]
            code[rows] = start + rank_combinations(members, n) * amounts + amount
            start += math.comb(n, k) * amounts
        return code


@dataclass(frozen=True)
class _Values:
    """Values of genes; a gene with one value is 0."""

    values: dict[str, Ints]
    m: int

    def __getitem__(self, name: str) -> Ints:
        value = self.values.get(name)
        return np.zeros(self.m, dtype=np.int64) if value is None else np.asarray(value, dtype=np.int64)


def _distinct(slots: list[Ints], n: int) -> Ints:
    """Slots side by side, shape (m, k), each moved on to the next value that no earlier slot of the row has."""
    moved = np.stack(slots, axis=1)
    for place in range(1, moved.shape[1]):
        for _ in range(place):  # each step forward can meet each earlier slot once
            taken = (moved[:, :place] == moved[:, place, None]).any(axis=1)
            moved[taken, place] = (moved[taken, place] + 1) % n
    return moved
