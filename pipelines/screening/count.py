"""How large a space is: at once by arithmetic, after exclusions and limits by trying all or a sample."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...data.space.candidates import AXES, Space
from .run.plan import CHUNK, Plan

#: Spaces up to this size are tried in full.
MAX_TRIED = 1_000_000
_SAMPLE = 100_000


@dataclass(frozen=True)
class Count:
    """The size of a space.

    Attributes
    ----------
    axes : dict of str to int
        Choices of each axis, after limits on choices.
    size : int
        Candidates, their product.
    possible : int
        Candidates that keep to exclusions and limits and leave room for solvent.
    error : int
        Half of the 95 % interval of `possible`; 0 where all candidates were tried.
    left_out : tuple of str
        What limits on choices took off the lists.
    """

    axes: dict[str, int]
    size: int
    possible: int
    error: int
    left_out: tuple[str, ...]


def count(space: Space, seed: int = 0) -> Count:
    """Count the candidates of a space.

    Parameters
    ----------
    space : Space
    seed : int
        Chooses the sample where a space is too large to try in full.

    Returns
    -------
    Count
    """
    plan = Plan.of(space, sample=None if space.size <= MAX_TRIED else _SAMPLE, seed=seed, chunk=CHUNK)
    kept = 0
    for number in range(plan.n_chunks):
        batch = space.batch(plan.candidates(number))
        kept += int(np.count_nonzero(space.rules.allowed(batch) & ~batch.composition.impossible))
    share = kept / plan.count
    # Wilson's half width, which stays honest where all or none of a sample is kept.
    z, n = 1.96, plan.count
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    exact = plan.count == space.size
    return Count(
        axes=dict(zip(AXES, space.shape, strict=True)),
        size=space.size,
        possible=kept if exact else round(share * space.size),
        error=0 if exact else math.ceil(half * space.size),
        left_out=space.left_out,
    )
