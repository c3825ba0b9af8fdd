"""One chemical reason for a candidate, and one thing to beware of, each in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...data.batch.cells import CellBatch
from ...data.cell import Cell
from ...models.predictor.cell_predictor import CellPredictor
from ..text import title
from .evidence import evidence_of
from .records import FeatureEffect
from .why import explain_targets

#: Causes that name no chemistry.
_NOT_CHEMISTRY = {"load", "other"}
_NOT_CHEMICAL_GROUPS = {"report", "protection", "protocol"}


@dataclass(frozen=True, slots=True)
class Advice:
    """What speaks for a candidate and what against it.

    Attributes
    ----------
    reason, warning : str
        Sentences; the reason is empty where no property of its components helps.
    """

    reason: str
    warning: str


def advice(cell: Cell, predictor: CellPredictor, name: str) -> Advice:
    """Reason and warning of a candidate.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    name : str
        The quantity that is wanted.
    """
    batch = CellBatch.from_cells([cell])
    features = predictor.featurize(batch)
    (row,) = predictor.predict(batch).to_dict("records")
    explained = explain_targets(cell, batch, features, predictor, row)[name]
    sign = explained.quantity.sign
    helps = [one for one in explained.features if _is_chemical(one) and one.contribution * sign > 0]
    known = evidence_of(cell, features, predictor, row)
    return Advice(helps[0].sentence if helps else "", _warning(row, [c for one in known for c in one.contradictions]))


def _is_chemical(effect: FeatureEffect) -> bool:
    return effect.cause not in _NOT_CHEMISTRY and effect.group not in _NOT_CHEMICAL_GROUPS


def _warning(row: Mapping[Any, Any], contradictions: list[str]) -> str:
    """The gravest that is known against a prediction."""
    if row["guard"]:
        return f"Cannot work: {row['guard'][0]}."
    if row["domain_reasons"]:
        return f"{title(row['domain_reasons'][0])}."
    if contradictions:
        return f"A near published cell speaks against it: {contradictions[0]}."
    rare = [text for text in row["made"] if "no known cell" in text or "in 1 " in text]
    if rare:
        return f"Hardly tested: {rare[0]}."
    return "Nothing is known against it but the bounds."
