"""A lab's own cells: measured against predicted, before and after, with bars over replicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .style import BETTER, NEUTRAL, WIDTH_IN, WORSE, house_style, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@house_style
def measured_against_predicted(cells: pd.DataFrame) -> Figure:
    """Each group of replicates once for the champion and once for the challenger, their formulation left out.

    Parameters
    ----------
    cells : DataFrame
        Rows of one quantity, as of `OwnContest.cells`.

    Returns
    -------
    Figure
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    figure = new_figure(WIDTH_IN, 3.6, aligned=True)
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    shown = np.where(np.isfinite(cells["upper"]), cells["upper"], cells["lower"])
    seen = cells.assign(shown=np.where(cells["lower"] > 0, np.minimum(shown, cells["lower"].clip(lower=1e-9)), shown))
    seen["survived"] = ~np.isfinite(cells["upper"])
    groups = seen.groupby("replicate", sort=False)
    middle, low, high = groups["shown"].median(), groups["shown"].min(), groups["shown"].max()
    survived = groups["survived"].any().to_numpy()
    every = np.concatenate([seen["shown"], seen["champion"], seen["challenger"]])
    ends = [every.min() / 1.4, every.max() * 1.4]
    for axis, side, title in zip(panels, ("champion", "challenger"), ("before", "after"), strict=True):
        guess = groups[side].median().to_numpy()
        axis.plot(ends, ends, color=NEUTRAL, lw=1)
        for chosen, color, marker, word in (
            (~survived, BETTER, "o", "failed"), (survived, WORSE, "^", "still running"),
        ):  # fmt: skip
            if chosen.any():
                bars = np.stack([middle - low, high - middle])[:, chosen]
                axis.errorbar(
                    guess[chosen], middle[chosen], yerr=bars, fmt=marker, ms=5, color=color, lw=1, capsize=2, label=word
                )
        axis.set(xscale="log", yscale="log", xlim=ends, ylim=ends, title=title)
        axis.spines[["top", "right"]].set_visible(False)
        for scale in (axis.xaxis, axis.yaxis):
            scale.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            scale.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
            scale.set_minor_formatter(NullFormatter())
        axis.set_xlabel(f"predicted {cells['quantity'].iloc[0]} ({cells['unit'].iloc[0]})")
    panels[0].set_ylabel(f"measured ({cells['unit'].iloc[0]})")
    panels[0].legend(frameon=False, fontsize=8)
    return figure


@house_style
def learning_curve(cells: list[float], error: list[float]) -> Figure:
    """The error on formulations left out by the number of own cells that were learned from.

    Parameters
    ----------
    cells : list of float
    error : list of float
        Decades.

    Returns
    -------
    Figure
    """
    figure = new_figure(WIDTH_IN / 2, 2.6)
    axis = figure.subplots()
    axis.plot(cells, 10 ** np.array(error), marker="o", color=BETTER)
    axis.set(xlabel="own cells learned from", ylabel="mean factor off", ylim=(1.0, None), xlim=(0, None))
    axis.spines[["top", "right"]].set_visible(False)
    return figure
