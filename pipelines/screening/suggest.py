"""Suggest: the next cells to test, each chosen for what it may bring, the batch for its variety."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ...data.arrays import Floats, Ints, Matrix
from ...data.cell import format_cell
from ...data.errors import NacreError
from ...data.files import csv_bytes, replace_file
from ...data.places import output_file
from ...data.progress import Progress
from ...data.quantity import Judging
from ...data.space.read import Space, load_space
from ...features.columns import CATALOGUE, Columns
from ...features.guards.guard import guard
from ...models.estimators.acquisition import Surrogate, batch, expected_improvement
from ...models.estimators.bagging import BaggedBoosters
from ...models.estimators.booster import SIGMA_DEFAULT
from ...models.estimators.censored_process import CensoredProcess
from ...models.labels.dataset import Dataset, Labels
from ...models.predictor.domain import OUT, Domain
from ...models.predictor.evidence import Evidence
from ...models.validation.learner import make_booster
from ...models.validation.own_columns import choose_columns

#: Larger spaces are sampled.
MAX_SCORED = 1_000_000
#: The best of a first look, among which the batch is chosen.
SHORTLIST = 2_000
_CHUNK = 65_536
#: Cells of a batch at most.
MAX_BATCH = 1_000
#: Normal quantile of the range that is printed.
_RANGE_90 = 1.645


@dataclass(frozen=True)
class _Known:
    """What has been tested, in the columns that the surrogate sees.

    Those of a lab's own table are chosen as for its model; further columns of candidates are unknown.
    """

    data: Dataset
    columns: Columns
    features: Matrix

    @classmethod
    def of(cls, data: Dataset) -> _Known:
        if not data.is_own:
            return cls(data, CATALOGUE, data.features)
        columns = choose_columns(data, np.arange(len(data.frame)))
        return cls(data, columns, columns.matrix(data.batch, data.frame))

    def featurize(self, choices: Space, index: Ints) -> Matrix:
        return self.columns.matrix(choices.batch(index))

    @property
    def evidence(self) -> Evidence:
        weights = np.full(self.features.shape[1], 1.0 / self.features.shape[1])
        return Evidence(self.data.frame, self.features, weights)

    def judge(self, choices: Space, index: Ints, features: Matrix) -> list[tuple[str, list[str]]]:
        origin = "known" if self.data.is_own else "published"
        domain = Domain.of(self.data.batch, self.evidence.own_distances(), origin=origin)
        return domain.judge(choices.batch(index), self.evidence.nearest(features, 1)[1][:, 0])


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


@dataclass(frozen=True, slots=True)
class SuggestSettings:
    """How a batch of cells is chosen.

    Attributes
    ----------
    n : int
        Cells in the batch.
    longest_test : float or None
        When a test will be stopped, in the unit of the quantity: improvement beyond it cannot be seen and counts not.
    allow_out : bool
        Whether candidates outside the domain may be chosen.
    seed : int
        Of the sample where the space is larger than `MAX_SCORED`.

    Raises
    ------
    NacreError
        Where a value is out of its range; the message names the option and the value.
    """

    n: int = 8
    longest_test: float | None = None
    allow_out: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.n <= MAX_BATCH:
            raise NacreError(f"`-n {self.n}`: suggest 1 to {MAX_BATCH:,} cells.")
        if self.longest_test is not None and not self.longest_test > 0:
            raise NacreError(f"`--longest-test {self.longest_test:g}` is not positive.", hint="Write e.g. 500.")
        if self.seed < 0:
            raise NacreError(f"`--seed {self.seed}`: seeds start at 0.")


def suggest(
    space: Space | Path | str,
    data: Dataset,
    name: str,
    settings: SuggestSettings | None = None,
    *,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Suggested:
    """Choose the next cells of a space to test.

    Parameters
    ----------
    space : Space or path of a space file
    data : Dataset
        What has been tested, from `make_dataset`.
    name : str
        The quantity to improve.
    settings : SuggestSettings, optional
    output : path, optional
        CSV file of the batch, with an empty column for the outcome.
    progress : callable, optional
        Called with the numbers of finished and of all candidates.

    Returns
    -------
    Suggested

    Raises
    ------
    NacreError
        Where the data hold too few outcomes, or no candidate is left.
    """
    settings = settings or SuggestSettings()
    target = output_file(output, ".csv") if output else None
    choices = space if isinstance(space, Space) else load_space(space)
    if name not in data.outcomes:
        raise NacreError(f"The data have no {name}.", hint=f"They have {', '.join(data.outcomes)}.")
    labels = data.labels(name)
    known = _Known.of(data)
    surrogate = fit_surrogate(known.features[labels.rows], labels)
    score = Score.of(labels, surrogate, settings.longest_test)
    index = _indices(len(choices), settings.seed)
    index, features = _shortlist(choices, index, known, surrogate, score, progress)
    index, features = _allowed(choices, index, features, known, allow_out=settings.allow_out)
    chosen, gains = batch(surrogate, features, settings.n, score)
    frame = _frame(choices, index[chosen], features[chosen], gains, surrogate, known, labels)
    if target is not None:
        replace_file(target, csv_bytes(frame.assign(**{labels.quantity.column: ""})))
    return Suggested(frame, min(len(choices), MAX_SCORED), len(choices), score.best_value)


def fit_surrogate(features: Matrix, labels: Labels) -> Surrogate:
    """Bagged boosters where most outcomes are values, a Gaussian process for all else.

    In replays (`python benchmarks/suggest.py`) each found a good cell sooner for its kind: boosters for the published
    overpotentials, the process for lifetimes, most of which are tests that ended early, and for small tables.
    """
    if labels.quantity.judging is Judging.DECADES:
        return BaggedBoosters.fit(
            lambda seed: make_booster(labels.quantity, seed).set_params(sigma=SIGMA_DEFAULT, trees_per_round=1),
            features,
            labels.interval,
        )
    return CensoredProcess.fit(features, labels.interval)


@dataclass(frozen=True)
class Score:
    """Expected improvement with what it needs to know; called with mean and spread in natural log."""

    labels: Labels
    best: float
    ceiling: float

    @classmethod
    def of(cls, labels: Labels, surrogate: Surrogate, longest_test: float | None = None) -> Score:
        """Against the best expectation of a tested cell: one lucky test is no yardstick (Huang et al. 2006).

        Parameters
        ----------
        labels : Labels
        surrogate : Surrogate
        longest_test : float, optional
            When a test will be stopped, in the unit of the quantity.
        """
        quantity = labels.quantity
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
    choices: Space, index: Ints, known: _Known, surrogate: Surrogate, score: Score, progress: Progress | None
) -> tuple[Ints, Matrix]:
    """The candidates of the highest score, best first, with their features."""
    best, best_index = np.empty(0), np.empty(0, dtype=np.int64)
    for start in range(0, len(index), _CHUNK):
        part = index[start : start + _CHUNK]
        gains = score(*surrogate.predict(known.featurize(choices, part)))
        best, best_index = np.concatenate([best, gains]), np.concatenate([best_index, part])
        order = np.argsort(-best, kind="stable")[:SHORTLIST]
        best, best_index = best[order], best_index[order]
        if progress is not None:
            progress(min(start + _CHUNK, len(index)), len(index))
    return best_index, known.featurize(choices, best_index)


def _allowed(choices: Space, index: Ints, features: Matrix, known: _Known, *, allow_out: bool) -> tuple[Ints, Matrix]:
    """Leave out what has been tested already, what cannot work and, unless it is wanted, what is out of the domain."""
    tested = set(known.data.frame["cell"])
    keep = np.array([_notation(choices, i) not in tested for i in index], dtype=bool)
    keep &= ~guard(choices.batch(index)).refused
    if not allow_out:
        keep &= np.array([where != OUT for where, _ in known.judge(choices, index, features)], dtype=bool)
    if not keep.any():
        raise NacreError(
            f"None of the {len(keep)} most promising candidates is new and inside the domain.",
            hint="Widen the space, or allow what lies outside (--allow-out).",
        )
    return index[keep], features[keep]


def _notation(choices: Space, index: int) -> str:
    return format_cell(choices.cell(int(index)))


def _frame(
    choices: Space,
    index: Ints,
    features: Matrix,
    gains: Floats,
    surrogate: Surrogate,
    known: _Known,
    labels: Labels,
) -> pd.DataFrame:
    mean, spread = surrogate.predict(features)
    whole = np.hypot(spread, surrogate.noise)
    value = labels.quantity.scale.value
    nearest = known.evidence.nearest(features, 1)[0][:, 0]
    column = labels.quantity.column
    return pd.DataFrame(
        {
            "cell": [_notation(choices, i) for i in index],
            f"expected_{column}": value(np.exp(mean)),
            f"expected_{column}_low": value(np.exp(mean - _RANGE_90 * whole)),
            f"expected_{column}_high": value(np.exp(mean + _RANGE_90 * whole)),
            "improvement": gains,
            "domain": [where for where, _ in known.judge(choices, index, features)],
            "nearest": known.data.frame["record_id"].to_numpy()[nearest],
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
