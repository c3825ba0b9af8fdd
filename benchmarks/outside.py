"""What the outside benchmarks share: folds by row numbers, errors. No modelling."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed

from nacre.data.measured.tables import load_cells
from nacre.data.quantity import Quantity
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.validation.learner import Learner

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Fold = tuple[Rows, Rows]


def dataset(frame: pd.DataFrame, quantity: Quantity, further: Sequence[str] = ()) -> Dataset:
    """A table read as `nacre train --data` reads a file."""
    with tempfile.TemporaryDirectory(prefix="nacre-") as place:
        path = Path(place) / "table.csv"
        frame.to_csv(path, index=False)
        return make_dataset(load_cells(path, [quantity], further=further), [quantity])


def fit_predict(data: Dataset, train: Rows, test: Rows, seeds: int = 1) -> Floats:
    """Predict test rows by nacre's model fitted on training rows, in the unit of the quantity; mean over seeds."""
    (labels,) = data.outcomes.values()
    known = labels.interval.take(train)
    logs = [
        np.log(
            Learner(data, labels.quantity, seed=seed)
            .fit(train[:, None], known.lower, known.upper, labels.weight[train], data.papers[train])
            .predict(test[:, None])
        )
        for seed in range(seeds)
    ]
    return np.asarray(labels.quantity.scale.value(np.exp(np.mean(logs, axis=0))))


def cross_validated(data: Dataset, truth: Floats, folds: Sequence[Fold], jobs: int) -> Floats:
    """RMSE of each fold."""
    found = Parallel(n_jobs=jobs)(delayed(fit_predict)(data, train, test) for train, test in folds)
    return np.array([rmse(one, truth[test]) for one, (_, test) in zip(found, folds, strict=True)])


def rmse(predicted: Floats, truth: Floats) -> float:
    """Root mean square error."""
    return float(np.sqrt(np.mean((predicted - truth) ** 2)))


def bootstrap(predicted: Floats, truth: Floats, draws: int = 10_000) -> tuple[float, float]:
    """95 % interval of the RMSE when test rows are drawn anew."""
    squared = (predicted - truth) ** 2
    rows = np.random.default_rng(0).integers(len(squared), size=(draws, len(squared)))
    low, high = np.quantile(np.sqrt(squared[rows].mean(axis=1)), [0.025, 0.975])
    return float(low), float(high)


def print_table(rows: Sequence[Sequence[str]], heading: Sequence[str]) -> None:
    """Print rows under a heading, columns as wide as their longest entry."""
    frame = pd.DataFrame(list(rows), columns=list(heading))
    widths = [max(map(len, [name, *frame[name]])) for name in frame.columns]
    for row in [tuple(heading), *frame.itertuples(index=False)]:
        print("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip())
