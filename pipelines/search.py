"""Search a space too large to enumerate: NSGA of Optuna chooses, whole generations are computed as one batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..data.errors import SpaceError
from ..data.genes import Genes
from ..data.space import Space, load_space
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from .evaluation import Evaluation
from .findings import Findings
from .places import output_folder
from .plan import CHUNK, Plan
from .ranking import Rows
from .screen import Screened, finish
from .shortlist import Shortlist

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.distributions import BaseDistribution

Ints = npt.NDArray[np.int64]

#: Candidates of one generation.
POPULATION = 200
#: Told for candidates that break a rule or were not computed any more.
_WORST = (-50.0, 50.0, 99.0, 0.0)
#: Natural logs by which candidates out of the domain are made worse.
_OUT = 20.0


def search(
    space: Space | Path | str,
    predictor: CellPredictor,
    *,
    budget: int = 20_000,
    top: int = 20,
    level: float = DEFAULT_LEVEL,
    output: Path | str | None = None,
    seed: int = 0,
    shortlist: int = 10,
    allow_out: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Screened:
    """Look for the best candidates without computing all.

    Parameters
    ----------
    space : Space or path of a space file
    predictor : CellPredictor
    budget : int
        Candidates that are computed, repeated ones not counted.
    top, level, output, shortlist, allow_out, progress
        As in `screen`; results have the same form and speak of the candidates that were computed.
    seed : int

    Raises
    ------
    SpaceError
        Where the budget holds no generation.
    """
    if budget < POPULATION // 2:
        raise SpaceError(f"A search of {budget} candidates finds nothing.", hint=f"Give at least {POPULATION // 2}.")
    folder = output_folder(output) if output else None
    space = space if isinstance(space, Space) else load_space(space)
    evaluation = Evaluation(space, predictor, Plan(space.size, min(budget, space.size), CHUNK, seed), top)
    findings = explore(evaluation, seed, progress)
    how = f"NSGA-III of Optuna chose them (seed {seed}); better ones may remain unseen."
    return finish(evaluation, findings, level, Shortlist(shortlist, allow_out=allow_out), folder, how)


def explore(
    evaluation: Evaluation,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    watch: Callable[[int, Findings], None] | None = None,
) -> Findings:
    """Run generations until the plan's count of different candidates is computed, or no new ones come up.

    `watch` is told the number of candidates and the findings after each generation.
    """
    genes, study = Genes(evaluation.space), _study(seed)
    known: dict[int, tuple[float, ...]] = {}
    distributions = _distributions(genes)
    findings = evaluation.none()
    generations = 4 * -(-evaluation.plan.count // POPULATION)
    for _ in range(generations):
        trials = [study.ask(distributions) for _ in range(POPULATION)]
        index = _candidates(genes, trials)
        room = evaluation.plan.count - len(known)
        new = np.array(list(dict.fromkeys(int(i) for i in index if int(i) not in known))[:room], dtype=np.int64)
        if len(new):
            found, rows = evaluation.findings_of(new)
            findings = findings.joined(found, evaluation.top)
            known |= dict.fromkeys(new.tolist(), _WORST) | dict(
                zip(rows["candidate"].tolist(), _values(rows), strict=True)
            )
        _tell(study, trials, index, known)
        if progress is not None:
            progress(len(known), evaluation.plan.count)
        if watch is not None:
            watch(len(known), findings)
        if len(known) >= evaluation.plan.count:
            break
    return findings


def _study(seed: int) -> Study:
    import logging
    import warnings

    import optuna

    optuna.logging.set_verbosity(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.NSGAIIISampler(population_size=POPULATION, seed=seed)
    return optuna.create_study(directions=["maximize", "minimize", "minimize", "maximize"], sampler=sampler)


def _distributions(genes: Genes) -> dict[str, BaseDistribution]:
    """Numbers of names and flags as kinds, names and amounts as places in their lists."""
    from optuna.distributions import CategoricalDistribution, IntDistribution

    return {
        name: CategoricalDistribution(range(count)) if name.endswith(".size") else IntDistribution(0, count - 1)
        for name, count in genes.bounds.items()
    }


def _candidates(genes: Genes, trials: list[Trial]) -> Ints:
    values = {name: np.array([trial.params[name] for trial in trials], dtype=np.int64) for name in genes.bounds}
    found = genes.candidates(values)
    return found if len(found) == len(trials) else np.repeat(found, len(trials))


def _values(rows: Rows) -> list[tuple[float, ...]]:
    """Objectives of each row; logs, so that reference points spread evenly.

    Candidates out of the domain are pushed behind every other one.
    """
    out = rows["out"] > 0
    lifetime = np.log(rows["lifetime"]) - _OUT * out
    overpotential = np.log(rows["overpotential"]) + _OUT * out
    novelty = np.where(out, 0, rows["novelty"])
    columns = (lifetime, overpotential, rows["complexity"], novelty)
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in zip(*columns, strict=True)]


def _tell(study: Study, trials: list[Trial], index: Ints, known: dict[int, tuple[float, ...]]) -> None:
    for trial, number in zip(trials, index.tolist(), strict=True):
        study.tell(trial, list(known.get(number, _WORST)))
