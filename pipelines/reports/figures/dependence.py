"""Dependence plots: a feature's contribution over its value, with the density of the data below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ....data.arrays import Ints
from ....data.quantity import Quantity
from ...explanation.overall import Usage
from .style import BETTER, DIM, INK, LINE, NEUTRAL, WIDTH_IN, house_style, log_ticks, new_figure, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 3
_BINS = 16
#: More dots than this make a page heavy and tell no more; the bars below count all cells.
DOTS = 150
#: Values that span more than this factor are drawn on a log axis.
_WIDE = 100.0


@house_style
def dependence(uses: list[Usage], quantity: Quantity) -> Figure:
    """One panel a feature: dots are known cells, bars below tell how many there are; no cells, no knowledge."""
    rows = -(-len(uses) // _COLUMNS)
    figure = new_figure(WIDTH_IN, 2.9 * rows, aligned=True)
    panels = figure.subplots(2 * rows, _COLUMNS, height_ratios=[3.0, 0.8] * rows, squeeze=False)
    for place in range(rows * _COLUMNS):
        row, column = divmod(place, _COLUMNS)
        above, below = panels[2 * row][column], panels[2 * row + 1][column]
        if place < len(uses):
            _panel(above, below, uses[place], quantity)
        else:
            above.set_axis_off()
            below.set_axis_off()
    return figure


def evenly(count: int) -> Ints:
    """Which of so many cells are drawn: all, or `DOTS` of them evenly spaced.

    Parameters
    ----------
    count : int

    Returns
    -------
    int64 array of shape (at most `DOTS`,)
    """
    return np.unique(np.linspace(0, max(count - 1, 0), min(count, DOTS)).astype(np.int64))


def _panel(above: Axes, below: Axes, use: Usage, quantity: Quantity) -> None:
    values, parts = np.array(use.values), np.array(use.contributions)
    above.axhline(0.0, color=LINE, lw=1)
    drawn = evenly(len(values))
    above.plot(values[drawn], parts[drawn], "o", color=BETTER, ms=3.2, alpha=0.6, mew=0)
    low, high = float(values.min()), float(values.max())
    # Currents and capacities are crowded at the low end.
    is_wide = low > 0 and high / low > _WIDE
    below.hist(values, bins=np.geomspace(low, high, _BINS).tolist() if is_wide else _BINS, color=NEUTRAL)
    if is_wide:
        for axes in (above, below):
            axes.set_xscale("log")
        log_ticks(below, "x", high / low)
    else:
        below.locator_params(axis="x", nbins=4)
    below.set_xlim(above.get_xlim())
    above.tick_params(axis="x", which="both", labelbottom=False)
    below.set_yticks([])
    unit = f" ({use.unit})" if use.unit else ""
    below.set_xlabel(wrapped(f"{use.label}{unit}", 26), fontsize=8.5)
    _effect_ticks(above, quantity)
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(color=DIM, labelcolor=INK, labelsize=8)


def _effect_ticks(axes: Axes, quantity: Quantity) -> None:
    """Contributions as what they mean: factors, or differences of a linear quantity."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from ....models.attribution.effects import effect

    mark = "" if quantity.scale.kind == "linear" else "× "
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda part, _: f"{mark}{effect(part, quantity):.2f}"))
