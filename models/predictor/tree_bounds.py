"""Which predictions can be bounded in parts of a space: those of trees alone."""

from __future__ import annotations

from collections.abc import Sequence

from ...data.quantity import Quantity
from ..estimators.booster import IntervalBooster
from ..estimators.tree_ranges import MAX_DEPTH, TreeRanges
from .cell_predictor import CellPredictor


def trees_of(predictor: CellPredictor, quantity: Quantity) -> TreeRanges | None:
    """The trees of a quantity; None where something else than trees of moderate depth predicts it as well.

    Parameters
    ----------
    predictor : CellPredictor
    quantity : Quantity

    Returns
    -------
    TreeRanges or None
    """
    target = predictor.target(quantity.name)
    if target.lab is not None or not isinstance(target.booster, IntervalBooster):
        return None
    return TreeRanges.of(target.booster)


def unbounded(predictor: CellPredictor, objectives: Sequence[Quantity]) -> str:
    """Why predictions cannot be bounded, for a sentence; empty where they can.

    Parameters
    ----------
    predictor : CellPredictor
    objectives : sequence of Quantity

    Returns
    -------
    str
    """
    for own in objectives:
        target = predictor.target(own.name)
        if target.lab is not None:
            return f"what a lab's own cells add to the {own.name} comes from a Gaussian process"
        if not isinstance(target.booster, IntervalBooster):
            return f"the {own.name} is predicted by a Gaussian process among others, as that of small tables is"
        if trees_of(predictor, own) is None:
            return f"the {own.name} is predicted by trees of more than {MAX_DEPTH} levels"
    return ""
