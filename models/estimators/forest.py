"""Extremely randomised trees of scikit-learn, kept as an XGBoost booster: data only, TreeSHAP exact."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import xgboost as xgb

from ...data.arrays import Floats, Ints, Matrix

#: XGBoost's mark of the parent of a root.
_NO_PARENT = 2147483647


def grow_forest(
    X: Matrix, y: Floats, weight: Floats, *, trees: int = 300, share: float = 0.5, leaf: int = 1, seed: int = 0
) -> xgb.Booster:
    """Fit a forest and write it down as a booster whose margin is the forest's mean.

    Parameters
    ----------
    X : float32 array of shape (n, p)
        NaN where unknown.
    y : float64 array of shape (n,)
    weight : float64 array of shape (n,)
    trees : int
        Number of trees.
    share : float
        Share of the columns tried at each split.
    leaf : int
        Least number of rows in a leaf.
    seed : int

    Returns
    -------
    xgboost.Booster
        Of one round with `trees` parallel trees.
    """
    from sklearn.ensemble import ExtraTreesRegressor

    forest = ExtraTreesRegressor(trees, max_features=share, min_samples_leaf=leaf, random_state=seed, n_jobs=1).fit(
        X, y, sample_weight=weight
    )
    written = [_tree(one.tree_, trees, X.shape[1], number) for number, one in enumerate(forest.estimators_)]
    model = json.loads(_blank(X.shape[1]).save_raw("json"))
    held = model["learner"]["gradient_booster"]["model"]
    held["gbtree_model_param"]["num_trees"] = str(trees)
    held["gbtree_model_param"]["num_parallel_tree"] = str(trees)
    held["iteration_indptr"], held["tree_info"], held["trees"] = [0, trees], [0] * trees, written
    return xgb.Booster({"nthread": 1}, model_file=bytearray(json.dumps(model).encode()))


def _blank(columns: int) -> xgb.Booster:
    """A booster of one round that predicts 0: the frame that the trees are put into."""
    data = xgb.DMatrix(np.zeros((2, columns), dtype=np.float32), label=np.zeros(2), nthread=1)
    return xgb.train({"objective": "reg:squarederror", "base_score": 0.0, "nthread": 1}, data, num_boost_round=1)


def _tree(tree: Any, trees: int, columns: int, number: int) -> dict[str, Any]:  # noqa: ANN401 - scikit-learn's Tree
    """One tree in XGBoost's columns: there a row goes left below the threshold, here at or below it."""
    order = _by_level(tree.children_left, tree.children_right)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    left, right = tree.children_left[order], tree.children_right[order]
    is_leaf = left < 0
    left, right = np.where(is_leaf, -1, place[left]), np.where(is_leaf, -1, place[right])
    parents = np.full(len(order), _NO_PARENT)
    parents[left[~is_leaf]] = parents[right[~is_leaf]] = np.flatnonzero(~is_leaf)
    value = tree.value.reshape(-1)[order] / trees
    return {
        "base_weights": value.tolist(),
        "categories": [],
        "categories_nodes": [],
        "categories_segments": [],
        "categories_sizes": [],
        "default_left": tree.missing_go_to_left[order].astype(int).tolist(),
        "id": number,
        "left_children": left.tolist(),
        "loss_changes": [0.0] * len(order),
        "parents": parents.tolist(),
        "right_children": right.tolist(),
        "split_conditions": np.where(is_leaf, value, _above(tree.threshold[order])).tolist(),
        "split_indices": np.where(is_leaf, 0, tree.feature[order]).tolist(),
        "split_type": [0] * len(order),
        "sum_hessian": tree.weighted_n_node_samples[order].tolist(),
        "tree_param": {
            "num_deleted": "0",
            "num_feature": str(columns),
            "num_nodes": str(len(order)),
            "size_leaf_vector": "1",
        },
    }


def _by_level(left: Ints, right: Ints) -> Ints:
    """Nodes level by level: XGBoost takes a right child to follow its left one."""
    levels, level = [], np.array([0])
    while len(level):
        levels.append(level)
        inner = level[left[level] >= 0]
        level = np.stack([left[inner], right[inner]], axis=1).reshape(-1)
    return np.concatenate(levels)


def _above(threshold: Floats) -> Matrix:
    """The smallest float32 above each threshold, so that "at or below" becomes "below"."""
    near = threshold.astype(np.float32)
    near = np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near)
    return np.nextafter(near, np.float32(np.inf))
