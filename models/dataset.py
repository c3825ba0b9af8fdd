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
    rows : int64 array of shape (n_labelled,)
        Row numbers in the data set.
    interval : Interval
        Of length n_labelled, in h or mV.
    weight : float64 array of shape (n_labelled,)
        Confidence, shared so that every paper weighs the same; the mean is one.
    """

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
    lifetime, overpotential : Labels
    digest : str
        SHA-256 over notation and outcomes.
    """

    frame: pd.DataFrame
    batch: CellBatch
    features: Matrix
    papers: npt.NDArray[np.object_]
    is_control: npt.NDArray[np.bool_]
    lifetime: Labels
    overpotential: Labels
    digest: str

    def labels(self, target: str) -> Labels:
        """The labels of "lifetime" or "overpotential"."""
        return self.lifetime if target == "lifetime" else self.overpotential


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
        lifetime=_labels(known["lifetime_lower_h"], known["lifetime_upper_h"], papers, weight),
        overpotential=_labels(known["overpotential_lower_mV"], known["overpotential_upper_mV"], papers, weight),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _labels(
    lower: pd.Series[float], upper: pd.Series[float], papers: npt.NDArray[np.object_], confidence: Floats
) -> Labels:
    rows = np.flatnonzero(lower.notna().to_numpy())
    if not len(rows):  # a table may tell one outcome only; training says which one it lacks
        return Labels(rows, Interval(np.empty(0), np.empty(0)), np.empty(0))
    interval = check_interval(lower.to_numpy()[rows], upper.to_numpy()[rows])
    counts = pd.Series(papers[rows]).map(pd.Series(papers[rows]).value_counts()).to_numpy(dtype=np.float64)
    weight = confidence[rows] / counts
    return Labels(rows, interval, weight / weight.mean())
