"""Curves: one amount or test condition varied over its published range, everything else as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ...data.cell import UNKNOWN, Basis, Cell, Dose, Share, Unit
from ...models.predictor import CellPredictor
from .changes import Candidate, possible, with_electrolyte
from .records import Sweep

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
class _Knob:
    """What is varied: its label and unit, the cell's own value, and how a value is put into the cell."""

    label: str
    unit: str
    stated: float | None
    values: list[float]
    put: Callable[[float], Cell]


def sweeps(cell: Cell, predictor: CellPredictor, *, level: float) -> list[Sweep]:
    """Sweep the current density, the amounts of salts and additives, and the ratio of two solvents.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    level : float
        Level of the bounds.
    """
    knobs = [*_current(cell, predictor), *list(_amounts(cell))[:MOST_AMOUNTS], *_ratio(cell)]
    return [sweep for knob in knobs if (sweep := _predicted(knob, predictor, level)) is not None]


def _grid(low: float, high: float, stated: float | None, *, even: bool = False) -> list[float]:
    """Values from low to high, evenly or by equal factors, with the cell's own among them."""
    plain = np.linspace(low, high, POINTS) if even else np.geomspace(low, high, POINTS)
    values = {float(f"{value:.3g}") for value in plain}
    return sorted(values | ({stated} if stated is not None else set()))


def _current(cell: Cell, predictor: CellPredictor) -> Iterator[_Knob]:
    low, high = predictor.domain.ranges.get("current_density_mA_cm2", (np.nan, np.nan))
    stated = cell.protocol.current_density_mA_cm2
    if not (np.isfinite(low) and low < high):
        return
    yield _Knob(
        "current density",
        "mA/cm²",
        stated,
        _grid(low, high, stated),
        lambda value: replace(cell, protocol=replace(cell.protocol, current_density_mA_cm2=value)),
    )


def _amounts(cell: Cell) -> Iterator[_Knob]:
    for role in ("salts", "additives"):
        doses: tuple[Dose, ...] = getattr(cell.electrolyte, role)
        for place, dose in enumerate(doses):
            if dose.amount is None or dose.unit not in _RANGES or dose.name == UNKNOWN:
                continue
            small = role == "additives" and dose.unit is Unit.MOLAR
            low, high = _ADDITIVE_MOLAR if small else _RANGES[dose.unit]
            low, high = min(low, dose.amount / 2), max(high, min(dose.amount * 2, 99.0))
            values = _grid(low, high, dose.amount)
            yield _Knob(f"{dose.name}", dose.unit.value, dose.amount, values, _dosed(cell, role, place))


def _dosed(cell: Cell, role: str, place: int) -> Callable[[float], Cell]:
    doses: tuple[Dose, ...] = getattr(cell.electrolyte, role)

    def put(value: float) -> Cell:
        new = replace(doses[place], amount=value)
        return with_electrolyte(cell, **{role: (*doses[:place], new, *doses[place + 1 :])})

    return put


def _ratio(cell: Cell) -> Iterator[_Knob]:
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
    yield _Knob(f"{solvents[0].name} beside {solvents[1].name}", unit, stated, _grid(5, 95, stated, even=True), put)


def _predicted(knob: _Knob, predictor: CellPredictor, level: float) -> Sweep | None:
    """Predict a curve; values that leave no room for the solvent are left out, and a curve of one point too."""
    by_text = {str(value): value for value in knob.values}
    candidates = possible(Candidate(text, "amount", "", knob.put(value)) for text, value in by_text.items())
    if len(candidates) < 2:
        return None
    frame = predictor.predict([candidate.cell for candidate in candidates], level=level)
    quantities = {name: target.quantity for name, target in predictor.targets.items()}
    return Sweep(
        label=knob.label,
        unit=knob.unit,
        stated=knob.stated,
        points=[by_text[candidate.change] for candidate in candidates],
        medians={name: frame[q.column].tolist() for name, q in quantities.items()},
        bounds={name: frame[q.bound_column(q.sides[0])].tolist() for name, q in quantities.items()},
        domain=frame["domain"].tolist(),
    )
