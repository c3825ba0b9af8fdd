"""What more data would bring, and what no model could: learning curve over papers, scatter between papers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...data.arrays import Floats
from ...data.quantity import Judging
from ..labels.dataset import Dataset, Labels
from .comparison import Settings
from .folds import lifetime_metrics, overpotential_metrics, paper_folds
from .learner import Learner
from .scoring import unit_metrics

#: Shares of the training papers that are kept.
SHARES = (0.25, 0.5, 0.75, 1.0)
_FOLDS = 5
#: What is shown of a quantity, by how it is judged.
JUDGED = {
    Judging.SURVIVAL: "reported_hours_concordance_treated", Judging.DECADES: "log10_mae", Judging.UNIT: "mae",
}  # fmt: skip


def learning_curve(data: Dataset, settings: Settings) -> pd.DataFrame:
    """Left-out metric of nacre's model when it learns from fewer papers.

    The papers that judge are the same for every share, and the smaller sets lie within the larger ones.

    Parameters
    ----------
    data : Dataset
    settings : Settings
        Repeats and seed are used.

    Returns
    -------
    DataFrame
        Columns target, metric, share, papers (kept, mean over folds), value (mean over repeats), low, high (smallest
        and largest of the repeats).
    """
    rows = []
    for target, labels in data.outcomes.items():
        metric = JUDGED[labels.quantity.judging]
        repeats = [
            _one_repeat(data, labels, settings.seed + repeat, settings.seed) for repeat in range(settings.repeats)
        ]
        for share in SHARES:
            values = [_metrics(data, labels, left_out[share])[metric] for left_out, _ in repeats]
            papers = float(np.mean([count for _, kept in repeats for count in kept[share]]))
            rows.append(
                {"target": target, "metric": metric, "share": share, "papers": papers, "value": float(np.mean(values)),
                 "low": min(values), "high": max(values)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _metrics(data: Dataset, labels: Labels, predicted: Floats) -> dict[str, float]:
    if labels.quantity.judging is Judging.UNIT:
        return unit_metrics(predicted, labels.interval, labels.quantity)
    if labels.quantity.judging is Judging.DECADES:
        return overpotential_metrics(predicted, labels.interval)
    return lifetime_metrics(predicted, labels.interval, data.papers[labels.rows], data.is_control[labels.rows])


def _one_repeat(
    data: Dataset, labels: Labels, deal: int, seed: int
) -> tuple[dict[float, Floats], dict[float, list[int]]]:
    """Left-out predictions from each share of the papers as dealt by one seed, and how many papers these were."""
    papers = data.papers[labels.rows]
    left_out: dict[float, Floats] = {share: np.full(len(papers), np.nan) for share in SHARES}
    kept: dict[float, list[int]] = {share: [] for share in SHARES}
    for _, train, test in paper_folds(papers, _FOLDS, 1, deal):
        order = np.random.default_rng(deal).permutation(np.unique(papers[train]))
        for share in SHARES:
            chosen = order[: max(2, round(share * len(order)))]
            some = train[np.isin(papers[train], chosen)]
            known = labels.learned.take(some)
            learner = Learner(data, labels.quantity, seed=seed).fit(
                labels.rows[some][:, None], known.lower, known.upper,
                sample_weight=labels.weight[some], groups=papers[some],
            )  # fmt: skip
            left_out[share][test] = learner.predict(labels.rows[test][:, None])
            kept[share].append(len(chosen))
    return left_out, kept


def scatter_between_papers(data: Dataset) -> pd.DataFrame:
    """How far papers disagree about the same cell: what is left when a model knows everything that the table says.

    Quantities whose effects are no factors are left out: decades say nothing of them.

    Cells are the same when electrolyte, coating and host are, whatever the protocol; only outcomes known on both sides
    count, one mean a paper.

    Returns
    -------
    DataFrame
        Index target; `cells` (such cells in at least two papers), `papers` (their papers), `sd_log10` (standard
        deviation within a cell, in decades; NaN without a repeat), `mae_log10` (the mean error that a perfect model
        would still have, for normal scatter: sd · √(2/π)).
    """
    rows = {}
    for target, labels in data.outcomes.items():
        if labels.quantity.scale.kind != "log":
            continue
        interval, two_sided = labels.interval, labels.interval.is_two_sided
        cell = data.frame["cell"].iloc[labels.rows[two_sided]].map(_without_protocol).to_numpy()
        frame = pd.DataFrame(
            {"cell": cell, "paper": data.papers[labels.rows[two_sided]], "log10": np.log10(interval.point[two_sided])}
        )
        frame = frame[~frame["cell"].str.contains("unknown")]
        means = frame.groupby(["cell", "paper"], as_index=False)["log10"].mean()
        groups = means.groupby("cell")["log10"]
        sizes = groups.transform("size")
        repeated = means[sizes > 1]
        deviation = (repeated["log10"] - groups.transform("mean")[sizes > 1]) ** 2
        freedom = len(repeated) - repeated["cell"].nunique()
        sd = float(np.sqrt(deviation.sum() / freedom)) if freedom else float("nan")
        rows[target] = {
            "cells": repeated["cell"].nunique(),
            "papers": repeated["paper"].nunique(),
            "sd_log10": sd,
            "mae_log10": sd * float(np.sqrt(2 / np.pi)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("target")


def _without_protocol(cell: str) -> str:
    """The notation of a cell without its current, capacity and temperature."""
    kept = [part for part in cell.split(" | ") if not any(unit in part for unit in ("mA/cm2", "mAh/cm2", "°C"))]
    return " | ".join(kept)
