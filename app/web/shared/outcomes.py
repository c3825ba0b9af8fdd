"""Where a cell stands among the known ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from ...pipelines.text import title
from .markup import plain

_Colour = Literal["green", "orange", "red"]
_DOMAIN: dict[str, tuple[str, str, _Colour, str]] = {
    "in": ("In the domain", ":material/check_circle:", "green", "published cells are similar"),
    "edge": ("At the edge of the domain", ":material/help:", "orange", ""),
    "out": ("Out of the domain", ":material/warning:", "red", ""),
}


def domain(where: str, reasons: Sequence[str]) -> None:
    """Where a cell stands among the known ones, with the reasons."""
    label, icon, colour, usual = _DOMAIN[where]
    st.badge(label, icon=icon, color=colour)
    if text := "; ".join(reasons) or usual:
        st.write(plain(f"{title(text)}."))
