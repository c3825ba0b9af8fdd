"""Explain one prediction: what was understood, what is predicted, why, what if, and on what evidence."""

from __future__ import annotations

from ..data.batch import CellBatch
from ..data.cell import Cell
from ..data.notation import format_cell
from ..features.cell import featurize
from ..models.effects import effect_text
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from .explanation.evidence import evidence_of
from .explanation.known import KnownCells, number_text
from .explanation.limits import limits_of
from .explanation.records import Explanation, TargetExplanation
from .explanation.suggestions import suggestions
from .explanation.sweeps import sweeps
from .explanation.understood import assumptions_of, components_of
from .explanation.what_if import what_if
from .explanation.why import explain_targets


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
    row = predictor.predict(batch, level=level).iloc[0].to_dict()
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
        model={k: v for k, v in predictor.info.items() if not isinstance(v, (list, dict))},
    )


def bound_text(target: TargetExplanation, level: float) -> str:
    """The bound on the side that hurts, in words: "at least 94 h at 90 %"."""
    percent = f"{100 * level:.0f} %"
    bound, quantity = target.bound, target.quantity
    is_open = bound in {float("inf"), float("-inf")} or (quantity.scale.kind == "log" and bound == 0)
    if is_open:
        return f"no bound at {percent}"
    word = "at least" if quantity.sides[0] == "lower" else "at most"
    return f"{word} {number_text(bound)} {quantity.unit}".rstrip() + f" at {percent}"


def summary_lines(explanation: Explanation) -> list[str]:
    """The explanation in a few lines of plain text, for a terminal."""
    lines = [explanation.cell]
    for name, target in explanation.targets.items():
        median = f"{number_text(target.median)} {target.quantity.unit}".rstrip()
        lines.append(f"{name}: {median} ({bound_text(target, explanation.level)})")
        parts = [f"{part.label} {effect_text(part.contribution, target.quantity)}" for part in target.components]
        lines.append("  " + "; ".join(parts))
    if explanation.suggestions:
        best = explanation.suggestions[0]
        told = ", ".join(f"{name} {outcome.text}" for name, outcome in best.outcomes.items())
        lines.append(f"worth a try: {best.change} ({told})")
    return lines
