"""Champion and challenger on the same left-out papers: two training sets, one recipe, one set of folds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from ...data.arrays import Floats, Matrix, Texts
from ...data.quantity import Quantity, Scale, outcome_intervals
from ..labels.dataset import CONFIDENCE, Dataset, Labels, make_labels
from ..predictor.cell_predictor import CellPredictor
from ..validation.comparison import Settings, planned_folds
from ..validation.learner import features_of
from .rule import Contest, Verdict, judge


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
        plain = {side: {name: one.to_dict() for name, one in verdicts.items()} for side, verdicts in sides.items()}
        return plain | {"new_papers": self.new_papers}


def compare(champion: CellPredictor, data: Dataset, challenger: Mapping[str, Floats], settings: Settings) -> Compared:
    """Judge a champion and a challenger on the folds of `data`.

    Parameters
    ----------
    champion : CellPredictor
    data : Dataset
    challenger : dict of target to array of shape (n_repeats, n_labelled)
        Predictions of the challenger for the labelled rows, their papers left out, with the same settings; on the
        positive scale.
    settings : Settings

    Returns
    -------
    Compared
    """
    papers = data.papers.astype(str)
    is_new = ~np.isin(papers, np.unique(champion.evidence.frame["paper"].astype(str)))
    verdicts, forward = {}, {}
    for target, own in left_out(champion, data, settings).items():
        labels = data.labels(target)
        contest = Contest(own, challenger[target])
        verdicts[target] = judge(labels.quantity, labels.interval, papers[labels.rows], contest)
        forward[target] = judge(labels.quantity, labels.interval, papers[labels.rows], contest, is_new[labels.rows])
    return Compared(verdicts, forward, sorted(set(papers[is_new])))


def left_out(predictor: CellPredictor, data: Dataset, settings: Settings) -> dict[str, Floats]:
    """Predictions of a predictor for the labelled rows of `data`, their papers left out.

    Papers that it has not learned from, nor any cell of theirs, are predicted by it as it is; for the others its recipe
    (all parameters of its estimators) learns anew from its own cells without the papers of the fold.

    Parameters
    ----------
    predictor : CellPredictor
    data : Dataset
    settings : Settings
        Repeats, folds and seed.

    Returns
    -------
    dict of target to array of shape (n_repeats, n_labelled)
        On the positive scale that the quantity has in `data`.
    """
    shared = [target for target in data.outcomes if target in predictor.targets]
    features = features_of(data, predictor.columns, np.arange(len(data.frame)))
    return {target: _left_out(predictor, data, features, target, settings) for target in shared}


def _left_out(predictor: CellPredictor, data: Dataset, features: Matrix, name: str, settings: Settings) -> Floats:
    rows, target = data.labels(name).rows, predictor.target(name)
    papers, linked = data.papers.astype(str), data.linked_papers
    seen, own = target.seen(features), target.seen(predictor.evidence.features)
    known, known_papers = _known_labels(predictor, data, target.quantity)
    predictions = np.empty((settings.repeats, len(rows)))
    for repeat, _, test in planned_folds(data, name, settings):
        # All papers that share a cell with those of the fold are left out, as for the challenger.
        left = np.unique(papers[np.isin(linked, linked[rows[test]])])
        keep = np.flatnonzero(~np.isin(known_papers, left))
        interval = known.learned.take(keep)
        model = clone(target.booster).fit(
            own[known.rows[keep]],
            interval.lower,
            interval.upper,
            sample_weight=known.weight[keep],
            groups=known_papers[keep],
        )
        predictions[repeat, test] = model.predict(seen[rows[test]])
    learned_from = np.isin(papers, np.unique(predictor.evidence.frame["paper"].astype(str)))
    is_new = ~np.isin(linked, linked[learned_from])[rows]
    if is_new.any():
        predictions[:, is_new] = target.booster.predict(seen[rows[is_new]])
    return _on_scale(predictions, target.quantity.scale, data.labels(name).quantity.scale)


def _on_scale(predictions: Floats, own: Scale, asked: Scale) -> Floats:
    """Predictions on the positive scale of another training as those of a data set; a linear one may have moved."""
    return predictions if own == asked else asked.positive(own.value(predictions))


def _known_labels(predictor: CellPredictor, data: Dataset, quantity: Quantity) -> tuple[Labels, Texts]:
    """The labels that a predictor learned from, and the papers of its labelled rows."""
    frame = predictor.evidence.frame
    papers = frame["paper"].to_numpy(dtype=object)
    stated = pd.Series(data.frame["confidence"].to_numpy(), index=data.frame["record_id"].to_numpy())
    stated = stated[~stated.index.duplicated()]
    confidence = np.array([CONFIDENCE[stated.get(one, "")] for one in frame["record_id"]], dtype=np.float64)
    labels = make_labels(quantity, outcome_intervals(frame, [quantity]), papers, confidence)
    return labels, papers[labels.rows].astype(str)
