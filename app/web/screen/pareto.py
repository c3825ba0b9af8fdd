"""The Pareto front as a plot to hover over: Vega-Lite, with the molecules of a candidate in its tooltip."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from ...data.notation.parse import parse_cell
from ...data.quantity import Quantity
from ...pipelines.reports.figures.cell_picture import data_uri, picture
from ...pipelines.reports.figures.front import DOMAINS, FrontAxis, FrontPlot
from ...pipelines.screening.front_plot import front_plot, spread

#: Points of a plot, so that it stays below 3 MB with a picture for each.
MAX_POINTS = 250


def show_front(front: pd.DataFrame, shortlist: pd.DataFrame, objectives: Sequence[Quantity]) -> None:
    """Show the plot, the shortlist marked in it; what it says stands in the tables as well.

    Parameters
    ----------
    front, shortlist : DataFrame
        As of `Screened`.
    objectives : sequence of Quantity
    """
    part = spread(front, MAX_POINTS)
    plot = front_plot(part, map(parse_cell, part["cell"]), objectives, medians=True)
    marked = shortlist.assign(place=[str(place) for place in range(1, len(shortlist) + 1)])
    titles = " and ".join(dict.fromkeys(axis.title for panel in plot.panels for axis in panel))
    alternative = f"Pareto front: {len(part)} candidates by {titles}; the tables below list each."
    for x, y in plot.panels:
        drawn: alt.Chart | alt.LayerChart | alt.FacetChart = chart(plot.points, x, y)
        if len(marked):  # the points above their rings, so that pointing at one shows its molecules
            ring, number = marks(marked, x, y)
            drawn = alt.layer(ring, drawn, number)
        st.altair_chart(drawn, width="stretch", alt=alternative)
    more = f" {len(part)} of {len(front):,} candidates are drawn." if len(part) < len(front) else ""
    logs = " The axes are logarithmic." if all(axis.log for panel in plot.panels for axis in panel) else ""
    st.caption(
        f"Medians, as the cards below give them. Rings with numbers are the shortlist. Point at a candidate to see its "
        f"molecules.{more} {_better(plot)} is better.{logs}"
    )


def _better(plot: FrontPlot) -> str:
    x, y = plot.panels[0]
    return f"{'Right' if x.sign > 0 else 'Left'} and {'up' if y.sign > 0 else 'down'}"


def chart(points: pd.DataFrame, x: FrontAxis, y: FrontAxis) -> alt.Chart:
    """One panel; candidates of the same molecules share a picture."""
    keys = [" ".join(names) for names in points["molecules"]]
    shared = {key: data_uri(picture(names)) for key, names in dict(zip(keys, points["molecules"], strict=True)).items()}
    pictures = pd.DataFrame({"picture": list(shared), "image": list(shared.values())})
    known = [name for name in DOMAINS if (points["domain"] == name).any()]
    colour = alt.Scale(domain=known, range=[DOMAINS[name][0] for name in known])
    legend = alt.Legend(title="domain", orient="bottom")
    panel: alt.Chart = (
        alt.Chart(points.drop(columns=["molecules", "reasons"]).assign(picture=keys))
        .transform_lookup("picture", from_=alt.LookupData(pictures, "picture", ["image"]))
        .mark_point(filled=True, opacity=0.85)
        .encode(
            x=alt.X(_field(x), title=x.title, scale=_scale(x)),
            y=alt.Y(_field(y), title=y.title, scale=_scale(y)),
            color=alt.Color("domain:N", scale=colour, legend=legend),
            shape=alt.Shape("domain:N", legend=legend),
            size=alt.Size("components:Q", scale=alt.Scale(range=[40, 160]), legend=None),
            tooltip=[
                alt.Tooltip("image:N"),
                alt.Tooltip("cell:N", title="cell"),
                alt.Tooltip("told:N", title="predicted"),
            ],
        )
        .properties(height=420)
    )
    return panel


def marks(shortlist: pd.DataFrame, x: FrontAxis, y: FrontAxis) -> tuple[alt.Chart, alt.Chart]:
    """Rings around the shortlist with the numbers of its cards.

    Parameters
    ----------
    shortlist : DataFrame
        With a column `place`.
    x, y : FrontAxis
    """
    points = alt.Chart(shortlist[["place", "cell", x.column, y.column]]).encode(
        x=alt.X(_field(x), scale=_scale(x), title=x.title), y=alt.Y(_field(y), scale=_scale(y), title=y.title)
    )
    told = [alt.Tooltip("place:N", title="shortlist"), alt.Tooltip("cell:N", title="cell")]
    ring = points.mark_point(shape="circle", filled=False, size=260, strokeWidth=2, color="#b4508e")
    number = points.mark_text(dx=15, dy=-12, fontSize=13, fontWeight="bold", color="#b4508e").encode(text="place:N")
    return ring.encode(tooltip=told), number


def _field(axis: FrontAxis) -> str:
    """The column as Vega-Lite names it; a lab's own name may hold what would be syntax."""
    return "".join(f"\\{mark}" if mark in ".[]:" else mark for mark in axis.column) + ":Q"


def _scale(axis: FrontAxis) -> alt.Scale:
    return alt.Scale(type="log" if axis.log else "linear", nice=False, padding=12, zero=False)
