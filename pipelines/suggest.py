"""Suggest: the next cells to test, each chosen for what it may bring, the batch for its variety."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.errors import NacreError
from ..data.notation import format_cell
from ..data.space import Space, load_space
from ..features.cell import featurize
from ..models.bagging import BaggedBoosters
from ..models.comparison import Progress, make_booster
from ..models.dataset import Dataset, Labels
from ..models.domain import OUT, Domain
from ..models.evidence import Evidence
from ..models.files import replace_file
from ..models.interval import SIGMA_DEFAULT
from ..models.surrogate import GaussianSurrogate, Surrogate, batch, expected_improvement
from .places import output_file
from .predict import csv_bytes

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: Larger spaces are sampled.
MAX_SCORED = 1_000_000
#: The best of a first look, among which the batch is chosen.
SHORTLIST = 2_000
_CHUNK = 65_536
#: Normal quantile of the range that is printed.
_RANGE_90 = 1.645


@dataclass(frozen=True)
class Suggested:
    """A batch of cells to test.

    Attributes
    ----------
    frame : DataFrame
        Best first: `cell`, the expected value with the range that holds nine of ten outcomes, `improvement` (expected
        gain over the best known cell, as a factor on a log scale), `domain`, `nearest` (record id), `why`.
    scored, size : int
        How many candidates were looked at, of how many.
    best_known : float
        Expected value of the best cell that was tested, in the unit of the quantity: one lucky test is no yardstick.
    """

    frame: pd.DataFrame
    scored: int
    size: int
    best_known: float


def suggest(
    space: Space | Path | str,
    data: Dataset,
    name: str,
    *,
    n: int = 8,
    longest_test: float | None = None,
    allow_out: bool = False,
    seed: int = 0,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Suggested:
    """Choose the next cells of a space to test.

    Parameters
    ----------
    space : Space or path of a space file
    data : Dataset
        What has been tested.
    name : str
        The quantity to improve, e.g. "overpotential".
    n : int
        Cells in the batch.
    longest_test : float, optional
        When a test will be stopped (h for lifetime): improvement beyond it cannot be seen and does not count.
    allow_out : bool
        Whether candidates outside the domain may be chosen.
    seed : int
        Of the sample where the space is larger than `MAX_SCORED`.
    output : path, optional
        CSV file of the batch, with an empty column for the outcome.
    progress : callable, optional

    Raises
    ------
    NacreError
        Where the data hold too few outcomes, or no candidate is left.
    """
    target = output_file(output, ".csv") if output else None
    choices = space if isinstance(space, Space) else load_space(space)
    if name not in data.outcomes:
        raise NacreError(f"The data have no {name}.", hint=f"They have {', '.join(data.outcomes)}.")
    labels = data.labels(name)
    surrogate = fit_surrogate(data.features[labels.rows], labels)
    score = Score.of(labels, surrogate, longest_test)
    index = _indices(len(choices), seed)
    index, features = _shortlist(choices, index, surrogate, score, progress)
    index, features = _allowed(choices, index, features, data, allow_out=allow_out)
    chosen, gains = batch(surrogate, features, n, score)
    frame = _frame(choices, index[chosen], features[chosen], gains, surrogate, data, labels)
    if target is not None:
        replace_file(target, csv_bytes(frame.assign(**{_outcome_column(labels): ""})))
    return Suggested(frame, min(len(choices), MAX_SCORED), len(choices), score.best_value)


def fit_surrogate(features: Matrix, labels: Labels) -> Surrogate:
    """Bagged boosters for overpotentials, a Gaussian process for all else.

    In replays of the published cells (`python benchmarks/suggest.py`) each found a good cell sooner for its quantity;
    no table of other quantities has been replayed.
    """
    name = labels.quantity.name
    if name == "overpotential":
        return BaggedBoosters.fit(
            lambda seed: make_booster(name, seed).set_params(sigma=SIGMA_DEFAULT, trees_per_round=1),
            features,
            labels.interval,
        )
    return GaussianSurrogate.fit(features, labels.interval)


@dataclass(frozen=True)
class Score:
    """Expected improvement with what it needs to know; called with mean and spread in natural log."""

    labels: Labels
    best: float
    ceiling: float

    @classmethod
    def of(cls, labels: Labels, surrogate: Surrogate, longest_test: float | None = None) -> Score:
        """Against the best expectation of a tested cell: one lucky test is no yardstick (Huang et al. 2006)."""
        quantity = labels.quantity
        if longest_test is not None and not longest_test > 0:
            raise NacreError(f"A longest test of {longest_test:g} is not positive.", hint="Write e.g. 500.")
        ceiling = np.inf if longest_test is None else float(np.log(quantity.scale.positive(longest_test)))
        expected, _ = surrogate.predict_known()
        best = expected.max() if quantity.higher_is_better else expected.min()
        return cls(labels, float(best), ceiling)

    def __call__(self, mean: Floats, spread: Floats) -> Floats:
        """Expected improvement, shape (n,)."""
        maximize = self.labels.quantity.higher_is_better
        return expected_improvement(mean, spread, self.best, maximize=maximize, ceiling=self.ceiling)

    @property
    def best_value(self) -> float:
        """The best known outcome in the unit of the quantity."""
        return float(self.labels.quantity.scale.value(np.exp(self.best)))


def _indices(size: int, seed: int) -> Ints:
    if size <= MAX_SCORED:
        return np.arange(size, dtype=np.int64)
    drawn = np.random.default_rng(seed).integers(size, size=int(1.05 * MAX_SCORED), dtype=np.int64)
    return np.unique(drawn)[:MAX_SCORED]


def _shortlist(
    choices: Space, index: Ints, surrogate: Surrogate, score: Score, progress: Progress | None
) -> tuple[Ints, Matrix]:
    """The candidates of the highest score, best first, with their features."""
    best, best_index = np.empty(0), np.empty(0, dtype=np.int64)
    for start in range(0, len(index), _CHUNK):
        part = index[start : start + _CHUNK]
        found = score(*surrogate.predict(featurize(choices.batch(part))))
        best, best_index = np.concatenate([best, found]), np.concatenate([best_index, part])
        order = np.argsort(-best, kind="stable")[:SHORTLIST]
        best, best_index = best[order], best_index[order]
        if progress is not None:
            progress(min(start + _CHUNK, len(index)), len(index))
    return best_index, featurize(choices.batch(best_index))


def _allowed(choices: Space, index: Ints, features: Matrix, data: Dataset, *, allow_out: bool) -> tuple[Ints, Matrix]:
    """Leave out what has been tested already and, unless it is wanted, what lies outside the domain."""
    known = set(data.frame["cell"])
    keep = np.array([_notation(choices, i) not in known for i in index], dtype=bool)
    if not allow_out:
        keep &= np.array([where != OUT for where, _ in _judged(choices, index, features, data)], dtype=bool)
    if not keep.any():
        raise NacreError(
            f"None of the {len(keep)} most promising candidates is new and inside the domain.",
            hint="Widen the space, or allow what lies outside (--allow-out).",
        )
    return index[keep], features[keep]


def _notation(choices: Space, index: int) -> str:
    return format_cell(choices.cell(int(index)))


def _evidence(data: Dataset) -> Evidence:
    weights = np.full(data.features.shape[1], 1.0 / data.features.shape[1])
    return Evidence(data.frame, data.features, weights)


def _judged(choices: Space, index: Ints, features: Matrix, data: Dataset) -> list[tuple[str, list[str]]]:
    evidence = _evidence(data)
    domain = Domain.of(data.batch, evidence.own_distances())
    return domain.judge(choices.batch(index), evidence.nearest(features, 1)[1][:, 0])


def _frame(
    choices: Space,
    index: Ints,
    features: Matrix,
    gains: Floats,
    surrogate: Surrogate,
    data: Dataset,
    labels: Labels,
) -> pd.DataFrame:
    mean, spread = surrogate.predict(features)
    whole = np.hypot(spread, surrogate.noise)
    value = labels.quantity.scale.value
    nearest = _evidence(data).nearest(features, 1)[0][:, 0]
    column = labels.quantity.column
    return pd.DataFrame(
        {
            "cell": [_notation(choices, i) for i in index],
            f"expected_{column}": value(np.exp(mean)),
            f"expected_{column}_low": value(np.exp(mean - _RANGE_90 * whole)),
            f"expected_{column}_high": value(np.exp(mean + _RANGE_90 * whole)),
            "improvement": gains,
            "domain": [where for where, _ in _judged(choices, index, features, data)],
            "nearest": data.frame["record_id"].to_numpy()[nearest],
            "why": _reasons(mean, spread, surrogate, labels),
        }
    )


def _reasons(mean: Floats, spread: Floats, surrogate: Surrogate, labels: Labels) -> list[str]:
    """Why each cell is in the batch: for its expected value, for what is not known of it, or for both."""
    typical = float(np.median(surrogate.predict_known()[0]))
    good = mean > typical if labels.quantity.higher_is_better else mean < typical
    unsure = spread > np.median(surrogate.predict_known()[1])
    words = {
        (True, True): "expected to be good, and little is known near it",
        (True, False): "expected to be good by tests near it",
        (False, True): "little is known near it",
        (False, False): "the best that is left after the others",
    }
    return [words[bool(g), bool(u)] for g, u in zip(good, unsure, strict=True)]


def _outcome_column(labels: Labels) -> str:
    return labels.quantity.column
