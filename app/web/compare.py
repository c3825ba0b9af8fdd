"""Compare: two to six cells side by side, what is published of them, and what makes each differ from the first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st

from ..data.batch.cells import CellBatch
from ..data.cell import Cell, format_cell
from ..data.notation.parse import parse_cell
from ..models.attribution.effects import short_text
from ..models.predictor.cell_predictor import CellPredictor
from ..models.predictor.target import DEFAULT_LEVEL
from ..pipelines.explanation.compare import Comparison, TargetComparison, compare, without_trifles
from ..pipelines.explanation.evidence import evidence_of
from ..pipelines.explanation.known_cells import outcomes
from ..pipelines.explanation.records import Known
from ..pipelines.reports.comparison import ENDS, render_page
from ..pipelines.reports.figures.column import column_waterfall
from ..pipelines.reports.figures.ranges import Range, ranges
from ..pipelines.text import bounds_text, short_citation, title
from .shared.cell_field import CELLS, cell_field
from .shared.champion import Champion, champion
from .shared.drawn import HALF_IN, show_figure
from .shared.markup import Link, Noted, plain, small, table
from .shared.outcomes import domain

FEWEST, MOST = 2, len(CELLS)
#: Known cells beside each cell in the plot.
NEAR = 3
_EXAMPLES = (
    "1 M NaPF6 in EC/PC (1:1 v/v) | 0.5 mA/cm2, 0.5 mAh/cm2",
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | 0.5 mA/cm2, 0.5 mAh/cm2",
    "1 M NaPF6 in diglyme | 0.5 mA/cm2, 0.5 mAh/cm2",
)


def page() -> None:
    """The page."""
    st.title("Compare", anchor=False)
    named = [number for number, key in enumerate(CELLS, start=1) if key in st.query_params]
    default = len(_EXAMPLES) if named in ([], [1]) else max(named)
    count = st.segmented_control(
        "How many cells", range(FEWEST, MOST + 1), default=default, required=True, key="compare_count"
    )
    cells = []
    for number in range(1, (count or FEWEST) + 1):
        example = _EXAMPLES[number - 1] if number <= len(_EXAMPLES) else ""
        of = " (the others are compared with it)" * (number == 1)
        cells.append(cell_field(f"Cell {number}{of}", CELLS[number - 1], default=example))
    model = champion()
    if model is None or cells[0] is None:
        return
    known = {number: cell for number, cell in enumerate(cells, start=1) if cell is not None}
    if len(known) < FEWEST:
        st.info("Write a second cell.")
        return
    _side_by_side(known, model.predictor)
    for number, cell in list(known.items())[1:]:
        _difference(number, cell, known[1], model)


@st.cache_resource(max_entries=64, show_spinner=False)
def _compared(cell: str, against: str, folder: Path, _predictor: CellPredictor) -> Comparison:
    del folder  # part of the key
    return compare(parse_cell(cell), parse_cell(against), _predictor)


def _side_by_side(cells: dict[int, Cell], predictor: CellPredictor) -> None:
    """Evidence, then predictions, in a table; then both on one axis."""
    rows = predictor.predict(list(cells.values())).to_dict("records")
    near = [
        evidence_of(cell, predictor.featurize(CellBatch.from_cells([cell])), predictor, row)
        for cell, row in zip(cells.values(), rows, strict=True)
    ]
    quantities = [target.quantity for target in predictor.targets.values()]
    lines = []
    for (number, cell), row, known in zip(cells.items(), rows, near, strict=True):
        same = [one for one in known if one.is_same]
        measured = [_measured(one, "this very cell") for one in same] or [_measured(known[0], "nearest")]
        told = [
            Noted(quantity.text(row[quantity.column]), [bounds_text(row, quantity, DEFAULT_LEVEL)])
            for quantity in quantities
        ]
        lines.append((f"{number}. {format_cell(cell)}", measured[0], *told, row["domain"]))
    st.header("Side by side", anchor=False)
    heads = ("cell", "published", *(f"predicted {quantity.name}" for quantity in quantities), "domain")
    st.html(table(heads, lines, "What is published, what is predicted"))
    for place, quantity in zip(st.columns(len(quantities)), quantities, strict=True):
        drawn = [
            _range(number, row, known, quantity.name, predictor)
            for number, row, known in zip(cells, rows, near, strict=True)
        ]
        with place:
            st.subheader(plain(title(quantity.name)), anchor=False)
            show_figure(
                ranges(drawn, quantity, width_in=HALF_IN),
                f"Predicted {quantity.name} of each cell with bounds and measured values; the table has the numbers",
            )
    small(
        "Filled: predicted, with its bounds. Open: measured, of this very cell or of the "
        f"{NEAR} nearest ones; a mark that points to the right was still running."
    )


def _measured(known: Known, what: str) -> Noted:
    told = ", ".join(f"{name} {text}" for name, text in known.outcomes.items() if text != "not given") or "no figure"
    cell = [] if known.is_same else [known.cell]
    return Noted(f"{what}: {told}", [*cell, Link(known.doi, short_citation(known.citation))])


def _range(number: int, row: dict[object, object], known: list[Known], name: str, predictor: CellPredictor) -> Range:
    """One cell of the plot, with the values of its nearest known cells."""
    quantity, frame = predictor.targets[name].quantity, predictor.evidence.frame
    shown = [one for one in known if one.is_same] or known[:NEAR]
    rows = frame[frame["record_id"].isin([one.record_id for one in shown])]
    told = outcomes(rows, quantity)
    ends = {side: float(str(row[quantity.bound_column(side)])) for side in quantity.sides}
    return Range(
        label=f"cell {number}",
        median=float(str(row[quantity.column])),
        lower=ends.get("lower", np.nan),
        upper=ends.get("upper", np.nan),
        measured=[(float(v), str(sign)) for v, sign in zip(told.value, told.sign, strict=True) if np.isfinite(v)],
    )


def _difference(number: int, cell: Cell, first: Cell, model: Champion) -> None:
    comparison = _compared(format_cell(cell), format_cell(first), model.folder, model.predictor)
    st.header(f"Cell {number} against cell 1", anchor=False)
    st.markdown("\n".join(f"- {plain(line)}" for line in comparison.differences) or "The cells are the same.")
    if not comparison.differences:
        return
    domain(comparison.domain, comparison.domain_reasons)
    for place, (name, target) in zip(st.columns(len(comparison.targets)), comparison.targets.items(), strict=True):
        with place:
            _target(name, target)
    _download(number, comparison)


def _target(name: str, target: TargetComparison) -> None:
    """The difference as a headline where the bounds allow one; the reasons beside it, or folded."""
    if target.is_told:
        st.subheader(plain(f"{title(name)}: {target.text}"), anchor=False)
        small(target.caution)
        _reasons(name, target)
        return
    st.subheader(plain(f"{title(name)}: no difference that the model can tell"), anchor=False)
    small(target.caution)
    with st.expander(f"What the medians differ by ({plain(target.text)})"):
        _reasons(name, target)


def _reasons(name: str, target: TargetComparison) -> None:
    parts = without_trifles(target.components, target.quantity)
    drawn = column_waterfall(parts, target.quantity, (target.against, target.median), ENDS, width_in=HALF_IN)
    show_figure(drawn, f"Waterfall of {name}; the table below holds its numbers")
    rows = [(e.label, short_text(e.contribution, target.quantity), e.text) for e in parts]
    st.html(table(("part", "effect", "in words"), rows, f"What makes the {name} differ"))


def _download(number: int, comparison: Comparison) -> None:
    st.download_button(
        f"Download the comparison of cell {number}", lambda: render_page(comparison), f"nacre-comparison-{number}.html",
        "text/html", icon=":material/download:", on_click="ignore", key=f"compare_download_{number}",
    )  # fmt: skip
