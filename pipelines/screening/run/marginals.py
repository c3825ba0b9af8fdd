"""What each choice does over a whole space: histograms of the predictions, counted while the candidates stream by.

Counts are whole numbers, so they add up to the same whatever the order of the chunks; means and medians are read from
classes about 4 % wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from ....data.arrays import Floats, Ints
from ....data.batch.cells import CellBatch
from ....data.cell import Protocol
from ....data.chemistry.material_names import format_materials
from ....data.quantity import Quantity
from ....data.space.candidates import Space
from .amounts import AMOUNT_AXES, Amounts

_CLASSES, _CLASSES_OF_LONG_LISTS, _LONG = 320, 64, 4096
#: Decades of the positive scale that classes cover at least, from 1 upwards.
_DECADES = 5
NONE = "none"
_ROLES = {"salt": "salts", "solvent": "solvents", "additive": "additives"}


@dataclass(frozen=True)
class Choices:
    """Every choice of a space with a number of its own, axis after axis.

    Attributes
    ----------
    axis, label : tuple of str
        For each number the axis ("salt", "solvent", "additive", "coating", "host", "protocol", then those of
        `AMOUNT_AXES`) and what it is called.
    amounts : tuple of Amounts
        The amounts of each role, numbered in this order behind the other axes.
    """

    axis: tuple[str, ...]
    label: tuple[str, ...]
    amounts: tuple[Amounts, ...] = ()

    @classmethod
    def of(cls, space: Space) -> Choices:
        """Number the choices of a space."""
        lists = {
            "salt": space.salts.names,
            "solvent": space.mixtures.names,
            "additive": (*space.additives.names, NONE),
            "coating": tuple(format_materials(names) for names in space.coatings),
            "host": tuple(format_materials(names) for names in space.hosts),
            "protocol": tuple(map(_protocol_text, space.protocols)),
        }
        flat = [(axis, label) for axis, labels in lists.items() for label in labels]
        amounts = tuple(Amounts.of(space, role) for role in AMOUNT_AXES)
        flat += [(AMOUNT_AXES[own.role], label) for own in amounts for label in own.labels]
        return cls(tuple(axis for axis, _ in flat), tuple(label for _, label in flat), amounts)

    def __len__(self) -> int:
        return len(self.axis)

    @property
    def classes(self) -> int:
        """Classes of a histogram; fewer where lists are long, so that memory stays small."""
        return _CLASSES if len(self) <= _LONG else _CLASSES_OF_LONG_LISTS

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {key: number for number, key in enumerate(zip(self.axis, self.label, strict=True))}

    @cached_property
    def _first(self) -> dict[str, int]:
        return {axis: self.axis.index(axis) for axis in dict.fromkeys(self.axis)}

    def taken(self, batch: CellBatch, protocol: Ints) -> Iterator[tuple[Ints | None, Ints]]:
        """For each axis the rows and the number of the choice that each takes; rows is None where each takes one.

        Parameters
        ----------
        batch : CellBatch
        protocol : int64 array of shape (n,)
            The choice of the protocol axis.
        """
        for axis, role in _ROLES.items():
            column = getattr(batch, role)
            numbers = np.array([self._numbers.get((axis, name), -1) for name in batch.pool], dtype=np.int64)
            yield column.row, numbers[column.species]
        none = np.flatnonzero(np.diff(batch.additives.indptr) == 0)
        yield none, np.full(len(none), self._numbers["additive", NONE])
        for axis, codes in (("coating", batch.coating.codes), ("host", batch.host.codes), ("protocol", protocol)):
            yield None, codes + self._first[axis]

    def amounts_taken(self, batch: CellBatch) -> Iterator[tuple[Ints, Ints]]:
        """As `taken`, of amounts: these tell what a choice does, but name no best candidate of their own.

        Parameters
        ----------
        batch : CellBatch
        """
        first = len(self) - sum(len(own.labels) for own in self.amounts)
        for own in self.amounts:
            rows, places = own.taken(batch)
            yield rows, places + first
            first += len(own.labels)


def _protocol_text(protocol: Protocol) -> str:
    values = (
        (protocol.current_density_mA_cm2, "mA/cm2"),
        (protocol.areal_capacity_mAh_cm2, "mAh/cm2"),
        (protocol.temperature_C, "°C"),
    )
    return ", ".join(f"{value:g} {unit}" for value, unit in values if value is not None) or "not stated"


@dataclass(frozen=True)
class Classes:
    """Equal steps of log₁₀ on the positive scale of a quantity; what lies beyond counts in the first or the last.

    Attributes
    ----------
    quantity : Quantity
    low, high : float
        Where the first class begins and the last one ends.
    count : int
    """

    quantity: Quantity
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, quantity: Quantity, known: pd.DataFrame, count: int) -> Self:
        """From 1, or the decade of the least known outcome below it, over five decades or to the greatest.

        Parameters
        ----------
        quantity : Quantity
        known : DataFrame
            Measured cells.
        count : int
        """
        stated = np.concatenate(quantity.intervals(known))
        positive = quantity.scale.positive(stated[np.isfinite(stated)])
        decades = np.log10(positive[np.isfinite(positive) & (positive > 0)])
        low = min(0.0, float(np.floor(decades.min(initial=0.0))))
        return cls(quantity, low, max(low + _DECADES, float(np.ceil(decades.max(initial=0.0)))), count)

    @property
    def width(self) -> float:
        """Of a class, as the share by which it exceeds the one before on the positive scale."""
        return float(10 ** ((self.high - self.low) / self.count) - 1)

    def place(self, values: Floats) -> Ints:
        """The class of each value in the unit of the quantity, shape (n,)."""
        with np.errstate(divide="ignore"):
            logs = np.log10(self.quantity.scale.positive(values))
        return np.clip((logs - self.low) * (self.count / (self.high - self.low)), 0, self.count - 1).astype(np.int64)

    @property
    def centres(self) -> Floats:
        """Log₁₀ of the positive scale in the middle of each class."""
        return self.low + (np.arange(self.count) + 0.5) * (self.high - self.low) / self.count


def histogram(
    taken: list[tuple[Ints | None, Ints]], values: Sequence[Floats], classes: Sequence[Classes], n_choices: int
) -> Ints:
    """Candidates of each choice by class.

    Parameters
    ----------
    taken : list of (int64 array or None, int64 array)
        As `Choices.taken` gives them.
    values : sequence of float64 arrays of shape (n,)
        For each objective.
    classes : sequence of Classes
        Of each objective.
    n_choices : int

    Returns
    -------
    int64 array of shape (n_objectives, n_choices, n_classes)
    """
    n_classes = classes[0].count
    counts = np.zeros((len(values), n_choices * n_classes), dtype=np.int64)
    for number, (own, column) in enumerate(zip(classes, values, strict=True)):
        place = own.place(column)
        for which, numbers in taken:
            part = place if which is None else place[which]
            counts[number] += np.bincount(numbers * n_classes + part, minlength=n_choices * n_classes)
    return counts.reshape(len(values), n_choices, n_classes)


def summary(choices: Choices, classes: Sequence[Classes], counts: Ints, factors: Sequence[float]) -> pd.DataFrame:
    """Mean, median and bound of each objective for each choice.

    Parameters
    ----------
    choices : Choices
    classes : sequence of Classes
        Of each objective.
    counts : int64 array of shape (n_objectives, n_choices, n_classes)
    factors : sequence of float
        What turns a median into its bound on the positive scale, for each objective.

    Returns
    -------
    DataFrame
        `axis`, `choice`, `candidates`, and for each objective the mean (where effects add up), the median, and the
        bound of the median.
    """
    frame = pd.DataFrame({"axis": choices.axis, "choice": choices.label, "candidates": counts[0].sum(axis=1)})
    total = counts[0].sum(axis=1)
    for own, factor, table in zip(classes, factors, counts, strict=True):
        quantity, centres = own.quantity, own.centres
        half = np.argmax(np.cumsum(table, axis=1) * 2 >= total[:, None], axis=1)
        median = np.where(total > 0, 10.0 ** centres[half], np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = 10.0 ** ((table @ centres) / total)
            frame[column_of(quantity, "mean")] = quantity.scale.value(mean)
            frame[column_of(quantity, "median")] = quantity.scale.value(median)
            frame[column_of(quantity, f"{quantity.side}_median")] = quantity.scale.value(median * factor)
    return frame[frame["candidates"] > 0].reset_index(drop=True)


def column_of(quantity: Quantity, what: str) -> str:
    """Column of a figure about a quantity: `lifetime_mean_h`."""
    return "_".join(part for part in (quantity.name, what, quantity.unit) if part)
