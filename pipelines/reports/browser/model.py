"""The trees, bounds and chances of a predictor as plain data for a browser."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....data.errors import NacreError
from ....models.estimators.booster import IntervalBooster
from ....models.predictor.bounds import ConformalBound
from ....models.predictor.survival import HORIZONS
from ....models.predictor.target import DEFAULT_LEVEL, HELPFUL, Target

#: A node: feature, threshold, whether an unknown value goes left, left, right; a leaf is its number.
Node = float | list[Any]


def model(targets: Sequence[Target]) -> dict[str, Any]:
    """All that the page predicts with, given the features.

    Parameters
    ----------
    targets : sequence of Target
        Of a predictor of published cells.

    Returns
    -------
    dict

    Raises
    ------
    NacreError
        For a target that the page cannot compute: no single booster, another scale, a lab's own cells.
    """
    return {
        "level": DEFAULT_LEVEL,
        "helpful": HELPFUL,
        "horizons": list(HORIZONS),
        "targets": [_target(one) for one in targets],
    }


def _target(target: Target) -> dict[str, Any]:
    booster, quantity = target.booster, target.quantity
    if (
        not isinstance(booster, IntervalBooster)
        or booster.distribution == "extreme"
        or quantity.scale.kind != "log"
        or target.lab is not None
        or target.width is not None
    ):
        raise NacreError(
            f"The page in the docs cannot predict {quantity.name}.", hint="It reads boosters of published cells only."
        )
    read = json.loads(booster.to_json())
    # XGBoost starts from the natural logarithm of the base score, in float32, and adds leaves in float32.
    base = np.log(np.float32(booster.base_score_))
    return {
        "name": quantity.name,
        "unit": quantity.unit,
        "sides": list(quantity.sides),
        "words": list(quantity.words),
        "base": float(base),
        "trees": [_node(tree, 0) for tree in read["learner"]["gradient_booster"]["model"]["trees"]],
        "limit": target.limit,
        "bounds": {side: _bound(bound) for side, bound in target.bounds.items()},
        "survival": None if target.survival is None else target.survival.to_dict(),
    }


def _node(tree: dict[str, Any], place: int) -> Node:
    left, right = tree["left_children"][place], tree["right_children"][place]
    condition = float(tree["split_conditions"][place])
    if left == -1:
        return condition
    return [
        tree["split_indices"][place],
        condition,
        int(tree["default_left"][place]),
        _node(tree, left),
        _node(tree, right),
    ]


def _bound(bound: ConformalBound) -> dict[str, Any]:
    """The factors of a bound by stratum of distance; one stratum where it has none."""
    strata = bound.strata or (bound,)
    return {"edges": bound.edges.tolist(), "factors": [one.factor(DEFAULT_LEVEL) for one in strata]}
