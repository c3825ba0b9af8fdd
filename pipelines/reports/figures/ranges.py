"""Cells side by side on one axis: each prediction with its bounds, and what was measured of near cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ....data.quantity import Quantity
from .style import DIM, INK, NEUTRAL, PREDICTED, WIDTH_IN, house_style, new_figure, plain_axes, tick_style, value_axis
from .waterfall import axis_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Range:
    """One cell of the figure, in the unit of the quantity.

    Attributes
    ----------
    label : str
    median : float
    lower, upper : float
        Bounds; NaN or infinite where there is none.
    measured : list of (float, str)
        Values of this very cell or its nearest ones, with their sign ("≥ ", "< ", …).
    """

    label: str
    median: float
    lower: float
    upper: float
    measured: list[tuple[float, str]]


@house_style
def ranges(cells: Sequence[Range], quantity: Quantity, *, width_in: float = WIDTH_IN) -> Figure:
    """Draw the cells from top to bottom.

    Parameters
    ----------
    cells : sequence of Range
    quantity : Quantity
    width_in : float, optional
    """
    figure = new_figure(width_in, 0.5 * len(cells) + 1.2)
    axes = figure.subplots()
    known = [value for cell in cells for value, _ in cell.measured]
    medians = [cell.median for cell in cells]
    ends = [end for cell in cells for end in (cell.lower, cell.upper) if np.isfinite(end) and end > 0]
    value_axis(axes, [*medians, *known, *ends], log=quantity.scale.kind == "log")
    low, high = axes.get_xlim()
    for row, cell in enumerate(cells):
        left = cell.lower if np.isfinite(cell.lower) and cell.lower > 0 else low
        right = cell.upper if np.isfinite(cell.upper) else high
        axes.plot([left, right], [row, row], color=PREDICTED, lw=3, alpha=0.45, solid_capstyle="butt", zorder=2)
        axes.plot([cell.median], [row], "o", color=PREDICTED, ms=8, zorder=4)
        for value, sign in cell.measured:
            mark = ">" if sign.strip() in {"≥", ">"} else "<" if sign.strip() in {"≤", "<"} else "o"
            axes.plot([value], [row + 0.22], mark, mfc="none", mec=INK, ms=6, zorder=3)
        axes.axhline(row + 0.5, color=DIM, lw=0.3)
    axes.set_yticks(range(len(cells)))
    axes.set_yticklabels([cell.label for cell in cells])
    axes.set_ylim(len(cells) - 0.4, -0.6)
    axes.set_xlabel(axis_label(quantity))
    plain_axes(axes)
    tick_style(axes, "x")
    axes.tick_params(axis="y", colors=NEUTRAL, labelcolor=INK)
    return figure
