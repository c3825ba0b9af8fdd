"""nacre's booster and the simple models, judged on the same left-out papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from ..features.cell import catalogue, feature_names
from .baselines import Constant, ControlOrNot
from .dataset import Dataset
from .interval import IntervalBooster
from .rivals import cox, gaussian_process, nearest_cells, ridge, survival_forest
from .tuning import LOSSES, SearchedBooster, decades_off
from .validation import Fold, out_of_fold, paper_folds

Floats = npt.NDArray[np.float64]

BOOSTER, PROTOCOL_ONLY, CONTROL_OR_NOT, CONSTANT = "nacre booster", "protocol only", "control or not", "constant"
RIDGE, NEAREST, PROCESS = "ridge", "nearest cells", "Gaussian process"
COX, FOREST = "Cox elastic net", "random survival forest"
#: The models of each quantity; Cox and the survival forest know right-censoring only, so they predict lifetimes.
MODELS = (BOOSTER, RIDGE, NEAREST, PROCESS, PROTOCOL_ONLY, CONTROL_OR_NOT, CONSTANT)
SURVIVAL_MODELS = (COX, FOREST)
#: Four of five lifetimes are tests that ended early; their likelihood favours ever wider noise, and with it medians of
#: decades. A factor of e^0.8 = 2.2 ranks as well and keeps medians near tested times. Overpotentials choose their own.
SIGMA: dict[str, float | str] = {"lifetime": 0.8, "overpotential": "auto"}

#: Called with the number of finished steps and the number of all steps.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Settings:
    """How a training is run.

    Attributes
    ----------
    repeats, folds : int
        Leave-paper-out validation: how often the papers are dealt anew, and into how many folds.
    seed : int
    jobs : int
        Processes for the validation; the numbers do not depend on it.
    compared : bool
        Whether the usual models are judged beside the booster.
    search : int
        Settings of the booster tried by a search inside each fold; 0 takes the defaults.
    """

    repeats: int = 5
    folds: int = 10
    seed: int = 0
    jobs: int = 2
    compared: bool = True
    search: int = 0


#: Just enough left-out predictions to calibrate bounds, without judging anything else.
BOUNDS_ONLY = Settings(repeats=1, folds=5, compared=False)


def make_booster(target: str, seed: int = 0) -> IntervalBooster:
    """An unfitted booster for a target, constrained where the catalogue says that physics fixes the sign."""
    return IntervalBooster(monotone=monotone_signs(target), sigma=SIGMA.get(target, "auto"), random_state=seed)


def monotone_signs(target: str) -> dict[str, int]:
    """Constraints by column number; the matrix is a bare array."""
    signs = {f.name: f.sign(target) for f in catalogue()}
    return {f"x{i}": signs[name] for i, name in enumerate(feature_names()) if signs[name]}


def _maker(target: str, settings: Settings) -> Callable[[], IntervalBooster | SearchedBooster]:
    """What makes the booster of a target, searched where the settings ask for it."""
    if not settings.search:
        return partial(make_booster, target, settings.seed)
    return partial(
        SearchedBooster, LOSSES.get(target, decades_off), trials=settings.search, monotone=monotone_signs(target),
        sigma=SIGMA.get(target, "auto"), random_state=settings.seed,
    )  # fmt: skip


def fit_one(data: Dataset, target: str, settings: Settings) -> IntervalBooster:
    """A booster fitted on every labelled cell."""
    labels = data.labels(target)
    found = _maker(target, settings)().fit(
        data.features[labels.rows],
        labels.interval.lower,
        labels.interval.upper,
        sample_weight=labels.weight,
        groups=data.papers[labels.rows],
    )
    return found.booster_ if isinstance(found, SearchedBooster) else found


def _contenders(data: Dataset, target: str, settings: Settings) -> dict[str, tuple[Callable[[], Any], Any]]:
    """For each model its factory and its features."""
    labels, seed = data.labels(target), settings.seed
    features = data.features[labels.rows]
    protocol = np.ascontiguousarray(features[:, [name.startswith("protocol.") for name in feature_names()]])
    flag = data.is_control[labels.rows].astype(np.float64)[:, None]
    return {
        BOOSTER: (_maker(target, settings), features),
        **({COX: (cox, features), FOREST: (partial(survival_forest, seed), features)} if target == "lifetime" else {}),
        RIDGE: (ridge, features),
        NEAREST: (nearest_cells, features),
        PROCESS: (partial(gaussian_process, seed), features),
        PROTOCOL_ONLY: (partial(IntervalBooster, random_state=seed), protocol),
        CONTROL_OR_NOT: (ControlOrNot, flag),
        CONSTANT: (Constant, flag),
    }


def planned_folds(data: Dataset, target: str, settings: Settings) -> list[Fold]:
    """The folds on which every model of a target is judged."""
    linked = data.linked_papers[data.labels(target).rows]
    return list(paper_folds(linked, settings.folds, settings.repeats, settings.seed))


def cross_predictions(data: Dataset, settings: Settings, progress: Progress | None) -> dict[tuple[str, str], Floats]:
    """Left-out predictions of every model (or of the booster alone) for every target, shape (n_repeats, n_labelled)."""
    folds = {target: planned_folds(data, target, settings) for target in data.outcomes}
    contenders = {target: _contenders(data, target, settings) for target in data.outcomes}
    if not settings.compared:
        contenders = {target: {BOOSTER: models[BOOSTER]} for target, models in contenders.items()}
    steps = sum(len(contenders[target]) * len(folds[target]) for target in folds)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    found = {}
    for target in data.outcomes:
        labels = data.labels(target)
        papers = data.papers[labels.rows]
        for name, (make_model, features) in contenders[target].items():
            jobs = 1 if name in {CONTROL_OR_NOT, CONSTANT} else settings.jobs
            found[target, name] = out_of_fold(
                make_model, features, labels.interval, papers, folds[target],
                sample_weight=labels.weight, n_jobs=jobs, on_fold=step,
            )  # fmt: skip
    return found
