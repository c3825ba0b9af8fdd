"""The known cells: filter them, read where each was published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ...data.files import csv_bytes
from ...data.measured.browse import matching, part_names
from ...data.measured.own import LAB
from ...data.measured.versions import Known, known_cells
from ...data.quantity import Quantity, Reading, outcome_intervals
from ...pipelines.text import short_citation
from ...pipelines.training.retrain import wanted
from ..shared.markup import Link, table

_KINDS = {"all": None, "treated": False, "controls": True}
_CELL = {
    "record_id": "record",
    "electrolyte": "electrolyte",
    "coating": "coating",
    "host": "host",
    "current_density_mA_cm2": "current (mA/cm²)",
    "areal_capacity_mAh_cm2": "capacity (mAh/cm²)",
}
_SOURCE = {"confidence": "confidence", "citation": "source", "doi": "DOI"}
_ANY = "any"


def known() -> None:
    """Filters, the table, and one cell with all that is known of it."""
    quantities, further = wanted()
    cells = known_cells(quantities, further=further)
    words = "the table that ships with nacre" if cells.version == 0 else f"version {cells.version}, with your own cells"
    st.caption(f"{len(cells.table):,} cells: {words}.")
    frame = _filtered(cells, quantities)
    st.markdown(f"**{len(frame):,} cells match.**")
    if frame.empty:
        st.info("No cell matches: take a filter away.")
        return
    columns = {name: words for name, words in _columns(quantities).items() if name in frame}
    shown = frame[list(columns)].rename(columns=columns)
    for quantity in quantities:
        if quantity.column in columns:
            shown[columns[quantity.column]] = measured(frame, quantity)
    shown["source"] = [short_citation(text) for text in frame["citation"]]
    if LAB in frame:
        shown.insert(0, "whose", [f"own: {lab}" if isinstance(lab, str) and lab else "published" for lab in frame[LAB]])
    shown["DOI"] = [_address(doi) for doi in frame["doi"]]
    chosen = st.dataframe(
        shown, hide_index=True, alt="Known cells that match", key="known_table", on_select="rerun",
        selection_mode="single-row",
        column_config={"DOI": st.column_config.LinkColumn(display_text=r"https://doi\.org/(.*)")},
    )  # fmt: skip
    st.download_button("These cells as CSV", csv_bytes(frame), "cells.csv", "text/csv", on_click="ignore")
    _one(frame, list(chosen["selection"]["rows"]))


def measured(frame: pd.DataFrame, quantity: Quantity) -> list[str]:
    """What was measured, with its sign: "≥ 600" for a test that ended while the cell ran, "< 100", "760".

    Parameters
    ----------
    frame : DataFrame
        Rows of the known cells.
    quantity : Quantity
    """
    known = outcome_intervals(frame, [quantity])
    ends = known[[quantity.bound_column(side) for side in ("lower", "upper")]].to_numpy(dtype=np.float64)
    stated = frame[quantity.column].to_numpy(dtype=np.float64)
    # A figure that is not compared with the others, such as a late overpotential, is shown all the same.
    other = ["" if np.isnan(value) else f"{value:,.4g} (set apart)" for value in stated]
    return [_sided(lower, upper) or text for (lower, upper), text in zip(ends, other, strict=True)]


def _sided(lower: float, upper: float) -> str:
    if lower == upper:
        return f"{lower:,.4g}"
    if np.isfinite(lower) and lower > 0:
        return f"≥ {lower:,.4g}" if not np.isfinite(upper) else f"{lower:,.4g} to {upper:,.4g}"
    return f"< {upper:,.4g}" if np.isfinite(upper) else ""


def _columns(quantities: Sequence[Quantity]) -> dict[str, str]:
    """Columns of the table that are shown, with their headings."""
    stated: dict[str, str] = {}
    for quantity in quantities:
        stated[quantity.column] = quantity.label
        if quantity.reading is Reading.EVENT:
            stated[quantity.statement_columns[1]] = "test ended"
        elif quantity.reading is Reading.BOUNDS:
            stated |= {quantity.bound_column(side): f"{quantity.name}, {side}" for side in ("lower", "upper")}
    return _CELL | stated | _SOURCE


def _filtered(cells: Known, quantities: Sequence[Quantity]) -> pd.DataFrame:
    words = st.text_input("Words", placeholder="fluoroether, carbon cloth, a DOI, an author", key="known_words")
    left, middle, right = st.columns([2, 1, 1])
    names = left.multiselect("Holds", _names(cells.version), key="known_names")
    kind = middle.selectbox("Cells", list(_KINDS), key="known_kind")
    outcome = right.selectbox("With a measured", [_ANY, *(one.name for one in quantities)], key="known_outcome")
    return matching(
        cells.table, words, names=tuple(names), control=_KINDS[kind], outcome=None if outcome == _ANY else outcome,
        quantities=quantities,
    )  # fmt: skip


@st.cache_data(max_entries=4, show_spinner=False)
def _names(version: int) -> list[str]:
    del version  # the key of the cache
    return part_names(known_cells().table)


def _address(doi: str) -> str | None:
    return f"https://doi.org/{doi}" if doi.startswith("10.") else None


def _one(frame: pd.DataFrame, rows: list[int]) -> None:
    """All that is known of one cell, chosen in the table or by its record."""
    records = frame["record_id"].tolist()
    if rows and rows[0] < len(records) and st.session_state.get("known_row") != rows[0]:
        st.session_state["known_record"] = records[rows[0]]
    st.session_state["known_row"] = rows[0] if rows else None
    if st.session_state.get("known_record") not in records:
        st.session_state["known_record"] = None
    record = st.selectbox("One cell in full", records, key="known_record", placeholder="Choose a record")
    if record is None:
        return
    row: dict[str, Any] = {str(k): v for k, v in frame.iloc[records.index(record)].to_dict().items()}
    doi = str(row["doi"])
    facts = [
        (name, Link(doi) if name == "doi" and doi.startswith("10.") else _text(value)) for name, value in row.items()
    ]
    st.html(table(("what", "value"), [fact for fact in facts if fact[1] != ""], f"Record {plain_title(record)}"))


def plain_title(text: str) -> str:
    """A text cut to the length of a title."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
