"""Explain one prediction: what was understood, what is predicted, why, what if, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping

from ...data.batch.cells import CellBatch
from ...data.cell import Cell, format_cell
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.target import DEFAULT_LEVEL
from .chances import chances_of
from .changes.suggestions import suggestions
from .changes.sweeps import sweeps
from .changes.what_if import what_if
from .evidence import evidence_of
from .further import with_further
from .known_cells import KnownCells
from .limits import limits_of
from .records import Explanation
from .understood import assumptions_of, components_of
from .why import explain_targets


def explain(
    cell: Cell,
    predictor: CellPredictor,
    *,
    level: float = DEFAULT_LEVEL,
    known: KnownCells | None = None,
    further: Mapping[str, object] | None = None,
) -> Explanation:
    """Explain a cell's prediction.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    level : float
        Level of the bounds.
    known : KnownCells, optional
        The predictor's known cells, where they have been read already.
    further : dict, optional
        Values of the further columns of a lab's table, for the cell and all its variations; what is left out is not
        known.

    Returns
    -------
    Explanation

    Raises
    ------
    NacreError
        Where the model has no such further column.
    """
    predictor = with_further(predictor, further)
    batch = CellBatch.from_cells([cell])
    features = predictor.featurize(batch)
    (row,) = predictor.predict(batch, level=level).to_dict("records")
    known = known or KnownCells.of(predictor)
    return Explanation(
        cell=format_cell(cell),
        level=level,
        guard=list(row["guard"]),
        components=components_of(cell, batch),
        assumptions=assumptions_of(cell, batch),
        targets=explain_targets(cell, batch, features, predictor, row),
        chances=chances_of(features, predictor),
        what_if=what_if(cell, predictor, known, row, level=level),
        sweeps=sweeps(cell, predictor, level=level),
        suggestions=suggestions(cell, predictor, known, row, level=level),
        domain=str(row["domain"]),
        domain_reasons=list(row["domain_reasons"]),
        evidence=evidence_of(cell, features, predictor, row),
        limits=limits_of(cell, features, predictor, known, row, level=level),
        model=predictor.plain_info,
    )
