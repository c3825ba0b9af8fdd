"""What was understood of a cell: its components, drawn."""

from __future__ import annotations

import streamlit as st

from ..pipelines.explanation.records import Component, Explanation
from ..pipelines.report_view import drawings
from .markup import plain

# The colours of the report's drawings, on white, since an image does not know the page's colours.
_STYLE = (
    "<style>.lumo{fill:#8cc4ea}.donor{fill:none;stroke:#c45500;stroke-width:2}</style>"
    '<rect width="100%" height="100%" rx="8" fill="#fff"/>'
)


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
        head, _, body = svg.partition(">")
        image = f"{head}>{_STYLE}{body}".replace("currentColor", "#000")
        st.image(image, width=210, alt=f"Structure of {part.name}: {words}")
        st.caption(plain(words))
    lines = [part.full_name, part.kind, *(f"{name}: {value}" for name, value in part.properties.items()), part.remark]
    st.write("  \n".join(plain(line) for line in lines if line and line != part.name))
