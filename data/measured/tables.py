"""Tables in: CSV to checked data frames and cells, every fault of a file told at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..batch.cells import CellBatch
from ..cell import Cell, Protocol, State
from ..chemistry.material_names import resolve_materials
from ..errors import AmountError, Issue, NacreError, NotationError, TableError
from ..notation.parse import as_cells, parse_cell, parse_electrolyte
from ..protection import Protection
from ..quantity import QUANTITIES, Quantity
from .stated import check_names, read_further, statement_issues

if TYPE_CHECKING:
    import pandera.pandas as pa

#: Cells in any form that nacre takes.
Cells = str | Cell | Sequence[str | Cell] | pd.DataFrame | CellBatch

#: Larger files are not tables of cells.
MAX_FILE_MB = 200
#: A field longer than this is not read further.
MAX_FIELD = 100_000

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
    """

    frame: pd.DataFrame
    cells: tuple[Cell, ...]
    further: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.cells)


def read_csv(path: Path, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, list[Issue]]:
    """Read a CSV file against a schema.

    Returns
    -------
    frame : DataFrame
        Numbers where the schema has numbers (NaN where empty), text elsewhere; extra columns are kept as text.
    issues : list of Issue
        Every fault of the file; empty for a good one.

    Raises
    ------
    TableError
        Where the file cannot be read as a table at all.
    """
    return _typed(text_table(path), schema, path.name)


