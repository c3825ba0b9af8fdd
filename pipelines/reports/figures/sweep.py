"""Curves: each quantity over an amount or a test condition, with its bound and the cell's own value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ....data.quantity import Quantity
from ...explanation.records import Sweep
from .style import BETTER, PREDICTED, WIDTH_IN, house_style, log_ticks, new_figure, tick_style
from .waterfall import axis_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_IN = 2.5


@house_style
def curves(sweep: Sweep, quantities: dict[str, Quantity]) -> Figure:
    """One panel a quantity."""
    figure = new_figure(WIDTH_IN, HEIGHT_IN * -(-len(quantities) // 2))
    panels = figure.subplots(-(-len(quantities) // 2), min(2, len(quantities)), squeeze=False).ravel()
    for axes, (target, quantity) in zip(panels, quantities.items(), strict=False):
        _panel(axes, sweep, target, quantity)
    for axes in panels[len(quantities) :]:
        axes.set_axis_off()
    return figure


def _panel(axes: Axes, sweep: Sweep, target: str, quantity: Quantity) -> None:
    x = np.array(sweep.points)
    median, bound = np.array(sweep.medians[target]), np.array(sweep.bounds[target])
    inside = np.array([where != "out" for where in sweep.domain])
    log = quantity.scale.kind == "log"
    shown = np.isfinite(bound) & ((bound > 0) | (not log))
    if shown.any():
        axes.fill_between(x, median, bound, where=shown, color=BETTER, alpha=0.15, lw=0)
        axes.plot(x[shown], bound[shown], color=BETTER, lw=1.2, ls=(0, (4, 2)))
    axes.plot(x, median, color=BETTER, lw=2)
    axes.plot(x[inside], median[inside], "o", color=BETTER, ms=3.5)
    axes.plot(x[~inside], median[~inside], "o", mfc="none", mec=BETTER, ms=4.5)
    if sweep.stated is not None:
        own = median[sweep.points.index(sweep.stated)] if sweep.stated in sweep.points else np.nan
        axes.axvline(sweep.stated, color=PREDICTED, lw=1, zorder=0)
        axes.plot([sweep.stated], [own], "D", color=PREDICTED, ms=6, zorder=5)
    if not sweep.unit.startswith("% "):
        axes.set_xscale("log")
        log_ticks(axes, "x", float(x.max() / x.min()))
    values = np.concatenate([median, bound[shown]])
    if log:
        axes.set_yscale("log")
        low, high = float(values.min()), float(values.max())
        middle = np.sqrt(low * high)
        # A flat curve is drawn flat: the axis always spans a factor of three.
        axes.set_ylim(min(low / 1.15, middle / 1.8), max(high * 1.15, middle * 1.8))
        log_ticks(axes, "y", axes.get_ylim()[1] / axes.get_ylim()[0])
    axes.set_xlabel(f"{sweep.label} ({sweep.unit})")
    axes.set_ylabel(axis_label(quantity).removesuffix(", log scale"))
    axes.spines[["top", "right"]].set_visible(False)
    tick_style(axes)
