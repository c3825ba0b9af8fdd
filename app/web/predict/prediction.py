"""What is predicted of the cell, or of the cell that the sliders make."""

from __future__ import annotations

import streamlit as st

from ...data.batch.cells import CellBatch
from ...data.cell import Cell
from ...models.attribution.effects import contribution_between, effect_text
from ...models.predictor.cell_predictor import CellPredictor
from ...pipelines.explanation.chances import chances_of, chances_text
from ...pipelines.explanation.records import Explanation
from ...pipelines.text import bounds_text, title
from ..shared.markup import plain, small
from ..shared.outcomes import domain


def prediction(explanation: Explanation, cell: Cell, changed: Cell | None, predictor: CellPredictor) -> None:
    """Medians with bounds as large figures, side by side, then the chance to last and the domain.

    Parameters
    ----------
    explanation : Explanation
        Of the cell as it is typed.
    cell : Cell
    changed : Cell or None
        Where sliders were moved.
    predictor : CellPredictor
    """
    st.header("Prediction of the changed cell" if changed else "Prediction", anchor=False)
    batch = CellBatch.from_cells([changed or cell])
    (row,) = predictor.predict(batch, level=explanation.level).to_dict("records")
    for text in row["guard"] if changed else ():
        st.error(f"This cell cannot work: {plain(text)}.", icon=":material/block:")
    for place, (name, target) in zip(st.columns(len(explanation.targets)), explanation.targets.items(), strict=True):
        quantity, value = target.quantity, row[target.quantity.column]
        step = effect_text(contribution_between(value, target.median, quantity), quantity) if changed else None
        delta = None if step is None else f"{step} ({quantity.text(target.median)} as typed)"
        place.metric(title(name), quantity.text(value), delta, delta_color="off", delta_arrow="off", border=True)
        with place:
            small(bounds_text(row, quantity, explanation.level))
    chances = chances_of(predictor.featurize(batch), predictor) if changed else explanation.chances
    for name, listed in chances.items():
        small(title(chances_text(listed, explanation.targets[name].quantity.unit)) + ".")
    domain(row["domain"], row["domain_reasons"])
