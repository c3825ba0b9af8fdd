"""What was understood of a cell: its components, drawn."""

from __future__ import annotations

import streamlit as st

from ...pipelines.explanation.records import Component, Explanation
from ...pipelines.reports.explanation_view import drawings
from ...pipelines.reports.figures.molecule import standalone
from ..shared.frame import is_dark
from ..shared.markup import plain, small


def understood(explanation: Explanation) -> None:
    """A card for each component, three in a row, and what was assumed."""
    drawn = drawings(explanation)
    parts = explanation.components
    for start in range(0, len(parts), 3):
        for place, part in zip(st.columns(3), parts[start : start + 3], strict=False):
            with place.container(border=True):
                picture = drawn.get(part.name)
                _card(part, picture.svg if picture else "", picture.text if picture else "")
    for words in explanation.assumptions:
        st.write(f":material/info: {plain(words)}")


def _card(part: Component, svg: str, words: str) -> None:
    st.write(f"**{plain(part.name)}** {plain(part.role)}{plain(f', {part.amount}') if part.amount else ''}")
    if svg:
        st.image(standalone(svg, dark=is_dark()), width=210, alt=f"Structure of {part.name}: {words}")
        small(words)
    lines = [part.full_name, part.kind, *(f"{name}: {value}" for name, value in part.properties.items()), part.remark]
    st.write("  \n".join(plain(line) for line in lines if line and line != part.name))
