"""Tables in: CSV to checked data frames and cells, every fault of a file told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..batch.cells import CellBatch
from ..cell import Cell, Protocol, State
from ..chemistry.material_names import resolve_materials
from ..chemistry.own_checks import known_beside
from ..errors import AmountError, Issue, NacreError, NotationError, TableError
from ..notation.parse import as_cells, parse_cell, parse_electrolyte
from ..protection import Protection
from ..quantity import QUANTITIES, Quantity
from .csv_text import text_table, with_rows
from .headers import unread_columns
from .marks import read_marks, read_ticks
from .missing import read_missing
from .plausibility import doubts
from .predicted import check_measured
from .stated import check_names, read_further, statement_issues
from .template import without_example
from .typed import read_csv, typed, with_points

#: Cells in any form that nacre takes.
Cells = str | Cell | Sequence[str | Cell] | pd.DataFrame | CellBatch

_PROTOCOL = ("current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C")


@dataclass(frozen=True)
class CellTable:
    """A checked table of cells.

    Attributes
    ----------
    frame : DataFrame
        One row a cell, the file's columns, numbers as float64, empty text as "".
    cells : tuple of Cell
        The records, in the order of the frame.
    further : tuple of str
        Columns of the frame that are features besides the cell: numbers as float64, words as text.
    remarks : tuple of str
        What was assumed or left out, for the user to know.
    rows : tuple of int
        Where each cell stands in its file, as a spreadsheet counts: the header is row 1. Empty for a table that was
        put together.
    warnings : tuple of Issue
        What looks like a slip and was let in, and what is not read, with place and remedy.
    """

    frame: pd.DataFrame
    cells: tuple[Cell, ...]
    further: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    warnings: tuple[Issue, ...] = ()

    def __len__(self) -> int:
        return len(self.cells)


@cache
def load_table(name: str) -> pd.DataFrame:
    """A shipped table, checked against its schema.

    Raises
    ------
    TableError
        Naming every bad row, which would be a fault of the installation.
    """
    from .schema import schema

    with as_file(files("nacre.data").joinpath("tables", f"{name}.csv")) as path:
        frame, issues = read_csv(path, schema(name))
    if issues:
        raise TableError(f"The shipped table {name}.csv has {len(issues)} faults.", issues)
    return frame


@cache
def published_cells() -> CellTable:
    """The published cells that ship with nacre."""
    with as_file(files("nacre.data").joinpath("tables", "cells.csv")) as path:
        return load_cells(path)


def load_cells(
    path: Path | str,
    quantities: Sequence[Quantity] = QUANTITIES,
    *,
    further: Sequence[str] = (),
    complete: bool = True,
) -> CellTable:
    """Read a table of measured cells.

    Parameters
    ----------
    path : path
        A CSV file with the columns of `cells.csv`. One that is read for own quantities only needs `cell` or
        `electrolyte`; its rows without any of these quantities are left out.
    quantities : sequence of Quantity
        What the table is read for. An own quantity is a column of numbers; `<name>_lower` and `<name>_upper` may
        state an interval, one side or both, in its place or around it.
    further : sequence of str
        Columns of numbers or words that models of own quantities see as well.
    complete : bool
        Whether columns of own quantities and further columns must be there.

    Raises
    ------
    NacreError
        Where a name cannot be a quantity or a further column.
    TableError
        With every fault at once: file, row, column, value, reason, remedy.
    """
    path = Path(path)
    table, issues = read_cells(path, quantities, further=further, complete=complete)
    if issues:
        raise TableError(f"{path.name} has {len(issues)} fault{'s' * (len(issues) > 1)}.", issues)
    if not len(table):
        raise TableError(f"{path.name} has no row with a {_or(quantities)}.", [])
    return table


def _or(quantities: Sequence[Quantity]) -> str:
    return " or ".join(quantity.name for quantity in quantities)


def read_cells(
    path: Path | str,
    quantities: Sequence[Quantity] = QUANTITIES,
    *,
    further: Sequence[str] = (),
    complete: bool = True,
) -> tuple[CellTable, list[Issue]]:
    """As `load_cells`, with the faults returned and the rows without fault kept.

    Parameters
    ----------
    path : path
        A CSV file.
    quantities : sequence of Quantity
    further : sequence of str
        As of `load_cells`.
    complete : bool
        Whether the columns must be there.
    """
    known_beside(Path(path))
    return check_cells(text_table(Path(path)), Path(path).name, quantities, further=further, complete=complete)


def check_cells(
    text: pd.DataFrame,
    name: str,
    quantities: Sequence[Quantity] = QUANTITIES,
    *,
    further: Sequence[str] = (),
    complete: bool = True,
) -> tuple[CellTable, list[Issue]]:
    """Check a table of measured cells that is already in memory.

    Parameters
    ----------
    text : DataFrame
        As the file of `load_cells`, every field as text, empty where nothing is stated.
    name : str
        What faults call the table.
    quantities, further, complete
        As of `load_cells`.
    """
    from .schema import known_columns, measured_schema

    check_names(quantities, further)
    text, warnings = without_example(with_rows(text), name)
    check_measured(text.columns, name)
    warnings += unread_columns(text.columns, known_columns(quantities, further), name)
    text, missing = read_missing(text, name, known_columns(quantities))
    warnings += missing
    text, contradictions, more = read_marks(text, name, quantities)
    text, ticks = read_ticks(text, name)
    warnings += [*more, *ticks]
    frame, issues = typed(text, measured_schema(quantities, set(text.columns), further, complete=complete), name)
    if any(issue.row is None for issue in issues):
        return CellTable(frame.iloc[:0], (), warnings=tuple(warnings)), issues
    # A further column of such a name is the lab's own matter, not a part of the notation.
    cells, more = _cells(frame.drop(columns=[one for one in ("separator", "protection") if one in further]), name)
    issues = [*_joined(_joined(contradictions, issues), more), *statement_issues(frame, name, quantities)]
    frame, more = read_further(frame, name, further, complete=complete)
    issues = sorted([*issues, *more], key=lambda issue: issue.row or 0)
    warnings += doubts(_without_faults(frame, issues), name)
    table = replace(
        _good_rows(frame, cells, issues),
        further=tuple(one for one in further if one in frame),
        warnings=tuple(sorted(warnings, key=lambda warning: warning.row or 0)),
    )
    return (table if any(quantity.from_catalogue for quantity in quantities) else _own(table, quantities)), issues


def _own(table: CellTable, quantities: Sequence[Quantity]) -> CellTable:
    """A table without built-in quantities: rows that state one, and columns that say where a row comes from."""
    frame = table.frame
    known = np.any([~np.isnan(quantity.intervals(frame)[0]) for quantity in quantities], axis=0)
    remarks = []
    if "paper" not in frame.columns:
        remarks.append("There is no column `paper`: each row counts as a group of its own. Repeats of one cell on both "
                       "sides of a fold make the figures too good; name what belongs together in `paper`.")  # fmt: skip
    if missing := int((~known).sum()):
        remarks.append(f"{missing} row{'s' * (missing > 1)} without {_or(quantities)} left out.")
    number = pd.Series([str(row) for row in table.rows], index=frame.index)
    filled: dict[str, Any] = {"record_id": number, "paper": "row " + number, "doi": "", "citation": "", "year": np.nan,
              "is_control": np.nan, "confidence": ""}  # fmt: skip
    frame = frame.assign(**{name: value for name, value in filled.items() if name not in frame.columns})
    cells = tuple(cell for cell, keep in zip(table.cells, known, strict=True) if keep)
    rows = tuple(row for row, keep in zip(table.rows, known, strict=True) if keep)
    frame = frame[known].reset_index(drop=True)
    return replace(table, frame=frame, cells=cells, remarks=tuple(remarks), rows=rows)


def read_inputs(path: Path | str) -> tuple[CellTable, list[Issue]]:
    """Read cells to predict: a column `cell` (one-line notation), or `electrolyte` with the optional columns
    `coating`, `host`, `separator`, `protection`, `current_density_mA_cm2`, `areal_capacity_mAh_cm2`, `temperature_C`;
    other columns are kept.
    """  # noqa: D205 - one sentence
    known_beside(Path(path))
    return check_inputs(text_table(Path(path)), Path(path).name)


def check_inputs(text: pd.DataFrame, name: str) -> tuple[CellTable, list[Issue]]:
    """As `read_inputs`, of a table that is already in memory.

    Parameters
    ----------
    text : DataFrame
        Every field as text.
    name : str
        What faults call the table.
    """
    import pandera.pandas as pa

    from .schema import known_columns, schema

    text, warnings = without_example(text, name)
    has_notation = "cell" in text.columns
    wanted = pa.DataFrameSchema({"cell": pa.Column(str)}) if has_notation else schema("inputs")
    warnings += unread_columns(text.columns, known_columns(), name, only_near=True)
    text, missing = read_missing(text, name, wanted.columns)
    warnings += missing
    frame, issues = typed(text, wanted, name)
    if any(issue.row is None for issue in issues):
        return CellTable(frame.iloc[:0], (), warnings=tuple(warnings)), issues
    cells, more = _cells(frame, name)
    issues = _joined(issues, more)
    if not has_notation:
        warnings += doubts(_without_faults(frame[list(wanted.columns)], issues), name)
    frame = with_points(frame, [str(one) for one in frame if one not in wanted.columns])
    return replace(_good_rows(frame, cells, issues), warnings=tuple(warnings)), issues


def cells_of(frame: pd.DataFrame) -> tuple[Cell, ...]:
    """The cells of a data frame.

    Parameters
    ----------
    frame : DataFrame
        A column `cell` (records or one-line notation), or `electrolyte` with the optional columns `coating`, `host`,
        `current_density_mA_cm2`, `areal_capacity_mAh_cm2`, `temperature_C`; missing values mean "not stated".

    Raises
    ------
    TableError
        Naming every row that cannot be read.
    """
    from .schema import schema

    name = "data frame"
    issues: list[Issue] = []
    if "cell" in frame.columns:
        records = list(frame["cell"])
        if records and all(isinstance(record, Cell) for record in records):
            return tuple(records)
    elif "electrolyte" in frame.columns:
        frame, issues = typed(frame.reset_index(drop=True).map(_text_of), schema("inputs"), name)
    else:
        raise TableError("The data frame has neither a column 'cell' nor a column 'electrolyte'.", [])
    cells, more = _cells(frame, name)
    if issues := _joined(issues, more):
        raise TableError(f"The data frame has {len(issues)} fault{'s' * (len(issues) > 1)}.", issues)
    return tuple(cell for cell in cells if cell is not None)


def _joined(issues: list[Issue], more: list[Issue]) -> list[Issue]:
    """Faults of columns and of records, each field named once."""
    named = {(issue.row, issue.column) for issue in issues}
    return [*issues, *(issue for issue in more if (issue.row, issue.column) not in named)]


def _without_faults(frame: pd.DataFrame, issues: Sequence[Issue]) -> pd.DataFrame:
    return frame[~frame.index.isin([issue.row for issue in issues])]


def _good_rows(frame: pd.DataFrame, cells: Sequence[Cell | None], issues: Sequence[Issue]) -> CellTable:
    bad = {issue.row for issue in issues}
    rows = [int(row) for row in frame.index]
    good = [(row, cell) for row, cell in zip(rows, cells, strict=True) if cell is not None and row not in bad]
    kept = tuple(row for row, _ in good)
    return CellTable(frame.loc[list(kept)].reset_index(drop=True), tuple(cell for _, cell in good), rows=kept)


def _cells(frame: pd.DataFrame, file: str) -> tuple[list[Cell | None], list[Issue]]:
    """The records of a frame; None where a field cannot be read, with an issue for each."""
    frame = with_rows(frame)
    cells: list[Cell | None] = []
    issues: list[Issue] = []
    columns = {name: frame[name].tolist() for name in frame.columns}
    for i, row in enumerate(frame.index):
        record = {name: values[i] for name, values in columns.items()}
        cell, faults = _cell(record)
        cells.append(cell)
        issues += [
            Issue(file, int(row), column, str(record[column]), reason, remedy) for column, reason, remedy in faults
        ]
    return cells, issues


def _cell(record: dict[str, object]) -> tuple[Cell | None, list[tuple[str, str, str]]]:
    faults: list[tuple[str, str, str]] = []

    def read(column: str, reader: object) -> object:
        try:
            return reader(_text_of(record.get(column)))  # type: ignore[operator]
        except NotationError as error:
            faults.append(
                (column, f"cannot be read at character {error.position + 1}: {error.message.rstrip('.')}", error.hint)
            )
        except NacreError as error:
            faults.append((column, error.message.rstrip("."), error.hint))
        return None

    if "cell" in record and (record["cell"] or "electrolyte" not in record):
        cell = read("cell", parse_cell)
        return (cell if isinstance(cell, Cell) else None), faults
    state = _text_of(record.get("electrolyte_state"))
    electrolyte = read("electrolyte", lambda text: parse_electrolyte(_with_state(text, state)))
    coating = read("coating", lambda text: resolve_materials(text, field="coating"))
    host = read("host", lambda text: resolve_materials(text, field="host"))
    separator = read("separator", lambda text: resolve_materials(text, field="separator"))
    protection = read("protection", lambda text: Protection.read(text) if text.strip() else None)
    if faults:
        return None, faults
    stated = {name: record.get(name) for name in _PROTOCOL}
    values = {k: float(v) for k, v in stated.items() if isinstance(v, float) and np.isfinite(v)}
    try:
        protocol = Protocol(**values)
    except AmountError as error:
        return None, [(error.name, error.message.rstrip("."), error.hint)]
    return Cell(electrolyte, coating, host, protocol, separator, protection), faults  # type: ignore[arg-type]


def _text_of(value: object) -> str:
    """A field as text; what pandas holds for a missing value is no text."""
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def _with_state(text: str, state: str) -> str:
    """An empty electrolyte is an unknown one; a state column adds what the text leaves out."""
    text = text.strip() or "unknown"
    if state in {State.SOLID, State.POLYMER, State.GEL} and text == "unknown":
        return f"{text} ({state})"
    return text


def as_batch(cells: Cells) -> CellBatch:
    """Cells in any form as a batch.

    Parameters
    ----------
    cells : Cell or its notation, a sequence of them, DataFrame or CellBatch
        The columns of a data frame are those of `cells_of`.

    Raises
    ------
    NotationError, TableError
        Naming what cannot be read, of a data frame every row of it.
    """
    if isinstance(cells, CellBatch):
        return cells
    return CellBatch.from_cells(cells_of(cells) if isinstance(cells, pd.DataFrame) else as_cells(cells))
