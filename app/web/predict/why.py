"""Why a prediction is what it is: the waterfall with its numbers, and the known cells behind it."""

from __future__ import annotations

import streamlit as st

from ...models.attribution.effects import short_text
from ...pipelines.explanation.records import Effect, Explanation, TargetExplanation
from ...pipelines.reports.figures.style import file_bytes
from ...pipelines.reports.figures.waterfall import ENDS, waterfall
from ...pipelines.text import known_word, title
from ..shared.markup import Link, plain, table

#: Width of a waterfall (in): its letters stay readable in half a page and on a phone.
WATERFALL_IN = 5.2
_KINDS = {"by component": "components", "by cause": "causes", "by group of features": "groups"}


def why(explanation: Explanation) -> None:
    """The waterfall of each quantity, summed as the reader wants it, and the same in numbers and words."""
    kind = st.segmented_control("Summed", list(_KINDS), default="by component", required=True, key="why_kind")
    for place, (name, target) in zip(st.columns(len(explanation.targets)), explanation.targets.items(), strict=True):
        with place:
            st.subheader(plain(title(name)), anchor=False)
            effects: list[Effect] = getattr(target, _KINDS[kind or "by component"])
            st.image(_picture(target, effects), alt=f"Waterfall of {name}; the table below holds its numbers")
            with st.expander("The same in numbers and words"):
                rows = [(part.label, short_text(part.contribution, target.quantity), part.text) for part in effects]
                st.html(table(("part", "effect", "in words"), rows, f"What makes the {name}"))
                st.markdown("\n".join(f"- {plain(line)}" for line in target.sentences()))


def _picture(target: TargetExplanation, effects: list[Effect]) -> bytes:
    ends = target.base, target.median
    return file_bytes(waterfall(effects, target.quantity, ends, ENDS, width_in=WATERFALL_IN), ".png")


def evidence(explanation: Explanation) -> None:
    """The nearest known cells: what differs, what was measured, where it stands."""
    names = list(explanation.targets)
    word = known_word(target.quantity for target in explanation.targets.values())
    rows = [
        (
            f"{'this very cell: ' if known.is_same else ''}{known.cell}{' (doubtful)' if known.is_doubtful else ''}",
            *(known.outcomes[name] for name in names),
            "; ".join(known.differences) or "none",
            Link(known.doi, known.citation),
        )
        for known in explanation.evidence
    ]
    heads = (f"{word} cell", *names, "what differs", "source")
    st.html(table(heads, rows, f"The nearest {word} cells"))
    for line in (line for known in explanation.evidence for line in known.contradictions):
        st.warning(plain(line), icon=":material/warning:")


def limits(explanation: Explanation) -> None:
    """What the prediction cannot tell."""
    st.markdown("\n".join(f"- {plain(line)}" for line in explanation.limits))
