"""Figures on a page: in the colours of its theme, and inside the page, so that no later run can take a file away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ...pipelines.reports.figures.style import theme_svg
from .frame import is_dark

if TYPE_CHECKING:
    from matplotlib.figure import Figure


#: Width of a figure in half a page (in); and the pixels that an inch takes at most: letters are as large as the text.
HALF_IN, _PX_PER_IN = 4.2, 105


def show_figure(figure: Figure, words: str) -> None:
    """Show a figure as wide as its place, at most so wide that its letters are those of the text.

    Parameters
    ----------
    figure : Figure
    words : str
        Its text alternative.
    """
    st.image(theme_svg(figure, dark=is_dark()), alt=words, width=round(_PX_PER_IN * figure.get_figwidth()))
