"""Run a search: a random sample, what lies near the best of it, then round after round until all is proved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ....data.arrays import Ints
from ....data.progress import Progress
from ..run.checkpoint import Checkpoint
from ..run.engines import Engine
from ..run.evaluation import Evaluation
from ..run.findings import Findings
from .bounds import Bounded, bounded_type
from .certificate import Certificate
from .incumbents import merged
from .neighbours import neighbours
from .search import COMPUTED, Search, State, tasks

#: How often what lies near the best is computed at most, and from how many new ones on it is worth it.
_TIMES, _FEW = 8, 20
#: Seconds between two notes of an unfinished search, at least; writing may take a twentieth of the time.
_PAUSE, _SHARE = 10.0, 20.0

_Serve = Callable[[list[tuple[str, Ints]]], Iterator[Any]]


def prove(
    evaluation: Evaluation,
    engine: Engine,
    checkpoint: Checkpoint | None,
    *,
    resume: bool = False,
    progress: Progress | None = None,
    watch: Callable[[str], None] | None = None,
) -> tuple[Findings, Certificate]:
    """Find what an enumeration of the whole space would keep.

    Parameters
    ----------
    evaluation : Evaluation
        Its setting `minutes` may end the search early.
    engine : Engine
    checkpoint : Checkpoint or None
        Written every few seconds, and when the search is stopped.
    resume : bool
        Whether to go on where the checkpoint is.
    progress : callable, optional
        Called with the numbers of candidates that are done with and of all.
    watch : callable, optional
        Called with the gap in words after each round.

    Returns
    -------
    findings : Findings
        Counts of choices are those of the sample.
    certificate : Certificate

    Raises
    ------
    NacreError
        Where the predictions cannot be bounded, or a checkpoint cannot be used or written.
    """
    search = Search(evaluation)
    _ = search.bounds  # refuse what cannot be bounded before anything else
    state = None
    if checkpoint is not None and resume:
        stored = checkpoint.content()
        state = None if stored is None else State.from_bytes(stored[1])
    elif checkpoint is not None:
        checkpoint.refuse_unfinished()
    notes = _Notes(checkpoint)
    minutes = evaluation.settings.minutes
    until = np.inf if minutes is None else time.monotonic() + 60.0 * minutes
    with engine.serve(search) as serve:
        state = state or _begun(search, serve)
        while len(state.parts):
            _tell(search, state, progress, watch)
            if time.monotonic() >= until:
                break
            notes.write(state)
            try:
                state = search.round(state, lambda pieces, index: _computed(search, serve, pieces, index))
            except KeyboardInterrupt:
                notes.write(state, now=True)
                raise
    if len(state.parts):
        notes.write(state, now=True)
    return state.findings, _tell(search, state, progress, None)


@dataclass
class _Notes:
    """Writes the checkpoint from time to time."""

    checkpoint: Checkpoint | None
    written: float = field(default_factory=time.monotonic)
    cost: float = 0.0

    def write(self, state: State, *, now: bool = False) -> None:
        """Write it, where it is time or asked for at once."""
        begun = time.monotonic()
        if self.checkpoint is None or not (now or begun - self.written > max(_PAUSE, _SHARE * self.cost)):
            return
        self.checkpoint.write_content(state.rounds, state.to_bytes())
        self.written = time.monotonic()
        self.cost = self.written - begun


def _tell(search: Search, state: State, progress: Progress | None, watch: Callable[[str], None] | None) -> Certificate:
    """Tell how far a search is."""
    certificate = account(search, state)
    if progress is not None:
        progress(certificate.total - certificate.waiting, certificate.total)
    if watch is not None:
        watch(certificate.gaps(search.evaluation.objectives))
    return certificate


def _begun(search: Search, serve: _Serve) -> State:
    """A sample, what lies near the best of it, and the whole space as one part."""
    evaluation = search.evaluation
    plan, top = evaluation.plan, evaluation.settings.top
    findings = evaluation.none()
    for one in serve([("compute", plan.candidates(number)) for number in range(plan.n_chunks)]):
        findings = findings.joined(one, top)
    if plan.count == evaluation.space.size:  # all were computed, so that nothing is left to prove
        return search.start(findings, plan.count, plan.count).done()
    computed, seen = plan.count, np.empty(0, dtype=np.int64)
    for number in range(_TIMES):
        kept = np.concatenate([getattr(findings, name)["candidate"] for name in ("front", "leaders", "top")])
        new = np.setdiff1d(kept, seen)
        if len(new) < _FEW:
            break
        seen = np.union1d(seen, new)
        index = neighbours(evaluation.space, new, evaluation.settings.seed + number)
        parts = [("compute", index[at : at + COMPUTED]) for at in range(0, len(index), COMPUTED)]
        for one in serve(parts):
            findings = merged(findings, one, top)
        computed += len(index)
    return search.start(findings, computed, plan.count)


def _computed(search: Search, serve: _Serve, pieces: Ints, index: Ints) -> tuple[Bounded, list[Findings]]:
    """The bounds of pieces and the findings of candidates, in the order of the tasks."""
    asked = list(tasks(pieces, index))
    bounds: list[Bounded] = [np.empty(0, dtype=bounded_type(len(search.evaluation.objectives)))]
    findings: list[Findings] = []
    for (kind, _), result in zip(asked, serve(asked), strict=True):
        (bounds if kind == "bound" else findings).append(result)
    return np.concatenate(bounds), findings


def account(search: Search, state: State) -> Certificate:
    """What a search has proved so far.

    Parameters
    ----------
    search : Search
    state : State
    """
    objectives, front = search.evaluation.objectives, state.findings.front
    best, possible = {}, {}
    for place, own in enumerate(objectives if len(front) else ()):
        found = front["loss"][:, place].min()
        least = min(found, state.bounded["loss"][:, place].min(initial=np.inf))
        best[own.name], possible[own.name] = float(-own.sign * found), float(-own.sign * least)
    reasons = zip(search.bounds.reasons, state.refused.tolist(), strict=True)
    return Certificate(
        total=search.evaluation.space.size,
        proved=not len(state.parts),
        computed=state.computed,
        sampled=state.sampled,
        ruled_out=state.ruled_out,
        refused={reason: int(count) for reason, count in reasons if count},
        waiting=int(state.bounded["size"].sum()),
        parts=state.bounded_parts,
        rounds=state.rounds,
        best=best,
        possible=possible,
    )
