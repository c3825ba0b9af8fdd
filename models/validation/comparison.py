"""nacre's booster and the simple models, judged on the same left-out papers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ...data.arrays import Floats
from ...data.errors import NacreError
from ...data.progress import Progress
from ...data.quantity import Judging, Quantity
from ...features.columns import Columns
from ...features.report import REPORT
from ..estimators.booster import IntervalBooster
from ..labels.dataset import Dataset
from .baselines import Constant, ControlOrNot
from .folds import Fold, out_of_fold, paper_folds
from .learner import Learner
from .plain import nearest_rows, plain_ridge
from .rivals import cox, gaussian_process, nearest_cells, ridge, survival_forest

BOOSTER, PROTOCOL_ONLY, CONTROL_OR_NOT, CONSTANT = "nacre booster", "protocol only", "control or not", "constant"
#: How a test was published: a model that knows no chemistry.
YEAR_AND_ORIGIN = "year and origin"
RIDGE, NEAREST, PROCESS = "ridge", "nearest cells", "Gaussian process"
COX, FOREST = "Cox elastic net", "random survival forest"
#: nacre's model of a quantity that is not learned from the catalogue: a blend, or a booster for a large table.
SIZED = "nacre"
#: The models of each quantity; Cox and the survival forest know right-censoring only, so they predict lifetimes. Their
#: package is under the GPL and therefore an extra.
MODELS = (BOOSTER, CONTROL_OR_NOT, YEAR_AND_ORIGIN, RIDGE, NEAREST, PROCESS, PROTOCOL_ONLY, CONSTANT)
SURVIVAL_MODELS = (COX, FOREST)
#: The models of a quantity that is judged in its unit.
UNIT_MODELS = (SIZED, NEAREST, RIDGE, PROTOCOL_ONLY, CONSTANT)
#: Models that are quick enough to learn from papers drawn anew many times.
REFITTED = (BOOSTER, SIZED, CONTROL_OR_NOT, YEAR_AND_ORIGIN, RIDGE, NEAREST, CONSTANT)
#: What these learn from costs no more than starting a process.
_QUICK = (CONTROL_OR_NOT, CONSTANT)


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
    draws : int
        How often papers are drawn anew and the quick models refitted, for the intervals of the figures.
    """

    repeats: int = 5
    folds: int = 10
    seed: int = 0
    jobs: int = 2
    compared: bool = True
    search: int = 0
    draws: int = 30

    def __post_init__(self) -> None:
        for name, least in (("repeats", 1), ("folds", 2), ("seed", 0), ("search", 0), ("draws", 2)):
            if getattr(self, name) < least:
                raise NacreError(f"{name} is {getattr(self, name)}.", hint=f"Give at least {least}.")
        if self.jobs == 0 or self.jobs < -1:
            raise NacreError(f"jobs is {self.jobs}.", hint="Give at least 1, or -1 for all processors.")


#: Just enough left-out predictions to calibrate bounds, without judging anything else.
BOUNDS_ONLY = Settings(repeats=1, folds=5, compared=False)


def own_name(quantity: Quantity) -> str:
    """What nacre's own model of a quantity is called beside the others."""
    return BOOSTER if quantity.from_catalogue else SIZED


def fit_one(data: Dataset, target: str, settings: Settings, columns: Columns | None = None) -> Learner:
    """Fit nacre's model of a quantity on every labelled cell.

    Parameters
    ----------
    data : Dataset
    target : str
        Name of the quantity.
    settings : Settings
        Seed and search are used.
    columns : Columns, optional
        Columns that are settled already; else the rows choose them.

    Returns
    -------
    Learner

    Raises
    ------
    NacreError
        If there is no label, or as `IntervalBooster.fit` does.
    """
    labels = data.labels(target)
    return _learner(data, labels.quantity, settings)(columns=columns).fit(
        labels.rows[:, None],
        labels.learned.lower,
        labels.learned.upper,
        sample_weight=labels.weight,
        groups=data.papers[labels.rows],
    )


def _learner(data: Dataset, quantity: Quantity, settings: Settings) -> Callable[..., Learner]:
    return partial(Learner, data, quantity, seed=settings.seed, search=settings.search)


