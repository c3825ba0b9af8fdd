"""Predict: a cell in notation or from menus, what is published of it, its prediction, what if, and why."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ...data.cell import Cell, format_cell
from ...data.notation.parse import parse_cell
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.target import DEFAULT_LEVEL
from ...pipelines.explanation.explain import explain
from ...pipelines.explanation.known_cells import KnownCells
from ...pipelines.explanation.records import Explanation
from ...pipelines.reports.explanation import render_page
from ..shared.cell_field import CELL, cell_field, put_cell
from ..shared.champion import Champion, champion
from ..shared.evidence import evidence
from ..shared.markup import plain, small
from .cell_form import cell_form
from .prediction import prediction
from .understood import understood
from .what_if import moved_cell
from .why import limits, why

LEVELS = (0.8, 0.9, 0.95)
EXAMPLES = {
    "NaF coating": "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2",
    "Carbonate with FEC": "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | 0.5 mA/cm2, 0.5 mAh/cm2",
    "Localized high concentration": "2.1 M NaFSI in DME/BTFE (1:2 mol/mol) | 1 mA/cm2, 1 mAh/cm2",
    "Carbon host": "1 M NaOTf in diglyme | host: carbon cloth | 3 mA/cm2, 3 mAh/cm2",
}


def page() -> None:
    """The page."""
    st.title("Predict", anchor=False)
    cell = cell_field("Cell", CELL, default=next(iter(EXAMPLES.values())))
    with st.container(horizontal=True, gap="small"):
        for name, text in EXAMPLES.items():
            st.button(name, on_click=_take, args=(text,), key=f"example {name}", type="tertiary")
        with st.popover("Build a cell from menus"):
            cell_form(CELL, cell)
    model = champion()
    if cell is not None and model is not None:
        _answer(cell, model)


def _take(text: str) -> None:
    put_cell(CELL, text)


@st.cache_resource(max_entries=64, show_spinner=False)
def _explained(cell: str, folder: Path, level: float, _predictor: CellPredictor, _known: KnownCells) -> Explanation:
    del folder  # part of the key
    return explain(parse_cell(cell), _predictor, level=level, known=_known)


def _answer(cell: Cell, model: Champion) -> None:
    level = st.session_state.get("level") or DEFAULT_LEVEL
    explanation = _explained(format_cell(cell), model.folder, level, model.predictor, model.known)
    for text in explanation.guard:
        st.error(f"This cell cannot work: {plain(text)}.", icon=":material/block:")
    known, answer = st.columns([6, 5], gap="medium")
    with known:
        st.header("Evidence", anchor=False)
        evidence(explanation)
    with answer:
        told = st.container()
        changed = moved_cell(cell, model.predictor)
        with told:
            prediction(explanation, cell, changed, model.predictor)
    _take_away(changed or cell, model, level)
    for title, show in (("What was understood", understood), ("Why", why), ("Limits", limits)):
        st.header(title, anchor=False)
        show(explanation)


def _take_away(cell: Cell, model: Champion, level: float) -> None:
    """The cell that is predicted as notation, and its report."""
    text = format_cell(cell)
    st.code(text, language=None, wrap_lines=True)

    def report() -> str:
        found = _explained(text, model.folder, level, model.predictor, model.known)
        return render_page(found, model.predictor)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Download the report", report, "nacre-report.html", "text/html", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
        st.segmented_control(
            "Bounds hold for this share of new papers' cells", LEVELS, default=DEFAULT_LEVEL, required=True,
            format_func=lambda share: f"{share:.0%}", key="level",
        )  # fmt: skip
    small(f"Model: {model.words}.")
