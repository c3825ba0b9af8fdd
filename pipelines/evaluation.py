"""One chunk of candidates: columns, features, both boosters, objectives, and what is worth keeping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from ..data.batch import CellBatch
from ..data.candidates import Space
from ..data.notation import parse_cell
from ..data.rules import component_count
from ..features.cell import featurize
from ..models.coverage import Coverage, out_by_name
from ..models.predictor import CellPredictor
from .findings import POOL, Findings, leading_places
from .marginals import Choices, histogram
from .plan import Plan
from .ranking import Rows, best, front, no_rows, rows_of

Ints = npt.NDArray[np.int64]
_Taken = list[tuple[Ints | None, Ints]]


@dataclass(frozen=True)
class Evaluation:
    """A space, a predictor and how many to keep: all that a worker needs to compute any chunk.

    Attributes
    ----------
    space : Space
    predictor : CellPredictor
    plan : Plan
    top : int
    """

    space: Space
    predictor: CellPredictor
    plan: Plan
    top: int

    @cached_property
    def choices(self) -> Choices:
        """Every choice of the space by number."""
        return Choices.of(self.space)

    @cached_property
    def coverage(self) -> Coverage:
        """What the predictor's evidence has tried together."""
        return Coverage.of(CellBatch.from_cells([parse_cell(text) for text in self.predictor.evidence.frame["cell"]]))

    def bare(self) -> Evaluation:
        """The same without what was computed for it, to be sent elsewhere."""
        return replace(self, space=replace(self.space))

    def prepare(self) -> None:
        """Compute what all chunks share, before several threads want it at once."""
        self.findings(np.zeros(1, dtype=np.int64))

    def none(self) -> Findings:
        """Before the first chunk."""
        return Findings.none(len(self.choices), self.choices.classes)

    def task(self, chunks: Iterable[int]) -> Findings:
        """The findings of some chunks of the plan."""
        found = (self.findings(self.plan.candidates(number)) for number in chunks)
        return reduce(lambda one, other: one.joined(other, self.top), found)

    def findings(self, index: Ints) -> Findings:
        """The findings of some candidates."""
        return self.findings_of(index)[0]

    def findings_of(self, index: Ints) -> tuple[Findings, Rows]:
        """The findings of some candidates, and all of those that are possible with their objectives."""
        rows, batch, seen = self.rows(index)
        protocol = rows["candidate"] % len(self.space.protocols)  # the last axis changes fastest
        taken = list(self.choices.taken(batch, protocol))
        inside = rows["out"] == 0
        leaders, leads = _leaders(rows, taken, inside)
        found = Findings(
            seen=seen,
            top=best(rows, self.top),
            pool=best(rows[inside], POOL),
            front=front(rows),
            leaders=leaders,
            leads=leads,
            counts=histogram(taken, rows, len(self.choices), self.choices.classes),
        )
        return found, rows

    def rows(self, index: Ints) -> tuple[Rows, CellBatch, Ints]:
        """Candidates that keep to the rules and leave room for solvent, with their objectives.

        Returns
        -------
        rows : Rows
        batch : CellBatch
            The same candidates as columns.
        seen : int64 array of shape (3,)
            As in `Findings`.
        """
        batch, asked = self.space.batch(index), len(index)
        if self.space.rules:
            batch, index = _only(batch, index, self.space.rules.allowed(batch))
        allowed = len(index)
        if len(index):
            batch, index = _only(batch, index, ~batch.composition.impossible)
        seen = np.array([len(index), asked - allowed, allowed - len(index)], dtype=np.int64)
        if not len(index):
            return no_rows(), batch, seen
        medians = self.predictor.medians(featurize(batch))
        rows = rows_of(
            {
                "candidate": index,
                "lifetime": medians["lifetime_h"],
                "overpotential": medians["overpotential_mV"],
                "complexity": component_count(batch),
                "novelty": self.coverage.novelty(batch),
                "out": out_by_name(self.predictor.domain, batch),
            }
        )
        return rows, batch, seen


def _only(batch: CellBatch, index: Ints, wanted: npt.NDArray[np.bool_]) -> tuple[CellBatch, Ints]:
    if wanted.all():
        return batch, index
    rows = np.flatnonzero(wanted)
    return batch.take(rows), index[rows]


def _leaders(rows: Rows, taken: _Taken, inside: npt.NDArray[np.bool_]) -> tuple[Rows, Ints]:
    """The best candidate inside the domain with each choice."""
    found: list[tuple[Ints, Ints]] = []
    for which, numbers in taken:
        place = np.arange(len(rows)) if which is None else which
        kept = inside[place]
        found.append(leading_places(rows, numbers[kept], place[kept]))
    return rows[np.concatenate([places for places, _ in found])], np.concatenate([leads for _, leads in found])
