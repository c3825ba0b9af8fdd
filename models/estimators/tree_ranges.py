"""The lowest and highest that boosted trees can give anywhere in boxes of features.

A tree is a step function: within a box it gives the leaves that the box reaches. Leaves of all trees are added in the
order and precision of XGBoost (float32, tree after tree). Rounding is monotone, so the bound holds for the very
numbers that the booster returns, not only up to rounding; for a box of one point it is the prediction, bit for bit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import xgboost as xgb

from ...data.arrays import Bools, Floats, Ints, Matrix
from .booster import IntervalBooster

#: Boxes that are bounded at once, so that what is computed for them stays in the processor's cache.
_ROWS = 2048
#: Deeper trees than this have more leaves than are worth visiting.
MAX_DEPTH = 8


@dataclass(frozen=True)
class Boxes:
    """Boxes of features.

    Attributes
    ----------
    low, high : float32 arrays of shape (n_features, n)
        Smallest and largest known value; infinity and minus infinity where none is known.
    unknown : bool array of shape (n_features, n)
        Whether the value may be NaN.
    """

    low: Matrix
    high: Matrix
    unknown: Bools


@dataclass(frozen=True)
class TreeRanges:
    """Trees of one booster as full binary trees of one depth.

    Attributes
    ----------
    feature : tuple of int64 arrays of shape (n_trees,)
        For each place of a split, breadth first, the column that it asks for.
    threshold : tuple of float32 arrays of shape (n_trees, 1)
        Left below it; infinite where a leaf stands higher in its tree.
    unknown_left : tuple of bool arrays of shape (n_trees, 1)
    leaf : tuple of float32 arrays of shape (n_trees, 1)
        For each place of a leaf.
    base : float
        What is added before the first tree.
    """

    feature: tuple[Ints, ...]
    threshold: tuple[Matrix, ...]
    unknown_left: tuple[Bools, ...]
    leaf: tuple[Matrix, ...]
    base: np.float32

    @classmethod
    def of(cls, booster: IntervalBooster) -> Self | None:
        """Read the trees of a booster; None where they are too deep or of a kind that is not known here.

        Parameters
        ----------
        booster : IntervalBooster
        """
        model = json.loads(booster.to_json())["learner"]
        trees = model["gradient_booster"].get("model", {}).get("trees")
        if model["gradient_booster"]["name"] != "gbtree" or not trees or any(any(t["split_type"]) for t in trees):
            return None
        depth = max(_depth(tree, 0) for tree in trees)
        if depth > MAX_DEPTH:
            return None
        split, leaf = 2**depth - 1, 2**depth
        feature = np.zeros((split, len(trees)), dtype=np.int64)
        threshold = np.full((split, len(trees)), np.inf, dtype=np.float32)
        unknown_left = np.ones((split, len(trees)), dtype=bool)
        leaves = np.zeros((leaf, len(trees)), dtype=np.float32)
        for number, tree in enumerate(trees):
            _place(tree, 0, 0, depth, (feature[:, number], threshold[:, number], unknown_left[:, number],
                                       leaves[:, number]))  # fmt: skip
        return cls(
            tuple(feature), tuple(t[:, None] for t in threshold), tuple(u[:, None] for u in unknown_left),
            tuple(v[:, None] for v in leaves), _base(booster),
        )  # fmt: skip

    @property
    def columns(self) -> Ints:
        """The columns that any tree asks for, ascending."""
        asked = [own[np.isfinite(limit[:, 0])] for own, limit in zip(self.feature, self.threshold, strict=True)]
        return np.unique(np.concatenate(asked)) if asked else np.empty(0, dtype=np.int64)

    def renumbered(self, columns: Ints) -> TreeRanges:
        """The same trees over some columns only, which hold all that are asked for."""
        place = np.zeros(max(int(max((own.max() for own in self.feature), default=0)), int(columns.max(initial=0))) + 1,
                         dtype=np.int64)  # fmt: skip
        place[columns] = np.arange(len(columns))
        return TreeRanges(
            tuple(place[own] for own in self.feature), self.threshold, self.unknown_left, self.leaf, self.base
        )

    @property
    def depth(self) -> int:
        """Splits from the root to a leaf at most."""
        return len(self.leaf).bit_length() - 1

    def best(self, boxes: Boxes, *, highest: bool) -> Matrix:
        """The lowest (or highest) sum that any point of each box can have.

        Parameters
        ----------
        boxes : Boxes
            n boxes.
        highest : bool

        Returns
        -------
        float32 array of shape (n,)
        """
        n = boxes.low.shape[1]
        parts = [self._best(boxes, slice(at, at + _ROWS), highest=highest) for at in range(0, max(n, 1), _ROWS)]
        return np.concatenate(parts)

    def _best(self, boxes: Boxes, rows: slice, *, highest: bool) -> Matrix:
        low, high, unknown = boxes.low[:, rows], boxes.high[:, rows], boxes.unknown[:, rows]
        choose, worst = (np.maximum, np.float32(-np.inf)) if highest else (np.minimum, np.float32(np.inf))
        lefts, rights = [], []
        for own, limit, left in zip(self.feature, self.threshold, self.unknown_left, strict=True):
            may = unknown[own]
            lefts.append((low[own] < limit) | (may & left))
            rights.append((high[own] >= limit) | (may & ~left))
        values: list[Any] = list(self.leaf)
        first = len(self.feature)
        while first:
            level = len(values) // 2
            first -= level
            merged = []
            for place in range(level):
                left = np.where(lefts[first + place], values[2 * place], worst)
                merged.append(choose(left, np.where(rights[first + place], values[2 * place + 1], worst)))
            values = merged
        sums = np.full(low.shape[1], self.base, dtype=np.float32)
        whole = np.broadcast_to(values[0], (len(self.leaf[0]), low.shape[1]))
        for tree in whole:
            sums += tree
        return sums

    def spread(self) -> dict[int, tuple[Matrix, Floats]]:
        """For each column its thresholds, ascending, and how far the leaves below splits there lie apart in all.

        Returns
        -------
        dict of int to (float32 array of shape (k,), float64 array of shape (k + 1,))
            The second is summed up, from 0 before the first threshold on.
        """
        depth, leaves = self.depth, np.concatenate(self.leaf, axis=1)
        found: dict[int, list[tuple[float, float]]] = {}
        for place, (own, limit) in enumerate(zip(self.feature, self.threshold, strict=True)):
            level = (place + 1).bit_length() - 1
            under = 2 ** (depth - level)
            first = (place - (2**level - 1)) * under
            part = leaves[:, first : first + under]
            for column, at, apart in zip(own, limit[:, 0], part.max(axis=1) - part.min(axis=1), strict=True):
                if np.isfinite(at):
                    found.setdefault(int(column), []).append((float(at), float(apart)))
        sums = {}
        for column, entries in found.items():
            entries.sort()
            apart = np.cumsum([0.0, *(own for _, own in entries)])
            sums[column] = np.array([at for at, _ in entries], dtype=np.float32), apart
        return sums


def _base(booster: IntervalBooster) -> np.float32:
    """The base score in the margin, to the bit: what trees give whose leaves are all zero."""
    model = json.loads(booster.to_json())
    for tree in model["learner"]["gradient_booster"]["model"]["trees"]:
        tree["split_conditions"] = [0.0] * len(tree["split_conditions"])
    empty = xgb.Booster({"nthread": 1}, model_file=bytearray(json.dumps(model), "utf-8"))
    return np.float32(
        empty.inplace_predict(np.zeros((1, booster.n_features_in_), dtype=np.float32), predict_type="margin")[0]
    )


def _depth(tree: dict[str, Any], node: int) -> int:
    left, right = tree["left_children"][node], tree["right_children"][node]
    return 0 if left == -1 else 1 + max(_depth(tree, left), _depth(tree, right))


def _place(tree: dict[str, Any], node: int, place: int, depth: int, into: tuple[npt.NDArray[Any], ...]) -> None:
    """Write a node and what is below it; a leaf above the last level is written into every place below it."""
    feature, threshold, unknown_left, leaves = into
    left = tree["left_children"][node]
    if depth == 0 or left == -1:
        first = (place + 1) * 2**depth - 1 - len(feature)
        leaves[first : first + 2**depth] = tree["split_conditions"][node]
        return
    feature[place] = tree["split_indices"][node]
    threshold[place] = tree["split_conditions"][node]
    unknown_left[place] = bool(tree["default_left"][node])
    _place(tree, left, 2 * place + 1, depth - 1, into)
    _place(tree, tree["right_children"][node], 2 * place + 2, depth - 1, into)


# -- the same by XGBoost ----------------------------------------------------------------------------------------

#: Trees up to this depth are turned into trees over the ends of boxes; those of deeper ones would be too large.
MAX_TURNED = 3
#: Stands for infinity, which XGBoost does not take.
_FAR = np.float32(3e38)
#: Ends of a box for each column: low, low where NaN goes left, high, high where NaN goes right.
_ENDS = 4


class RangeBooster:
    """The bounds of `TreeRanges` as a booster over the ends of boxes, so that XGBoost computes them.

    Each tree asks whether its box lies below a threshold, above it or on both sides, and gives the best leaf that can
    be reached. Its trees stand in the order of the booster's, so that sums are rounded alike.

    Parameters
    ----------
    trees : TreeRanges
    booster : IntervalBooster
        The booster of the trees.
    n_columns : int
        Columns of the boxes.
    highest : bool
        Which end of the predictions is wanted.
    """

    def __init__(self, trees: TreeRanges, booster: IntervalBooster, n_columns: int, *, highest: bool) -> None:
        model = json.loads(booster.to_json())
        learner = model["learner"]
        turned = [_turned(trees, number, 0, highest) for number in range(len(trees.leaf[0]))]
        learner["learner_model_param"]["num_feature"] = str(_ENDS * n_columns)
        learner["feature_names"], learner["feature_types"] = [], []
        content = learner["gradient_booster"]["model"]
        content["trees"] = [_written(tree, number, _ENDS * n_columns) for number, tree in enumerate(turned)]
        self._booster = xgb.Booster({"nthread": 1}, model_file=bytearray(json.dumps(model), "utf-8"))

    def best(self, ends: Matrix) -> Matrix:
        """The bound of each box.

        Parameters
        ----------
        ends : float32 array of shape (n, 4 · n_columns)
            From `ends_of`.

        Returns
        -------
        float32 array of shape (n,)
        """
        if not len(ends):
            return np.empty(0, dtype=np.float32)
        return np.asarray(self._booster.inplace_predict(ends, predict_type="margin"), dtype=np.float32)


def ends_of(boxes: Boxes) -> Matrix:
    """Boxes as rows of ends, shape (n, 4 · n_columns)."""
    n_columns, n = boxes.low.shape
    ends = np.empty((n, _ENDS, n_columns), dtype=np.float32)
    ends[:, 0], ends[:, 2] = boxes.low.T, boxes.high.T
    np.clip(ends[:, 0], -_FAR, _FAR, out=ends[:, 0])
    np.clip(ends[:, 2], -_FAR, _FAR, out=ends[:, 2])
    unknown = boxes.unknown.T
    ends[:, 1] = np.where(unknown, -_FAR, ends[:, 0])
    ends[:, 3] = np.where(unknown, _FAR, ends[:, 2])
    return ends.reshape(n, _ENDS * n_columns)


#: A leaf, or a split: (column of the ends, threshold, tree below it, tree from it on).
_Turned = float | tuple[int, float, Any, Any]


def _turned(trees: TreeRanges, number: int, place: int, highest: bool) -> _Turned:
    """The best leaf of one tree that can be reached from a place on, as a tree over ends."""
    splits = len(trees.feature)
    if place >= splits:
        return float(trees.leaf[place - splits][number, 0])
    left = _turned(trees, number, 2 * place + 1, highest)
    right = _turned(trees, number, 2 * place + 2, highest)
    limit = float(trees.threshold[place][number, 0])
    if not np.isfinite(limit):  # a leaf that stands higher
        return left
    column, is_left = int(trees.feature[place][number]), bool(trees.unknown_left[place][number])
    low, high = (column, is_left), (column, not is_left)
    both = _best_of(left, right, highest)
    return _split(_end(0, *low), limit, _split(_end(2, *high), limit, left, both), right)


def _end(which: int, column: int, unknown: bool) -> int:
    """An end of a column: which, the column, whether NaN counts; columns are interleaved when trees are written."""
    return (column << 2) | (which + int(unknown))


def _split(end: int, limit: float, below: _Turned, above: _Turned) -> _Turned:
    return below if below == above else (end, limit, below, above)


def _best_of(one: _Turned, other: _Turned, highest: bool) -> _Turned:
    """The better of two trees' leaves."""
    if isinstance(one, tuple):
        end, limit, below, above = one
        return _split(end, limit, _best_of(below, other, highest), _best_of(above, other, highest))
    if isinstance(other, tuple):
        end, limit, below, above = other
        return _split(end, limit, _best_of(one, below, highest), _best_of(one, above, highest))
    return max(one, other) if highest else min(one, other)


