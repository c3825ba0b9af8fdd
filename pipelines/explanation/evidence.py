"""Evidence: the nearest known cells, what differs, and where they contradict the prediction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ...data.arrays import Matrix
from ...data.cell import Cell, format_cell
from ...data.notation.parse import parse_cell
from ...data.quantity import Quantity
from ...models.attribution.effects import contribution_between, effect_text
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.own_cells import own_rows
from .differences import differences
from .known_cells import Outcomes, outcomes
from .records import Known

#: An outcome this many times away from the prediction (on another scale: the same contribution) contradicts it.
CONTRADICTION = 3.0


def evidence_of(cell: Cell, features: Matrix, predictor: CellPredictor, row: Mapping[Any, Any]) -> list[Known]:
    """The known cells that are this very cell, then the nearest ones, nearest first.

    Parameters
    ----------
    cell : Cell
    features : float32 array of shape (1, n_features)
    predictor : CellPredictor
    row : mapping
        The cell's prediction, by column.
    """
    nearest, away = predictor.evidence.nearest(features)
    own = own_rows(predictor)
    same = sorted(same_cells(cell, predictor), key=lambda row: not own[row])  # a lab's own cells first
    order = [*same, *(int(one) for one in nearest[0] if one not in same)]
    distance = dict(zip(nearest[0].tolist(), away[0].tolist(), strict=True))
    frame = predictor.evidence.frame.iloc[order]
    quantities = {name: target.quantity for name, target in predictor.targets.items()}
    published = {name: outcomes(frame, quantity) for name, quantity in quantities.items()}
    shown = []
    for place, record in enumerate(frame.to_dict("records")):
        judged = [
            contradiction(published[name], place, float(row[quantity.column]), quantity)
            for name, quantity in quantities.items()
        ]
        shown.append(
            Known(
                record_id=str(record["record_id"]),
                paper=_text(record.get("paper")),
                cell=str(record["cell"]),
                citation=_text(record.get("citation")),
                doi=_text(record.get("doi")),
                is_control=record.get("is_control") == 1,
                is_same=order[place] in same,
                is_doubtful=record.get("confidence") == "low",
                distance=float(distance.get(order[place], 0.0)),
                outcomes={name: published[name].text(place, q.unit) for name, q in quantities.items()},
                differences=differences(cell, parse_cell(str(record["cell"]))),
                contradictions=[text for text in judged if text],
            )
        )
    return shown


def same_cells(cell: Cell, predictor: CellPredictor) -> list[int]:
    """Rows of the known cells that are this very cell: all that is stated agrees, whatever protects the sodium.

    A cell whose solvents are not stated is no cell to be found again.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    """
    if cell.electrolyte.family is not None:
        return []
    asked = format_cell(replace(cell, protection=None))
    return [int(row) for row in np.flatnonzero(predictor.evidence.frame["cell"].to_numpy() == asked)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def contradiction(published: Outcomes, place: int, predicted: float, quantity: Quantity) -> str:
    """Where an outcome contradicts the prediction, in words, else an empty text.

    An outcome that is only known from one side can contradict from that side only: a cell that was still alive says
    nothing against a longer lifetime.

    Parameters
    ----------
    published : Outcomes
        Of the known cells.
    place : int
        Which of them.
    predicted : float
        In the unit of the quantity.
    quantity : Quantity
    """
    value, sign = float(published.value[place]), published.sign[place]
    if np.isnan(value) or np.isnan(predicted):
        return ""
    away = contribution_between(value, predicted, quantity)
    if abs(away) < np.log(CONTRADICTION):
        return ""
    if (sign in {"≥ ", "> "} and away < 0) or (sign == "< " and away > 0):
        return ""
    return (
        f"{quantity.name} {published.text(place, quantity.unit)}: {effect_text(away, quantity)} against the prediction"
    )
