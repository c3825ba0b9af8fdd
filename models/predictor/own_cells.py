"""A predictor for one lab: the published model with what the lab's own cells add, and the way back."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd

from ...data.arrays import Bools, Matrix, Texts
from ...data.batch.cells import CellBatch
from ...data.cell import Cell, Protocol, format_cell
from ...data.errors import NacreError
from ...data.measured.tables import CellTable
from ...data.quantity import Quantity, outcome_intervals
from ..labels.intervals import Interval, check_interval
from .cell_predictor import CellPredictor
from .domain import Domain
from .evidence import Evidence
from .lab import LabTerm
from .target import Target


def with_lab(predictor: CellPredictor, source: str, table: CellTable) -> CellPredictor:
    """The predictor for a lab: what its own cells add to the published model, by default for every cell asked.

    Parameters
    ----------
    predictor : CellPredictor
        Of published cells; what another lab's cells added to it is left out.
    source : str
        The lab's name.
    table : CellTable
        The lab's own cells.

    Returns
    -------
    CellPredictor
        The published model itself where no own cell has an outcome.

    Raises
    ------
    NacreError
        Where the predictor knows a lab's own quantities, which are learned from the lab's cells as it is.
    """
    published = literature(predictor)
    if own := [quantity.name for quantity in published.quantities if not quantity.from_catalogue]:
        raise NacreError(
            f"The model also predicts {', '.join(own)}, which it learned from a lab's own table.",
            hint="Train without `--target` first, or retrain without `--source`.",
        )
    if not len(table):
        return published
    features = published.featurize(CellBatch.from_cells(table.cells))
    targets = {name: _fitted(one, source, features, table.frame, published) for name, one in published.targets.items()}
    if all(one.lab is None for one in targets.values()):
        return published
    columns = replace(published.columns, source=source, own_cells=len(table))
    evidence = _joined(published.evidence, features, table)
    return CellPredictor(
        targets=targets,
        domain=Domain.of(CellBatch.from_cells(evidence.cells), evidence.own_distances(), origin="known"),
        evidence=evidence,
        info=published.info | {
            "source": source,
            "own_cells": len(table),
            "own_formulations": len(np.unique(formulations(table.cells))),
            "own_sha256": own_digest(table, published.quantities),
        },
        columns=columns,
    )  # fmt: skip


def literature(predictor: CellPredictor) -> CellPredictor:
    """The published model inside a lab's predictor, to the bit; the predictor itself where it is no lab's.

    Parameters
    ----------
    predictor : CellPredictor

    Returns
    -------
    CellPredictor
    """
    if not predictor.columns.source:
        return predictor
    columns, known = replace(predictor.columns, source="", own_cells=0), predictor.evidence
    rows = np.flatnonzero(~own_rows(predictor))
    evidence = Evidence(
        known.frame.iloc[rows].reset_index(drop=True),
        np.ascontiguousarray(known.features[rows, :-1]),
        known.weights[:-1],
    )
    return CellPredictor(
        targets={name: replace(one, lab=None, width=None) for name, one in predictor.targets.items()},
        domain=Domain.of(CellBatch.from_cells(evidence.cells), evidence.own_distances()),
        evidence=evidence,
        info={name: value for name, value in predictor.info.items() if name not in OWN_INFO},
        columns=columns,
    )


#: What `info` tells of a lab's own cells.
OWN_INFO = ("source", "own_cells", "own_formulations", "own_sha256")


def own_rows(predictor: CellPredictor) -> Bools:
    """Which known cells are the lab's own, shape (n_known,).

    Parameters
    ----------
    predictor : CellPredictor

    Returns
    -------
    bool array of shape (n_known,)
    """
    if not predictor.columns.source:
        return np.zeros(len(predictor.evidence.frame), dtype=bool)
    return np.asarray(predictor.evidence.features[:, -1] > 0)


def formulations(cells: tuple[Cell, ...]) -> Texts:
    """What each cell is made of, without the test: cells that agree here are one formulation.

    Parameters
    ----------
    cells : tuple of Cell

    Returns
    -------
    array of str of shape (n_cells,)
    """
    return np.array([format_cell(replace(cell, protocol=Protocol())) for cell in cells], dtype=object)


def seen(table: CellTable, quantity: Quantity) -> tuple[Interval, Bools]:
    """What was seen of a quantity, and of which cells of a table.

    Parameters
    ----------
    table : CellTable
    quantity : Quantity

    Returns
    -------
    interval : Interval
        On the positive scale, of the cells that state it.
    stated : bool array of shape (n_cells,)
    """
    return _seen(table.frame, quantity)


def _seen(frame: pd.DataFrame, quantity: Quantity) -> tuple[Interval, Bools]:
    known = outcome_intervals(frame, [quantity])
    lower, upper = (known[quantity.bound_column(side)].to_numpy(dtype=np.float64) for side in ("lower", "upper"))
    stated = ~np.isnan(lower)
    if not stated.any():
        return Interval(np.empty(0), np.empty(0)), stated
    return check_interval(*quantity.positive_intervals(lower[stated], upper[stated])), stated


def _fitted(target: Target, source: str, features: Matrix, frame: pd.DataFrame, published: CellPredictor) -> Target:
    interval, stated = _seen(frame, target.quantity)
    if not stated.any():
        return replace(target, width=features.shape[1])
    level = np.log(target.positive(features[stated]))
    term = LabTerm.fit(source, features[stated], level, interval, published.evidence)
    return replace(target, lab=term, width=features.shape[1])


def _joined(known: Evidence, features: Matrix, table: CellTable) -> Evidence:
    """The published cells and the lab's own, marked in the last column, which makes no cells alike."""
    own = table.frame.assign(cell=[format_cell(cell) for cell in table.cells])
    own = own.reindex(columns=known.frame.columns)
    marked = [np.column_stack([part, np.full(len(part), mark)]) for part, mark in ((known.features, 0), (features, 1))]
    frame = pd.concat([known.frame, own.astype(known.frame.dtypes)], ignore_index=True)
    return Evidence(frame, np.concatenate(marked).astype(np.float32), np.append(known.weights, 0.0))


def own_digest(table: CellTable, quantities: tuple[Quantity, ...]) -> str:
    """Digest of a lab's cells and what was seen of them: a model learns nothing from the same again.

    Parameters
    ----------
    table : CellTable
    quantities : tuple of Quantity

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    text = pd.DataFrame({"id": table.frame["record_id"], "cell": [format_cell(cell) for cell in table.cells]})
    known = outcome_intervals(table.frame, quantities).round(6)
    return hashlib.sha256(text.join(known.astype(str)).to_csv(index=False).encode()).hexdigest()
