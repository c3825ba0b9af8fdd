"""Compare: two to six cells side by side, each explained against the first."""

from __future__ import annotations

import streamlit as st

from ..data.cell import Cell, format_cell
from ..models.attribution.effects import short_text
from ..models.predictor.cell_predictor import CellPredictor
from ..models.predictor.target import DEFAULT_LEVEL
from ..pipelines.explanation.compare import Comparison, compare
from ..pipelines.reports.comparison import ENDS, render_page
from ..pipelines.reports.figures.style import file_bytes
from ..pipelines.reports.figures.waterfall import waterfall
from ..pipelines.text import BOUND_WORDS, title
from .predict.why import WATERFALL_IN
from .shared.cell_field import cell_field
from .shared.champion import champion
from .shared.markup import plain, small, table
from .shared.outcomes import domain

FEWEST, MOST = 2, 6
_EXAMPLES = (
    "1 M NaPF6 in EC/PC (1:1 v/v) | 0.5 mA/cm2, 0.5 mAh/cm2",
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | 0.5 mA/cm2, 0.5 mAh/cm2",
    "1 M NaPF6 in diglyme | 0.5 mA/cm2, 0.5 mAh/cm2",
)


def page() -> None:
    """The page."""
    st.title("Compare", anchor=False)
    st.write("Cells side by side; what makes each differ from the first.")
    count = st.segmented_control(
        "How many cells", range(FEWEST, MOST + 1), default=len(_EXAMPLES), required=True, key="compare_count"
    )
    cells = []
    for number in range(count or FEWEST):
        key = f"compare_{number}"
        st.session_state.setdefault(key, _EXAMPLES[number] if number < len(_EXAMPLES) else "")
        cells.append(cell_field(f"Cell {number + 1}{' (the others are compared with it)' * (number == 0)}", key))
    model = champion()
    known = [cell for cell in cells if cell is not None]
    if model is None or cells[0] is None:
        return
    if len(known) < FEWEST:
        st.info("Write a second cell.")
        return
    predictor, _ = model
    _side_by_side(known, predictor)
    for number, cell in enumerate(cells[1:], start=2):
        if cell is not None:
            _difference(number, cell, known[0], predictor)


def _side_by_side(cells: list[Cell], predictor: CellPredictor) -> None:
    frame = predictor.predict(cells)
    quantities = [target.quantity for target in predictor.targets.values()]
    rows = []
    for cell, row in zip(cells, frame.to_dict("records"), strict=True):
        texts = [format_cell(cell)]
        for quantity in quantities:
            bound = quantity.text(row[quantity.bound_column(quantity.side)])
            texts += [quantity.text(row[quantity.column]), f"{BOUND_WORDS[quantity.side]} {bound}"]
        rows.append((*texts, row["domain"]))
    names = [name for quantity in quantities for name in (quantity.name, f"its bound at {DEFAULT_LEVEL:.0%}")]
    st.header("Side by side", anchor=False)
    st.html(table(("cell", *names, "domain"), rows, "Predictions"))


def _difference(number: int, cell: Cell, first: Cell, predictor: CellPredictor) -> None:
    comparison = compare(cell, first, predictor)
    st.header(f"Cell {number} against cell 1", anchor=False)
    st.markdown("\n".join(f"- {plain(line)}" for line in comparison.differences) or "The cells are the same.")
    domain(comparison.domain, comparison.domain_reasons)
    for place, (name, target) in zip(st.columns(len(comparison.targets)), comparison.targets.items(), strict=True):
        with place:
            st.subheader(plain(f"{title(name)}: {target.text}"), anchor=False)
            ends = target.against, target.median
            drawn = waterfall(target.components, target.quantity, ends, ENDS, width_in=WATERFALL_IN)
            st.image(file_bytes(drawn, ".png"), alt=f"Waterfall of {name}; the table below holds its numbers")
            small(target.caution)
            with st.expander("The same in numbers and words"):
                rows = [(e.label, short_text(e.contribution, target.quantity), e.text) for e in target.components]
                st.html(table(("part", "effect", "in words"), rows, f"What makes the {name} differ"))
    _download(number, comparison)


def _download(number: int, comparison: Comparison) -> None:
    st.download_button(
        f"Download the comparison of cell {number}", lambda: render_page(comparison), f"nacre-comparison-{number}.html",
        "text/html", icon=":material/download:", on_click="ignore", key=f"compare_download_{number}",
    )  # fmt: skip
