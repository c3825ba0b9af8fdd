"""What a part of a space can hold at best: losses, components, untested pairs, and why none of it may be kept."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ....data.arrays import Bools, Floats, Ints
from ....data.errors import NacreError
from ....data.quantity import Quantity
from ....features.ranges.axes import AxisRanges
from ....features.ranges.interval import Interval
from ....features.ranges.matrix import FeatureRanges, Ranged, over_lists
from ....features.ranges.rules import RuleRanges
from ....models.estimators.booster import IntervalBooster
from ....models.estimators.tree_ranges import MAX_TURNED, Boxes, RangeBooster, TreeRanges, ends_of
from ....models.predictor.cell_predictor import CellPredictor
from ....models.predictor.tree_bounds import trees_of, unbounded
from ..run.evaluation import Evaluation

Bounded = npt.NDArray[np.void]
#: A part of at most so many candidates is computed rather than split.
LEAF = 48
#: Layers and tests are told apart first where there are at most so many combinations of them.
MOST_CONTEXTS = 512
#: Of longer lists of names the novelty is bounded by counting alone.
_MOST_NAMES = 512
#: By which axes a column changes, as shares.
_ELECTROLYTE = (0.4, 0.4, 0.2, 0.0, 0.0, 0.0)
_AXES = {
    "salt": (1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "solvent": (0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    "additive": (0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    "coating": (0.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    "host": (0.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    "protocol": (0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    "electrolyte": _ELECTROLYTE,
    "protection": (0.1, 0.1, 0.1, 0.35, 0.35, 0.0),
}


def bounded_type(n_objectives: int) -> np.dtype[np.void]:
    """What is known of a part.

    Its lowest number and its size; the least losses and components and the most untested pairs that it may hold; `out`
    where all of it is out of the domain by a name or test; whether it may hold bare and protected cells; `refused`, the
    reason for which none of it may be kept, -1 where there is none; `along`, the axis to split, -1 to compute it.
    """
    return np.dtype(
        [
            ("first", "<i8"),
            ("size", "<i8"),
            ("loss", "<f8", (n_objectives,)),
            ("novelty", "<i4"),
            ("complexity", "<i2"),
            ("refused", "<i2"),
            ("out", "?"),
            ("bare", "?"),
            ("protected", "?"),
            ("along", "i1"),
        ]
    )


class PartBounds:
    """Bounds of parts of the space of an evaluation.

    Parameters
    ----------
    evaluation : Evaluation

    Raises
    ------
    NacreError
        Where an objective is predicted by something else than trees.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        if why := unbounded(evaluation.predictor, evaluation.objectives):
            raise NacreError(f"A space cannot be searched exactly: {why}.", hint="Screen it all, or `--sample N`.")
        self._evaluation = evaluation
        self.ranges = FeatureRanges(evaluation.space, evaluation.predictor.columns)
        self.parts = self.ranges.parts
        self.rules = RuleRanges(self.ranges, guards=evaluation.settings.guards)
        self.reasons = (*self.rules.reasons, *(own.words for own in evaluation.requirements))
        predictor, objectives = evaluation.predictor, evaluation.objectives
        known = [trees for own in objectives if (trees := trees_of(predictor, own)) is not None]
        columns = np.unique(np.concatenate([one.columns for one in known]))
        self._names = [predictor.columns.names[place] for place in columns]
        self._losses = [
            _Loss(predictor, own, trees.renumbered(columns), len(columns))
            for own, trees in zip(objectives, known, strict=True)
        ]

    def of(self, parts: Ints) -> Bounded:
        """Bound parts of the space.

        Parameters
        ----------
        parts : int64 array of shape (n, width)

        Returns
        -------
        structured array of shape (n,)
            See `bounded_type`.
        """
        found = np.zeros(len(parts), dtype=bounded_type(len(self._losses)))
        if not len(parts):
            return found
        found["first"], found["size"] = self.parts.first(parts), self.parts.size(parts)
        ranged = self.ranges.ranged(parts)
        found["refused"] = self.rules.first(ranged)
        found["loss"] = np.inf
        kept = np.flatnonzero(found["refused"] < 0)
        boxes, impact = self._boxes(ranged, kept)
        for place, own in enumerate(self._losses):
            found["loss"][kept, place] = own.least(boxes)
        for number, required in enumerate(self._evaluation.requirements, len(self.rules.reasons)):
            worse = kept[found["loss"][kept, required.place] > required.loss]
            found["refused"][worse[found["refused"][worse] < 0]] = number
        found["complexity"] = self.rules.components(ranged).low
        found["novelty"] = self._novelty.most(ranged)
        found["out"] = self._out(ranged)
        every, some = self.ranges.bare(ranged)
        found["bare"], found["protected"] = some, ~every
        found["along"] = self._along(parts, ranged, impact, found["size"])
        return found

    def _boxes(self, ranged: Ranged, rows: Ints) -> tuple[Boxes, Floats]:
        """Boxes of some rows, and how far each axis can move the predictions of all, shape (n, 6)."""
        shape = len(self._names), len(rows)
        low, high = np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
        unknown = np.empty(shape, dtype=bool)
        impact = np.zeros((len(ranged), len(_ELECTROLYTE)))
        with np.errstate(over="ignore"):
            for row, name in enumerate(self._names):
                own, place = self.ranges.interval(ranged, name)
                which = np.zeros(len(ranged), dtype=np.int64) if place is None else place
                ends = own.low.astype(np.float32), own.high.astype(np.float32)
                low[row], high[row], unknown[row] = ends[0][which[rows]], ends[1][which[rows]], own.unknown[which[rows]]
                if (ends[0] < ends[1]).any():
                    moved = np.sum([one.moved(row, *ends) for one in self._losses], axis=0)
                    shares = _AXES.get(name.partition(".")[0], _ELECTROLYTE)
                    impact += moved[which][:, None] * np.array(shares)
        return Boxes(low, high, unknown), impact

    def _along(self, parts: Ints, ranged: Ranged, impact: Floats, size: Ints) -> Ints:
        """The axis along which each part is split: layers and tests first, then what moves the predictions most."""
        choices = self.parts.sizes(parts)
        score = impact + 1e-4 * np.log(choices)
        layers = choices[:, 3:]
        score[:, 3:] += 100.0 * (layers.prod(axis=1) <= MOST_CONTEXTS)[:, None]
        for axis, own in enumerate((self.ranges.salts, self.ranges.mixtures, self.ranges.additives)):
            if own.names is not None:
                score[self.parts.of_axis(parts, axis)[:, 0] < 0, axis] += 10.0
        mixtures, mixture = ranged.axes[1]
        score[self.rules.may_react(mixtures)[mixture], 1] += 1.0
        score[choices <= 1] = -1.0
        return np.where(size <= LEAF, -1, score.argmax(axis=1))

    # -- domain and novelty ------------------------------------------------------------------------------------

    @cached_property
    def _novelty(self) -> _Novelty:
        return _Novelty(self._evaluation, self.ranges)

    def _out(self, ranged: Ranged) -> Bools:
        """Where every candidate has a salt, a solvent or a test that puts it out of the domain."""
        domain, space = self._evaluation.predictor.domain, self._evaluation.space
        out = np.zeros(len(ranged), dtype=bool)
        known = (domain.salts, domain.solvents)
        for axis, names, (parts, place) in zip(
            (self.ranges.salts, self.ranges.mixtures), known, ranged.axes, strict=False
        ):
            new = np.array([name not in names for name in axis.axis.names], dtype=bool)
            out |= axis.holds(new, parts)[0][place]
        beyond = np.zeros(len(space.protocols), dtype=bool)
        for field, (low, high) in domain.ranges.items():
            values = [getattr(protocol, field) for protocol in space.protocols]
            numbers = np.array([np.nan if value is None else value for value in values])
            beyond |= (numbers < low) | (numbers > high)
        parts, place = ranged.axes[5]
        return np.asarray(out | (over_lists(Interval.points(beyond.astype(np.float64)), parts).low > 0)[place])


