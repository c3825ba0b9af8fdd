"""What more data would bring, and what no model could: learning curve over papers, scatter between papers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .comparison import Settings, make_booster
from .dataset import Dataset
from .validation import lifetime_metrics, overpotential_metrics, paper_folds

Floats = npt.NDArray[np.float64]

#: Shares of the training papers that are kept.
SHARES = (0.25, 0.5, 0.75, 1.0)
_FOLDS = 5
#: What is shown of each target, and whether more is better.
JUDGED = {"lifetime": "reported_hours_concordance_treated", "overpotential": "log10_mae"}


def learning_curve(data: Dataset, settings: Settings) -> pd.DataFrame:
    """Left-out metric of the booster when it learns from fewer papers.

    The papers that judge are the same for every share, and the smaller sets lie within the larger ones.

    Returns
    -------
    DataFrame
        Columns target, metric, share, papers (kept, mean over folds), value (mean over repeats), low, high (smallest
        and largest of the repeats).
    """
    rows = []
    for target in data.outcomes:
        labels = data.labels(target)
        papers = data.papers[labels.rows]
        values: dict[float, list[float]] = {share: [] for share in SHARES}
        kept: dict[float, list[int]] = {share: [] for share in SHARES}
        for repeat in range(settings.repeats):
            found = {share: np.full(len(papers), np.nan) for share in SHARES}
            for _, train, test in paper_folds(papers, _FOLDS, 1, settings.seed + repeat):
                order = np.random.default_rng(settings.seed + repeat).permutation(np.unique(papers[train]))
                for share in SHARES:
                    chosen = order[: max(2, round(share * len(order)))]
                    some = train[np.isin(papers[train], chosen)]
                    booster = make_booster(target, settings.seed).fit(
                        data.features[labels.rows[some]], labels.interval.lower[some], labels.interval.upper[some],
                        sample_weight=labels.weight[some], groups=papers[some],
                    )  # fmt: skip
                    found[share][test] = booster.predict(data.features[labels.rows[test]])
                    kept[share].append(len(chosen))
            for share in SHARES:
                values[share].append(_judged(data, target, found[share]))
        rows += [
            {
                "target": target,
                "metric": JUDGED[target],
                "share": share,
                "papers": float(np.mean(kept[share])),
                "value": float(np.mean(values[share])),
                "low": min(values[share]),
                "high": max(values[share]),
            }
            for share in SHARES
        ]
    return pd.DataFrame(rows)


def _judged(data: Dataset, target: str, predicted: Floats) -> float:
    labels = data.labels(target)
    if target == "overpotential":
        return overpotential_metrics(predicted, labels.interval)[JUDGED[target]]
    metrics = lifetime_metrics(predicted, labels.interval, data.papers[labels.rows], data.is_control[labels.rows])
    return metrics[JUDGED[target]]


def scatter_between_papers(data: Dataset) -> pd.DataFrame:
    """How far papers disagree about the same cell: what is left when a model knows everything that the table says.

    Cells are the same when electrolyte, coating and host are, whatever the protocol; only outcomes known on both sides
    count, one mean a paper.

    Returns
    -------
    DataFrame
        Index target; `cells` (such cells in at least two papers), `papers` (their papers), `sd_log10` (standard
        deviation within a cell, in decades; NaN without a repeat), `mae_log10` (the mean error that a perfect model
        would still have, for normal scatter: sd · √(2/π)).
    """
    found = {}
    for target in data.outcomes:
        labels = data.labels(target)
        interval = labels.interval
        told = ~interval.is_left_censored & ~interval.is_right_censored
        cell = data.frame["cell"].iloc[labels.rows[told]].map(_without_protocol).to_numpy()
        frame = pd.DataFrame(
            {"cell": cell, "paper": data.papers[labels.rows[told]], "log10": np.log10(interval.point[told])}
        )
        frame = frame[~frame["cell"].str.contains("unknown")]
        means = frame.groupby(["cell", "paper"], as_index=False)["log10"].mean()
        groups = means.groupby("cell")["log10"]
        sizes = groups.transform("size")
        repeated = means[sizes > 1]
        deviation = (repeated["log10"] - groups.transform("mean")[sizes > 1]) ** 2
        freedom = len(repeated) - repeated["cell"].nunique()
        sd = float(np.sqrt(deviation.sum() / freedom)) if freedom else float("nan")
        found[target] = {
            "cells": repeated["cell"].nunique(),
            "papers": repeated["paper"].nunique(),
            "sd_log10": sd,
            "mae_log10": sd * float(np.sqrt(2 / np.pi)),
        }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("target")


def _without_protocol(cell: str) -> str:
    """The notation of a cell without its current, capacity and temperature."""
    kept = [part for part in cell.split(" | ") if not any(unit in part for unit in ("mA/cm2", "mAh/cm2", "°C"))]
    return " | ".join(kept)
