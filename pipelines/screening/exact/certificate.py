"""What a search has proved: how many candidates it need not compute, and that nothing better exists, or how far off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ....data.quantity import Quantity


@dataclass(frozen=True)
class Certificate:
    """The account of a search.

    Attributes
    ----------
    total : int
        Candidates of the space.
    proved : bool
        Whether nothing better exists: lists, front and leaders are those of a whole enumeration.
    computed : int
        Candidates that were predicted one by one, some of them more than once.
    sampled : int
        Random candidates among these, from which it is told what choices do.
    ruled_out : int
        Candidates in parts that cannot hold anything better.
    refused : dict of str to int
        Candidates in parts of which none may be kept, by reason.
    waiting : int
        Candidates in parts that were not looked at yet; 0 where all is proved.
    parts, rounds : int
        Parts that were bounded, and rounds of the search.
    best, possible : dict of str to float
        By objective the best value that was found, and the best that any candidate can have, in the unit of the
        quantity.
    """

    total: int
    proved: bool
    computed: int
    sampled: int
    ruled_out: int
    refused: dict[str, int]
    waiting: int
    parts: int
    rounds: int
    best: dict[str, float]
    possible: dict[str, float]

    def gap(self, name: str) -> float:
        """By which share the best value that may exist differs from the best that was found."""
        best, possible = self.best.get(name, np.nan), self.possible.get(name, np.nan)
        return abs(possible - best) / max(abs(best), 1e-300)

    def gaps(self, objectives: Sequence[Quantity]) -> str:
        """The gaps in words: "at most 1.2 % longer lifetime, at most 0.4 % lower overpotential"."""
        told = [
            f"at most {100 * self.gap(own.name):.2g} % {own.words[0 if own.higher_is_better else 1]} {own.name}"
            for own in objectives
            if own.name in self.best
        ]
        return ", ".join(told) or "nothing found yet"

    def sentences(self, objectives: Sequence[Quantity]) -> str:
        """The account in words."""
        ties = " Of candidates that tie in all objectives the lowest number stands first."
        if self.sampled == self.total:
            return f"All {self.total:,} candidates were computed.{ties}"
        refused = sum(self.refused.values())
        percent = 100.0 * self.computed / max(self.total, 1)
        share = f" ({percent:.0f} %)" if percent >= 10 else f" ({percent:.2g} %)"
        how = (
            f"Of {self.total:,} candidates {self.computed:,} were computed{share if percent < 100 else ''}, "
            f"{self.ruled_out:,} were ruled out by bounds, {refused:,} by exclusions, limits and guards"
        )
        end = (
            ". Nothing better exists: lists and front are those of all candidates."
            if self.proved
            else f"; {self.waiting:,} wait. The search was stopped early: {self.gaps(objectives)} is possible still."
        )
        return f"{how}{end}{ties} What each choice does is counted in a random sample of {self.sampled:,}."

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)
