"""Knobs: the amounts and test conditions of a cell that can be varied, each with sensible values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from ....data.amounts import Basis, Unit
from ....data.cell import Cell, Dose, Share
from ....data.chemistry.species import UNKNOWN
from ....data.errors import NacreError
from ....models.predictor.cell_predictor import CellPredictor
from .single import Candidate, possible, with_part

#: Points of a curve, the cell's own value not counted.
POINTS = 17
#: How many amounts are varied; the first ones of the notation.
MOST_AMOUNTS = 4
#: Sensible ranges by unit, as (least, most).
_RANGES = {
    Unit.MOLAR: (0.1, 5.0),
    Unit.MOLAL: (0.1, 8.0),
    Unit.WEIGHT_PERCENT: (0.1, 20.0),
    Unit.VOLUME_PERCENT: (0.1, 20.0),
    Unit.MOLE_PERCENT: (0.1, 20.0),
}
#: Additives are dosed in less than salts.
_ADDITIVE_MOLAR = (0.001, 0.5)


@dataclass(frozen=True, slots=True)
class Knob:
    """What is varied: its label and unit, the cell's own value, and how a value is put into the cell.

    `put` raises `NacreError` where there is no such cell.
    """

    label: str
    unit: str
    stated: float | None
    values: list[float]
    put: Callable[[float], Cell]

    def candidates(self) -> Iterator[Candidate]:
        """The cell at each value that makes one; the change is the value."""
        for value in self.values:
            with suppress(NacreError):
                yield Candidate(str(value), "amount", "", self.put(value))


def knobs(cell: Cell, predictor: CellPredictor) -> list[Knob]:
    """Every knob of a cell: test conditions, amounts, the ratio of two solvents."""
    return [
        *current(cell, predictor),
        *_condition(cell, predictor, "areal_capacity_mAh_cm2", "areal capacity", "mAh/cm²"),
        *_condition(cell, predictor, "temperature_C", "temperature", "°C", even=True),
        *list(amounts(cell))[:MOST_AMOUNTS],
        *ratio(cell),
    ]


def turned(cell: Cell, predictor: CellPredictor, values: Mapping[str, float]) -> Cell | None:
    """The cell with several knobs turned, by their labels; None where the amounts make no cell.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    values : dict of str to float
        New value of each knob, by its label.
    """
    left = dict(values)
    while left:
        label = next((label for label in left if _put(cell, predictor, label, left[label]) is not None), None)
        if label is None:
            return None
        cell = _put(cell, predictor, label, left.pop(label)) or cell
    return cell if possible([Candidate("", "amount", "", cell)]) else None


def _put(cell: Cell, predictor: CellPredictor, label: str, value: float) -> Cell | None:
    """The cell with one knob turned; None where that makes no cell, e.g. before another one is turned."""
    knob = next(knob for knob in knobs(cell, predictor) if knob.label == label)
    try:
        return knob.put(value)
    except NacreError:
        return None


def _grid(low: float, high: float, stated: float | None, *, even: bool = False) -> list[float]:
    """Values from low to high, evenly or by equal factors, with the cell's own among them."""
    plain = np.linspace(low, high, POINTS) if even else np.geomspace(low, high, POINTS)
    values = {float(f"{value:.3g}") for value in plain}
    return sorted(values | ({stated} if stated is not None else set()))


def current(cell: Cell, predictor: CellPredictor) -> Iterator[Knob]:
    """The current density over its published range."""
    yield from _condition(cell, predictor, "current_density_mA_cm2", "current density", "mA/cm²")


def _condition(
    cell: Cell, predictor: CellPredictor, name: str, label: str, unit: str, *, even: bool = False
) -> Iterator[Knob]:
    low, high = predictor.domain.ranges.get(name, (np.nan, np.nan))
    stated = getattr(cell.protocol, name)
    if not (np.isfinite(low) and low < high):
        return

    def put(value: float) -> Cell:
        return with_part(cell, name, value)

    yield Knob(label, unit, stated, _grid(low, high, stated, even=even), put)


def amounts(cell: Cell) -> Iterator[Knob]:
    """The amounts of salts and additives."""
    for role in ("salts", "additives"):
        doses: tuple[Dose, ...] = getattr(cell.electrolyte, role)
        for place, dose in enumerate(doses):
            if dose.amount is None or dose.unit not in _RANGES or dose.name == UNKNOWN:
                continue
            small = role == "additives" and dose.unit is Unit.MOLAR
            low, high = _ADDITIVE_MOLAR if small else _RANGES[dose.unit]
            low, high = min(low, dose.amount / 2), max(high, min(dose.amount * 2, 99.0))
            values = _grid(low, high, dose.amount)
            yield Knob(f"{dose.name}", dose.unit.value, dose.amount, values, _dosed(cell, role, place))


def _dosed(cell: Cell, role: str, place: int) -> Callable[[float], Cell]:
    doses: tuple[Dose, ...] = getattr(cell.electrolyte, role)

    def put(value: float) -> Cell:
        new = replace(doses[place], amount=value)
        return with_part(cell, role, (*doses[:place], new, *doses[place + 1 :]))

    return put


def ratio(cell: Cell) -> Iterator[Knob]:
    """The share of the first of two solvents, in percent of what the ratio counts."""
    solvents, basis = cell.electrolyte.solvents, cell.electrolyte.basis
    if len(solvents) != 2 or any(share.parts is None for share in solvents):
        return
    parts = [share.parts or 0.0 for share in solvents]
    stated = float(f"{100.0 * parts[0] / sum(parts):.4g}")

    def put(value: float) -> Cell:
        shares = tuple(Share(share.name, part) for share, part in zip(solvents, (value, 100.0 - value), strict=True))
        return with_part(cell, "solvents", shares)

    unit = f"% {(basis or Basis.VOLUME).value}"
    yield Knob(f"{solvents[0].name} beside {solvents[1].name}", unit, stated, _grid(5, 95, stated, even=True), put)
