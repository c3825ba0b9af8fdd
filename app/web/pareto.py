"""The Pareto front as a plot to hover over: Vega-Lite, with the molecules of a candidate in its tooltip."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from ..pipelines.screen_results import Plot, plot_of

#: Colours that differ in lightness too; shapes tell the same.
_DOMAINS = {"in": "#0072B2", "edge": "#E69F00", "out": "#CC79A7"}


def show_front(front: pd.DataFrame) -> None:
    """Show the plot; what it says stands in the tables as well."""
    plot = plot_of(front)
    told = (
        f"Pareto front: {len(plot.points)} candidates by {plot.x_title} and {plot.y_title}; the tables below tell each."
    )
    st.altair_chart(_chart(plot), width="stretch", alt=told)
    more = f" {len(plot.points)} of {len(front):,} candidates are drawn." if len(plot.points) < len(front) else ""
    st.caption(f"Point at a candidate to see its molecules.{more} Right and down is better; both axes are logarithmic.")


def _chart(plot: Plot) -> alt.Chart:
    pictures = pd.DataFrame({"picture": list(plot.pictures), "image": list(plot.pictures.values())})
    known = [name for name in _DOMAINS if (plot.points["domain"] == name).any()]
    colour = alt.Scale(domain=known, range=[_DOMAINS[name] for name in known])
    chart: alt.Chart = (
        alt.Chart(plot.points)
        .transform_lookup("picture", from_=alt.LookupData(pictures, "picture", ["image"]))
        .mark_point(filled=True, opacity=0.85)
        .encode(
            x=alt.X("x:Q", title=plot.x_title, scale=alt.Scale(type="log", nice=False, padding=12)),
            y=alt.Y("y:Q", title=plot.y_title, scale=alt.Scale(type="log", nice=False, padding=12)),
            color=alt.Color("domain:N", scale=colour, legend=alt.Legend(title="domain", orient="bottom")),
            shape=alt.Shape("domain:N", legend=alt.Legend(title="domain", orient="bottom")),
            size=alt.Size("components:Q", scale=alt.Scale(range=[40, 160]), legend=None),
            tooltip=[
                alt.Tooltip("image:N"),
                alt.Tooltip("cell:N", title="cell"),
                alt.Tooltip("told:N", title="predicted"),
            ],
        )
        .properties(height=420)
    )
    return chart
