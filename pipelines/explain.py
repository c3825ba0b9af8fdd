"""Explain one prediction: what was understood, what is predicted, why, what if, and on what evidence."""

from __future__ import annotations

from ..data.batch import CellBatch
from ..data.cell import Cell
from ..data.notation import format_cell
from ..features.cell import featurize
from ..models.effects import effect_text
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from .explanation.evidence import evidence_of
from .explanation.known import KnownCells
from .explanation.limits import limits_of
from .explanation.records import Explanation
from .explanation.suggestions import suggestions
from .explanation.sweeps import sweeps
from .explanation.understood import assumptions_of, components_of
from .explanation.what_if import what_if
from .explanation.why import explain_targets
from .report_view import words_of


def explain(
    cell: Cell, predictor: CellPredictor, *, level: float = DEFAULT_LEVEL, known: KnownCells | None = None
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
    """
    batch = CellBatch.from_cells([cell])
    features = featurize(batch)
    (row,) = predictor.predict(batch, level=level).to_dict("records")
    known = known or KnownCells.of(predictor)
    return Explanation(
        cell=format_cell(cell),
        level=level,
        components=components_of(cell, batch),
        assumptions=assumptions_of(cell, batch),
        targets=explain_targets(cell, batch, features, predictor, row),
        what_if=what_if(cell, predictor, known, row, level=level),
        sweeps=sweeps(cell, predictor, level=level),
        suggestions=suggestions(cell, predictor, known, row, level=level),
        domain=str(row["domain"]),
        domain_reasons=list(row["domain_reasons"]),
        evidence=evidence_of(cell, features, predictor, row),
        limits=limits_of(cell, features, predictor, known, row, level=level),
        model=predictor.plain_info,
    )


def summary_lines(explanation: Explanation) -> list[str]:
    """The explanation in a few lines of plain text, for a terminal."""
    lines = [explanation.cell]
    words = words_of(explanation)
    for name, target in explanation.targets.items():
        lines.append(f"{name}: {words[name].median} ({words[name].bound})")
        parts = [f"{part.label} {effect_text(part.contribution, target.quantity)}" for part in target.components]
        lines.append("  " + "; ".join(parts))
    if explanation.suggestions:
        best = explanation.suggestions[0]
        told = ", ".join(f"{name} {outcome.text}" for name, outcome in best.outcomes.items())
        lines.append(f"worth a try: {best.change} ({told})")
    return lines
