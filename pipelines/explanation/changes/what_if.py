"""What if: predictions of changed cells, computed anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from ....data.cell import Cell, format_cell
from ....data.quantity import Quantity
from ....models.attribution.effects import contribution_between, effect, effect_text
from ....models.predictor.cell_predictor import CellPredictor
from ....models.predictor.domain import IN, OUT
from ..known_cells import KnownCells
from ..records import Change, Outcome
from .single import Candidate, possible, protocol_changes, removals, salt_swaps, solvent_swaps


def what_if(
    cell: Cell, predictor: CellPredictor, known: KnownCells, row: Mapping[Any, Any], *, level: float
) -> list[Change]:
    """Leave-one-out changes, half and twice the current, and each salt and solvent swapped for the best alternative.

    The best alternative of a species is the one with the best first quantity of the predictor among those that stay in
    the domain; where none does, among those at its edge.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    known : KnownCells
    row : dict
        What is predicted for the cell.
    level : float
        Share of new papers' cells that the bounds hold for.
    """
    plain = predicted(possible(chain(removals(cell), protocol_changes(cell))), predictor, row, level=level)
    best = []
    for options in _swaps(cell, known):
        changes = [
            change for change in predicted(possible(options), predictor, row, level=level) if change.domain != OUT
        ]
        inside = [change for change in changes if change.domain == IN] or changes
        if inside:
            best.append(max(inside, key=lambda change: preference(change, predictor)))
    return [*plain, *best]


def _swaps(cell: Cell, known: KnownCells) -> Iterator[Iterator[Candidate]]:
    """For each salt and solvent its alternatives among the known cells."""
    for place in range(len(cell.electrolyte.salts)):
        yield salt_swaps(cell, place, known.salts)
    for place in range(len(cell.electrolyte.solvents)):
        yield solvent_swaps(cell, place, known.solvents)


def preference(change: Change, predictor: CellPredictor) -> float:
    """How much better the first quantity gets, in natural logarithm units."""
    name, target = next(iter(predictor.targets.items()))
    contribution = change.outcomes[name].contribution
    return contribution if target.quantity.higher_is_better else -contribution


def predicted(
    candidates: list[Candidate], predictor: CellPredictor, row: Mapping[Any, Any], *, level: float
) -> list[Change]:
    """Predict changed cells as one batch and set them against the cell as it is.

    Parameters
    ----------
    candidates : list of Candidate
    predictor : CellPredictor
    row : mapping
        Prediction of the cell as it is, by column.
    level : float
        Level of the bounds.
    """
    if not candidates:
        return []
    frame = predictor.predict([candidate.cell for candidate in candidates], level=level)
    return [
        Change(
            change=candidate.change,
            kind=candidate.kind,
            cell=format_cell(candidate.cell),
            outcomes={name: outcome(new, row, target.quantity) for name, target in predictor.targets.items()},
            domain=str(new["domain"]),
            domain_reasons=list(new["domain_reasons"]),
        )
        for candidate, new in zip(candidates, frame.to_dict("records"), strict=True)
    ]


def outcome(new: Mapping[Any, Any], row: Mapping[Any, Any], quantity: Quantity) -> Outcome:
    """One quantity of a changed cell against the cell as it is.

    Parameters
    ----------
    new : dict
        What is predicted for the changed cell.
    row : dict
        What is predicted for the cell.
    quantity : Quantity
    """
    median = float(new[quantity.column])
    contribution = contribution_between(median, float(row[quantity.column]), quantity)
    return Outcome(
        median=median,
        bound=float(new[quantity.bound_column(quantity.sides[0])]),
        contribution=contribution,
        effect=effect(contribution, quantity),
        text=effect_text(contribution, quantity),
    )
