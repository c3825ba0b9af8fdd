"""Known cells as arrays: features, outcome intervals, papers, weights."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.batch import CellBatch
from ..data.notation import format_cell
from ..data.tables import CellTable, outcome_intervals
from ..features.cell import featurize
from .labels import Interval, check_interval
from .quantity import LIFETIME, OVERPOTENTIAL, Quantity

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

#: How much a figure counts by the confidence that its reader gave it.
CONFIDENCE = {"high": 1.0, "medium": 0.8, "low": 0.5, "": 0.8}


@dataclass(frozen=True)
class Labels:
    """The rows of a data set that have one outcome, with its intervals.

    Attributes
    ----------
    quantity : Quantity
    rows : int64 array of shape (n_labelled,)
        Row numbers in the data set.
    interval : Interval
        Of length n_labelled, on the positive scale of the quantity (h and mV as they are).
    weight : float64 array of shape (n_labelled,)
        Confidence, shared so that every paper weighs the same; the mean is one.
    """

    quantity: Quantity
    rows: Rows
    interval: Interval
    weight: Floats


@dataclass(frozen=True)
class Dataset:
    """Known cells, ready to learn from.

    Attributes
    ----------
    frame : DataFrame
        The table, with the canonical notation in `cell`.
    batch : CellBatch
    features : float32 array of shape (n, n_features)
    papers : array of str of shape (n,)
    is_control : bool array of shape (n,)
    outcomes : dict of str to Labels
        By name of the quantity.
    digest : str
        SHA-256 over notation and outcomes.
    """

    frame: pd.DataFrame
    batch: CellBatch
    features: Matrix
    papers: npt.NDArray[np.object_]
    is_control: npt.NDArray[np.bool_]
    outcomes: dict[str, Labels]
    digest: str

    def labels(self, target: str) -> Labels:
        """The labels of a quantity, by its name."""
        return self.outcomes[target]


def make_dataset(table: CellTable) -> Dataset:
    """Featurize a checked table and turn its outcomes into intervals."""
    batch = CellBatch.from_cells(table.cells)
    frame = table.frame.assign(cell=[format_cell(cell) for cell in table.cells])
    known = outcome_intervals(table.frame)
    papers = frame["paper"].to_numpy(dtype=object)
    weight = np.array([CONFIDENCE[word] for word in frame["confidence"]], dtype=np.float64)
    text = frame[["record_id", "paper", "cell"]].astype(str).join(known.round(6).astype(str)).to_csv(index=False)
    return Dataset(
        frame=frame,
        batch=batch,
        features=featurize(batch),
        papers=papers,
        is_control=frame["is_control"].to_numpy(dtype=float) > 0.5,
        outcomes={
            quantity.name: make_labels(
                quantity, known[quantity.bound_column("lower")], known[quantity.bound_column("upper")], papers, weight
            )
            for quantity in (LIFETIME, OVERPOTENTIAL)
        },
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def make_labels(
    quantity: Quantity,
    lower: pd.Series[float],
    upper: pd.Series[float],
    papers: npt.NDArray[np.object_],
    confidence: Floats,
) -> Labels:
    """Bounds on the positive scale of a quantity as labels of the rows where they are known."""
    rows = np.flatnonzero(lower.notna().to_numpy())
    if not len(rows):  # a table may tell one outcome only; training says which one it lacks
        return Labels(quantity, rows, Interval(np.empty(0), np.empty(0)), np.empty(0))
    interval = check_interval(lower.to_numpy()[rows], upper.to_numpy()[rows])
    counts = pd.Series(papers[rows]).map(pd.Series(papers[rows]).value_counts()).to_numpy(dtype=np.float64)
    weight = confidence[rows] / counts
    return Labels(quantity, rows, interval, weight / weight.mean())