class _Loss:
    """The least loss of one objective in boxes."""

    def __init__(self, predictor: CellPredictor, quantity: Quantity, trees: TreeRanges, n_columns: int) -> None:
        self._quantity, self._target, self._trees = quantity, predictor.target(quantity.name), trees
        assert isinstance(self._target.booster, IntervalBooster)
        self._median_of = self._target.booster.median_of
        highest = quantity.higher_is_better
        turned = trees.depth <= MAX_TURNED
        self._fast = RangeBooster(trees, self._target.booster, n_columns, highest=highest) if turned else None
        self._spread = trees.spread()
        self._whole = max(sum(float(sums[-1]) for _, sums in self._spread.values()), 1e-30)

    def least(self, boxes: Boxes) -> Floats:
        """The least loss of each box, shape (n,)."""
        if self._fast is not None:
            margin = self._fast.best(ends_of(boxes))
        else:
            margin = self._trees.best(boxes, highest=self._quantity.higher_is_better)
        positive = self._median_of(margin.astype(np.float64))
        if self._target.limit is not None:
            positive = np.minimum(positive, self._target.limit)
        return np.asarray(-self._quantity.sign * self._quantity.scale.value(positive))

    def moved(self, column: int, low: npt.NDArray[np.float32], high: npt.NDArray[np.float32]) -> Floats:
        """How far splits within a column's ranges can move the prediction, as a share of what all splits can."""
        if column not in self._spread:
            return np.zeros(len(low))
        thresholds, sums = self._spread[column]
        upper = sums[np.searchsorted(thresholds, high, side="right")]
        return np.maximum(upper - sums[np.searchsorted(thresholds, low, side="right")], 0.0) / self._whole


