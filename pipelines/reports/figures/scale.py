"""Scales: the prediction and its bounds above the known outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...explanation.known_cells import Outcomes
from ...explanation.records import TargetExplanation
from ...text import is_bound, known_word
from .style import COLUMN_IN, NEUTRAL, PREDICTED, WIDTH_IN, house_style, new_figure, tick_style, value_axis
from .waterfall import axis_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_IN = 1.7


@house_style
def scale(target: TargetExplanation, known: Outcomes, *, width_in: float = WIDTH_IN) -> Figure:
    """The prediction, its bounds and the known outcomes as dots.

    Parameters
    ----------
    target : TargetExplanation
    known : Outcomes
    width_in : float, optional
        Width (in).
    """
    figure = new_figure(width_in, HEIGHT_IN if width_in > COLUMN_IN else HEIGHT_IN + 0.1)
    draw_scale(figure.subplots(), target, known, legend_columns=4 if width_in > COLUMN_IN else 2)
    return figure


def draw_scale(axes: Axes, target: TargetExplanation, known: Outcomes, *, legend_columns: int = 4) -> None:
    """Draw a scale on given axes; outcomes known from one side only are hollow.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    target : TargetExplanation
    known : Outcomes
    legend_columns : int, optional
        Entries of the legend in a line.
    """
    stated = ~np.isnan(known.value)
    values, one_sided = known.value[stated], known.one_sided[stated]
    word = known_word([target.quantity])
    # Dots are spread so that they can be told apart; the same every time.
    spread = np.random.default_rng(0).uniform(-0.3, 0.3, len(values))
    axes.scatter(values[~one_sided], spread[~one_sided], s=18, color=NEUTRAL, alpha=0.8, lw=0, label=word, zorder=2)
    axes.scatter(
        values[one_sided], spread[one_sided], s=18, facecolors="none", edgecolors=NEUTRAL, alpha=0.9,
        label=f"{word}, one-sided", zorder=2,
    )  # fmt: skip
    axes.plot([target.median] * 2, [-0.5, 0.5], color=PREDICTED, lw=4, label="prediction", zorder=4)
    shown = [*values, target.median]
    bounds = [b for side in target.quantity.sides if is_bound(b := target.bounds[side], target.quantity, side)]
    for place, bound in enumerate(bounds):
        label = "bound" if place == 0 else None
        axes.plot([target.median, bound], [0, 0], color=PREDICTED, lw=1.6, ls=(0, (4, 2)), label=label, zorder=3)
        axes.plot([bound] * 2, [-0.22, 0.22], color=PREDICTED, lw=1.6, zorder=3)
        shown.append(bound)
    value_axis(axes, shown, log=target.quantity.scale.kind == "log")
    axes.set_xlabel(axis_label(target.quantity))
    axes.set_ylim(-0.6, 0.6)
    axes.set_yticks([])
    tick_style(axes, "x")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False, fontsize=8.5, handlelength=1.8,
        ncols=legend_columns,
    )  # fmt: skip
