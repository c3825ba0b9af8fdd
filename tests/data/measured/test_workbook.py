"""Tables of cells in workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nacre.data.errors import TableError
from nacre.data.measured.csv_text import text_table


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_the_sheet_of_cells_is_found_and_its_rows_counted_as_the_spreadsheet_does(tmp_path: Path) -> None:
    cells = [
        [],
        ["electrolyte", "lifetime_h", "date"],
        ["NaFSI in DME", 700, dt.date(2026, 3, 1)],
        [],
        ["NaPF6 in PC", 0.5, None],
    ]
    found = text_table(book(tmp_path / "cells.xlsx", notes=[["who", "when"], ["me", 2]], cells=cells))
    assert found.to_dict("list") == {
        "electrolyte": ["NaFSI in DME", "NaPF6 in PC"], "lifetime_h": ["700", "0.5"], "date": ["2026-03-01", ""],
    }  # fmt: skip
    assert found.index.tolist() == [3, 5]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04 and no more", "cannot be opened"), (b"a,b\n1,2\n", "cannot be opened"), (b"", "is empty")],
)
def test_a_damaged_workbook_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "cells.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError, match=said):
        text_table(path)


def test_an_empty_workbook_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="is empty"):
        text_table(book(tmp_path / "a.xlsx", cells=[]))
    with pytest.raises(TableError, match="no rows"):
        text_table(book(tmp_path / "b.xlsx", cells=[["cell"], [None]]))
    with pytest.raises(TableError, match="twice"):
        text_table(book(tmp_path / "c.xlsx", cells=[["cell", "cell"], ["a", "b"]]))


def test_a_workbook_that_calls_itself_csv_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "cells.xlsx", cells=[["cell"], ["NaFSI in DME"]]).rename(tmp_path / "cells.csv")
    with pytest.raises(TableError, match="Excel"):
        text_table(path)


def test_a_sheet_that_is_too_wide_is_no_table_of_cells(tmp_path: Path) -> None:
    wide = [["cell", *(f"c{number}" for number in range(2000))], ["1 M NaPF6 in DME", *range(2000)]]
    with pytest.raises(TableError, match="2,000 columns"):
        text_table(book(tmp_path / "cells.xlsx", cells=wide))
