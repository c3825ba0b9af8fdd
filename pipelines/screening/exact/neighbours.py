"""Candidates near those that are kept: another choice on one axis. They make good findings before the proof begins."""

from __future__ import annotations

import numpy as np

from ....data.arrays import Ints
from ....data.space.candidates import Space

#: Other choices of one axis that are tried; of longer axes as many at random and those beside.
_CHOICES = 160


def neighbours(space: Space, index: Ints, seed: int) -> Ints:
    """Candidates that differ from the given ones on one axis, ascending, each once.

    Parameters
    ----------
    space : Space
    index : int64 array of shape (n,)
    seed : int
        Chooses among the choices of long axes.
    """
    rng = np.random.default_rng(seed)
    codes = np.stack(space.choices(np.unique(index)), axis=1)
    found = [np.empty(0, dtype=np.int64)]
    for axis, size in enumerate(space.shape):
        others = np.arange(size)
        if size > _CHOICES:
            others = np.unique(np.concatenate([rng.integers(size, size=_CHOICES // 2), codes[:, axis]]))
            near = codes[:, axis, None] + np.arange(-_CHOICES // 4, _CHOICES // 4)[None, :]
            picked = others[rng.integers(len(others), size=(len(codes), _CHOICES // 2))]
            each = np.clip(np.concatenate([near, picked], axis=1), 0, size - 1)
        else:
            each = np.broadcast_to(others, (len(codes), size))
        moved = np.repeat(codes, each.shape[1], axis=0)
        moved[:, axis] = each.reshape(-1)
        found.append(np.ravel_multi_index(tuple(moved.T), space.shape).astype(np.int64))
    return np.setdiff1d(np.concatenate(found), index)
