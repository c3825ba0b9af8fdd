"""Which features act together: TreeSHAP interaction values of a booster, as a ranking of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xgboost as xgb

from ...data.arrays import Floats, Matrix
from ...features.columns import CATALOGUE, Columns
from ..estimators.blend import Blend
from ..estimators.booster import IntervalBooster

#: So many of the most used features are looked at; the number of pairs grows with its square.
MOST_FEATURES = 25


@dataclass(frozen=True, slots=True)
class Interaction:
    """A pair of features.

    Attributes
    ----------
    one, other : str
        Feature names, the more used first.
    size : float
        Mean absolute interaction over the cells, natural logarithm units (both halves of the matrix).
    """

    one: str
    other: str
    size: float


def interaction_values(booster: IntervalBooster, features: Matrix) -> Floats:
    """TreeSHAP interaction values of a booster; rows sum to contributions.

    Parameters
    ----------
    booster : IntervalBooster
    features : float32 array of shape (n, p)
        The columns that the booster sees.

    Returns
    -------
    float64 array of shape (n, p + 1, p + 1)
        Natural log, the bias last.
    """
    size = features.shape[1] + 1
    if not len(features):
        return np.empty((0, size, size))
    data = xgb.DMatrix(features, nthread=booster.n_threads)
    return np.asarray(booster.booster_.predict(data, pred_interactions=True), dtype=np.float64)


def strongest_interactions(
    model: IntervalBooster | Blend, features: Matrix, columns: Columns = CATALOGUE, k: int = 10
) -> list[Interaction]:
    """The pairs of features that act together most, strongest first; those without interaction are left out.

    Parameters
    ----------
    model : IntervalBooster or Blend
        Of a blend the boosted trees are looked at.
    features : float32 array of shape (n, n_features)
        A model may see the first columns only.
    columns : Columns
        What the columns are.
    k : int
        Most pairs.

    Returns
    -------
    list of Interaction

    Notes
    -----
    Interaction values (Lundberg et al., arXiv 1802.03888) split a contribution into what a feature does alone and what
    it does only together with another one. Sizes rank pairs; they are no effects and do not add up.
    """
    booster = model.booster_ if isinstance(model, Blend) else model
    seen = np.ascontiguousarray(features[:, : booster.booster_.num_features()])
    values = interaction_values(booster, seen)[:, :-1, :-1]
    size = 2.0 * np.abs(values).mean(axis=0)
    used = np.argsort(-np.abs(values.sum(axis=2)).mean(axis=0), kind="stable")[:MOST_FEATURES]
    names = columns.names
    pairs = [
        Interaction(names[i], names[j], float(size[i, j]))
        for place, i in enumerate(used)
        for j in used[place + 1 :]
        if size[i, j] > 0
    ]
    return sorted(pairs, key=lambda pair: -pair.size)[:k]
