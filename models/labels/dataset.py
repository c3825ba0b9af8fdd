"""Known cells as arrays: features, outcome intervals, papers, weights."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ...data.arrays import Bools, Floats, Ints, Matrix, Texts
from ...data.batch.cells import NO_CODE, PROTECTIONS, CellBatch
from ...data.cell import format_cell
from ...data.measured.tables import CellTable
from ...data.protection import Protection
from ...data.quantity import QUANTITIES, Quantity, Reading, outcome_intervals
from ...features.matrix import featurize
from ...features.protection import protection_of
from ...features.report import report_columns
from .intervals import Interval, check_interval

#: How much a figure counts by the confidence that its reader gave it.
CONFIDENCE = {"high": 1.0, "medium": 0.8, "low": 0.25, "": 0.8}


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

    @property
    def learned(self) -> Interval:
        """What models learn and bounds hold for: of a test that ended before the cell failed, the hours it had shown.

        Published tests end when the point is made, so how long they would have gone on nobody knows; what such tests
        reach is known, and it is what tables of the field call cycle life.
        """
        if self.quantity.reading is not Reading.EVENT:
            return self.interval
        shown = np.where(self.interval.is_right_censored, self.interval.lower, self.interval.upper)
        return Interval(self.interval.lower, shown)

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

        Papers report the same cell where its notation agrees, or where one row names the other in `same_as`.

        Folds are made of these, so that neither a paper nor a duplicate of a cell stands on both sides.
        """
        known = dict(zip(self.frame["record_id"], self.frame["cell"], strict=True))
        twins = self.frame["same_as"] if "same_as" in self.frame else [""] * len(self.frame)
        texts = [known.get(twin, cell) for twin, cell in zip(twins, self.frame["cell"], strict=True)]
        papers, cells = (np.unique(np.asarray(one, dtype=str), return_inverse=True)[1] for one in (self.papers, texts))
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
        batch=_told(CellBatch.from_cells(table.cells), frame),
        papers=papers,
        is_control=frame["is_control"].to_numpy(dtype=float) > 0.5,
        outcomes={one.name: make_labels(one, known, papers, confidence) for one in chosen},
        digest=_digest(frame, known, table.further),
        further=table.further,
        remarks=table.remarks,
    )


def _told(batch: CellBatch, frame: pd.DataFrame) -> CellBatch:
    """The cells with what a table tells beside them: whether they are controls, and how they were published.

    A control has nothing done to its sodium, whatever it is made of. A treated cell in which nothing is seen to be
    done is treated by its electrolyte.
    """
    control = frame["is_control"].to_numpy(dtype=np.float64)
    found = protection_of(batch)
    nothing, electrolyte = (PROTECTIONS.index(kind) for kind in (Protection.NOTHING, Protection.ELECTROLYTE))
    told = np.where((control == 0) & (found == nothing), electrolyte, found)
    told = np.where(control == 1, nothing, told)
    if batch.protection is not None:
        told = np.where(batch.protection == NO_CODE, told, batch.protection)
    origin = frame["origin"].astype(str).tolist() if "origin" in frame else [""] * len(frame)
    return replace(batch, protection=told, report=report_columns(frame["year"], origin))


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
