"""How a lab's predictions get better with the number of its own cells, and what ten more would bring."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.optimize import nnls

from ...data.arrays import Floats
from ...data.batch.cells import CellBatch
from ...data.measured.own import taken
from ...data.measured.tables import CellTable
from ..predictor.cell_predictor import CellPredictor
from ..predictor.lab import LabTerm
from ..predictor.own_cells import formulations, seen
from .own_cells import decades

#: Shares of a lab's other formulations that are learned from.
_SHARES = (0.0, 0.25, 0.5, 1.0)
#: Formulations that are asked for, and times that fewer are drawn.
_ASKED, _DRAWS = 24, 4
#: Cells that a curve is made of at most.
_MOST = 300
#: A curve of fewer formulations than this says nothing.
LEAST = 4
#: More cells than this that are asked about.
MORE = 10


@dataclass(frozen=True, slots=True)
class OwnCurve:
    """Mean error on own cells whose formulation was left out.

    Attributes
    ----------
    target : str
    cells : list of float
        Own cells that were learned from, on average.
    error : list of float
        Decades.
    more : float or None
        The error that `MORE` further cells would leave, if it goes on as it fell; None where it did not fall.
    """

    target: str
    cells: list[float]
    error: list[float]
    more: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def own_curves(published: CellPredictor, table: CellTable, source: str) -> list[OwnCurve]:
    """The curve of each quantity that enough formulations tell.

    Parameters
    ----------
    published : CellPredictor
        Without a lab term.
    table : CellTable
        The lab's own cells.
    source : str
        The lab's name.

    Returns
    -------
    list of OwnCurve
    """
    return [curve for name in published.targets if (curve := _curve(published, name, table, source)) is not None]


def _curve(published: CellPredictor, name: str, table: CellTable, source: str) -> OwnCurve | None:
    target = published.target(name)
    interval, stated = seen(table, target.quantity)
    if not stated.any():
        return None
    if stated.sum() > _MOST:  # a curve of so many cells is flat
        stated[np.flatnonzero(stated)[np.random.default_rng(0).permutation(int(stated.sum()))[_MOST:]]] = False
        interval, _ = seen(taken(table, stated), target.quantity)
    own = taken(table, stated)
    made = formulations(own.cells)
    names, random = np.unique(made), np.random.default_rng(0)
    if len(names) < LEAST:
        return None
    features = published.featurize(CellBatch.from_cells(own.cells))
    level = np.log(target.published(features))
    theta = LabTerm.fit(source, features, level, interval, published.evidence).theta
    asked = random.permutation(names)[:_ASKED]
    cells, errors = [], []
    for share in _SHARES:
        sizes, off = [], []
        for one in asked:
            test, others = np.flatnonzero(made == one), names[names != one]
            for _ in range(1 if share in (0.0, 1.0) else _DRAWS):
                drawn = random.permutation(others)[: round(share * len(others))]
                train = np.flatnonzero(np.isin(made, drawn))
                mean: Floats = np.zeros(len(test))
                if len(train):
                    term = LabTerm.fit(
                        source, features[train], level[train], interval.take(train), published.evidence, theta
                    )
                    mean = term.mean(features[test], level[test])
                sizes.append(len(train))
                off.append(decades(np.exp(level[test] + mean), interval.take(test)))
        cells.append(float(np.mean(sizes)))
        errors.append(float(np.concatenate(off).mean()))
    return OwnCurve(name, cells, errors, _further(np.array(cells), np.array(errors)))


def _further(cells: Floats, errors: Floats) -> float | None:
    """The error after `MORE` cells by the curve a + b / (n + 4), neither below zero."""
    (floor, fall), _ = nnls(np.stack([np.ones(len(cells)), 1.0 / (cells + 4.0)], axis=1), errors)
    later, now = (floor + fall / (cells[-1] + more + 4.0) for more in (MORE, 0))
    return float(errors[-1] * later / now) if fall > 0 else None
