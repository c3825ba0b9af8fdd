"""Knobs: the amounts and test conditions of a cell that can be varied, each with sensible values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...data.cell import UNKNOWN, Basis, Cell, Dose, Share, Unit
from ...models.predictor import CellPredictor
from .changes import Candidate, possible, with_electrolyte

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
    """What is varied: its label and unit, the cell's own value, and how a value is put into the cell."""

    label: str
    unit: str
    stated: float | None
    values: list[float]
    put: Callable[[float], Cell]


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
    """The cell with several knobs turned, by their labels; None where the amounts make no cell."""
    for label, value in values.items():
        cell = next(knob for knob in knobs(cell, predictor) if knob.label == label).put(value)
    found = possible(iter([Candidate("", "amount", "", cell)]))
    return found[0].cell if found else None


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
        return replace(cell, protocol=replace(cell.protocol, **{name: value}))

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
        return with_electrolyte(cell, **{role: (*doses[:place], new, *doses[place + 1 :])})

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
        return with_electrolyte(cell, solvents=shares)

    unit = f"% {(basis or Basis.VOLUME).value}"
    yield Knob(f"{solvents[0].name} beside {solvents[1].name}", unit, stated, _grid(5, 95, stated, even=True), put)
