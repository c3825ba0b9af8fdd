"""The known cells behind a predictor, read back from their notation: what they are made of and how they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from ...data.arrays import Bools, Floats, Texts
from ...data.cell import Cell, Dose
from ...data.chemistry.species import UNKNOWN
from ...data.quantity import Quantity
from ...models.predictor.cell_predictor import CellPredictor
from ..text import number_text

T = TypeVar("T")

#: Of a larger table so many rows, evenly spaced, are read back; enough for counts and alternatives.
MOST = 2000


@dataclass(frozen=True)
class KnownCells:
    """Known cells as records.

    Attributes
    ----------
    frame : DataFrame
        As `Evidence.frame`, the rows that were read.
    cells : tuple of Cell
    """

    frame: pd.DataFrame
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, predictor: CellPredictor) -> KnownCells:
        """Read the cells of a predictor's evidence."""
        evidence = predictor.evidence
        rows = np.unique(np.linspace(0, len(evidence.frame) - 1, min(MOST, len(evidence.frame))).astype(np.int64))
        return cls(evidence.frame.iloc[rows], tuple(evidence.cells[row] for row in rows))

    @cached_property
    def salts(self) -> list[str]:
        """Salts, the commonest first."""
        return _commonest(dose.name for cell in self.cells for dose in cell.electrolyte.salts)

    @cached_property
    def solvents(self) -> list[str]:
        """Solvents, the commonest first."""
        return _commonest(share.name for cell in self.cells for share in cell.electrolyte.solvents)

    @cached_property
    def additives(self) -> list[Dose]:
        """Additives in their commonest stated dose."""
        doses = _commonest(
            dose for cell in self.cells for dose in cell.electrolyte.additives if dose.amount is not None
        )
        return list({dose.name: dose for dose in reversed(doses)}.values())

    def materials(self, part: str) -> list[tuple[str, ...]]:
        """Coatings or hosts as whole lists, the commonest first; without those that are not stated."""
        lists = _commonest(getattr(cell, part) for cell in self.cells)
        return [names for names in lists if names and UNKNOWN not in names]

    def with_part(self, part: str, name: str) -> Bools:
        """Which known cells have a species or a material in a role, shape (n,)."""
        return np.array([name in names_of(cell, part) for cell in self.cells], dtype=bool)


def names_of(cell: Cell, part: str) -> list[str]:
    """Names of the salts, solvents, additives, or of the materials of matrix, coating, host or separator."""
    if part in {"coating", "host", "separator"}:
        return list(getattr(cell, part))
    if part == "matrix":
        return list(cell.electrolyte.matrix)
    return [item.name for item in getattr(cell.electrolyte, f"{part}s")]


def _commonest(items: Iterable[T]) -> list[T]:
    counts = Counter(items)
    return [item for item, _ in counts.most_common()]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was published of one quantity.

    Attributes
    ----------
    value : float64 array of shape (n,)
        NaN where nothing was.
    sign : array of str of shape (n,)
        "≥ " for a test that ended before failure or a lower limit, "< " and "> " for limits, "≈ " for about.
    """

    value: Floats
    sign: Texts

    @property
    def one_sided(self) -> Bools:
        """Outcomes that are only known from one side."""
        return np.isin(self.sign.astype(str), ["≥ ", "< ", "> "])

    def text(self, row: int, unit: str) -> str:
        """One outcome as it is written."""
        value = float(self.value[row])
        return "not given" if np.isnan(value) else f"{self.sign[row]}{number_text(value)} {unit}".rstrip()


def outcomes(frame: pd.DataFrame, quantity: Quantity) -> Outcomes:
    """The published outcomes of a quantity in a table of known cells.

    They stand in the column of the quantity, with the event or the qualifier beside it as in `data/README.md`, or, in a
    lab's own table, in `<name>_lower` and `<name>_upper`.
    """
    blank = pd.Series(np.nan, index=frame.index)
    value = frame.get(quantity.column, blank).astype(np.float64)
    sign = pd.Series("", index=frame.index, dtype=object)
    if f"{quantity.name}_event" in frame:
        event = frame[f"{quantity.name}_event"]
        sign[event == "survived"] = "≥ "
        sign[event == "failed_before"] = "< "
    if f"{quantity.name}_qualifier" in frame:
        words = {"lt": "< ", "gt": "> ", "approx": "≈ "}
        sign = frame[f"{quantity.name}_qualifier"].map(words).fillna("")
    for side, mark in (("lower", "≥ "), ("upper", "< ")):
        limit = frame.get(f"{quantity.name}_{side}", blank).astype(np.float64)
        missing = value.isna() & np.isfinite(limit)
        value, sign = value.where(~missing, limit), sign.where(~missing, mark)
    return Outcomes(np.asarray(value, dtype=np.float64), sign.to_numpy(dtype=object))
