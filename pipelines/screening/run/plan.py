"""Which candidates a screen computes, in which chunks: the whole space, or a random sample of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ....data.arrays import Ints
from ....data.errors import SpaceError
from ....data.space.candidates import Space
from ....data.space.permutation import permuted

#: Candidates computed at once: large enough for whole columns, small enough for constant memory.
CHUNK = 65_536
#: More candidates than this take weeks on one machine.
MAX_CANDIDATES = 10**11


@dataclass(frozen=True)
class Plan:
    """The candidates of a run by their place in it.

    Attributes
    ----------
    size : int
        Candidates of the space.
    count : int
        Candidates of the run.
    chunk : int
    seed : int or None
        None for the whole space in order, else the seed of a random order of which the first `count` are taken.
    """

    size: int
    count: int
    chunk: int
    seed: int | None = None

    @classmethod
    def of(cls, space: Space, *, sample: int | None = None, seed: int = 0, chunk: int = CHUNK) -> Plan:
        """Plan a run.

        Parameters
        ----------
        space : Space
        sample : int, optional
            Random candidates; all where it is left out.
        seed : int
        chunk : int
            Candidates computed at once.

        Raises
        ------
        SpaceError
            Where the whole of a space beyond `MAX_CANDIDATES` is asked for.
        """
        count = space.size if sample is None else min(sample, space.size)
        if count > MAX_CANDIDATES:
            raise SpaceError(
                f"The space has {space.size:.1e} candidates; at most {MAX_CANDIDATES:.0e} are enumerated.",
                hint="Prove the best with `--exact`, screen a part with `--sample N`, or shorten the lists.",
            )
        return cls(space.size, count, chunk, None if sample is None else seed)

    @property
    def n_chunks(self) -> int:
        """Number of chunks."""
        return -(-self.count // self.chunk)

    def end(self, number: int) -> int:
        """How many candidates are done after a chunk."""
        return min((number + 1) * self.chunk, self.count)

    def candidates(self, number: int) -> Ints:
        """Candidate numbers of a chunk, made without the other chunks."""
        places = np.arange(number * self.chunk, self.end(number), dtype=np.int64)
        return places if self.seed is None else permuted(places, self.size, self.seed)

    def tasks(self, first: int, size: int) -> Iterator[range]:
        """Chunk numbers from `first` on, `size` at a time."""
        for start in range(first, self.n_chunks, size):
            yield range(start, min(start + size, self.n_chunks))
