"""What is kept of the candidates seen so far; findings of different chunks join to the same in any order."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Self

import numpy as np

from ....data.arrays import Ints
from ....features.guards.guard import GUARDS
from .ranking import Rows, best, best_apart, front, no_rows

#: How many of the best inside the domain are kept for the shortlist to choose from.
POOL = 500
#: What is counted of the candidates: see `Findings.seen`.
N_SEEN = 4 + len(GUARDS)
_FIELDS = ("seen", "top", "pool", "front", "leaders", "leads", "counts")


@dataclass(frozen=True)
class Findings:
    """Results of some candidates.

    Attributes
    ----------
    seen : int64 array of shape (4 + n_guards,)
        Candidates kept, skipped by exclusions and limits, skipped as impossible mixtures, left out by each guard, and
        predicted worse than required.
    top : Rows
        The best k by the first objective of the protected and of the bare candidates, of those that no name puts out
        of the domain unless these are wanted.
    pool : Rows
        The best `POOL` that no name puts out of the domain.
    front : Rows
        The Pareto front.
    leaders : Rows
        For each choice of `leads` the best candidate with it, of those that no name puts out of the domain.
    leads : int64 array of shape (n_leaders,)
        Numbers of choices.
    counts : int64 array of shape (n_objectives, n_choices, n_classes)
        Histograms of the objectives for each choice.
    """

    seen: Ints
    top: Rows
    pool: Rows
    front: Rows
    leaders: Rows
    leads: Ints
    counts: Ints

    @classmethod
    def none(cls, n_objectives: int, n_choices: int, classes: int) -> Self:
        """Before the first candidate."""
        counts = np.zeros((n_objectives, n_choices, classes), dtype=np.int64)
        empty, rows = np.empty(0, dtype=np.int64), no_rows(n_objectives)
        return cls(np.zeros(N_SEEN, dtype=np.int64), rows, rows, rows, rows, empty, counts)

    def joined(self, other: Findings, top: int) -> Findings:
        """The findings of the candidates of both."""
        leaders, leads = leading(
            np.concatenate([self.leaders, other.leaders]), np.concatenate([self.leads, other.leads])
        )
        return Findings(
            seen=self.seen + other.seen,
            top=best_apart(np.concatenate([self.top, other.top]), top),
            pool=best(np.concatenate([self.pool, other.pool]), POOL),
            front=front(np.concatenate([self.front, other.front])),
            leaders=leaders,
            leads=leads,
            counts=self.counts + other.counts,
        )

    def to_bytes(self) -> bytes:
        """As arrays without any executable content."""
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **{name: getattr(self, name) for name in _FIELDS})
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Undo `to_bytes`."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return cls(**{name: stored[name] for name in _FIELDS})


def leading(rows: Rows, choices: Ints) -> tuple[Rows, Ints]:
    """For each choice the best of the rows that take it; ordered by choice.

    Parameters
    ----------
    rows : Rows
    choices : int64 array of shape (n_rows,)
    """
    places, leads = leading_places(rows, choices, np.arange(len(rows)))
    return rows[places], leads


def leading_places(rows: Rows, choices: Ints, places: Ints) -> tuple[Ints, Ints]:
    """As `leading` for the rows at some places, without copying them; returns places and choices."""
    if not len(places):
        return places, choices
    first = rows["loss"][places, 0]
    least = np.full(int(choices.max()) + 1, np.inf)
    np.minimum.at(least, choices, first)
    near = first == least[choices]
    places, choices = places[near], choices[near]
    order = np.lexsort((rows["candidate"][places], *rows["loss"][places].T[:0:-1], choices))
    leads = order[np.diff(choices[order], prepend=-1) != 0]
    return places[leads], choices[leads]
