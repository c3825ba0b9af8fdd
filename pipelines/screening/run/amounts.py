"""Amounts as choices: concentrations of salts, doses of additives, and shares of solvents, by number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....data.arrays import Floats, Ints
from ....data.batch.cells import CellBatch
from ....data.batch.ragged import NO_CODE, UNITS, Pool, Ragged
from ....data.space.axes import Axis, ListAxis
from ....data.space.candidates import Space

#: What a table calls the amounts of each role.
AMOUNT_AXES = {"salts": "concentration", "solvents": "share of solvent", "additives": "dose"}
#: More choices than this are counted for all names together; shares, which would tell nothing then, not at all.
MOST = 2048
#: Amounts that differ by less than this share are one: ratios are not exact in binary.
_SAME = 1e-6


@dataclass(frozen=True)
class Amounts:
    """The amounts that a space gives the names of one role.

    Attributes
    ----------
    role : str
        "salts", "solvents" or "additives".
    labels : tuple of str
        What each choice is called: "2 M NaFSI", "33.3 % EC", "5 wt% of any".
    names : tuple of str
        Those that take more than one amount; empty where amounts are counted for all names together.
    unit : int64 array of shape (n_levels,)
        Codes into `UNITS`, -1 for shares; ascending.
    amount : float64 array of shape (n_levels,)
        In that unit, ascending for each; shares between 0 and 1.
    numbers : int64 array of shape (n_names or 1, n_levels)
        The place of a name's amount among the labels; -1 where the space has no such choice.
    """

    role: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    unit: Ints
    amount: Floats
    numbers: Ints

    @classmethod
    def of(cls, space: Space, role: str) -> Amounts:
        """The amounts of a role.

        Parameters
        ----------
        space : Space
        role : {"salts", "solvents", "additives"}
        """
        axis = {"salts": space.salts, "solvents": space.mixtures, "additives": space.additives}[role]
        by_name = _amounts_of(axis, shares=role == "solvents")
        several = {name: levels for name, levels in by_name.items() if len(levels) > 1}
        levels = sorted({level for own in several.values() for level in own})
        unit = np.array([code for code, _ in levels], dtype=np.int64)
        amount = np.array([value for _, value in levels], dtype=np.float64)
        if sum(map(len, several.values())) > MOST:
            if role == "solvents":
                return cls(role, (), (), unit[:0], amount[:0], np.empty((0, 0), dtype=np.int64))
            labels = tuple(_label(level, "of any") for level in levels)
            return cls(role, labels, (), unit, amount, np.arange(len(levels))[None, :])
        numbers = np.full((len(several), len(levels)), -1, dtype=np.int64)
        labels_of: list[str] = []
        place = {level: number for number, level in enumerate(levels)}
        for row, (name, own) in enumerate(several.items()):
            for level in sorted(own):
                numbers[row, place[level]] = len(labels_of)
                labels_of.append(_label(level, name))
        return cls(role, tuple(labels_of), tuple(several), unit, amount, numbers)

    def taken(self, batch: CellBatch) -> tuple[Ints, Ints]:
        """The rows of a batch and the place among the labels of each amount that they take.

        Parameters
        ----------
        batch : CellBatch

        Returns
        -------
        rows, places : int64 arrays of one shape
        """
        column: Ragged = getattr(batch, self.role)
        if not self.labels:
            none = np.empty(0, dtype=np.int64)
            return none, none
        level = self._levels(column)
        if self.names:
            place = {name: row for row, name in enumerate(self.names)}
            rows = np.array([place.get(name, -1) for name in batch.pool], dtype=np.int64)[column.species]
        else:
            rows = np.zeros(len(level), dtype=np.int64)
        numbers = np.where((level >= 0) & (rows >= 0), self.numbers[rows, level], -1)
        kept = numbers >= 0
        if self.names:
            return column.row[kept], numbers[kept]
        # Two names of a candidate may have one dose; it counts once.
        both = np.unique(column.row[kept] * len(self.labels) + numbers[kept])
        return both // len(self.labels), both % len(self.labels)

    def _levels(self, column: Ragged) -> Ints:
        """The place of each entry's amount among the levels; -1 where it is none of them."""
        values, units = column.amount, column.unit
        if self.role == "solvents":
            values, units = _shares(column), np.full(len(values), NO_CODE)
        found = np.full(len(values), -1, dtype=np.int64)
        for code in np.unique(self.unit):
            first = int(np.searchsorted(self.unit, code))
            own = self.amount[self.unit == code]
            rows = np.flatnonzero(units == code)
            near = np.clip(np.searchsorted(own, values[rows] * (1 - _SAME)), 0, len(own) - 1)
            fits = np.abs(own[near] - values[rows]) <= 2 * _SAME * values[rows]
            found[rows[fits]] = first + near[fits]
        return found


def _shares(column: Ragged) -> Floats:
    """The share of each solvent among those of its row, by the ratio as it is stated."""
    total = np.bincount(column.row, column.amount, len(column))
    # A solvent that stands alone has no stated part.
    return np.where(np.isnan(total[column.row]), 1.0, column.amount / total[column.row])


def _amounts_of(axis: Axis, *, shares: bool) -> dict[str, set[tuple[int, float]]]:
    """Each name of an axis with the amounts that it takes, as unit and value."""
    found: dict[str, set[tuple[int, float]]] = {name: set() for name in axis.names}
    if isinstance(axis, ListAxis):
        pool = Pool()
        column = Ragged.from_lists(axis.choices, pool)
        values = _shares(column) if shares else column.amount
        units = np.full(len(values), NO_CODE) if shares else column.unit
        for species, unit, value in zip(column.species, units, values, strict=True):
            if np.isfinite(value):
                found[pool.names[species]].add((int(unit), _rounded(value)))
        return found
    for grid in axis.grids.values():
        values = grid.amount / grid.amount.sum(axis=1, keepdims=True) if shares else grid.amount
        units = np.full(values.shape, NO_CODE) if shares else grid.unit
        # Any name of the axis may stand in any column.
        levels = {(int(unit), _rounded(value)) for unit, value in zip(units.flat, values.flat, strict=True)}
        for own in found.values():
            own.update(levels)
    return found


def _rounded(value: float) -> float:
    """A value to seven digits, so that a third by 1:2 and by 2:4 is one share."""
    return float(f"{value:.7g}")


def _label(level: tuple[int, float], name: str) -> str:
    unit, value = level
    return f"{100 * value:.3g} % {name}" if unit == NO_CODE else f"{value:g} {UNITS[unit].value} {name}"
