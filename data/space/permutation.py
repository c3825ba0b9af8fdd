"""A random order of a space without a list of it: sample number → candidate number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..arrays import Ints

_Words = npt.NDArray[np.uint64]

_ROUNDS = 6


def permuted(positions: Ints, size: int, seed: int) -> Ints:
    """The candidates at some places of a random order of range(size).

    A balanced Feistel network (Luby and Rackoff, SIAM J. Comput. 1988, 17, 373) permutes the next power of four;
    what falls outside is sent through it again until it lies inside ("cycle walking", Black and Rogaway, CT-RSA 2002).

    Parameters
    ----------
    positions : int64 array of shape (m,)
        From 0 to size - 1.
    size : int
        At most 2**62.
    seed : int

    Returns
    -------
    int64 array of shape (m,)
        Different for different places.
    """
    half = max(1, ((size - 1).bit_length() + 1) // 2)
    keys = np.random.default_rng(seed).integers(0, 2**63, size=_ROUNDS, dtype=np.uint64)
    candidates = _feistel(positions.astype(np.uint64), half, keys)
    outside = np.flatnonzero(candidates >= size)
    while len(outside):
        candidates[outside] = _feistel(candidates[outside], half, keys)
        outside = outside[candidates[outside] >= size]
    return candidates.astype(np.int64)


def _feistel(value: _Words, half: int, keys: _Words) -> _Words:
    shift, mask = np.uint64(half), np.uint64((1 << half) - 1)
    left, right = value >> shift, value & mask
    for key in keys:
        left, right = right, left ^ (_mixed(right ^ key) & mask)
    return (left << shift) | right


def _mixed(value: _Words) -> _Words:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014); products wrap around by intent."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
