"""How a test was published: a cell that is asked for counts as one of a recent paper's text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.features.report import REFERENCE, REPORT_PART, report_columns


def test_a_cell_without_a_table_is_the_reference() -> None:
    columns = REPORT_PART.columns(CellBatch.from_cells([parse_cell("1 M NaPF6 in diglyme")]))
    assert tuple(float(value[0]) for value in columns.values()) == REFERENCE


def test_rows_of_a_table_keep_their_year_and_origin_when_taken() -> None:
    cells = [parse_cell("1 M NaPF6 in diglyme")] * 3
    told = report_columns([2018, np.nan, 2023], ["review", "paper_fulltext", "paper_abstract"])
    batch = replace(CellBatch.from_cells(cells), report=told).take(np.array([2, 0]))
    columns = REPORT_PART.columns(batch)
    assert columns["report.year"].tolist() == [2023.0, 2018.0]
    assert columns["report.is_abstract"].tolist() == [1.0, 0.0]
    assert columns["report.is_review"].tolist() == [0.0, 1.0]