def _typed(frame: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """A frame of text against a schema: numbers where the schema has numbers, and every fault."""
    missing = [name for name, column in schema.columns.items() if name not in frame.columns and column.required]
    issues = [Issue(file, None, name, "", "is missing", _like(name, frame.columns)) for name in missing]
    if issues:
        return frame, issues
    # What a table need not state is there as unknown from here on.
    frame = frame.assign(**{name: "" for name in schema.columns if name not in frame.columns})
    raw = frame
    frame, issues = _numbers(frame, schema, file)
    named = {(issue.row, issue.column) for issue in issues}
    issues += [issue for issue in _check(frame, raw, schema, file) if (issue.row, issue.column) not in named]
    return frame, sorted(issues, key=lambda issue: (issue.row or 0, issue.column))


def _like(name: str, present: Iterable[str]) -> str:
    """The remedy for a missing column, with the file's own column that may be meant."""
    near = difflib.get_close_matches(name, list(present), n=1, cutoff=0.6)
    return f"Is it {near[0]!r}? Rename it" if near else "Add it to the header; its fields may be empty"


def _check_file(path: Path) -> None:
    """Refuse what cannot be a table before it is read."""
    if path.is_dir():
        raise TableError(f"{path.name!r} is a folder; name a CSV file.", [])
    if not path.is_file():
        raise TableError(f"There is no file {path.name!r}.", [])
    if path.stat().st_size > MAX_FILE_MB * 1e6:
        raise TableError(f"{path.name} is larger than {MAX_FILE_MB} MB; split it.", [])
    if path.stat().st_size == 0:
        raise TableError(f"{path.name} is empty; a table starts with a line of column names.", [])


def text_table(path: Path) -> pd.DataFrame:
    """A CSV table with a header, every field as text.

    Raises
    ------
    TableError
        Where the file cannot be read as a table.
    """
    _check_file(path)
    try:
        how: dict[str, Any] = {
            "dtype": str, "keep_default_na": False, "encoding": "utf-8-sig", "skipinitialspace": True,
        }  # fmt: skip
        frame: pd.DataFrame = pd.read_csv(path, **how)
        header = pd.read_csv(path, header=None, nrows=1, **how).iloc[0].tolist()
    except UnicodeDecodeError as error:
        raise TableError(f"{path.name} is not UTF-8 (byte {error.start}); save it as “CSV UTF-8”.", []) from None
    except pd.errors.EmptyDataError:
        raise TableError(f"{path.name} is empty; a table starts with a line of column names.", []) from None
    except (pd.errors.ParserError, ValueError) as error:
        raise TableError(f"{path.name} is not a CSV table: {str(error).strip()}.", []) from None
    if repeated := [name for name in header if header.count(name) > 1]:
        raise TableError(f"{path.name} has the column {repeated[0]!r} twice; rename one of them.", [])
    if frame.empty:
        raise TableError(f"{path.name} has column names but no rows.", [])
    if not isinstance(frame.index, pd.RangeIndex):
        raise TableError(f"{path.name} has rows with more fields than the header; quote fields that hold commas.", [])
    longest = max(int(frame[name].str.len().max()) for name in frame.columns)
    if longest > MAX_FIELD:
        raise TableError(f"{path.name} has a field of {longest} characters; at most {MAX_FIELD} are read.", [])
    return frame.fillna("")


def _numbers(frame: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """Text to numbers in the columns that the schema has as numbers."""
    issues = []
    frame = frame.copy()
    for name, column in schema.columns.items():
        if str(column.dtype) != "float64":
            continue
        text = frame[name].str.strip()
        values = pd.to_numeric(text.where(text != ""), errors="coerce").astype(float)
        bad = (text != "") & (values.isna() | ~np.isfinite(values))
        faults = [(int(row) + 1, text.iloc[row]) for row in np.flatnonzero(bad)]
        issues += [Issue(file, row, name, value, *_why_no_number(value)) for row, value in faults]
        frame[name] = values.where(~bad)
    return frame, issues


def _why_no_number(text: str) -> tuple[str, str]:
    if text.lower() in {"nan", "inf", "-inf", "na", "n/a", "null", "none", "-", "?"}:
        return "is not a number", "Leave the field empty where the figure was not stated"
    if re.fullmatch(r"\d{1,4}[-/.](\d{1,2}|[A-Za-z]{3,9})([-/.]\d{2,4})?|[A-Za-z]{3}-\d{2}", text):
        return (
            "looks like a date that a spreadsheet made of a number",
            "Format the column as numbers and enter it again",
        )
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?|[-+]?\d+,\d+", text):
        return "has a comma", "Write a decimal point and no thousands separator"
    if text.startswith("#"):
        return "is a spreadsheet's error mark", "Enter the number again"
    if re.match(r"[<>~≈]", text):
        return "has a sign before the number", "Put `lt`, `gt` or `approx` into the qualifier column"
    return "is not a number", "Write digits only; the unit stands in the column's name"


def _check(frame: pd.DataFrame, raw: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> list[Issue]:
    """The faults that pandera finds, each with its reason and remedy."""
    import pandera.errors

    from .schema import REMEDIES

    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        issues = []
        for _, case in errors.failure_cases.iterrows():
            name, row = str(case["column"]), case["index"]
            reason, remedy = REMEDIES.get(str(case["check"]), ("does not fit", ""))
            if str(case["check"]).startswith("one of") or str(case["check"]) in {"0 or 1", "-1, 0 or 1"}:
                reason, remedy = f"is not {case['check']}", "Correct the word"
            value = "" if row is None else str(raw[name].iloc[int(row)])
            issues.append(Issue(file, None if row is None else int(row) + 1, name, value, reason, remedy))
        return issues
    return []


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
    from .schema import measured_schema

    check_names(quantities, further)
    frame, issues = _typed(text, measured_schema(quantities, set(text.columns), further, complete=complete), name)
    if any(issue.row is None for issue in issues):
        return CellTable(frame.iloc[:0], ()), issues
    # A further column of such a name is the lab's own matter, not a part of the notation.
    cells, more = _cells(frame.drop(columns=[one for one in ("separator", "protection") if one in further]), name)
    issues = [*_joined(issues, more), *statement_issues(frame, name, quantities)]
    frame, more = read_further(frame, name, further, complete=complete)
    issues += more
    table = replace(_good_rows(frame, cells, issues), further=tuple(one for one in further if one in frame))
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
    number = pd.Series([str(row + 1) for row in range(len(frame))], index=frame.index)
    filled: dict[str, Any] = {"record_id": number, "paper": "row " + number, "doi": "", "citation": "", "year": np.nan,
              "is_control": np.nan, "confidence": ""}  # fmt: skip
    frame = frame.assign(**{name: value for name, value in filled.items() if name not in frame.columns})
    cells = tuple(cell for cell, keep in zip(table.cells, known, strict=True) if keep)
    return CellTable(frame[known].reset_index(drop=True), cells, table.further, tuple(remarks))


def read_inputs(path: Path | str) -> tuple[CellTable, list[Issue]]:
    """Read cells to predict: a column `cell` (one-line notation), or `electrolyte` with the optional columns
    `coating`, `host`, `separator`, `protection`, `current_density_mA_cm2`, `areal_capacity_mAh_cm2`, `temperature_C`;
    other columns are kept.
    """  # noqa: D205 - one sentence
    import pandera.pandas as pa

    from .schema import schema

    path = Path(path)
    has_notation = "cell" in text_table(path).columns
    wanted = pa.DataFrameSchema({"cell": pa.Column(str)}) if has_notation else schema("inputs")
    frame, issues = read_csv(path, wanted)
    if any(issue.row is None for issue in issues):
        return CellTable(frame.iloc[:0], ()), issues
    cells, more = _cells(frame, path.name)
    issues = _joined(issues, more)
    return _good_rows(frame, cells, issues), issues


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
        frame, issues = _typed(frame.reset_index(drop=True).map(_text_of), schema("inputs"), name)
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


def _good_rows(frame: pd.DataFrame, cells: Sequence[Cell | None], issues: Sequence[Issue]) -> CellTable:
    bad = {issue.row for issue in issues}
    keep = [i for i, cell in enumerate(cells) if cell is not None and i + 1 not in bad]
    kept = tuple(cell for i, cell in enumerate(cells) if cell is not None and i + 1 not in bad)
    return CellTable(frame.iloc[keep].reset_index(drop=True), kept)


def _cells(frame: pd.DataFrame, file: str) -> tuple[list[Cell | None], list[Issue]]:
    """The records of a frame; None where a field cannot be read, with an issue for each."""
    cells: list[Cell | None] = []
    issues: list[Issue] = []
    columns = {name: frame[name].tolist() for name in frame.columns}
    for row in range(len(frame)):
        record = {name: values[row] for name, values in columns.items()}
        cell, faults = _cell(record)
        cells.append(cell)
        issues += [
            Issue(file, row + 1, column, str(record[column]), reason, remedy) for column, reason, remedy in faults
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