class _Novelty:
    """The most untested pairs that a candidate of a part can have; see `Coverage.novelty`."""

    def __init__(self, evaluation: Evaluation, ranges: FeatureRanges) -> None:
        self._axes = ranges.salts, ranges.mixtures, ranges.additives
        coverage, space = evaluation.coverage, evaluation.space
        width = len(coverage.untested)
        # One number more stands for a component that is not chosen yet; any pair of it may be untested.
        table = np.ones((width + 1, width + 1), dtype=np.int16)
        table[:width, :width] = coverage.untested
        table[0, :] = table[:, 0] = 0
        self._table, self._flat, self._width, self._open = table, table.ravel(), width + 1, width
        self._ids = [
            np.array([coverage.ids.get((role, name), 1) for name in axis.axis.names], dtype=np.int64)
            for role, axis in zip(("salts", "solvents", "additives"), self._axes, strict=True)
        ]
        self._layers = [
            np.array([coverage.ids.get((layer, names), 1) if names else 0 for names in lists], dtype=np.int64)
            for layer, lists in (("coating", space.coatings), ("host", space.hosts))
        ]

    def most(self, ranged: Ranged) -> Ints:
        """Shape (n,)."""
        groups: list[list[Ints]] = []
        opened: list[tuple[Ints, Ints, Ints]] = []
        for axis, ids, (parts, place) in zip(self._axes, self._ids, ranged.axes, strict=False):
            slots, waits, after = self._slots(axis, ids, parts)
            groups.append([slot[place] for slot in slots])
            opened.append((ids, waits[place], after[place]))
        for table, (parts, place) in zip(self._layers, ranged.axes[3:5], strict=True):
            over = over_lists(Interval.points(table.astype(np.float64)), parts)
            slot = np.where(over.low == over.high, over.high, self._open).astype(np.int64)
            groups.append([slot[place]])
        known = [slot for group in groups for slot in group]
        total = np.zeros(len(ranged), dtype=np.int64)
        for number, one in enumerate(known):
            total += (one == 1) | (one == self._open)
            for other in known[number + 1 :]:
                total += self._flat[one * self._width + other]
        before = np.zeros(len(ranged), dtype=np.int64)
        for ids, waits, after in opened:
            rows = np.flatnonzero(waits)
            if len(rows):
                total[rows] += self._gained(ids, waits[rows], after[rows], [slot[rows] for slot in known])
            total += before * waits + waits * (waits - 1) // 2
            before += waits
        return total

    def _gained(self, ids: Ints, waits: Ints, after: Ints, known: list[Ints]) -> Ints:
        """The most that the best of the names from `after` on add beside the known components."""
        if len(ids) > _MOST_NAMES:
            return np.asarray(waits * (1 + np.sum([slot > 0 for slot in known], axis=0)), dtype=np.int64)
        own = self._table[:, ids]
        gain = np.broadcast_to((ids == 1).astype(np.int16), (len(waits), len(ids))).copy()
        for slot in known:
            gain += own[slot]
        gain[np.arange(len(ids))[None, :] < after[:, None]] = -1
        ordered = np.cumsum(np.maximum(-np.sort(-gain, axis=1)[:, : int(waits.max())], 0), axis=1, dtype=np.int64)
        return np.asarray(ordered[np.arange(len(waits)), np.minimum(waits, ordered.shape[1]) - 1])

    def _slots(self, axis: AxisRanges, ids: Ints, parts: Ints) -> tuple[list[Ints], Ints, Ints]:
        """Numbers of the names that are taken, how many more may follow, and from which name on."""
        none = np.zeros(len(parts), dtype=np.int64)
        if axis.names is None:
            return axis.slots(ids, parts, self._open), none, none
        places = list(axis.names.places(parts))
        waits = axis.names.count(parts).high.astype(np.int64) - sum(has.astype(np.int64) for has, _ in places)
        return [np.where(has, ids[name], 0) for has, name in places], np.asarray(waits), axis.names.after(parts)
