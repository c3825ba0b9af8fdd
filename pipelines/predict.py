"""Predict a table of cells: every row comes back in order, or goes to quarantine with its reason."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from ..data.cell import format_cell
from ..data.chemistry.own_checks import known_beside
from ..data.errors import Issue, TableError
from ..data.files import csv_bytes, replace_file, replacing
from ..data.measured.csv_text import text_chunks
from ..data.measured.predicted import PREFIX
from ..data.measured.tables import CellTable, check_inputs
from ..data.progress import Progress
from ..models.predictor.cell_predictor import CellPredictor
from ..models.predictor.target import DEFAULT_LEVEL

#: Rows that are in memory at a time.
ROWS = 10_000
#: So many warnings are told of a table; more say nothing new.
_MOST_WARNINGS = 50
#: What is told of a cell besides its predictions.
_TOLD = ("domain_reasons", "evidence", "made", "guard")


def tell(table: CellTable) -> None:
    """Give a table's warnings as Python's own, which the command line prints as notes.

    Parameters
    ----------
    table : CellTable
    """
    _tell(table.warnings)


def predict_table(
    path: Path | str, predictor: CellPredictor, *, level: float = DEFAULT_LEVEL, quarantine: Path | None = None
) -> pd.DataFrame:
    """Predict the cells of a CSV file.

    Parameters
    ----------
    path : path
        A column `cell`, or `electrolyte` with the optional columns of a cell, and the further columns of a lab's model.
    predictor : CellPredictor
    level : float
    quarantine : path, optional
        Where bad rows are written with their reasons. Without it any bad row is an error and nothing is predicted.

    Returns
    -------
    DataFrame
        The file's columns, measured ones too, then `predicted_lifetime_h`, `predicted_lifetime_lower_h` and so on;
        `cell` holds the canonical notation.

    Raises
    ------
    TableError
        Naming every bad row.
    """
    parts: list[pd.DataFrame] = []
    _predict(Path(path), predictor, parts.append, level=level, quarantine=quarantine, progress=None)
    return pd.concat(parts, ignore_index=True)


def predict_file(
    path: Path | str,
    predictor: CellPredictor,
    output: Path,
    *,
    level: float = DEFAULT_LEVEL,
    quarantine: Path | None = None,
    progress: Progress | None = None,
) -> int:
    """As `predict_table`, into a file, some thousand rows at a time: a table of any length takes little memory.

    Parameters
    ----------
    path, predictor, level, quarantine
        As of `predict_table`.
    output : path
        CSV; it is there when every row was predicted, and untouched after an error.
    progress : callable, optional
        Told how many rows of how many are done.

    Returns
    -------
    int
        Rows that were predicted.
    """
    with replacing(output) as file:
        return _predict(
            Path(path),
            predictor,
            lambda frame: file.write(csv_bytes(frame, header=file.tell() == 0)),
            level=level,
            quarantine=quarantine,
            progress=progress,
        )


def _predict(
    path: Path,
    predictor: CellPredictor,
    take: Callable[[pd.DataFrame], object],
    *,
    level: float,
    quarantine: Path | None,
    progress: Progress | None,
) -> int:
    """Hand over the predictions of a file part by part; once a row is at fault, the rest is only checked."""
    known_beside(path)
    issues: list[Issue] = []
    told: dict[tuple[int | None, str, str], Issue] = {}
    done = seen = 0
    total = _rows(path) if progress is not None else 0
    for text in text_chunks(path, rows=ROWS):
        table, faults = check_inputs(text, path.name)
        told |= {(one.row, one.column, one.reason): one for one in table.warnings[:_MOST_WARNINGS]}
        issues += faults
        if table.cells and (quarantine is not None or not issues):
            take(_predicted(table, predictor, level))
            done += len(table)
        seen += len(text)
        if progress is not None:
            progress(min(seen, total), total)
        if any(issue.row is None for issue in faults):
            break
    _tell(told.values())
    if issues and quarantine is None:
        n = len(issues)
        raise TableError(f"{path.name} has {n} fault{'s' * (n > 1)}; `--quarantine FILE` sets bad rows aside.", issues)
    if issues and quarantine is not None:
        aside = pd.DataFrame([(i.row, i.column, i.value, i.reason, i.remedy) for i in issues])
        aside.columns = pd.Index(["row", "column", "value", "reason", "remedy"])
        replace_file(quarantine, csv_bytes(aside))
    if not done:
        raise TableError(f"{path.name} has no row that can be predicted.", issues)
    return done


def _predicted(table: CellTable, predictor: CellPredictor, level: float) -> pd.DataFrame:
    """The rows of a table with their predictions, none of which stands under the name of a measurement."""
    predicted = predictor.predict(table.cells, level=level, further=table.frame)
    for name in _TOLD:
        predicted[name] = predicted[name].map("; ".join)
    figures = [name for name in predicted if name not in {*_TOLD, "domain"}]
    predicted = predicted.rename(columns={name: f"{PREFIX}{name}" for name in figures})
    kept = table.frame.drop(columns=[c for c in ["cell", *predicted.columns] if c in table.frame.columns])
    kept.insert(0, "cell", [format_cell(cell) for cell in table.cells])
    return pd.concat([kept.reset_index(drop=True), predicted], axis=1)


def _tell(found: Iterable[Issue]) -> None:
    every = list(found)
    for warning in every[:_MOST_WARNINGS]:
        warnings.warn(str(warning), UserWarning, stacklevel=4)
    if len(every) > _MOST_WARNINGS:
        warnings.warn(f"{len(every) - _MOST_WARNINGS} more of the table's rows are doubted.", UserWarning, stacklevel=4)


def _rows(path: Path) -> int:
    """Lines of a file besides its header: how many rows it holds, or a few more where fields hold line breaks."""
    with path.open("rb") as file:
        return max(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1, 1)
