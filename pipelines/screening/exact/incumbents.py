"""What is kept so far, as a question to parts: can it be changed by anything that they may hold.

The rules are those of `ranking`, so that ties are decided alike: what ties in all objectives goes by its number, on the
front as in the lists. A part is of use where its best losses and its lowest number together come before something that
is kept, or where nothing on the front is as good in everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ....data.arrays import Bools, Floats, Ints
from ....features.ranges.interval import Interval
from ....features.ranges.matrix import FeatureRanges, distinct, over_lists
from ..run.findings import POOL, Findings, leading
from ..run.marginals import NONE, Choices
from ..run.ranking import Rows, best, best_apart, front, ranking
from ..run.settings import ScreenSettings
from .bounds import Bounded

#: Parts that are compared with the front at once.
_BLOCK = 1024
#: Classes of the table of the front for each objective but the last, by the number of objectives.
_CLASSES = {1: 0, 2: 512, 3: 48}


@dataclass(frozen=True)
class Incumbents:
    """Findings as thresholds.

    Attributes
    ----------
    findings : Findings
    settings : ScreenSettings
    choices : Choices
    """

    findings: Findings
    settings: ScreenSettings
    choices: Choices

    def useful(self, bounded: Bounded, ranks: Ints) -> Bools:
        """Parts that may hold something better than what is kept, shape (n,).

        Parameters
        ----------
        bounded : structured array of shape (n,)
        ranks : int64 array of shape (n,)
            From `LeadRanks`: the last place in the ranking of leaders of any choice of each part.
        """
        found = np.zeros(len(bounded), dtype=bool)
        inside = ~bounded["out"]
        listed = inside | self.settings.allow_out
        for name, last in self._lasts:
            rows = np.flatnonzero(listed & bounded[name] & ~found)
            found[rows[_before(bounded[rows], last)]] = True
        rows = np.flatnonzero(inside & ~found)
        found[rows[_before(bounded[rows], self._last(self.findings.pool, POOL))]] = True
        rows = np.flatnonzero(inside & ~found)
        found[rows[self._leads(bounded[rows], ranks[rows])]] = True
        rows = np.flatnonzero(~found)
        surely, perhaps = self._table.beaten(bounded[rows])
        found[rows[~perhaps]] = True
        rows = rows[perhaps & ~surely]
        for start in range(0, len(rows), _BLOCK):
            some = rows[start : start + _BLOCK]
            found[some] = ~self._beaten(bounded[some])
        return found

    @cached_property
    def _lasts(self) -> list[tuple[str, Rows | None]]:
        top = self.findings.top
        bare = top["bare"] > 0
        return [(name, self._last(top[which], self.settings.top)) for name, which in
                (("protected", ~bare), ("bare", bare))]  # fmt: skip

    @staticmethod
    def _last(rows: Rows, wanted: int) -> Rows | None:
        """The row that must be beaten; None where there is room for any."""
        return rows[-1:] if len(rows) >= wanted else None

    # -- leaders -----------------------------------------------------------------------------------------------

    @cached_property
    def _leaders(self) -> Rows:
        return self.findings.leaders[ranking(self.findings.leaders)]

    def lead_ranks(self) -> Ints:
        """For each choice the place of its leader in the ranking of all leaders; their number where it has none."""
        found = np.full(len(self.choices), len(self.findings.leaders), dtype=np.int64)
        place = np.empty(len(self.findings.leaders), dtype=np.int64)
        place[ranking(self.findings.leaders)] = np.arange(len(place))
        found[self.findings.leads] = place
        return found

    def _leads(self, bounded: Bounded, ranks: Ints) -> Bools:
        found = ranks >= len(self._leaders)
        rows = np.flatnonzero(~found)
        found[rows[_before_each(bounded[rows], self._leaders[ranks[rows]])]] = True
        return found

    # -- front -------------------------------------------------------------------------------------------------

    @cached_property
    def _front(self) -> tuple[Floats, Ints]:
        rows = self.findings.front
        rows = rows[ranking(rows)]
        columns = [*rows["loss"].T, rows["complexity"], -rows["novelty"].astype(np.int64), rows["out"]]
        return np.stack([np.asarray(column, dtype=np.float64) for column in columns]), rows["candidate"]

    @cached_property
    def _table(self) -> _Table:
        return _Table.of(self.findings.front)

    def _beaten(self, bounded: Bounded) -> Bools:
        """Where something on the front is as good as anything of a part could be, and better or of a lower number."""
        table, numbers = self._front
        own = [*bounded["loss"].T, bounded["complexity"], -bounded["novelty"].astype(np.int64), bounded["out"]]
        no_worse = np.ones((len(bounded), len(numbers)), dtype=bool)
        better = np.zeros_like(no_worse)
        for mine, theirs in zip(own, table, strict=True):
            values = np.asarray(mine, dtype=np.float64)[:, None]
            no_worse &= theirs[None, :] <= values
            better |= theirs[None, :] < values
        better |= numbers[None, :] < bounded["first"][:, None]
        return np.asarray((no_worse & better).any(axis=1))


@dataclass(frozen=True)
class _Table:
    """A coarse table of the front, that tells at once of most parts that something is better in everything.

    Attributes
    ----------
    edges : tuple of float64 arrays
        Of classes of each objective but the last.
    low : tuple of int
        The least number of components, and the most untested pairs, negative.
    lowest : float64 array of shape (n_components, n_pairs, 2, n_classes + 1, …)
        The least last objective of what is no worse in the levels and of lower classes.
    """

    edges: tuple[Floats, ...]
    low: tuple[int, int]
    lowest: Floats

    @classmethod
    def of(cls, rows: Rows) -> _Table:
        """The table of a front."""
        if not len(rows):
            return cls((), (0, 0), np.full((1, 1, 2), np.inf))
        loss = rows["loss"]
        n = _CLASSES[loss.shape[1]]
        edges = tuple(np.unique(np.quantile(column, np.linspace(0, 1, n), method="lower"))
                      for column in loss.T[:-1])  # fmt: skip
        levels = rows["complexity"].astype(np.int64), -rows["novelty"].astype(np.int64)
        low = int(levels[0].min()), int(levels[1].min())
        shape = (*(int(own.max()) - least + 1 for own, least in zip(levels, low, strict=True)), 2,
                 *(len(own) + 2 for own in edges))  # fmt: skip
        lowest = np.full(shape, np.inf)
        # A class holds what lies from an edge to before the next; one more in front stays empty.
        classes = [np.searchsorted(own, column, side="right") + 1
                   for own, column in zip(edges, loss.T[:-1], strict=True)]  # fmt: skip
        place = (levels[0] - low[0], levels[1] - low[1], rows["out"].astype(np.int64), *classes)
        np.minimum.at(lowest, place, loss[:, -1])
        for axis in range(lowest.ndim):
            lowest = np.minimum.accumulate(lowest, axis=axis)
        return cls(edges, low, lowest)

    def beaten(self, bounded: Bounded) -> tuple[Bools, Bools]:
        """Parts of which something in the table is better in everything, and those of which something may be."""
        loss, shape = bounded["loss"], self.lowest.shape
        if not np.isfinite(self.lowest).any():  # an empty front beats nothing
            return np.zeros(len(bounded), dtype=bool), np.zeros(len(bounded), dtype=bool)
        levels = (bounded["complexity"].astype(np.int64) - self.low[0],
                  -bounded["novelty"].astype(np.int64) - self.low[1])  # fmt: skip
        within = (levels[0] >= 0) & (levels[1] >= 0)
        own = [np.searchsorted(edge, column, side="right") for edge, column in
               zip(self.edges, loss.T[:-1], strict=True)]  # fmt: skip
        place = (np.clip(levels[0], 0, shape[0] - 1), np.clip(levels[1], 0, shape[1] - 1),
                 bounded["out"].astype(np.int64))  # fmt: skip
        least = self.lowest[(*place, *own)]
        # With one objective there is no class that is strictly better, so that it must be better itself.
        better = least < loss[:, -1] if not self.edges else least <= loss[:, -1]
        perhaps = self.lowest[(*place, *(one + 1 for one in own))] <= loss[:, -1]
        return better & within, perhaps & within


def _before(bounded: Bounded, last: Rows | None) -> Bools:
    """Whether parts may hold something that comes before a row in the ranking."""
    if last is None:
        return np.ones(len(bounded), dtype=bool)
    return _before_each(bounded, np.repeat(last, len(bounded)))


def _before_each(bounded: Bounded, rows: Rows) -> Bools:
    """As `_before`, each part with a row of its own."""
    found = bounded["first"] < rows["candidate"]
    for own, limit in zip(bounded["loss"].T[::-1], rows["loss"].T[::-1], strict=True):
        found = (own < limit) | ((own == limit) & found)
    return np.asarray(found)


class LeadRanks:
    """The highest rank of any choice that a candidate of a part can make.

    Parameters
    ----------
    ranges : FeatureRanges
    choices : Choices
    """

    def __init__(self, ranges: FeatureRanges, choices: Choices) -> None:
        self._ranges = ranges
        axis = np.array(choices.axis)
        self._numbers = {name: np.flatnonzero(axis == name) for name in dict.fromkeys(choices.axis)}
        assert choices.label[int(self._numbers["additive"][-1])] == NONE

    def of(self, parts: Ints, ranks: Ints) -> Ints:
        """The highest rank of each part, shape (n,).

        Parameters
        ----------
        parts : int64 array of shape (n, width)
        ranks : int64 array of shape (n_choices,)
        """
        found = np.full(len(parts), -1, dtype=np.int64)
        ranges = self._ranges
        roles = (("salt", ranges.salts), ("solvent", ranges.mixtures), ("additive", ranges.additives))
        for number, (role, axis) in enumerate(roles):
            own, place = distinct(ranges.parts.of_axis(parts, number))
            values = ranks[self._numbers[role]].astype(np.float64)
            if role == "additive":
                none, values = values[-1], values[:-1]
            highest = axis.highest(values, own)
            if role == "additive":
                highest = np.where(axis.count(own).low == 0, np.maximum(highest, none), highest)
            np.maximum(found, np.maximum(highest, -1).astype(np.int64)[place], out=found)
        for number, layer in enumerate(("coating", "host", "protocol"), 3):
            own, place = distinct(ranges.parts.of_axis(parts, number))
            table = Interval.points(ranks[self._numbers[layer]].astype(np.float64))
            np.maximum(found, over_lists(table, own).high.astype(np.int64)[place], out=found)
        return found


def merged(one: Findings, other: Findings, top: int) -> Findings:
    """The findings of the candidates of both, of which some may be the same; nothing is counted.

    Parameters
    ----------
    one, other : Findings
    top : int
    """

    def both(name: str) -> Rows:
        rows = np.concatenate([getattr(one, name), getattr(other, name)])
        kept: Rows = rows[np.unique(rows["candidate"], return_index=True)[1]]
        return kept

    leaders, leads = leading(np.concatenate([one.leaders, other.leaders]), np.concatenate([one.leads, other.leads]))
    return Findings(
        seen=one.seen,
        top=best_apart(both("top"), top),
        pool=best(both("pool"), POOL),
        front=front(both("front")),
        leaders=leaders,
        leads=leads,
        counts=one.counts,
    )
