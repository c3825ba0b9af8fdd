"""Predict: a cell in notation or from menus, what was understood, its prediction, why, and what if."""

from __future__ import annotations

import streamlit as st

from ...data.cell import Cell
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.target import DEFAULT_LEVEL
from ...pipelines.explanation.explain import explain
from ...pipelines.explanation.known_cells import KnownCells
from ...pipelines.explanation.records import Explanation
from ...pipelines.reports.explanation import render_page
from ..shared.cell_field import cell_field
from ..shared.champion import champion
from ..shared.markup import plain, small
from ..shared.outcomes import outcomes
from .cell_form import cell_form
from .understood import understood
from .what_if import what_if
from .why import evidence, limits, why

_FIELD = "predict_cell"
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
    st.write("How long a symmetric Na||Na cell lives and at what overpotential, and why.")
    st.session_state.setdefault(_FIELD, next(iter(EXAMPLES.values())))
    cell = cell_field("Cell", _FIELD, placeholder="1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2")
    with st.container(horizontal=True, gap="small"):
        for name, text in EXAMPLES.items():
            st.button(name, on_click=_take, args=(text,), key=f"example {name}")
    with st.expander("Build a cell from menus"):
        cell_form(_FIELD)
    model = champion()
    if cell is not None and model is not None:
        _answer(cell, *model)


def _take(text: str) -> None:
    st.session_state[_FIELD] = text


def _answer(cell: Cell, predictor: CellPredictor, known: KnownCells) -> None:
    level = st.segmented_control(
        "The bounds hold for this share of new papers' cells", LEVELS, default=DEFAULT_LEVEL, required=True,
        format_func=lambda share: f"{share:.0%}", key="level",
    )  # fmt: skip
    with st.spinner("Predicting …"):
        explanation = explain(cell, predictor, level=level or DEFAULT_LEVEL, known=known)
    for text in explanation.guard:
        st.error(f"This cell cannot work: {plain(text)}.", icon=":material/block:")
    st.header("Evidence", anchor=False)
    evidence(explanation)
    st.header("Prediction", anchor=False)
    outcomes(explanation)
    _take_away(explanation, predictor)
    for title, show in (("What was understood", understood), ("Why", why)):
        st.header(title, anchor=False)
        show(explanation)
    st.header("What if", anchor=False)
    what_if(cell, predictor)
    st.header("Limits", anchor=False)
    limits(explanation)


def _take_away(explanation: Explanation, predictor: CellPredictor) -> None:
    small("As notation; the button at its right copies it")
    st.code(explanation.cell, language=None, wrap_lines=True)
    st.download_button(
        "Download the report", lambda: render_page(explanation, predictor), "nacre-report.html", "text/html",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
