"""What if: sliders for amounts and test conditions, answered while they are moved."""

from __future__ import annotations

import streamlit as st

from ...data.cell import Cell, format_cell
from ...models.attribution.effects import contribution_between, effect_text
from ...models.predictor.cell_predictor import CellPredictor
from ...pipelines.explanation.changes.knobs import Knob, knobs, turned
from ...pipelines.text import title
from ..shared.markup import small
from ..shared.outcomes import domain


@st.fragment
def what_if(cell: Cell, predictor: CellPredictor) -> None:
    """Sliders for what can be varied; the prediction of the changed cell against the cell as it is."""
    adjustable = knobs(cell, predictor)
    if not adjustable:
        st.info("Nothing of this cell has an amount or a test condition that could be varied.")
        return
    top = st.container()
    places = st.columns(2)
    moved = {}
    for number, knob in enumerate(adjustable):
        with places[number % 2]:
            value = _slider(knob, format_cell(cell))
        if value is not None:
            moved[knob.label] = value
    changed = turned(cell, predictor, moved)
    with top:
        if changed is None:
            st.warning("These amounts leave no room for the solvent.", icon=":material/warning:")
        else:
            _tell(cell, changed, predictor)


def _slider(knob: Knob, cell: str) -> float | None:
    """The value that a knob was moved to; None where it was not."""
    start: float | str = knob.stated if knob.stated is not None else "not stated"
    options: list[float | str] = [*knob.values] if knob.stated is not None else ["not stated", *knob.values]
    value = st.select_slider(
        f"{title(knob.label)} ({knob.unit})", options=options, value=start,
        format_func=lambda value: value if isinstance(value, str) else f"{value:.3g}",
        key=f"what_if {knob.label} {cell}",
    )  # fmt: skip
    return value if isinstance(value, float) and value != start else None


def _tell(cell: Cell, changed: Cell, predictor: CellPredictor) -> None:
    frame = predictor.predict([cell, changed])
    for place, (name, target) in zip(st.columns(len(predictor.targets)), predictor.targets.items(), strict=True):
        quantity = target.quantity
        before, after = frame[quantity.column]
        step = contribution_between(after, before, quantity)
        place.metric(
            title(name), quantity.text(after),
            None if changed == cell else effect_text(step, quantity),
            delta_color="off", delta_arrow="off", border=True,
        )  # fmt: skip
    domain(frame["domain"][1], frame["domain_reasons"][1])
    small("The changed cell as notation")
    st.code(format_cell(changed), language=None, wrap_lines=True)