def contenders(data: Dataset, target: str, settings: Settings) -> dict[str, tuple[Callable[[], Any], Any]]:
    """For each model its factory and what it is given of the labelled cells: their numbers, or their control flag.

    Parameters
    ----------
    data : Dataset
    target : str
        Name of the quantity.
    settings : Settings

    Returns
    -------
    dict of str to (callable, array of shape (n_labelled, 1))
        nacre's model first, then the simplest ones.
    """
    labels = data.labels(target)
    quantity, rows = labels.quantity, labels.rows[:, None]
    own = {own_name(quantity): (_learner(data, quantity, settings), rows)}
    if not settings.compared:
        return own
    protocol = ("protocol",) if quantity.from_catalogue else ("protocol", "lab")
    flag = data.is_control[labels.rows].astype(np.float64)[:, None]
    boosted = partial(IntervalBooster, random_state=settings.seed)
    simple: dict[str, tuple[Callable[[], Any], Any]] = {}
    if quantity.judging is not Judging.UNIT:
        report = partial(Learner, data, quantity, make=boosted, groups=(REPORT,))
        simple = {CONTROL_OR_NOT: (ControlOrNot, flag), YEAR_AND_ORIGIN: (report, rows)}
    usual = {
        name: (partial(Learner, data, quantity, make=make), rows) for name, make in _rivals(quantity, settings).items()
    }
    usual[PROTOCOL_ONLY] = (partial(Learner, data, quantity, make=boosted, groups=protocol), rows)
    return {**own, **simple, **usual, CONSTANT: (Constant, flag)}


def _rivals(quantity: Quantity, settings: Settings) -> dict[str, Callable[[], Any]]:
    """The usual models for the columns of a quantity, by how it is judged."""
    if quantity.judging is Judging.UNIT:
        return {NEAREST: nearest_rows, RIDGE: plain_ridge}
    survival: dict[str, Callable[[], Any]] = {}
    if has_survival_models():
        survival = {COX: cox, FOREST: partial(survival_forest, settings.seed)}
    usual: dict[str, Callable[[], Any]] = {
        RIDGE: ridge,
        NEAREST: nearest_cells,
        PROCESS: partial(gaussian_process, settings.seed),
    }
    return {**(survival if quantity.judging is Judging.SURVIVAL else {}), **usual}


def has_survival_models() -> bool:
    """Whether the extra `survival` is installed, which brings `SURVIVAL_MODELS`; without it they are left out."""
    return importlib.util.find_spec("sksurv") is not None


def planned_folds(data: Dataset, target: str, settings: Settings) -> list[Fold]:
    """The folds on which every model of a target is judged.

    Parameters
    ----------
    data : Dataset
    target : str
        Name of the quantity.
    settings : Settings
        Repeats, folds and seed.

    Returns
    -------
    list of (int, ndarray, ndarray)
        Repeat number, training rows and test rows among the labelled ones.

    Raises
    ------
    NacreError
        If the labelled cells come from fewer than two papers.
    """
    groups = data.groups[data.labels(target).rows]
    return list(paper_folds(groups, settings.folds, settings.repeats, settings.seed))


def cross_predictions(data: Dataset, settings: Settings, progress: Progress | None) -> dict[tuple[str, str], Floats]:
    """Left-out predictions for every target, of every model or of nacre's alone.

    Parameters
    ----------
    data : Dataset
    settings : Settings
    progress : callable, optional
        Called after each fold with the numbers of folds done and of all folds.

    Returns
    -------
    dict of (target, model) to float64 array of shape (n_repeats, n_labelled)
        On the positive scale.

    Raises
    ------
    NacreError
        If the labelled cells of a target come from fewer than two papers.
    """
    folds = {target: planned_folds(data, target, settings) for target in data.outcomes}
    planned = {target: contenders(data, target, settings) for target in data.outcomes}
    steps = sum(len(planned[target]) * len(folds[target]) for target in folds)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    predictions = {}
    for target, labels in data.outcomes.items():
        papers = data.papers[labels.rows]
        for name, (make_model, given) in planned[target].items():
            alone = name in _QUICK or (labels.quantity.judging is Judging.UNIT and name != own_name(labels.quantity))
            # Cox and the survival forest know that a test which ended early says nothing of later.
            known = labels.interval if name in SURVIVAL_MODELS else labels.learned
            predictions[target, name] = out_of_fold(
                make_model, given, known, papers, folds[target],
                sample_weight=labels.weight, n_jobs=1 if alone else settings.jobs, on_fold=step,
            )  # fmt: skip
    return predictions
