"""What each choice of a finished screen does: components, amounts and test conditions, one axis at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from ...data.quantity import Quantity
from ...pipelines.screening.choice_tables import MAX_CHOICES, choice_column, choice_tables
from ...pipelines.text import title
from ..shared.markup import small, table


def show_choices(file: Path, ranked: Sequence[Quantity], run: str) -> None:
    """Show a table for the axis that is chosen; nothing where the space left no choice.

    Parameters
    ----------
    file : Path
        The table of choices of the screen.
    ranked : sequence of Quantity
        The objectives, the most important first.
    run : str
        Of which screen, for the key of the menu.
    """
    tables = choice_tables(pd.read_csv(file, dtype={"axis": str, "choice": str}), ranked)
    if not tables:
        return
    st.header("What each choice does", anchor=False)
    axis = st.segmented_control(
        "Of the space's", list(tables), default=next(iter(tables)), required=True, format_func=title,
        key=f"choices_{run}",
    )  # fmt: skip
    rows = tables[axis or next(iter(tables))]
    columns = [choice_column(own) for own in ranked]
    heads = [f"{one['name']}{', ' + one['word'] if one['word'] else ''}{one['label'][len(one['name']) :]}"
             for one in columns]  # fmt: skip
    lines = [(row["choice"], f"{row['candidates']:,}", *row["figures"]) for row in rows]
    st.html(table(("choice", "candidates", *heads), lines, f"{title(axis or '')}: medians of all candidates"))
    cut = f" The {MAX_CHOICES} best are shown; choices.csv holds all." if len(rows) == MAX_CHOICES else ""
    small(f"Associations over this space, not effects: what else stands beside a choice counts too.{cut}")
