"""What was tried beside nacre's booster, on the same papers left out: kept only where it wins.

    python benchmarks/variants.py [--repeats N] [--trials N] [--jobs N] [--json]

Lifetime is judged by the concordance of the reported hours of treated cells and by the C-index of all cells, the
overpotential by its error in decades and by Spearman's correlation; brackets are 95 % intervals, over papers, of the
difference to the booster. About ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from outside import print_table

from nacre.data.measured.tables import published_cells
from nacre.data.quantity import built_in
from nacre.features.columns import CATALOGUE
from nacre.features.matrix import feature_names
from nacre.models.estimators.blend import Blend
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.labels.intervals import Interval
from nacre.models.validation.folds import (
    bootstrap_by_paper,
    lifetime_metrics,
    out_of_fold,
    overpotential_metrics,
    paper_folds,
)
from nacre.models.validation.learner import make_booster, monotone_signs
from nacre.models.validation.tuning import LOSSES, SearchedBooster, decades_off

Floats = npt.NDArray[np.float64]
SEEDS = 5
SHOWN = {
    "lifetime": {"reported_hours_concordance_treated": 1, "c_index": 1},
    "overpotential": {"log10_mae": -1, "spearman": 1},
}


class Seeds:
    """Mean of boosters of several seeds, in natural log."""

    def __init__(self, target: str) -> None:
        self.members = [make_booster(built_in(target), seed) for seed in range(SEEDS)]

    def fit(
        self, X: Floats, lower: Floats, upper: Floats, sample_weight: object = None, groups: object = None
    ) -> Seeds:
        """Fit each."""
        for member in self.members:
            member.fit(X, lower, upper, sample_weight=sample_weight, groups=groups)
        return self

    def predict(self, X: Floats) -> Floats:
        """Geometric mean."""
        return np.exp(np.mean([np.log(member.predict(X)) for member in self.members], axis=0))


class ClassesAsCategories:
    """The booster with the class flags of coating and host as one column of numbers each instead of flags.

    Coded by the mean outcome of the class in training, which is how XGBoost orders native categories before a split.
    """

    def __init__(self, target: str) -> None:
        names = feature_names()
        self.flags = [
            [i for i, name in enumerate(names) if name.startswith(f"{place}.is_")] for place in ("coating", "host")
        ]
        self.model = IntervalBooster(sigma=make_booster(built_in(target)).sigma)

    def fit(self, X: Floats, lower: Floats, upper: Floats, sample_weight: object = None, groups: object = None) -> Any:  # noqa: ANN401
        """Note the order of classes, then fit."""
        point = np.log(Interval(lower, upper).point)
        self.codes = []
        for flags in self.flags:
            classes = _classes(X[:, flags])
            means = pd.Series(point).groupby(classes).mean()
            self.codes.append(means.to_dict())
        self.model.fit(self._matrix(X), lower, upper, sample_weight=sample_weight, groups=groups)
        return self

    def predict(self, X: Floats) -> Floats:
        """Predict."""
        return self.model.predict(self._matrix(X))

    def _matrix(self, X: Floats) -> Floats:
        used = [i for flags in self.flags for i in flags]
        coded = [
            [code.get(one, np.nan) for one in _classes(X[:, flags])]
            for flags, code in zip(self.flags, self.codes, strict=True)
        ]
        return np.column_stack([np.delete(X, used, axis=1), *coded]).astype(np.float32)


def _classes(flags: Floats) -> list[str]:
    return ["".join("?" if np.isnan(f) else str(int(f)) for f in row) for row in flags]


class Paired:
    """Outcome of the untreated cell times the factor that treatment brings, each learned for itself."""

    def __init__(self, target: str) -> None:
        self.base, self.factor = make_booster(built_in(target)), IntervalBooster(sigma=0.8)
        names = feature_names()
        self.treatment = [i for i, n in enumerate(names) if n.split(".")[0] in {"coating", "host", "additive"}]

    def fit(self, X: Floats, lower: Floats, upper: Floats, sample_weight: Floats, groups: Floats) -> Paired:
        """Fit the base on cells whose treatment is as a control's, the factor on pairs within a paper."""
        flags = X[:, -1] > 0.5
        X = X[:, :-1]
        self.plain = pd.DataFrame(X[flags][:, self.treatment]).median().to_numpy()
        self.base.fit(X[flags], lower[flags], upper[flags], sample_weight[flags], groups[flags])
        rows, low, high = [], [], []
        for control in np.flatnonzero(flags):
            for treated in np.flatnonzero((groups == groups[control]) & ~flags):
                rows.append(treated)
                low.append(lower[treated] / upper[control])
                high.append(upper[treated] / lower[control] if lower[control] > 0 else np.inf)
        low, high = np.array(low), np.array(high)
        told = (low > 0) | np.isfinite(high)
        self.factor.fit(X[np.array(rows)[told]], low[told], high[told])
        return self

    def predict(self, X: Floats) -> Floats:
        """Base of the untreated cell; times the factor for treated ones."""
        flags, X = X[:, -1] > 0.5, X[:, :-1]
        untreated = X.copy()
        untreated[:, self.treatment] = self.plain
        base = self.base.predict(untreated.astype(np.float32))
        return np.where(flags, self.base.predict(X), base * self.factor.predict(X))


