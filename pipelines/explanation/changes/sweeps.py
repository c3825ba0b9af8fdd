"""Curves: one amount or test condition varied over its published range, everything else as it is."""

from __future__ import annotations

from ....data.cell import Cell
from ....models.predictor.cell_predictor import CellPredictor
from ..records import Sweep
from .knobs import MOST_AMOUNTS, Knob, amounts, current, ratio
from .single import possible


def sweeps(cell: Cell, predictor: CellPredictor, *, level: float) -> list[Sweep]:
    """Sweep the current density, the amounts of salts and additives, and the ratio of two solvents.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    level : float
        Level of the bounds.
    """
    knobs = [*current(cell, predictor), *list(amounts(cell))[:MOST_AMOUNTS], *ratio(cell)]
    return [sweep for knob in knobs if (sweep := _predicted(knob, predictor, level)) is not None]


def _predicted(knob: Knob, predictor: CellPredictor, level: float) -> Sweep | None:
    """Predict a curve; values that leave no room for the solvent are left out, and a curve of one point too."""
    candidates = possible(knob.candidates())
    if len(candidates) < 2:
        return None
    frame = predictor.predict([candidate.cell for candidate in candidates], level=level)
    quantities = {name: target.quantity for name, target in predictor.targets.items()}
    return Sweep(
        label=knob.label,
        unit=knob.unit,
        stated=knob.stated,
        points=[float(candidate.change) for candidate in candidates],
        medians={name: frame[q.column].tolist() for name, q in quantities.items()},
        bounds={name: frame[q.bound_column(q.sides[0])].tolist() for name, q in quantities.items()},
        domain=frame["domain"].tolist(),
    )
