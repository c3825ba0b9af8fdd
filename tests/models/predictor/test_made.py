"""Has this been made? Counted over known cells and papers, alone and together."""

from __future__ import annotations

import numpy as np

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import as_cells
from nacre.models.predictor.made import ELECTROLYTE, Made

KNOWN = [
    "1 M NaPF6 in diglyme | coating: NaF",
    "0.5 M NaPF6 in diglyme | host: Cu",
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC",
    "unknown | coating: NaF",
]
MADE = Made.of(CellBatch.from_cells(as_cells(KNOWN)), np.array(["a", "a", "b", "c"], dtype=object))


def words(text: str) -> list[str]:
    return MADE.words(CellBatch.from_cells(as_cells([text])), 0)


def test_each_part_is_counted_whatever_its_amount() -> None:
    assert words("2 M NaPF6 in diglyme | coating: NaF") == [
        "salt and solvents NaPF6 in diglyme: in 2 cells of 1 paper",
        "coating NaF: in 2 cells of 2 papers",
        "all of these together: in 1 cell of 1 paper",
    ]


def test_parts_that_never_stood_together_are_told() -> None:
    assert words("1 M NaPF6 in diglyme + 1 wt% FEC")[-1] == "all of these together: in no known cell"
    assert words("1 M NaFSI in diglyme") == ["salt and solvents NaFSI in diglyme: in no known cell"]


def test_an_electrolyte_is_known_by_salt_and_solvents_together() -> None:
    batch = CellBatch.from_cells(as_cells(["1 M NaPF6 in PC/EC", "1 M NaPF6 in DME", "unknown"]))
    assert [MADE.is_known_electrolyte(batch, row) for row in range(3)] == [True, False, True]


def test_papers_are_counted_once() -> None:
    assert MADE.papers_of("coating", "NaF") == 2
    assert MADE.papers_of(ELECTROLYTE, "NaPF6 in diglyme") == 1
    assert MADE.papers_of("host", "carbon cloth") == 0


def test_of_a_table_that_was_not_read_back_nothing_is_said() -> None:
    empty, batch = Made({}, np.array([], dtype=object)), CellBatch.from_cells(as_cells(["1 M NaPF6 in DME"]))
    assert empty.words(batch, 0) == []
    assert empty.is_known_electrolyte(batch, 0)
