"""Waterfalls: from the model's base to the prediction, one bar a component, group or cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ....data.arrays import Floats
from ....data.quantity import Quantity
from ....models.attribution.effects import is_better, short_text, value_at
from ...explanation.records import Effect
from .style import (
    BETTER,
    LINE,
    NEUTRAL,
    PREDICTED,
    WIDTH_IN,
    WORSE,
    house_style,
    new_figure,
    plain_axes,
    tick_style,
    value_axis,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: What the ends of a waterfall are called.
ENDS = ("average cell", "this cell")


@house_style
def waterfall(
    effects: Sequence[Effect],
    quantity: Quantity,
    ends: tuple[float, float],
    words: tuple[str, str],
    *,
    width_in: float = WIDTH_IN,
) -> Figure:
    """A waterfall.

    Parameters
    ----------
    effects : sequence of Effect
        In the order from top to bottom.
    quantity : Quantity
    ends : tuple of float
        Value before the first and after the last effect.
    words : tuple of str
        What these two are called: "average cell", "this cell".
    width_in : float, optional
        Width (in); the narrower, the larger the letters where the figure is scaled to a column.
    """
    figure = new_figure(width_in, waterfall_height(effects))
    draw_waterfall(figure.subplots(), effects, quantity, ends, words)
    return figure


def waterfall_height(effects: Sequence[Effect]) -> float:
    """Height (in) that a waterfall needs: more for labels of several lines."""
    lines = sum(wrapped(effect.label).count("\n") + 1 for effect in effects)
    return 0.17 * len(effects) + 0.17 * lines + 1.35


def stations(effects: Sequence[Effect], quantity: Quantity, first: float) -> Floats:
    """Values between the effects, from before the first to after the last.

    Parameters
    ----------
    effects : sequence of Effect
        n effects, in order.
    quantity : Quantity
    first : float
        Value before the first effect, in the unit of the quantity.

    Returns
    -------
    float64 array of shape (n + 1,)
        In the unit of the quantity.
    """
    start = float(np.log(quantity.scale.positive(first)))
    positions = start + np.concatenate([[0.0], np.cumsum([effect.contribution for effect in effects])])
    return np.array([value_at(position, quantity) for position in positions])


def draw_waterfall(
    axes: Axes, effects: Sequence[Effect], quantity: Quantity, ends: tuple[float, float], words: tuple[str, str]
) -> None:
    """Draw a waterfall on given axes; see `waterfall`.

    Parameters
    ----------
    axes : Axes
        What is drawn on.
    effects : sequence of Effect
        The steps, in order.
    quantity : Quantity
    ends : (float, float)
        Values of the first and the last bar, in the unit of the quantity.
    words : (str, str)
        Their labels.
    """
    values = stations(effects, quantity, ends[0])
    rows = np.arange(1, len(effects) + 1)
    last = len(effects) + 1
    colors = [BETTER if is_better(effect.contribution, quantity) else WORSE for effect in effects]
    axes.barh(rows, values[1:] - values[:-1], left=values[:-1], color=colors, height=0.6, zorder=2)
    for row, value in enumerate(values):
        axes.plot([value, value], [row - 0.3, row + 1.3], color=LINE, lw=0.8, zorder=1)
    axes.plot([values[0]] * 2, [-0.38, 0.38], color=NEUTRAL, lw=3, zorder=3)
    axes.plot([values[-1]] * 2, [last - 0.38, last + 0.38], color=PREDICTED, lw=4, zorder=3)
    value_axis(axes, values, log=quantity.scale.kind == "log")
    _texts(axes, effects, quantity, ends)
    axes.set_yticks([0, *rows, last])
    axes.set_yticklabels([words[0], *(wrapped(effect.label) for effect in effects), words[1]])
    axes.get_yticklabels()[-1].set_fontweight("bold")
    axes.set_ylim(last + 0.6, -0.6)
    axes.set_xlabel(axis_label(quantity))
    plain_axes(axes)


def _texts(axes: Axes, effects: Sequence[Effect], quantity: Quantity, ends: tuple[float, float]) -> None:
    """Numbers to the right of the axes, clear of the bars."""
    at = axes.get_yaxis_transform()
    for row, effect in enumerate(effects, start=1):
        shown = short_text(effect.contribution, quantity)
        axes.text(1.02, row, shown, transform=at, va="center", ha="left", fontsize=9, clip_on=False)
    for row, value, weight in ((0, ends[0], "normal"), (len(effects) + 1, ends[1], "bold")):
        axes.text(1.02, row, quantity.text(value), transform=at, va="center", ha="left", weight=weight, clip_on=False)
    tick_style(axes, "x")


def axis_label(quantity: Quantity) -> str:
    """Name and unit of a quantity, with a word on the scale."""
    return f"{quantity.label}{', log scale' if quantity.scale.kind == 'log' else ''}"
