"""Candidates with their objectives: the best, and the full Pareto front, of chunks that are joined in any order.

Every objective is a loss here: the value of its quantity, negated where higher is better. Lower is better everywhere.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ....data.arrays import Bools, Floats, Ints

Rows = npt.NDArray[np.void]
#: A run ranks on so many quantities at most; each takes part in every comparison of the front.
MAX_OBJECTIVES = 3
#: Classes of a grid that rules most rows out, for each objective but the last.
_CLASSES = {1: 256, 2: 256, 3: 32}
#: Rows that are compared with a front at once.
_BLOCK = 256


@cache
def row_type(n_objectives: int) -> np.dtype[np.void]:
    """One candidate: its number, its losses, untested pairs, components, and two marks.

    `out` is 1 where a name or test puts it out of the domain, `bare` where nothing protects the sodium.
    """
    return np.dtype(
        [
            ("candidate", "<i8"),
            ("loss", "<f8", (n_objectives,)),
            ("novelty", "<i4"),
            ("complexity", "<i2"),
            ("out", "<i2"),
            ("bare", "<i2"),
        ]
    )


def no_rows(n_objectives: int) -> Rows:
    """An empty table of candidates."""
    return np.empty(0, dtype=row_type(n_objectives))


def rows_of(columns: dict[str, npt.NDArray[Any]]) -> Rows:
    """A table of candidates from columns named as in `row_type`; `loss` has the shape (n, n_objectives)."""
    rows = np.empty(len(columns["candidate"]), dtype=row_type(columns["loss"].shape[1]))
    for name, values in columns.items():
        rows[name] = values
    return rows


def ranking(rows: Rows) -> Ints:
    """Order by the first objective; ties by the next ones, then by number."""
    return np.lexsort((rows["candidate"], *rows["loss"].T[::-1]))


def best(rows: Rows, k: int) -> Rows:
    """The first k of the ranking."""
    if len(rows) > k:  # a cheap cut before the full sort; whatever ties with the k-th stays in
        first = rows["loss"][:, 0]
        rows = rows[first <= np.partition(first, k - 1)[k - 1]]
    return rows[ranking(rows)[:k]]


def best_apart(rows: Rows, k: int) -> Rows:
    """The first k of the protected candidates, then the first k of those with nothing done to protect the sodium.

    Published tests of the two end for different reasons, so their ranks do not compare; within each of them the order
    of predicted lifetimes is that of the chance to last any number of hours.
    """
    bare = rows["bare"] > 0
    return np.concatenate([best(rows[~bare], k), best(rows[bare], k)])


def front(rows: Rows) -> Rows:
    """The Pareto front, ordered by number; of candidates that tie in everything the lowest number stays.

    Minimized are the losses, the number of components, the untested pairs' negative, and being out of the domain: a
    candidate out of it never displaces one that is not. Bounds grow with medians, so their front is the same.
    """
    if not len(rows):
        return rows
    rows = rows[_hopeful(rows)]
    if rows["loss"].shape[1] < MAX_OBJECTIVES:
        rows = _leaders(rows)
        kept = rows[~_beaten(rows)]
    else:
        kept = _unbeaten(rows)
    return np.sort(kept, order="candidate")


def _levels(rows: Rows) -> tuple[Ints, Ints, Ints]:
    """The three whole-number objectives as levels from 0, lower is better."""
    return (
        rows["complexity"].astype(np.int64) - rows["complexity"].min(),
        rows["novelty"].max() - rows["novelty"].astype(np.int64),
        rows["out"].astype(np.int64),
    )


def _pair(rows: Rows) -> tuple[Floats, Floats]:
    """The first two losses; the second of a single objective is the same for all."""
    loss = rows["loss"]
    return loss[:, 0], loss[:, 1] if loss.shape[1] > 1 else np.zeros(len(rows))


def _hopeful(rows: Rows) -> Bools:
    """Which rows a coarse grid cannot rule out: none of better classes and no worse levels has as low a last loss."""
    loss, levels = rows["loss"], _levels(rows)
    n_classes = _CLASSES[loss.shape[1]]
    last = _pair(rows)[1] if loss.shape[1] < MAX_OBJECTIVES else loss[:, -1]
    classes = [_classes(column, n_classes) for column in loss.T[: max(loss.shape[1] - 1, 1)]]
    # One class more in front, which stays empty, stands for "better than the first class".
    shape = (*(int(level.max()) + 1 for level in levels), *(n_classes + 1 for _ in classes))
    lowest = np.full(shape, np.inf)
    place = np.ravel_multi_index((*levels, *(own + 1 for own in classes)), shape)
    np.minimum.at(lowest.reshape(-1), place, last)
    for axis in range(lowest.ndim):
        lowest = np.minimum.accumulate(lowest, axis=axis)
    better = np.ravel_multi_index((*levels, *classes), shape)
    return np.asarray(last < lowest.reshape(-1)[better])


def _classes(loss: Floats, n: int) -> Ints:
    """The class of each row, from 0; a lower class is surely a lower loss; edges are quantiles of some rows."""
    part = np.sort(loss[:: max(1, len(loss) // 4096)])
    edges = part[np.linspace(0, len(part) - 1, n).astype(np.int64)[1:]]
    return np.searchsorted(edges, loss, side="left")


def _leaders(rows: Rows) -> Rows:
    """Of each combination of levels the rows that no other of it beats, ordered by levels and the first loss."""
    levels, (first, second) = _levels(rows), _pair(rows)
    group = np.ravel_multi_index(levels, tuple(int(level.max()) + 1 for level in levels))
    order = np.lexsort((rows["candidate"], second, first, group))
    kept = []
    for part in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        lowest = np.minimum.accumulate(second[part])
        kept.append(part[np.concatenate([[True], lowest[1:] < lowest[:-1]])])
    leaders: Rows = rows[np.concatenate(kept)]
    return leaders


def _beaten(rows: Rows) -> Bools:
    """Where a row of other, no worse levels is as good in both losses."""
    levels, (first, second) = np.stack(_levels(rows), axis=1), _pair(rows)
    groups, member = np.unique(levels, axis=0, return_inverse=True)
    member = member.reshape(-1)
    beaten = np.zeros(len(rows), dtype=bool)
    for number, level in enumerate(groups):
        better = (groups <= level).all(axis=1)
        better[number] = False
        rivals = np.flatnonzero(better[member])
        if not len(rivals):
            continue
        own = np.flatnonzero(member == number)
        rivals = rivals[np.argsort(first[rivals], kind="stable")]
        lowest = np.minimum.accumulate(second[rivals])
        place = np.searchsorted(first[rivals], first[own], side="right")
        beaten[own] = np.concatenate([[np.inf], lowest])[place] <= second[own]
    return beaten


def _unbeaten(rows: Rows) -> Rows:
    """The front by comparing pairs, block by block with the front so far, for any number of objectives."""
    columns = [*rows["loss"].T, *_levels(rows)]
    order = np.lexsort((rows["candidate"], *columns[::-1]))  # whatever beats a row stands before it
    table = np.stack([column[order] for column in columns])
    kept = np.empty(0, dtype=np.int64)
    for start in range(0, len(rows), _BLOCK):
        own = np.arange(start, min(start + _BLOCK, len(rows)))
        own = own[~_no_better(table[:, own], table[:, kept]).any(axis=1)]
        # Of a block's own rows only those before count, so that of equal ones the first stays.
        within = np.tril(_no_better(table[:, own], table[:, own]), -1)
        kept = np.concatenate([kept, own[~within.any(axis=1)]])
    unbeaten: Rows = rows[order[kept]]
    return unbeaten


def _no_better(own: Floats, rivals: Floats) -> Bools:
    """Where a rival is as good in every column, shape (n_own, n_rivals); arrays of shape (n_columns, n)."""
    no_better = np.ones((own.shape[1], rivals.shape[1]), dtype=bool)
    for mine, theirs in zip(own, rivals, strict=True):
        no_better &= theirs[None, :] <= mine[:, None]
    return no_better
