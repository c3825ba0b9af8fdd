"""Published cells near a query: what they were, how they ended, where that is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ...data.arrays import Floats, Ints, Matrix
from ...data.batch.cells import CellBatch
from ...data.cell import Cell
from ...data.notation.parse import parse_cell
from ...features.columns import SOURCE
from ...features.feature import Feature
from ...features.report import REPORT
from ..estimators.explained import Explained
from .made import Made

#: A longer table is not read back from its notation.
_READ_BACK = 5000
#: Queries that are compared with all known cells at once.
_AT_A_TIME = 32
#: What is kept of each known cell besides its features and what the table states of the quantities.
COLUMNS = ("record_id", "paper", "doi", "citation", "year", "cell", "is_control", "confidence")


def mean_use(model: Explained, features: Matrix) -> Floats:
    """How much a model uses each column: the mean absolute contribution over some rows.

    Parameters
    ----------
    model : Explained
    features : float32 array of shape (n, n_features)

    Returns
    -------
    float64 array of shape (n_features,)
        Natural log.
    """
    return np.asarray(np.abs(np.asarray(model.contributions(features))[:, :-1]).mean(axis=0))


def evidence_weights(uses: Sequence[Floats], entries: Sequence[Feature] | None = None) -> Floats:
    """How much several models together use each feature.

    Parameters
    ----------
    uses : sequence of float64 array of shape (n_features,)
        From `mean_use`, one a model.
    entries : sequence of Feature of length n_features, optional
        What the features mean: how a test was published makes no cells alike.

    Returns
    -------
    float64 array of shape (n_features,)
        They sum to one.

    Examples
    --------
    >>> evidence_weights([np.array([1.0, 0.0]), np.array([1.0, 2.0])])
    array([0.5, 0.5])
    """
    used = np.asarray(sum(uses))
    if entries is not None:
        used = used * np.array([entry.group not in (REPORT, SOURCE) for entry in entries], dtype=np.float64)
    total = float(np.sum(used))
    return np.asarray(used / total if total > 0 else np.full(len(used), 1.0 / len(used)))


def _gaps(query: Floats, known: Floats, *, out: Floats) -> None:
    """Squared differences of one feature, shape (n_queries, n_known): 1 where one side is unknown, 0 where both are."""
    np.subtract(query[:, None], known[None, :], out=out)
    np.square(out, out=out)
    absent, lacking = np.isnan(query), np.isnan(known)
    out[absent] = 1.0
    out[:, lacking] = 1.0
    out[np.ix_(absent, lacking)] = 0.0


@dataclass(frozen=True)
class Evidence:
    """Known cells with the features that the models see.

    Attributes
    ----------
    frame : DataFrame
        `COLUMNS` and what the table states of the quantities, one row a known cell; `cell` is the canonical notation.
    features : float32 array of shape (n_known, n_features)
    weights : float64 array of shape (n_features,)
        How much the models use each feature; they sum to one.
    """

    frame: pd.DataFrame
    features: Matrix
    weights: Floats

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The known cells as records, in the order of the frame; read from their notation once."""
        return tuple(parse_cell(text) for text in self.frame["cell"])

    @cached_property
    def made(self) -> Made:
        """What the known cells are made of; nothing of a table too long to be read back."""
        if len(self.frame) > _READ_BACK:
            return Made({}, self.frame["paper"].to_numpy())
        return Made.of(CellBatch.from_cells(self.cells), self.frame["paper"].to_numpy())

    def distances(self, features: Matrix) -> Floats:
        """Distance of each query to each known cell.

        A weighted root mean square over features, each scaled by its spread among the known cells; a feature known
        on one side only counts as one spread.

        Parameters
        ----------
        features : float32 array of shape (n_queries, n_features)

        Returns
        -------
        float64 array of shape (n_queries, n_known)
        """
        center, spread = self.scaling()
        known = np.clip((self.features - center) / spread, -4, 4)
        query = np.clip((features - center) / spread, -4, 4)
        used = np.flatnonzero(self.weights > 0)
        squared = np.empty((len(query), len(known)))
        # Few queries at a time, so that what is added up stays in the processor's cache.
        for start in range(0, len(query), _AT_A_TIME):
            part = query[start : start + _AT_A_TIME]
            total, gap = np.zeros((len(part), len(known))), np.empty((len(part), len(known)))
            for column in used:
                _gaps(part[:, column], known[:, column], out=gap)
                gap *= self.weights[column]
                total += gap
            squared[start : start + len(part)] = total
        return np.sqrt(squared)

    def scaling(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each feature over the known cells, shape (n_features,); 1 for constants."""
        empty = np.isnan(self.features).all(axis=0)
        # Not in float32: rounding would give a constant column a spread of its own.
        safe = np.where(empty, 0.0, self.features.astype(np.float64))
        center = np.nanmean(safe, axis=0)
        spread = np.nanstd(safe, axis=0)
        return center, np.where(spread > 0, spread, 1.0)

    def nearest(self, features: Matrix, k: int = 5) -> tuple[Ints, Floats]:
        """The k nearest known cells of each query, nearest first.

        Parameters
        ----------
        features : float32 array of shape (n_queries, n_features)
        k : int

        Returns
        -------
        rows : int64 array of shape (n_queries, k)
            Rows of `frame`.
        distances : float64 array of shape (n_queries, k)
        """
        distances = self.distances(features)
        order = np.argsort(distances, axis=1, kind="stable")[:, :k]
        return order, np.take_along_axis(distances, order, axis=1)

    def own_distances(self, most: int = 1000) -> Floats:
        """Distance of each known cell to the nearest one of another paper.

        Parameters
        ----------
        most : int
            Of a larger table so many evenly spaced rows are taken, which is enough for a quantile.

        Returns
        -------
        float64 array of shape (at most `most`,)
            Infinite where there is no other paper.
        """
        rows = np.unique(np.linspace(0, len(self.frame) - 1, min(most, len(self.frame))).astype(np.int64))
        distances = self.distances(self.features[rows])
        papers = self.frame["paper"].to_numpy()
        distances[papers[rows][:, None] == papers[None, :]] = np.inf
        return np.asarray(distances.min(axis=1))
