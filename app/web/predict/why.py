"""Why a prediction is what it is: the waterfall with its numbers, and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ...models.attribution.effects import short_text
from ...pipelines.explanation.records import Effect, Explanation, TargetExplanation
from ...pipelines.reports.figures.column import column_waterfall
from ...pipelines.reports.figures.waterfall import ENDS
from ...pipelines.text import title
from ..shared.drawn import HALF_IN, show_figure
from ..shared.markup import plain, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_KINDS = {"by component": "components", "by cause": "causes", "by group of features": "groups"}


def why(explanation: Explanation) -> None:
    """The waterfall of each quantity, summed as the reader wants it, and the same in numbers and words."""
    kind = st.segmented_control("Summed", list(_KINDS), default="by component", required=True, key="why_kind")
    for place, (name, target) in zip(st.columns(len(explanation.targets)), explanation.targets.items(), strict=True):
        with place:
            st.subheader(plain(title(name)), anchor=False)
            effects: list[Effect] = getattr(target, _KINDS[kind or "by component"])
            show_figure(_drawn(target, effects), f"Waterfall of {name}; the table below holds its numbers")
            with st.expander("The same in numbers and words"):
                rows = [(part.label, short_text(part.contribution, target.quantity), part.text) for part in effects]
                st.html(table(("part", "effect", "in words"), rows, f"What makes the {name}"))
                st.markdown("\n".join(f"- {plain(line)}" for line in target.sentences()))


def _drawn(target: TargetExplanation, effects: list[Effect]) -> Figure:
    return column_waterfall(effects, target.quantity, (target.base, target.median), ENDS, width_in=HALF_IN)


def limits(explanation: Explanation) -> None:
    """What the prediction cannot tell."""
    st.markdown("\n".join(f"- {plain(line)}" for line in explanation.limits))
