"""Known cells as arrays: features, outcome intervals, papers, weights."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ...data.arrays import Bools, Floats, Ints, Matrix, Texts
from ...data.batch.cells import CellBatch
from ...data.cell import format_cell
from ...data.measured.tables import CellTable
from ...data.quantity import QUANTITIES, Quantity, outcome_intervals
from ...features.matrix import featurize
from .intervals import Interval, check_interval

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
        Confidence, shared so that every paper (or every row, see `Quantity.from_catalogue`) weighs the same; the mean
        is one.
    """

    quantity: Quantity
    rows: Ints
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
    papers : array of str of shape (n,)
    is_control : bool array of shape (n,)
    outcomes : dict of str to Labels
        By name of the quantity, in the order that was asked for.
    digest : str
        SHA-256 over notation, outcomes and further columns.
    further : tuple of str
        Columns of `frame` that are features.
    remarks : tuple of str
        What was assumed or left out when the table was read.
    """

    frame: pd.DataFrame
    batch: CellBatch
    papers: Texts
    is_control: Bools
    outcomes: dict[str, Labels]
    digest: str
    further: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @cached_property
    def features(self) -> Matrix:
        """The catalogue's features, float32 of shape (n, n_features)."""
        return featurize(self.batch)

    @cached_property
    def linked_papers(self) -> Ints:
        """A number for each row, shape (n,): the same for rows of one paper and for papers that report the same cell.

        Folds are made of these, so that neither a paper nor a duplicate of a cell stands on both sides.
        """
        papers, cells = (np.unique(one.astype(str), return_inverse=True)[1] for one in
                         (self.papers, self.frame["cell"].to_numpy()))  # fmt: skip
        shape = (papers.max() + 1, cells.max() + 1)
        has = sparse.csr_matrix((np.ones(len(papers)), (papers, cells)), shape=shape)
        linked = connected_components(has @ has.T, directed=False)[1][papers]
        return np.asarray(linked, dtype=np.int64)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What the data set has labels of, in order."""
        return tuple(labels.quantity for labels in self.outcomes.values())

    @property
    def is_own(self) -> bool:
        """Whether all quantities are a lab's own."""
        return not any(quantity.from_catalogue for quantity in self.quantities)

    @property
    def groups(self) -> Texts | Ints:
        """What folds are made of, shape (n,): linked papers; in a table of own quantities its papers as they are.

        A lab's table without papers has a group a row, and its repeats of a cell are meant as such.
        """
        return self.papers if self.is_own else self.linked_papers

    def labels(self, target: str) -> Labels:
        """The labels of a quantity.

        Parameters
        ----------
        target : str
            Name of the quantity.

        Returns
        -------
        Labels

        Raises
        ------
        KeyError
            Where the data set was made without it.
        """
        return self.outcomes[target]


def make_dataset(table: CellTable, quantities: Sequence[Quantity] = QUANTITIES) -> Dataset:
    """Turn a checked table into a batch of cells with labels of some quantities.

    Parameters
    ----------
    table : CellTable
        Read for these quantities.
    quantities : sequence of Quantity
        An own one whose linear scale is not chosen yet gets it from the table.

    Returns
    -------
    Dataset
    """
    chosen = [quantity.fitted(table.frame) for quantity in quantities]
    frame = table.frame.assign(cell=[format_cell(cell) for cell in table.cells])
    known = outcome_intervals(table.frame, chosen)
    papers = frame["paper"].to_numpy(dtype=object)
    confidence = np.array([CONFIDENCE[word] for word in frame["confidence"]], dtype=np.float64)
    return Dataset(
        frame=frame,
        batch=CellBatch.from_cells(table.cells),
        papers=papers,
        is_control=frame["is_control"].to_numpy(dtype=float) > 0.5,
        outcomes={one.name: make_labels(one, known, papers, confidence) for one in chosen},
        digest=_digest(frame, known, table.further),
        further=table.further,
        remarks=table.remarks,
    )


def _digest(frame: pd.DataFrame, known: pd.DataFrame, further: Sequence[str]) -> str:
    text = frame[["record_id", "paper", "cell"]].astype(str).join(known.round(6).astype(str))
    text = text.join(frame[list(further)].astype(str))
    return hashlib.sha256(text.to_csv(index=False).encode()).hexdigest()


def make_labels(quantity: Quantity, known: pd.DataFrame, papers: Texts, confidence: Floats) -> Labels:
    """What is known of a quantity as labels of the rows that know it.

    Parameters
    ----------
    quantity : Quantity
        From the catalogue: every paper weighs the same, however many cells it reports; else every row does, since a
        lab chooses its series itself.
    known : DataFrame
        From `outcome_intervals`.
    papers : array of str of shape (n,)
    confidence : float64 array of shape (n,)
        From 0 to 1.

    Returns
    -------
    Labels
        Without rows where no cell states the quantity.

    Raises
    ------
    NacreError
        If a bound cannot be a label.
    """
    lower, upper = (known[quantity.bound_column(side)].to_numpy(dtype=np.float64) for side in ("lower", "upper"))
    rows = np.flatnonzero(~np.isnan(lower))
    if not len(rows):  # a table may tell one outcome only; training says which one it lacks
        return Labels(quantity, rows, Interval(np.empty(0), np.empty(0)), np.empty(0))
    interval = check_interval(*quantity.positive_intervals(lower[rows], upper[rows]))
    counts = pd.Series(papers[rows]).map(pd.Series(papers[rows]).value_counts()).to_numpy(dtype=np.float64)
    weight = confidence[rows] / (counts if quantity.from_catalogue else 1.0)
    return Labels(quantity, rows, interval, weight / weight.mean())