def _written(tree: _Turned, number: int, n_columns: int) -> dict[str, Any]:
    """A tree as XGBoost's JSON has it."""
    nodes: list[dict[str, Any]] = [{"parent": 2147483647}]
    waiting = [(tree, 0)]
    while waiting:  # XGBoost takes for granted that a right child stands next to its left one
        node, place = waiting.pop()
        nodes[place] |= {"left": -1, "right": -1, "index": 0, "condition": 0.0}
        if not isinstance(node, tuple):
            nodes[place]["condition"] = node
            continue
        end, limit, below, above = node
        left = len(nodes)
        index = (end & 3) * (n_columns // _ENDS) + (end >> 2)
        nodes[place] |= {"left": left, "right": left + 1, "index": index, "condition": limit}
        nodes += [{"parent": place}, {"parent": place}]
        waiting += [(below, left), (above, left + 1)]
    n = len(nodes)
    column = {key: [node[key] for node in nodes] for key in ("parent", "left", "right", "index", "condition")}
    return {
        "base_weights": [0.0] * n, "categories": [], "categories_nodes": [], "categories_segments": [],
        "categories_sizes": [], "default_left": [0] * n, "id": number, "left_children": column["left"],
        "loss_changes": [0.0] * n, "parents": column["parent"], "right_children": column["right"],
        "split_conditions": column["condition"], "split_indices": column["index"], "split_type": [0] * n,
        "sum_hessian": [0.0] * n,
        "tree_param": {"num_deleted": "0", "num_feature": str(n_columns), "num_nodes": str(n), "size_leaf_vector": "1"},
    }  # fmt: skip
