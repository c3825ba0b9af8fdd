"""Champion and challenger on the same left-out papers: two training sets, one recipe, one set of folds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone

from ..data.tables import outcome_intervals
from .comparison import Settings, planned_folds
from .dataset import CONFIDENCE, Dataset, Labels, make_labels
from .predictor import CellPredictor
from .promotion import Contest, Verdict, judge

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Compared:
    """The outcome of a comparison.

    Attributes
    ----------
    verdicts : dict of str to Verdict
        By target, over every labelled row: cells of papers that the champion knows are predicted by its recipe with
        their fold left out; cells of papers new to it, and not found in those it knows, by the champion itself.
    forward : dict of str to Verdict
        The same over the papers new to the champion only; reported, without a say of its own, since few papers tell
        little.
    new_papers : list of str
    """

    verdicts: dict[str, Verdict]
    forward: dict[str, Verdict]
    new_papers: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        sides = {"verdicts": self.verdicts, "forward": self.forward}
        told = {side: {name: one.to_dict() for name, one in found.items()} for side, found in sides.items()}
        return told | {"new_papers": self.new_papers}


def compare(champion: CellPredictor, data: Dataset, challenger: Mapping[str, Floats], settings: Settings) -> Compared:
    """Judge a champion and a challenger on the folds of `data`.

    Parameters
    ----------
    champion : CellPredictor
    data : Dataset
    challenger : dict of target to array of shape (n_repeats, n_labelled)
        What the challenger says of the labelled rows without having seen their papers, for the same settings.
    settings : Settings
    """
    papers = data.papers.astype(str)
    is_new = ~np.isin(papers, np.unique(champion.evidence.frame["paper"].astype(str)))
    said = left_out(champion, data, settings)
    verdicts, forward = {}, {}
    for target in said:
        labels = data.labels(target)
        contest = Contest(said[target], challenger[target])
        verdicts[target] = judge(target, labels.interval, papers[labels.rows], contest)
        forward[target] = judge(target, labels.interval, papers[labels.rows], contest, is_new[labels.rows])
    return Compared(verdicts, forward, sorted(set(papers[is_new])))


def left_out(predictor: CellPredictor, data: Dataset, settings: Settings) -> dict[str, Floats]:
    """What a predictor says of the labelled rows of `data` without having seen their papers.

    Papers that it has not learned from, nor any cell of theirs, are predicted by it as it is; for the others its recipe
    (all parameters of its boosters) learns anew from its own cells without the papers of the fold.

    Returns
    -------
    dict of target to array of shape (n_repeats, n_labelled)
    """
    return {
        target: _left_out(predictor, data, target, settings) for target in data.outcomes if target in predictor.targets
    }


def _left_out(predictor: CellPredictor, data: Dataset, target: str, settings: Settings) -> Floats:
    rows = data.labels(target).rows
    papers, linked = data.papers.astype(str), data.linked_papers
    known, known_papers = _known_labels(predictor, data, target)
    found = np.empty((settings.repeats, len(rows)))
    for repeat, _, test in planned_folds(data, target, settings):
        # All papers that share a cell with those of the fold are left out, as for the challenger.
        left = np.unique(papers[np.isin(linked, linked[rows[test]])])
        keep = np.flatnonzero(~np.isin(known_papers, left))
        interval = known.interval.take(keep)
        model = clone(predictor.targets[target].booster).fit(
            predictor.evidence.features[known.rows[keep]],
            interval.lower,
            interval.upper,
            sample_weight=known.weight[keep],
            groups=known_papers[keep],
        )
        found[repeat, test] = model.predict(data.features[rows[test]])
    learned_from = np.isin(papers, np.unique(predictor.evidence.frame["paper"].astype(str)))
    is_new = ~np.isin(linked, linked[learned_from])[rows]
    if is_new.any():
        found[:, is_new] = predictor.targets[target].booster.predict(data.features[rows[is_new]])
    return found


def _known_labels(predictor: CellPredictor, data: Dataset, target: str) -> tuple[Labels, npt.NDArray[np.str_]]:
    """The labels that a predictor learned from, and the papers of its labelled rows."""
    frame = predictor.evidence.frame
    known = outcome_intervals(frame)
    papers = frame["paper"].to_numpy(dtype=object)
    told = pd.Series(data.frame["confidence"].to_numpy(), index=data.frame["record_id"].to_numpy())
    told = told[~told.index.duplicated()]
    confidence = np.array([CONFIDENCE[told.get(one, "")] for one in frame["record_id"]], dtype=np.float64)
    quantity = predictor.targets[target].quantity
    lower, upper = quantity.bound_column("lower"), quantity.bound_column("upper")
    labels = make_labels(quantity, known[lower], known[upper], papers, confidence)
    return labels, papers[labels.rows].astype(str)
