"""Predicted quantities with their bounds, and where the cell stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from ...pipelines.explanation.chances import chances_text
from ...pipelines.explanation.records import Explanation
from ...pipelines.reports.explanation_view import words_of
from ...pipelines.text import title
from .markup import plain, small

_Colour = Literal["green", "orange", "red"]
_DOMAIN: dict[str, tuple[str, str, _Colour, str]] = {
    "in": ("In the domain", ":material/check_circle:", "green", "published cells are similar"),
    "edge": ("At the edge of the domain", ":material/help:", "orange", ""),
    "out": ("Out of the domain", ":material/warning:", "red", ""),
}


def outcomes(explanation: Explanation) -> None:
    """Medians with bounds as large figures, side by side, then the domain."""
    words = words_of(explanation)
    for place, texts in zip(st.columns(len(words)), words.values(), strict=True):
        place.metric(texts.name, texts.median, border=True)
        with place:
            small(texts.bound)
    for name, chances in explanation.chances.items():
        small(chances_text(chances, explanation.targets[name].quantity.unit))
    domain(explanation.domain, explanation.domain_reasons)


def domain(where: str, reasons: Sequence[str]) -> None:
    """Where a cell stands among the known ones, with the reasons."""
    label, icon, colour, usual = _DOMAIN[where]
    st.badge(label, icon=icon, color=colour)
    if text := "; ".join(reasons) or usual:
        st.write(plain(f"{title(text)}."))
