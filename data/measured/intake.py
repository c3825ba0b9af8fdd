"""New tables of measured cells: read, checked, and what cannot be used set aside with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import Issue, TableError
from ..files import csv_bytes, replace_file
from ..quantity import QUANTITIES, Quantity
from .csv_text import text_table
from .forgotten import without
from .merging import NewTable, numbered
from .tables import CellTable, check_cells
from .versions import forgotten_papers

#: What only the one who ran a cell can say of it.
_EACH_CELL = ("record_id", "electrolyte", "is_control")


@dataclass(frozen=True)
class Intake:
    """What came in.

    Attributes
    ----------
    tables : list of NewTable
        The rows without fault, by file.
    issues : list of Issue
        Every fault of every file.
    warnings : list of Issue
        What looks like a slip and was let in, and columns that nobody reads.
    remarks : list of str
        Which papers the known cells have forgotten.
    """

    tables: list[NewTable]
    issues: list[Issue]
    warnings: list[Issue] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Number of rows without fault."""
        return sum(len(one.table) for one in self.tables)


def take_in(
    source: Path | str, quantities: Sequence[Quantity] = QUANTITIES, *, further: Sequence[str] = (), lab: str = ""
) -> Intake:
    """Read a CSV file, or every CSV file of a folder in the order of their names (the last one is the newest).

    Parameters
    ----------
    source : path
    quantities : sequence of Quantity
        What the tables are read for; columns of own quantities may be left out.
    further : sequence of str
        Columns that are features; they may be left out as well.
    lab : str
        The lab whose cells these are: it stands for their paper, and what nobody measured needs no column.

    Raises
    ------
    TableError
        Where there is no file to read, or one file was named and cannot be read as a table at all; with every fault
        where no row is without one.
    """
    source = Path(source)
    files = sorted(source.glob("*.csv")) if source.is_dir() else [source]
    if not files:
        raise TableError(f"The folder {source.name!r} holds no file that ends in .csv.", [])
    tables: list[NewTable] = []
    issues: list[Issue] = []
    warnings: list[Issue] = []
    for path in files:
        try:
            text = _of_lab(text_table(path), lab) if lab else text_table(path)
            table, faults = check_cells(text, path.name, quantities, further=further, complete=False)
        except TableError as error:
            if len(files) == 1:
                raise
            issues.append(Issue(path.name, None, "", "", error.message.rstrip("."), "Correct or remove the file"))
            continue
        issues += faults
        warnings += table.warnings
        table, faults = _remembered(table, path.name)
        issues += faults
        if len(table):
            tables.append(numbered(path.name, table))
    if not tables:
        raise TableError(_nothing(source.name, issues), issues)
    return Intake(tables, issues, warnings, [one.words for one in forgotten_papers()])


def _of_lab(text: pd.DataFrame, lab: str) -> pd.DataFrame:
    """A lab's table with its name as paper, and empty columns for what it did not measure."""
    from .schema import REQUIRED_OF_CELLS

    absent = [name for name in REQUIRED_OF_CELLS if name not in text and name not in _EACH_CELL]
    return text.assign(**{**dict.fromkeys(absent, ""), "paper": lab})


def nothing_new() -> Intake:
    """What a retraining takes in that learns from the known cells as they are."""
    return Intake([], [], remarks=[one.words for one in forgotten_papers()])


def _remembered(table: CellTable, file: str) -> tuple[CellTable, list[Issue]]:
    """A table without the rows of papers that the known cells have forgotten, each told."""
    issues = []
    for one in forgotten_papers():
        column = "paper" if one.paper else "source"
        remedy = f"`nacre data restore {one.since - 1}` takes back that it was forgotten"
        for i in np.flatnonzero(one.rows(table.frame)):
            value = str(table.frame[column].iloc[i])
            reason = f"is forgotten since version {one.since} of the known cells"
            issues.append(Issue(file, table.rows[i], column, value, reason, remedy))
    return without(table, forgotten_papers()), issues


def _nothing(name: str, issues: Sequence[Issue]) -> str:
    """Why nothing came in."""
    if not issues:
        return f"{name} holds no row besides the template's example."
    if all(issue.row is None and issue.column for issue in issues):
        return f"{name} lacks columns that a table of measured cells has."
    return f"{name} has no row without fault."


def set_aside(issues: Sequence[Issue], path: Path) -> None:
    """Write faults as a table: file, row (the header is row 1), column, value, reason, remedy."""
    frame = pd.DataFrame(
        [(i.file, i.row, i.column, i.value, i.reason, i.remedy) for i in issues],
        columns=["file", "row", "column", "value", "reason", "remedy"],
    )
    replace_file(path, csv_bytes(frame))
