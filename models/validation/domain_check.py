"""Does the domain tell where predictions are worse? Error of left-out cells by the judgement of the other papers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...data.arrays import Bools, Floats, Texts
from ..labels.dataset import Dataset
from ..predictor.domain import EDGE, IN, OUT, Domain
from ..predictor.evidence import Evidence, evidence_weights, mean_use
from .comparison import Settings, own_name, planned_folds
from .folds import averaged, bootstrap_by_paper
from .learner import Learner


def domain_table(data: Dataset, predictions: dict[tuple[str, str], Floats], settings: Settings) -> pd.DataFrame:
    """Error of nacre's left-out predictions in, at the edge of and out of the domain.

    Parameters
    ----------
    data : Dataset
    predictions : dict of (target, model) to array of shape (n_repeats, n_labelled)
        From `cross_predictions`, of which those of nacre's own models are used.
    settings : Settings
        Those of the predictions.

    Returns
    -------
    DataFrame
        Index (target, domain); `cells`, `papers`, `factor_off` (e to the mean absolute error in natural log, zero
        inside an interval: 2 is wrong by a factor of two on average; of a bounded quantity the factor of its odds)
        with its 95 % interval over papers, `known_share` (share of labels that are no one-sided bound: elsewhere an
        error of zero may be a lack of knowledge).
    """
    rows = []
    for target in data.outcomes:
        labels = data.labels(target)
        interval, papers = labels.learned, data.papers[labels.rows]
        log = np.log(averaged(predictions[target, own_name(labels.quantity)]))
        with np.errstate(divide="ignore"):
            error = np.maximum(np.maximum(np.log(interval.lower) - log, log - np.log(interval.upper)), 0.0)
        where = judged_by_others(data, target, settings)
        for place in (IN, EDGE, OUT):
            own = where == place
            rows.append(
                {"target": target, "domain": place}
                | _summary(error[own], papers[own], interval.is_two_sided[own], settings.seed)
            )
    return pd.DataFrame(rows).set_index(["target", "domain"])


def _summary(error: Floats, papers: Texts, two_sided: Bools, seed: int) -> dict[str, float]:
    if not len(error):
        empty = dict.fromkeys(("factor_off", "factor_off_low", "factor_off_high", "known_share"), float("nan"))
        return {"cells": 0, "papers": 0} | empty
    spread = bootstrap_by_paper(lambda rows, _: {"e": float(np.exp(error[rows].mean()))}, papers, seed=seed)["e"]
    return {
        "cells": len(error),
        "papers": len(np.unique(papers)),
        "factor_off": float(np.exp(error.mean())),
        "factor_off_low": spread[0],
        "factor_off_high": spread[1],
        "known_share": float(two_sided.mean()),
    }


def judged_by_others(data: Dataset, target: str, settings: Settings) -> Texts:
    """For each labelled cell "in", "edge" or "out", by a domain made of the papers of the first repeat's folds.

    Species, ranges, distances and their weights come from the training rows alone.

    Parameters
    ----------
    data : Dataset
    target : str
        Name of the quantity.
    settings : Settings
        Folds and seed.

    Returns
    -------
    array of str of shape (n_labelled,)
    """
    labels = data.labels(target)
    places = np.empty(len(labels.rows), dtype=object)
    for repeat, train, test in planned_folds(data, target, settings):
        if repeat:
            break
        # Cells without this outcome are known cells too, as long as their paper is not left out.
        known = np.flatnonzero(~np.isin(data.papers, data.papers[labels.rows[test]]))
        learner = Learner(data, labels.quantity, seed=settings.seed).fit(
            labels.rows[train][:, None], labels.learned.lower[train], labels.learned.upper[train],
            sample_weight=labels.weight[train], groups=data.papers[labels.rows[train]],
        )  # fmt: skip
        features, asked = learner.matrix(known[:, None]), labels.rows[test]
        weights = evidence_weights([mean_use(learner.estimator_, features)], learner.columns_.entries)
        evidence = Evidence(data.frame.iloc[known].reset_index(drop=True), features, weights)
        domain = Domain.of(data.batch.take(known), evidence.own_distances())
        _, distance = evidence.nearest(learner.matrix(asked[:, None]), 1)
        places[test] = [where for where, _ in domain.judge(data.batch.take(asked), distance[:, 0])]
    return places
