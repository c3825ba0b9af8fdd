"""Branch and bound over the axes of a space: the findings of a whole enumeration, proved without it.

Parts wait in a queue. In each round the most promising ones are taken: small parts are computed, large ones split and
their pieces bounded; what cannot hold anything better than what is kept is ruled out as a whole. When nothing waits,
nothing better exists. Rounds do not depend on where their parts are computed, so that threads, workers and a resumed
run come to the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from ....data.arrays import Ints
from ....data.space.parts import Parts
from ..run.evaluation import Evaluation
from ..run.findings import Findings
from .bounds import Bounded, PartBounds
from .incumbents import Incumbents, LeadRanks, merged

#: Pieces that come up in a round at most, and candidates that are computed in it.
PIECES, COMPUTED = 65_536, 65_536
#: Pieces of one task.
TASK = 16_384


#: Gives bounds of pieces and findings of candidates.
Compute = Callable[[Ints, Ints], tuple[Bounded, list[Findings]]]
_COUNTS = ("rounds", "computed", "sampled", "bounded_parts", "ruled_out", "groups")
_ARRAYS = ("parts", "bounded", "group", "refused")


@dataclass(frozen=True)
class State:
    """A search between two rounds.

    Attributes
    ----------
    parts : int32 array of shape (n, width)
        What waits.
    bounded : structured array of shape (n,)
    group : int64 array of shape (n,)
        Parts of one number differ in layers and test alone.
    refused : int64 array of shape (n_reasons,)
        Candidates in parts of which none can be kept, by reason.
    findings : Findings
    rounds : int
    computed, bounded_parts : int
        Candidates that were computed, the sample's among them; parts that were bounded.
    ruled_out : int
        Candidates in parts that cannot hold anything better.
    groups : int
        Above every number of a group.
    sampled : int
        Candidates of the sample that came first.
    """

    parts: Ints
    bounded: Bounded
    group: Ints
    refused: Ints
    findings: Findings
    rounds: int = 0
    computed: int = 0
    sampled: int = 0
    bounded_parts: int = 0
    ruled_out: int = 0
    groups: int = 1

    def done(self) -> Self:
        """The same where nothing waits any more."""
        return replace(self, parts=self.parts[:0], bounded=self.bounded[:0], group=self.group[:0])

    def to_bytes(self) -> bytes:
        """As arrays without any executable content."""
        buffer = io.BytesIO()
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        counts = np.array([getattr(self, name) for name in _COUNTS], dtype=np.int64)
        found = np.frombuffer(self.findings.to_bytes(), dtype=np.uint8)
        np.savez(buffer, allow_pickle=False, counts=counts, findings=found, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Undo `to_bytes`."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            counts = dict(zip(_COUNTS, stored["counts"].tolist(), strict=True))
            arrays = {name: stored[name] for name in _ARRAYS}
            return cls(**arrays, findings=Findings.from_bytes(stored["findings"].tobytes()), **counts)


@dataclass(frozen=True)
class Search:
    """One search, round by round.

    Attributes
    ----------
    evaluation : Evaluation
    """

    evaluation: Evaluation

    @cached_property
    def bounds(self) -> PartBounds:
        """Bounds of parts of the space."""
        return PartBounds(self.evaluation)

    @property
    def parts(self) -> Parts:
        """Parts of the space."""
        return self.bounds.parts

    @cached_property
    def _ranks(self) -> LeadRanks:
        return LeadRanks(self.bounds.ranges, self.evaluation.choices)

    def bare(self) -> Search:
        """The same without what was computed for it, to be sent elsewhere."""
        return Search(self.evaluation.bare())

    def prepare(self) -> None:
        """Compute what all tasks share, before several threads want it at once."""
        self.evaluation.prepare()
        self.bounds.of(self.parts.root())

    def do(self, kind: str, content: Ints) -> Bounded | Findings:
        """Do a task: "bound" parts of the space, or "compute" candidates."""
        return self.bounds.of(content) if kind == "bound" else self.evaluation.findings(content)

    def start(self, findings: Findings, computed: int, sampled: int) -> State:
        """Before the first round, with findings of some candidates, of which some are a random sample."""
        root = self.parts.root()
        refused = np.zeros(len(self.bounds.reasons), dtype=np.int64)
        return State(root.astype(np.int32), self.bounds.of(root), np.zeros(1, dtype=np.int64), refused, findings,
                     computed=computed, sampled=sampled, bounded_parts=1)  # fmt: skip

    def round(self, state: State, compute: Compute) -> State:
        """Take the most promising parts, and what comes of them.

        Parameters
        ----------
        state : State
        compute : callable
            Gives bounds of pieces and findings of candidates.
        """
        order = self._chosen(state)
        parts, bounded = state.parts[order].astype(np.int64), state.bounded[order]
        group = state.group[order]
        rest = np.ones(len(state.parts), dtype=bool)
        rest[order] = False
        incumbents = self._incumbents(state.findings)
        useful = incumbents.useful(bounded, self._ranks.of(parts, incumbents.lead_ranks()))
        ruled_out = int(bounded["size"][~useful].sum())
        parts, bounded, group = parts[useful], bounded[useful], group[useful]
        leaf = bounded["along"] < 0
        index = self.parts.members(parts[leaf])
        pieces, parent = self.parts.split(parts[~leaf], bounded["along"][~leaf].astype(np.int64))
        # Pieces of the same electrolytes, of parts that differ in layers and test alone, stay together.
        place = np.arange(len(parent)) - np.searchsorted(parent, parent)
        _, together = np.unique(group[~leaf][parent] * (int(place.max(initial=0)) + 1) + place, return_inverse=True)
        together = together.reshape(-1) + state.groups
        born, found = compute(pieces, index)
        findings = state.findings
        for one in found:
            findings = merged(findings, one, self.evaluation.settings.top)
        dead = born["refused"] >= 0
        refused = state.refused + np.bincount(
            born["refused"][dead], weights=born["size"][dead], minlength=len(state.refused)
        ).astype(np.int64)
        incumbents = self._incumbents(findings)
        alive = np.flatnonzero(~dead)
        useful = incumbents.useful(born[alive], self._ranks.of(pieces[alive], incumbents.lead_ranks()))
        ruled_out += int(born["size"][alive[~useful]].sum())
        kept = alive[useful]
        # Numbers of groups start from 0 again, so that they stay as few as what waits.
        _, groups = np.unique(np.concatenate([state.group[rest], together[kept]]), return_inverse=True)
        groups = groups.reshape(-1)
        return State(
            np.concatenate([state.parts[rest], pieces[kept].astype(np.int32)]),
            np.concatenate([state.bounded[rest], born[kept]]),
            groups,
            refused,
            findings,
            state.rounds + 1,
            state.computed + len(index),
            state.sampled,
            state.bounded_parts + len(pieces),
            state.ruled_out + ruled_out,
            int(groups.max(initial=-1)) + 1,
        )

    def _incumbents(self, findings: Findings) -> Incumbents:
        return Incumbents(findings, self.evaluation.settings, self.evaluation.choices)

    def _chosen(self, state: State) -> Ints:
        """Places of the parts of the next round: best first, by each objective in turn, ties by number.

        A part brings along those that differ from it in layers and test alone: what is known of their electrolytes is
        the same, so that it is computed once, and they are split alike.
        """
        bounded = state.bounded
        loss = bounded["loss"][:, state.rounds % bounded["loss"].shape[1]]
        most = min(len(loss), PIECES // 4)
        near = np.flatnonzero(loss <= np.partition(loss, most - 1)[most - 1])
        order = near[np.lexsort((bounded["first"][near], loss[near]))][:most]
        groups, first = np.unique(state.group[order], return_index=True)
        rank = np.full(state.groups, len(order), dtype=np.int64)
        rank[groups] = first
        members = np.flatnonzero(rank[state.group] < len(order))
        members = members[np.argsort(rank[state.group[members]], kind="stable")]
        own, parts = bounded[members], state.parts[members].astype(np.int64)
        along = np.maximum(own["along"], 0)[:, None].astype(np.int64)
        leaf, fanout = own["along"] < 0, np.take_along_axis(self.parts.fanout(parts), along, axis=1)[:, 0]
        fits = np.cumsum(np.where(leaf, 0, fanout)) <= PIECES
        fits &= np.cumsum(np.where(leaf, own["size"], 0)) <= COMPUTED
        fits[0] = True
        return members[: int(np.argmin(fits)) if not fits.all() else len(fits)]


def tasks(pieces: Ints, index: Ints) -> Iterator[tuple[str, Ints]]:
    """A round in tasks: candidates to compute, pieces to bound, always in the same portions."""
    for start in range(0, len(index), COMPUTED // 4):
        yield "compute", index[start : start + COMPUTED // 4]
    for start in range(0, len(pieces), TASK):
        yield "bound", pieces[start : start + TASK]
