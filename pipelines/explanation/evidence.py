"""Evidence: the nearest known cells, what differs, and where they contradict the prediction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...data.arrays import Matrix
from ...data.cell import Cell
from ...data.notation.parse import parse_cell
from ...data.quantity import Quantity
from ...models.attribution.effects import contribution_between, effect_text
from ...models.predictor.cell_predictor import CellPredictor
from .differences import differences
from .known_cells import Outcomes, outcomes
from .records import Known

#: An outcome this many times away from the prediction (on another scale: the same contribution) contradicts it.
CONTRADICTION = 3.0


def evidence_of(cell: Cell, features: Matrix, predictor: CellPredictor, row: Mapping[Any, Any]) -> list[Known]:
    """The nearest known cells, nearest first.

    Parameters
    ----------
    cell : Cell
    features : float32 array of shape (1, n_features)
    predictor : CellPredictor
    row : mapping
        The cell's prediction, by column.
    """
    order, distance = predictor.evidence.nearest(features)
    frame = predictor.evidence.frame.iloc[order[0]]
    quantities = {name: target.quantity for name, target in predictor.targets.items()}
    published = {name: outcomes(frame, quantity) for name, quantity in quantities.items()}
    nearest = []
    for place, record in enumerate(frame.to_dict("records")):
        judged = [
            contradiction(published[name], place, float(row[quantity.column]), quantity)
            for name, quantity in quantities.items()
        ]
        nearest.append(
            Known(
                record_id=str(record["record_id"]),
                paper=_text(record.get("paper")),
                cell=str(record["cell"]),
                citation=_text(record.get("citation")),
                doi=_text(record.get("doi")),
                is_control=record.get("is_control") == 1,
                distance=float(distance[0][place]),
                outcomes={name: published[name].text(place, q.unit) for name, q in quantities.items()},
                differences=differences(cell, parse_cell(str(record["cell"]))),
                contradictions=[text for text in judged if text],
            )
        )
    return nearest


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
