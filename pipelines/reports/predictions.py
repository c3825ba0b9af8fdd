"""Predictions as a notebook shows them: what was predicted of which cell, with its bound and domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...data.cell import Cell
from ...data.quantity import Quantity
from ..text import BOUND_WORDS, number_text, percent
from .pages import templates

#: Longer tables are cut; `to_csv` and the frame itself hold all rows.
MAX_ROWS = 50


def table_html(frame: pd.DataFrame, cells: Mapping[Any, Cell], quantities: Sequence[Quantity], level: float) -> str:
    """The first rows as an HTML table, all text escaped.

    Parameters
    ----------
    frame : DataFrame
        Of predictions; quantities whose columns it no longer has are left out.
    cells : dict
        The cells by the labels of the rows.
    quantities : sequence of Quantity
    level : float
        Of the bounds.
    """
    columns = [
        (column, head)
        for quantity in quantities
        for column, head in _columns(quantity, level)
        if column in frame.columns
    ]
    shown = frame.head(MAX_ROWS)
    rows = [
        {
            "label": label,
            "cell": str(cells[label]),
            "texts": [number_text(float(values[column])) for column, _ in columns],
            "domain": _domain(values),
        }
        for label, values in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    view = {"heads": [head for _, head in columns], "rows": rows, "left": len(frame) - len(shown)}
    return templates().get_template("predictions_fragment.html.j2").render(view)


def _columns(quantity: Quantity, level: float) -> list[tuple[str, str]]:
    """A quantity's median and its bounds: column and heading."""
    unit = f" ({quantity.unit})" if quantity.unit else ""
    bounds = [(quantity.bound_column(side), f"{BOUND_WORDS[side]}, {percent(level)}{unit}") for side in quantity.sides]
    return [(quantity.column, quantity.label), *bounds]


def _domain(values: Mapping[Any, Any]) -> str:
    reasons = values.get("domain_reasons")
    why = f": {'; '.join(reasons)}" if isinstance(reasons, list) and reasons else ""
    return f"{values.get('domain', '')}{why}"
