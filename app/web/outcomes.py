"""Predicted quantities with their bounds, and where the cell stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from ..pipelines.explanation.records import Explanation
from ..pipelines.report_view import words_of
from .markup import plain

_DOMAIN: dict[str, tuple[str, str, Literal["green", "orange", "red"], str]] = {
    "in": ("In the domain", ":material/check_circle:", "green", "published cells are similar"),
    "edge": ("At the edge of the domain", ":material/help:", "orange", ""),
    "out": ("Out of the domain", ":material/warning:", "red", ""),
}


def outcomes(explanation: Explanation) -> None:
    """Medians with bounds as large figures, side by side, then the domain."""
    words = words_of(explanation)
    for place, told in zip(st.columns(len(words)), words.values(), strict=True):
        place.metric(told.name, told.median, border=True)
        place.caption(plain(told.bound))
    domain(explanation.domain, explanation.domain_reasons)


def domain(where: str, reasons: Sequence[str]) -> None:
    """Where a cell stands among the known ones, with the reasons."""
    label, icon, colour, usual = _DOMAIN[where]
    st.badge(label, icon=icon, color=colour)
    if told := "; ".join(reasons) or usual:
        st.write(plain(f"{told[:1].upper()}{told[1:]}."))
