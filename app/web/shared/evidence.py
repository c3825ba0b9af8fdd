"""The known cells behind a prediction, before it."""

from __future__ import annotations

import streamlit as st

from ...pipelines.explanation.records import Explanation, Known
from ...pipelines.text import known_word, short_citation, title
from .markup import Link, Noted, table

#: Cells that are shown at once; the rest is folded.
FIRST = 3


def evidence(explanation: Explanation) -> None:
    """Show this very cell where it is known, then the nearest: what was measured, what differs, where it stands."""
    names = list(explanation.targets)
    word = known_word(target.quantity for target in explanation.targets.values())
    same = [known for known in explanation.evidence if known.is_same]
    shown = [*same, *(known for known in explanation.evidence if not known.is_same)]
    what = (
        f"{title(word)}: this very cell, then the nearest" if same else f"Not {word} itself; the nearest {word} cells"
    )
    heads = (f"{word} cell", *names, "source")
    st.html(table(heads, _rows(shown[:FIRST], names), what))
    if rest := shown[FIRST:]:
        with st.expander(f"{len(rest)} further near cells"):
            st.html(table(heads, _rows(rest, names), "Further evidence"))


def _rows(cells: list[Known], names: list[str]) -> list[tuple[object, ...]]:
    return [
        (
            Noted(f"{known.cell}{' (doubtful)' if known.is_doubtful else ''}", _notes(known)),
            *(known.outcomes[name] for name in names),
            Link(known.doi, short_citation(known.citation)),
        )
        for known in cells
    ]


def _notes(known: Known) -> list[str]:
    """What differs from the cell that is asked for, and what contradicts the prediction."""
    differs = "this very cell" if known.is_same else "; ".join(known.differences)
    return [*([differs] if differs else []), *(f"⚠ {line}" for line in known.contradictions)]
