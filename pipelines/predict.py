"""Predict a table of cells: every row comes back in order, or goes to quarantine with its reason."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd

from ..data.cell import format_cell
from ..data.errors import TableError
from ..data.files import csv_bytes, replace_file
from ..data.measured.tables import CellTable, read_inputs
from ..models.predictor.cell_predictor import CellPredictor
from ..models.predictor.target import DEFAULT_LEVEL


def tell(table: CellTable) -> None:
    """Give a table's warnings as Python's own, which the command line prints as notes.

    Parameters
    ----------
    table : CellTable
    """
    for warning in table.warnings:
        warnings.warn(str(warning), UserWarning, stacklevel=3)


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
        The file's columns and the predictions; `cell` holds the canonical notation.

    Raises
    ------
    TableError
        Naming every bad row.
    """
    table, issues = read_inputs(path)
    tell(table)
    if issues and quarantine is None:
        n = len(issues)
        told = f"{Path(path).name} has {n} fault{'s' * (n > 1)}"
        raise TableError(f"{told}; `--quarantine FILE` sets bad rows aside.", issues)
    if issues and quarantine is not None:
        aside = pd.DataFrame([(i.row, i.column, i.value, i.reason, i.remedy) for i in issues])
        aside.columns = pd.Index(["row", "column", "value", "reason", "remedy"])
        replace_file(quarantine, csv_bytes(aside))
    if not table.cells:
        raise TableError(f"{Path(path).name} has no row that can be predicted.", issues)
    predicted = predictor.predict(table.cells, level=level, further=table.frame)
    kept = table.frame.drop(columns=[c for c in ["cell", *predicted.columns] if c in table.frame.columns])
    kept.insert(0, "cell", [format_cell(cell) for cell in table.cells])
    for name in ("domain_reasons", "evidence", "made", "guard"):
        predicted[name] = predicted[name].map("; ".join)
    return pd.concat([kept.reset_index(drop=True), predicted], axis=1)
