"""Candidates with their objectives: the best, and the full Pareto front, of chunks that are joined in any order."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: One candidate: its number, both medians (h, mV), number of untested pairs, number of components, and 1 where a name
#: or a test condition puts it out of the domain.
ROW = np.dtype(
    [
        ("candidate", "<i8"),
        ("lifetime", "<f8"),
        ("overpotential", "<f8"),
        ("novelty", "<i4"),
        ("complexity", "<i2"),
        ("out", "<i2"),
    ]
)
Rows = npt.NDArray[np.void]
_BINS = 256


def no_rows() -> Rows:
    """An empty table of candidates."""
    return np.empty(0, dtype=ROW)


def ranking(rows: Rows) -> Ints:
    """Order by longest lifetime; ties by lower overpotential, then by number."""
    return np.lexsort((rows["candidate"], rows["overpotential"], -rows["lifetime"]))


def best(rows: Rows, k: int) -> Rows:
    """The first k of the ranking."""
    lifetime = rows["lifetime"]
    if len(rows) > k:  # a cheap cut before the full sort; whatever ties with the k-th stays in
        limit = np.partition(lifetime, len(rows) - k)[len(rows) - k]
        rows = rows[lifetime >= limit]
    return rows[ranking(rows)[:k]]


def front(rows: Rows) -> Rows:
    """The Pareto front, ordered by number; of candidates that tie in everything the lowest number stays.

    Objectives: lifetime up, overpotential down, components down, untested pairs up, and the domain: a candidate out
    of it never displaces one that is not. Bounds are multiples of medians, so their front is the same.
    """
    if not len(rows):
        return rows
    found = _leaders(rows[_hopeful(rows)])
    return np.sort(found[~_beaten(found)], order="candidate")


def _levels(rows: Rows) -> tuple[Ints, Ints, Ints]:
    """The three whole-number objectives as levels from 0, lower is better."""
    return (
        rows["complexity"].astype(np.int64) - rows["complexity"].min(),
        rows["novelty"].max() - rows["novelty"].astype(np.int64),
        rows["out"].astype(np.int64),
    )


def _hopeful(rows: Rows) -> Bools:
    """Which rows a coarse grid cannot rule out: no row of a longer lifetime class and no worse levels is as low."""
    logs = np.log(rows["lifetime"])
    low, high = logs.min(), logs.max()
    classes = ((logs - low) * ((_BINS - 1) / max(high - low, 1e-12))).astype(np.int64)
    levels = _levels(rows)
    shape = (*(int(level.max()) + 1 for level in levels), _BINS + 1)
    lowest = np.full(shape, np.inf)
    place = np.ravel_multi_index((*levels, classes), shape)
    np.minimum.at(lowest.reshape(-1), place, rows["overpotential"])
    lowest = np.minimum.accumulate(lowest[..., ::-1], axis=3)[..., ::-1]
    for axis in range(3):
        lowest = np.minimum.accumulate(lowest, axis=axis)
    return np.asarray(rows["overpotential"] < lowest.reshape(-1)[place + 1])


def _leaders(rows: Rows) -> Rows:
    """Of each combination of levels the rows that no other of it beats, ordered by levels and falling lifetime."""
    group = np.ravel_multi_index(_levels(rows), tuple(int(level.max()) + 1 for level in _levels(rows)))
    order = np.lexsort((rows["candidate"], rows["overpotential"], -rows["lifetime"], group))
    kept = []
    for part in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        lowest = np.minimum.accumulate(rows["overpotential"][part])
        kept.append(part[np.concatenate([[True], lowest[1:] < lowest[:-1]])])
    best: Rows = rows[np.concatenate(kept)]
    return best


def _beaten(rows: Rows) -> Bools:
    """Where a row of other, no worse levels is as long-lived and as low."""
    levels = np.stack(_levels(rows), axis=1)
    groups, member = np.unique(levels, axis=0, return_inverse=True)
    member = member.reshape(-1)
    beaten = np.zeros(len(rows), dtype=bool)
    for number, level in enumerate(groups):
        better = (groups <= level).all(axis=1)
        better[number] = False
        rivals = rows[better[member]]
        if not len(rivals):
            continue
        own = np.flatnonzero(member == number)
        order = np.argsort(rivals["lifetime"], kind="stable")
        lowest = np.minimum.accumulate(rivals["overpotential"][order][::-1])[::-1]
        place = np.searchsorted(rivals["lifetime"][order], rows["lifetime"][own], side="left")
        beaten[own] = np.append(lowest, np.inf)[place] <= rows["overpotential"][own]
    return beaten


def rows_of(columns: dict[str, npt.NDArray[Any]]) -> Rows:
    """A table of candidates from columns named as in `ROW`."""
    rows = np.empty(len(columns["candidate"]), dtype=ROW)
    for name, values in columns.items():
        rows[name] = values
    return rows