def joint(data: Dataset, repeats: int, jobs: int) -> dict[str, Floats]:
    """Both outcomes in standard deviations of their logarithm, learned by one booster that is told which it is."""
    parts, scales = [], {}
    for code, target in enumerate(data.outcomes):
        labels = data.labels(target)
        logs = np.log(labels.interval.point)
        scales[target] = (float(np.median(logs)), float(np.std(logs)))
        with np.errstate(divide="ignore"):
            low, high = (
                np.exp((np.log(side) - scales[target][0]) / scales[target][1])
                for side in (labels.interval.lower, labels.interval.upper)
            )
        features = np.column_stack([data.features[labels.rows], np.full(len(labels.rows), code)])
        parts.append((features, low, high, data.papers[labels.rows], labels.weight, np.full(len(low), code)))
    X, low, high, papers, weight, code = (np.concatenate(one) for one in zip(*parts, strict=True))
    folds = list(paper_folds(papers, 10, repeats, 0))
    found = out_of_fold(
        partial(IntervalBooster, sigma=0.8, n_estimators=120), X.astype(np.float32), Interval(low, high), papers, folds,
        sample_weight=weight, n_jobs=jobs,
    )  # fmt: skip
    return {
        target: np.exp(np.log(found[:, code == place]) * scales[target][1] + scales[target][0])
        for place, target in enumerate(data.outcomes)
    }


def variants(data: Dataset, target: str, trials: int) -> dict[str, tuple[Callable[[], Any], Floats]]:
    """Each variant's factory and features."""
    labels = data.labels(target)
    X = data.features[labels.rows]
    signs = monotone_signs(built_in(target))
    sigma = make_booster(built_in(target)).sigma
    flagged = np.column_stack([X, data.is_control[labels.rows]]).astype(np.float32)
    return {
        "booster as it is": (partial(make_booster, built_in(target)), X),
        f"mean of {SEEDS} seeds": (partial(Seeds, target), X),
        "without monotone constraints": (partial(IntervalBooster, sigma=sigma), X),
        "sigma chosen in the folds": (partial(IntervalBooster, sigma="auto", monotone=signs), X),
        "logistic noise": (partial(IntervalBooster, sigma=sigma, monotone=signs, distribution="logistic"), X),
        f"searched, nested, {trials} trials": (
            partial(SearchedBooster, LOSSES.get(target, decades_off), trials=trials, monotone=signs, sigma=sigma), X,
        ),
        "blend with process and forest": (partial(Blend, blocks=CATALOGUE.blocks, monotone=signs, sigma=sigma), X),
        "classes as categories": (partial(ClassesAsCategories, target), X),
        "control and factor apart": (partial(Paired, target), flagged),
    }  # fmt: skip


def judged(data: Dataset, target: str, predicted: Floats, rows: Any = None, papers: Any = None) -> dict[str, float]:  # noqa: ANN401
    """Metrics averaged over repeats."""
    labels = data.labels(target)
    rows = np.arange(len(labels.rows)) if rows is None else rows
    interval = labels.interval.take(rows)
    each = []
    for one in predicted:
        if target == "lifetime":
            groups = data.papers[labels.rows[rows]] if papers is None else papers
            each.append(lifetime_metrics(one[rows], interval, groups, data.is_control[labels.rows[rows]]))
        else:
            each.append(overpotential_metrics(one[rows], interval))
    return dict(pd.DataFrame(each)[list(SHOWN[target])].mean())


def difference(
    data: Dataset,
    target: str,
    one: Floats,
    other: Floats,
    rows: npt.NDArray[np.int64],
    papers: npt.NDArray[Any],
) -> dict[str, float]:
    """Metrics of one model minus those of another on drawn rows."""
    left, right = (judged(data, target, predicted, rows, papers) for predicted in (one, other))
    return {metric: left[metric] - right[metric] for metric in left}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = make_dataset(published_cells())
    together = joint(data, options.repeats, options.jobs)
    figures = {}
    for target, shown in SHOWN.items():
        labels = data.labels(target)
        papers = data.papers[labels.rows]
        folds = list(paper_folds(papers, 10, options.repeats, 0))
        found = {
            name: out_of_fold(make, X, labels.interval, papers, folds, sample_weight=labels.weight, n_jobs=options.jobs)
            for name, (make, X) in variants(data, target, options.trials).items()
        }
        found["both targets by one booster"] = together[target]
        plain = found["booster as it is"]
        rows = []
        for name, predicted in found.items():
            value = judged(data, target, predicted)
            spread = bootstrap_by_paper(partial(difference, data, target, predicted, plain), papers)
            figures[f"{target}: {name}"] = value
            rows.append(
                [name, *(f"{value[m]:.3f} [{spread[m][0]:+.3f}, {spread[m][1]:+.3f}]" for m in shown)]
            )  # fmt: skip
        print_table(rows, (target, *(m.replace("_", " ") for m in shown)))
        print()
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
