"""The Pareto front of a screen: a point for each candidate, by its domain and its number of components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ....data.arrays import Ints
from .style import BETTER, DIM, LINE, NEUTRAL, WIDTH_IN, log_ticks, new_figure, tick_style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: For each domain colour, marker, and what it is called; they differ in lightness and shape too.
DOMAINS = {
    "in": (BETTER, "o", "inside the domain"),
    "edge": ("#e69f00", "D", "at its edge"),
    "out": (NEUTRAL, "s", "out of it: an extrapolation"),
}
_HEIGHT_IN = 4.0
#: More than this between the ends of a log axis needs no ticks within a decade.
_MARGIN = 1.07


@dataclass(frozen=True)
class FrontAxis:
    """One axis of the plot.

    Attributes
    ----------
    column : str
        Of `FrontPlot.points`.
    title : str
    log : bool
    sign : int
        +1 where higher is better, -1 where lower is.
    """

    column: str
    title: str
    log: bool
    sign: int

    @property
    def scale_word(self) -> str:
        """What the title adds about the scale."""
        return f"{self.title}, log scale" if self.log else self.title


@dataclass(frozen=True)
class FrontPlot:
    """Candidates of a front as points; page and web page draw the same.

    Attributes
    ----------
    points : DataFrame
        `cell`, `domain`, `components`, `told` (its predictions in a sentence), `reasons` (of the domain), `molecules`
        (names), and the columns of the axes.
    panels : tuple of (FrontAxis, FrontAxis)
        Horizontal and vertical axis of each panel.
    """

    points: pd.DataFrame
    panels: tuple[tuple[FrontAxis, FrontAxis], ...]

    def trade(self, x: FrontAxis, y: FrontAxis) -> Ints:
        """Places of the points that no other beats on two axes alone, the best on the first one first."""
        costs = [-axis.sign * self.points[axis.column].to_numpy(dtype=np.float64) for axis in (x, y)]
        order = np.lexsort((costs[1], costs[0]))
        lowest = np.minimum.accumulate(costs[1][order])
        return order[np.diff(lowest, prepend=np.inf) < 0] if len(order) else order


def front(plot: FrontPlot) -> Figure:
    """The points of a front; each is a link to `#point-N`, N its place in the table, so that a page can react."""
    figure = new_figure(WIDTH_IN, _HEIGHT_IN * len(plot.panels))
    for axes, (x, y) in zip(figure.subplots(len(plot.panels), squeeze=False)[:, 0], plot.panels, strict=True):
        _draw(axes, plot, x, y)
    return figure


def _draw(axes: Axes, plot: FrontPlot, x: FrontAxis, y: FrontAxis) -> None:
    axes.grid(color=LINE, lw=0.6)
    axes.set_axisbelow(True)
    points = plot.points
    best = points.iloc[plot.trade(x, y)]
    axes.plot(best[x.column], best[y.column], color=DIM, lw=1, ls=(0, (4, 3)), zorder=2)
    for domain, (color, marker, _) in DOMAINS.items():
        places = np.flatnonzero(points["domain"] == domain)
        part = points.iloc[places]
        dots = axes.scatter(
            part[x.column], part[y.column], s=8.0 * part["components"] + 4.0, color=color, marker=marker, alpha=0.85,
            linewidths=0, zorder=3,
        )  # fmt: skip
        dots.set_urls([f"#point-{place}" for place in places])
    for which, axis in (("x", x), ("y", y)):
        _scale(axes, which, axis, points)
    tick_style(axes)
    axes.spines[["top", "right"]].set_visible(False)


def _scale(axes: Axes, which: str, axis: FrontAxis, points: pd.DataFrame) -> None:
    getattr(axes, f"set_{which}label")(axis.scale_word)
    if not axis.log or not len(points):
        return
    low, high = points[axis.column].min() / _MARGIN, points[axis.column].max() * _MARGIN
    getattr(axes, f"set_{which}scale")("log")
    getattr(axes, f"set_{which}lim")(low, high)
    log_ticks(axes, which, high / low)
