"""Intervals that include the refit: papers are drawn anew, models learn from them and predict the papers left over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from ...data.arrays import Floats, Ints, Texts
from ..labels.dataset import Labels

#: Factory of a model and what it is given of the labelled cells, one row each.
Contender = tuple[Callable[[], Any], Any]


def redrawn(groups: Texts | Ints, draws: int, seed: int) -> list[tuple[Ints, Ints]]:
    """Papers drawn with replacement, as often as there are papers: rows to learn from, rows of papers left over.

    Parameters
    ----------
    groups : int array of shape (n,)
        The same for rows that must stand on one side.
    draws : int
    seed : int

    Returns
    -------
    list of (int array, int array)
    """
    _, code = np.unique(np.asarray(groups), return_inverse=True)
    members = [np.flatnonzero(code == one) for one in range(int(code.max()) + 1)]
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = random.integers(len(members), size=len(members))
        left = np.flatnonzero(~np.isin(code, drawn))
        if len(left):
            found.append((np.concatenate([members[one] for one in drawn]), left))
    return found


def refitted(
    contenders: Mapping[str, Contender],
    labels: Labels,
    papers: Any,  # noqa: ANN401 - an array of str
    plan: list[tuple[Ints, Ints]],
    jobs: int = 1,
) -> dict[str, list[Floats]]:
    """Predictions of the papers left over, by model and draw.

    Parameters
    ----------
    contenders : mapping of str to (factory, rows)
    labels : Labels
    papers : array of shape (n_labelled,)
    plan : list of (int array, int array)
        From `redrawn`.
    jobs : int
        Processes.

    Returns
    -------
    dict of str to list of float64 array
        On the positive scale, one array a draw, for the rows left over.
    """
    tasks = [(name, place) for name in contenders for place in range(len(plan))]
    run = Parallel(n_jobs=jobs)(delayed(_one)(*contenders[name], labels, papers, plan[place]) for name, place in tasks)
    found: dict[str, list[Floats]] = {name: [] for name in contenders}
    for (name, _), predicted in zip(tasks, run, strict=True):
        found[name].append(predicted)
    return found


def _one(make: Callable[[], Any], given: Any, labels: Labels, papers: Any, drawn: tuple[Ints, Ints]) -> Floats:  # noqa: ANN401
    train, test = drawn
    known = labels.learned.take(train)
    weight = labels.weight[train]
    model = make().fit(given[train], known.lower, known.upper, sample_weight=weight, groups=papers[train])
    return np.asarray(model.predict(given[test]), dtype=np.float64)


def spread(value: float, draws: Floats) -> tuple[float, float]:
    """The 95 % interval of a figure: its own value, with the spread of the draws around their median.

    A draw learns from fewer papers than there are and so does worse; that is no part of the uncertainty.

    Parameters
    ----------
    value : float
        The figure with all papers.
    draws : float64 array of shape (n,)

    Returns
    -------
    tuple of float
        NaN where no draw gave a number.
    """
    known = draws[~np.isnan(draws)]
    if not len(known):
        return float("nan"), float("nan")
    low, middle, high = np.quantile(known, [0.025, 0.5, 0.975])
    return float(value + low - middle), float(value + high - middle)
