"""Waterfalls for half a page, a phone or print: labels stand above their bars, which get the whole width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ....data.quantity import Quantity
from ....models.attribution.effects import is_better, short_text
from ...explanation.records import Effect
from .style import (
    BETTER,
    COLUMN_IN,
    NEUTRAL,
    PREDICTED,
    WORSE,
    house_style,
    new_figure,
    plain_axes,
    tick_style,
    value_axis,
    wrapped,
)
from .waterfall import axis_label, stations

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Heights (in): a line of a label, a bar with the gaps around it, the axis below.
_LINE_IN, _BAR_IN, _AXIS_IN = 0.155, 0.19, 0.62
#: Characters of a label's line in `COLUMN_IN`, beside the number at its right.
_LABEL = 34


@house_style
def column_waterfall(
    effects: Sequence[Effect],
    quantity: Quantity,
    ends: tuple[float, float],
    words: tuple[str, str],
    *,
    width_in: float = COLUMN_IN,
) -> Figure:
    """A waterfall that is readable on a phone.

    Parameters
    ----------
    effects : sequence of Effect
        In the order from top to bottom.
    quantity : Quantity
    ends : tuple of float
        Value before the first and after the last effect, in the unit of the quantity.
    words : tuple of str
        What these two are called: "average cell", "this cell".
    width_in : float, optional
        Width (in).
    """
    across_label = round(_LABEL * width_in / COLUMN_IN)
    values = stations(effects, quantity, ends[0])
    labels = [words[0], *(wrapped(effect.label, across_label) for effect in effects), words[1]]
    numbers = [
        quantity.text(ends[0]),
        *(short_text(effect.contribution, quantity) for effect in effects),
        quantity.text(ends[1]),
    ]
    # The axis counts inches from the top, so that labels of several lines get the room that they need.
    heights = [_LINE_IN * (label.count("\n") + 1) + _BAR_IN for label in labels]
    tops = np.concatenate([[0.0], np.cumsum(heights)])
    bars = tops[1:] - _BAR_IN / 2
    figure = new_figure(width_in, float(tops[-1]) + _AXIS_IN)
    axes = figure.subplots()
    value_axis(axes, values, log=quantity.scale.kind == "log")
    across = axes.get_yaxis_transform()
    last = len(effects) + 1
    for row, (label, number) in enumerate(zip(labels, numbers, strict=True)):
        weight = "bold" if row == last else "normal"
        place: dict[str, Any] = {"transform": across, "va": "top", "weight": weight, "linespacing": 1.05}
        axes.text(0.0, tops[row], label, ha="left", **place)
        axes.text(1.0, tops[row], number, ha="right", **place)
    for row, effect in enumerate(effects):
        low, high = values[row], values[row + 1]
        color = BETTER if is_better(effect.contribution, quantity) else WORSE
        axes.barh(bars[row + 1], high - low, left=low, color=color, height=0.12, zorder=2)
        # No line leads from bar to bar: it would cross the labels. A mark shows where a step without width stands.
        axes.plot([low, low], [bars[row + 1] - 0.07, bars[row + 1] + 0.07], color=NEUTRAL, lw=0.8, zorder=1)
    axes.plot([values[0]] * 2, [bars[0] - 0.07, bars[0] + 0.07], color=NEUTRAL, lw=3, zorder=3)
    axes.plot([values[-1]] * 2, [bars[-1] - 0.07, bars[-1] + 0.07], color=PREDICTED, lw=4, zorder=3)
    axes.set_ylim(float(tops[-1]) + 0.04, 0.0)
    axes.set_yticks([])
    axes.set_xlabel(axis_label(quantity))
    plain_axes(axes)
    tick_style(axes, "x")
    return figure
