"""What each choice does over a whole space: histograms of the predictions, counted while the candidates stream by.

Counts are whole numbers, so they add up to the same whatever the order of the chunks; means and medians are read from
classes about 4 % wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.batch import CellBatch
from ..data.candidates import Space
from ..data.cell import Protocol
from ..data.material_names import format_materials
from .ranking import Rows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Classes of log₁₀ of hours and of millivolts; what lies beyond is counted in the first or the last.
_LOW, _HIGH = (0.0, 0.0), (5.0, 5.0)
_CLASSES, _CLASSES_OF_LONG_LISTS, _LONG = 320, 64, 4096
_TARGETS = ("lifetime", "overpotential")
NONE = "none"
_ROLES = {"salt": "salts", "solvent": "solvents", "additive": "additives"}


@dataclass(frozen=True)
class Choices:
    """Every choice of a space with a number of its own, axis after axis.

    Attributes
    ----------
    axis, label : tuple of str
        For each number the axis ("salt", "solvent", "additive", "coating", "host", "protocol") and what it is called.
    """

    axis: tuple[str, ...]
    label: tuple[str, ...]

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
        return cls(tuple(axis for axis, _ in flat), tuple(label for _, label in flat))

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


def _protocol_text(protocol: Protocol) -> str:
    values = (
        (protocol.current_density_mA_cm2, "mA/cm2"),
        (protocol.areal_capacity_mAh_cm2, "mAh/cm2"),
        (protocol.temperature_C, "°C"),
    )
    return ", ".join(f"{value:g} {unit}" for value, unit in values if value is not None) or "not stated"


def classes_of(rows: Rows, classes: int) -> list[Ints]:
    """The histogram class of each row for lifetime and overpotential."""
    found = []
    for name, low, high in zip(_TARGETS, _LOW, _HIGH, strict=True):
        scaled = (np.log10(rows[name]) - low) * (classes / (high - low))
        found.append(np.clip(scaled, 0, classes - 1).astype(np.int64))
    return found


def histogram(taken: list[tuple[Ints | None, Ints]], rows: Rows, n_choices: int, classes: int) -> Ints:
    """Candidates of each choice by class, shape (2, n_choices, classes)."""
    counts = np.zeros((2, n_choices * classes), dtype=np.int64)
    for target, place in enumerate(classes_of(rows, classes)):
        for which, numbers in taken:
            own = place if which is None else place[which]
            counts[target] += np.bincount(numbers * classes + own, minlength=n_choices * classes)
    return counts.reshape(2, n_choices, classes)


def summary(choices: Choices, counts: Ints, factors: tuple[float, float]) -> pd.DataFrame:
    """Mean (geometric) and median of lifetime and of the overpotential bound for each choice.

    Parameters
    ----------
    choices : Choices
    counts : int64 array of shape (2, n_choices, n_classes)
    factors : float, float
        What turns a median lifetime and a median overpotential into its bound.

    Returns
    -------
    DataFrame
        `axis`, `choice`, `candidates`, and for each target mean and median of the predicted median and of the bound.
    """
    frame = pd.DataFrame({"axis": choices.axis, "choice": choices.label, "candidates": counts[0].sum(axis=1)})
    for target, unit, side, low, high, factor, table in zip(
        _TARGETS, ("h", "mV"), ("lower", "upper"), _LOW, _HIGH, factors, counts, strict=True
    ):
        centre = low + (np.arange(table.shape[1]) + 0.5) * (high - low) / table.shape[1]
        total = table.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = 10.0 ** ((table @ centre) / total)
        half = np.argmax(np.cumsum(table, axis=1) * 2 >= total[:, None], axis=1)
        median = np.where(total > 0, 10.0 ** centre[half], np.nan)
        frame[f"{target}_mean_{unit}"], frame[f"{target}_median_{unit}"] = mean, median
        with np.errstate(invalid="ignore"):
            frame[f"{target}_{side}_median_{unit}"] = median * factor
    return frame[frame["candidates"] > 0].reset_index(drop=True)
