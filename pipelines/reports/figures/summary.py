"""The main figure of an explanation for a slide or a paper: scales and waterfalls of every quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....models.predictor.cell_predictor import CellPredictor
from ...explanation.known_cells import outcomes
from ...explanation.records import Explanation
from .scale import HEIGHT_IN, draw_scale
from .style import WIDTH_IN, house_style, new_figure, wrapped
from .waterfall import ENDS, draw_waterfall, waterfall_height

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@house_style
def summary(explanation: Explanation, predictor: CellPredictor) -> Figure:
    """Draw the cell's text, then for each quantity its scale and its waterfall by component."""
    targets = list(explanation.targets.values())
    heights = [h for t in targets for h in (HEIGHT_IN, waterfall_height(t.components))]
    title = wrapped(explanation.cell, 76)
    figure = new_figure(WIDTH_IN, sum(heights) + 0.3 + 0.2 * title.count("\n"), aligned=True)
    panels = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False).ravel()
    for place, target in enumerate(targets):
        draw_scale(panels[2 * place], target, outcomes(predictor.evidence.frame, target.quantity))
        ends = (target.base, target.median)
        draw_waterfall(panels[2 * place + 1], target.components, target.quantity, ends, ENDS)
    figure.suptitle(title, x=0.02, ha="left", fontsize=10, weight="bold")
    return figure
