"""What if: sliders for amounts and test conditions; what they are moved to is predicted in place of the cell."""

from __future__ import annotations

import streamlit as st

from ...data.cell import Cell, format_cell
from ...models.predictor.cell_predictor import CellPredictor
from ...pipelines.explanation.changes.knobs import Knob, knobs, turned
from ...pipelines.text import title
from ..shared.cell_field import CELL, put_cell


def moved_cell(cell: Cell, predictor: CellPredictor) -> Cell | None:
    """Show a slider for all that can be varied; the cell that they make, None where none was moved or none is made.

    Parameters
    ----------
    cell : Cell
        As it is typed; sliders start from it.
    predictor : CellPredictor
    """
    st.header("What if", anchor=False)
    adjustable = knobs(cell, predictor)
    if not adjustable:
        st.info("Nothing of this cell has an amount or a test condition that could be varied.")
        return None
    text = format_cell(cell)
    places, moved = st.columns(2), {}
    for number, knob in enumerate(adjustable):
        with places[number % 2]:
            value = _slider(knob, text)
        if value is not None:
            moved[knob.label] = value
    if not moved:
        return None
    changed = turned(cell, predictor, moved)
    if changed is None:
        st.warning("These amounts leave no room for the solvent.", icon=":material/warning:")
        return None
    if changed == cell:
        return None
    with st.container(horizontal=True, gap="small"):
        st.button("Take this cell", on_click=_take, args=(format_cell(changed),), key="what_if_take")
        st.button("Back to what was typed", on_click=_put_back, args=(text, adjustable), key="what_if_back")
    return changed


def _key(knob: Knob, cell: str) -> str:
    return f"what_if {knob.label} {cell}"


def _slider(knob: Knob, cell: str) -> float | None:
    """The value that a knob was moved to; None where it was not."""
    start: float | str = knob.stated if knob.stated is not None else "not stated"
    options: list[float | str] = [*knob.values] if knob.stated is not None else ["not stated", *knob.values]
    value = st.select_slider(
        f"{title(knob.label)} ({knob.unit})", options=options, value=start,
        format_func=lambda value: value if isinstance(value, str) else f"{value:.3g}",
        key=_key(knob, cell),
    )  # fmt: skip
    return value if isinstance(value, float) and value != start else None


def _take(cell: str) -> None:
    put_cell(CELL, cell)


def _put_back(cell: str, adjustable: list[Knob]) -> None:
    for knob in adjustable:
        st.session_state[_key(knob, cell)] = knob.stated if knob.stated is not None else "not stated"
