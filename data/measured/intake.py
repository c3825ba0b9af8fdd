"""New tables of measured cells: read, checked, and what cannot be used set aside with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..errors import Issue, TableError
from ..files import csv_bytes, replace_file
from ..quantity import QUANTITIES, Quantity
from .merging import NewTable, numbered
from .tables import read_cells


@dataclass(frozen=True)
class Intake:
    """What came in.

    Attributes
    ----------
    tables : list of NewTable
        The rows without fault, by file.
    issues : list of Issue
        Every fault of every file.
    """

    tables: list[NewTable]
    issues: list[Issue]

    @property
    def rows(self) -> int:
        """Number of rows without fault."""
        return sum(len(one.table) for one in self.tables)


def take_in(source: Path | str, quantities: Sequence[Quantity] = QUANTITIES, *, further: Sequence[str] = ()) -> Intake:
    """Read a CSV file, or every CSV file of a folder in the order of their names (the last one is the newest).

    Parameters
    ----------
    source : path
    quantities : sequence of Quantity
        What the tables are read for; columns of own quantities may be left out.
    further : sequence of str
        Columns that are features; they may be left out as well.

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
    tables, issues = [], []
    for path in files:
        try:
            table, faults = read_cells(path, quantities, further=further, complete=False)
        except TableError as error:
            if len(files) == 1:
                raise
            issues.append(Issue(path.name, None, "", "", error.message.rstrip("."), "Correct or remove the file"))
            continue
        issues += faults
        if len(table):
            tables.append(numbered(path.name, table, faults))
    if not tables:
        raise TableError(f"{source.name} has no row without fault.", issues)
    return Intake(tables, issues)


def set_aside(issues: Sequence[Issue], path: Path) -> None:
    """Write faults as a table: file, row (1 = first row under the header), column, value, reason, remedy."""
    frame = pd.DataFrame(
        [(i.file, i.row, i.column, i.value, i.reason, i.remedy) for i in issues],
        columns=["file", "row", "column", "value", "reason", "remedy"],
    )
    replace_file(path, csv_bytes(frame))
