"""One chunk of candidates: columns, features, boosters, objectives, and what is worth keeping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce

import numpy as np

from ....data.arrays import Bools, Floats, Ints
from ....data.batch.cells import CellBatch
from ....data.notation.parse import parse_cell
from ....data.quantity import Quantity
from ....data.space.candidates import Space
from ....data.space.rules import component_count
from ....features.guards.guard import GUARDS, guard
from ....features.protection import is_bare
from ....models.predictor.cell_predictor import CellPredictor
from ....models.predictor.coverage import Coverage, out_by_name
from ....models.predictor.tree_bounds import unbounded
from .findings import POOL, Findings, leading_places
from .marginals import Choices, Classes, histogram
from .plan import Plan
from .ranking import Rows, best, best_apart, front, no_rows, rows_of
from .requirement import Requirement, read_requirement
from .settings import ScreenSettings

#: Candidates of the random sample with which a proof begins: it says what choices do.
SAMPLE = 131_072
#: Up to so many candidates are all computed, which takes seconds and counts every choice; the best of more are proved.
EXACT_FROM = 10**8

_Taken = list[tuple[Ints | None, Ints]]


@dataclass(frozen=True)
class Evaluation:
    """A space, a predictor and the settings: all that a worker needs to compute any chunk.

    Attributes
    ----------
    space : Space
    predictor : CellPredictor
    settings : ScreenSettings
    """

    space: Space
    predictor: CellPredictor
    settings: ScreenSettings = field(default_factory=ScreenSettings)

    @cached_property
    def plan(self) -> Plan:
        """Which candidates, in which chunks; of a proof the sample that comes first."""
        settings = self.settings
        sample = min(SAMPLE, self.space.size) if self.is_exact else settings.sample
        return Plan.of(self.space, sample=sample, seed=settings.seed, chunk=settings.chunk)

    @cached_property
    def is_exact(self) -> bool:
        """Whether the best are proved by bounds rather than found among all candidates."""
        settings = self.settings
        if settings.exact is not None or settings.sample is not None:
            return bool(settings.exact)
        return self.space.size > EXACT_FROM and not unbounded(self.predictor, self.objectives)

    @cached_property
    def objectives(self) -> tuple[Quantity, ...]:
        """The quantities that candidates are ranked on, the most important first."""
        return self.settings.quantities(self.predictor)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What predictions must reach."""
        return tuple(read_requirement(text, self.objectives) for text in self.settings.require)

    @cached_property
    def _ranker(self) -> CellPredictor:
        """The predictor of the objectives alone."""
        return replace(self.predictor, targets={own.name: self.predictor.targets[own.name] for own in self.objectives})

    @cached_property
    def classes(self) -> tuple[Classes, ...]:
        """The classes in which each objective is counted."""
        known = self.predictor.evidence.frame
        return tuple(Classes.of(own, known, self.choices.classes) for own in self.objectives)

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
        return Findings.none(len(self.objectives), len(self.choices), self.choices.classes)

    def task(self, chunks: Iterable[int]) -> Findings:
        """The findings of some chunks of the plan."""
        parts = (self.findings(self.plan.candidates(number)) for number in chunks)
        return reduce(lambda one, other: one.joined(other, self.settings.top), parts)

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
        findings = Findings(
            seen=seen,
            top=best_apart(rows if self.settings.allow_out else rows[inside], self.settings.top),
            pool=best(rows[inside], POOL),
            front=front(rows),
            leaders=leaders,
            leads=leads,
            counts=histogram(
                [*taken, *self.choices.amounts_taken(batch)], self._values(rows), self.classes, len(self.choices)
            ),
        )
        return findings, rows

    def _values(self, rows: Rows) -> list[Floats]:
        """The predicted medians in the unit of each objective."""
        return [-own.sign * loss for own, loss in zip(self.objectives, rows["loss"].T, strict=True)]

    def rows(self, index: Ints) -> tuple[Rows, CellBatch, Ints]:
        """Candidates that keep to the rules and leave room for solvent, with their objectives.

        Returns
        -------
        rows : Rows
        batch : CellBatch
            The same candidates as columns.
        seen : int64 array of shape (4 + n_guards,)
            As in `Findings`.
        """
        batch, asked = self.space.batch(index), len(index)
        if self.space.rules:
            batch, index = _only(batch, index, self.space.rules.allowed(batch))
        allowed = len(index)
        if len(index):
            batch, index = _only(batch, index, ~batch.composition.impossible)
        impossible, refused = allowed - len(index), np.zeros(len(GUARDS), dtype=np.int64)
        if len(index) and self.settings.guards:
            first = guard(batch).first()
            refused = np.bincount(first[first >= 0], minlength=len(GUARDS))
            batch, index = _only(batch, index, first < 0)
        losses, predicted = np.empty((0, len(self.objectives))), len(index)
        if len(index):
            medians = self._ranker.medians(self.predictor.featurize(batch))
            losses = np.stack([-own.sign * medians[own.column] for own in self.objectives], axis=1)
            good = np.ones(len(index), dtype=bool)
            for own in self.requirements:
                good &= losses[:, own.place] <= own.loss
            if not good.all():
                batch, index = _only(batch, index, good)
                losses = losses[good]
        seen = np.concatenate([[len(index), asked - allowed, impossible], refused, [predicted - len(index)]]).astype(
            np.int64
        )
        if not len(index):
            return no_rows(len(self.objectives)), batch, seen
        rows = rows_of(
            {
                "candidate": index,
                "loss": losses,
                "complexity": component_count(batch),
                "novelty": self.coverage.novelty(batch),
                "out": out_by_name(self.predictor.domain, batch),
                "bare": is_bare(batch),
            }
        )
        return rows, batch, seen


def _only(batch: CellBatch, index: Ints, wanted: Bools) -> tuple[CellBatch, Ints]:
    if wanted.all():
        return batch, index
    rows = np.flatnonzero(wanted)
    return batch.take(rows), index[rows]


def _leaders(rows: Rows, taken: _Taken, inside: Bools) -> tuple[Rows, Ints]:
    """The best candidate inside the domain with each choice."""
    parts: list[tuple[Ints, Ints]] = []
    for which, numbers in taken:
        place = np.arange(len(rows)) if which is None else which
        kept = inside[place]
        parts.append(leading_places(rows, numbers[kept], place[kept]))
    return rows[np.concatenate([places for places, _ in parts])], np.concatenate([leads for _, leads in parts])
