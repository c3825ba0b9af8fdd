"""What a notebook shows of results: importing this registers the views of explanations, comparisons and cards."""

from __future__ import annotations

from .comparison import render_fragment as comparison_html
from .component import render_fragment as card_html
from .explanation import render_fragment as explanation_html

__all__ = ["card_html", "comparison_html", "explanation_html"]
