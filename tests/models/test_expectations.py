"""Plain expectations of a chemist, each with a published cell behind it; `expectations.csv` holds them.

Where `holds` tells why not, the data do not carry it yet: the test fails as soon as they do, so that the table is kept.
"""

from __future__ import annotations

import csv
import operator
from collections.abc import Callable
from pathlib import Path

import pytest

from nacre.data.measured.tables import published_cells
from nacre.data.quantity import built_in
from nacre.models.predictor.cell_predictor import CellPredictor

with Path(__file__).with_name("expectations.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def value(predictor: CellPredictor, text: str, column: str) -> float:
    """A number as it stands, or what is predicted of a cell."""
    try:
        return float(text)
    except ValueError:
        return float(predictor.predict(text)[column].iloc[0])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["expectation"])
def test_what_a_chemist_expects(predictor: CellPredictor, row: dict[str, str]) -> None:
    quantity = built_in(row["quantity"])
    assert quantity is not None
    found, against = (value(predictor, row[name], quantity.column) for name in ("cell", "against"))
    assert RELATIONS[row["relation"]](found, against) == (row["holds"] == "yes"), f"{found:.0f}, {against:.0f}"


def test_each_stands_on_a_published_cell() -> None:
    assert {row["source"] for row in ROWS} <= set(published_cells().frame["record_id"])
    assert len(ROWS) >= 40
    assert sum(row["holds"] != "yes" for row in ROWS) <= 3
