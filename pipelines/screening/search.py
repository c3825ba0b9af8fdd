"""Search a space too large to enumerate: NSGA-II over its choices, whole generations computed as one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...data.arrays import Floats, Ints
from ...data.places import output_folder
from ...data.progress import Progress
from ...data.quantity import Quantity
from ...data.space.genes import Genes
from ...data.space.read import Space, load_space
from ...models.predictor.cell_predictor import CellPredictor
from .finish import finish
from .nsga import Population, mutated
from .run.evaluation import Evaluation
from .run.findings import Findings
from .run.ranking import Rows
from .run.settings import ScreenSettings
from .screened import Screened

#: Candidates of one generation.
POPULATION = 100
#: Candidates of a search unless a user names another number.
DEFAULT_BUDGET = 20_000
#: Log losses, components and untested pairs of candidates that break a rule or leave no room for solvent.
_WORST_LOSS, _WORST_LEVELS = 50.0, (99.0, 0.0)
#: Natural logs by which candidates out of the domain are made worse.
_OUT = 20.0
#: Where a bounded quantity reaches a limit, its odds end here.
_TINY = 1e-12
#: How often a child that was computed before is changed again.
_RETRIES = 5


def search(
    space: Space | Path | str,
    predictor: CellPredictor,
    settings: ScreenSettings | None = None,
    *,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Screened:
    """Look for the best candidates without computing all.

    Parameters
    ----------
    space : Space or path of a space file
    predictor : CellPredictor
    settings : ScreenSettings, optional
        Its `budget` is the number of candidates that are computed, repeated ones not counted (20,000 where there is
        none); its `seed` directs the search.
    output : path, optional
        Folder for the results.
    progress : callable, optional
        Called with the numbers of computed and of all candidates to compute.

    Returns
    -------
    Screened
        As of `screen`, of the candidates that were computed.

    Raises
    ------
    NacreError
        Where the predictor does not know an objective.
    """
    space = space if isinstance(space, Space) else load_space(space)
    settings = settings or ScreenSettings()
    if settings.budget is None:
        settings = replace(settings, budget=DEFAULT_BUDGET)
    evaluation = Evaluation(space, predictor, settings)
    _ = evaluation.objectives  # refuse what cannot be run before a folder is made
    folder = output_folder(output) if output else None
    findings = explore(evaluation, settings.seed, progress)
    how = f"NSGA-II chose them (seed {settings.seed}); better ones may remain unseen."
    return finish(evaluation, findings, folder, how)


def explore(
    evaluation: Evaluation,
    seed: int,
    progress: Progress | None = None,
    watch: Callable[[int, Findings], None] | None = None,
) -> Findings:
    """Run generations until the plan's count of different candidates is computed, or no new ones come up.

    Parameters
    ----------
    evaluation : Evaluation
    seed : int
    progress : callable, optional
    watch : callable, optional
        Called with the number of candidates and the findings after each generation.

    Returns
    -------
    Findings
        Of all candidates that were computed.
    """
    genes, rng, count = Genes(evaluation.space), np.random.default_rng(seed), evaluation.plan.count
    bounds = np.array(list(genes.bounds.values()), dtype=np.int64)
    findings, known = evaluation.none(), np.empty(0, dtype=np.int64)
    population = Population(
        np.empty((0, len(bounds)), dtype=np.int64), np.empty((0, len(evaluation.objectives) + len(_WORST_LEVELS)))
    )
    wanted = rng.integers(bounds, size=(POPULATION if len(bounds) else 1, len(bounds)))
    while len(known) < count:
        born, index = _new(genes, wanted, bounds, known, rng)
        if not len(index):
            break
        born, index = born[: count - len(known)], index[: count - len(known)]
        part, rows = evaluation.findings_of(index)
        findings, known = findings.joined(part, evaluation.settings.top), np.union1d(known, index)
        costs = minimized(index, rows, evaluation.objectives)
        population = population.selected(Population(born, costs), POPULATION)
        if progress is not None:
            progress(len(known), count)
        if watch is not None:
            watch(len(known), findings)
        if len(known) < count:
            wanted = population.children(POPULATION, bounds, rng)
    return findings


def _new(genes: Genes, wanted: Ints, bounds: Ints, known: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Genes and numbers of different candidates that were not computed before; what is known is changed again."""
    born, numbers = wanted[:0], np.empty(0, dtype=np.int64)
    for _ in range(_RETRIES):
        index = genes.candidates(dict(zip(genes.bounds, wanted.T, strict=True)))
        _, first = np.unique(index, return_index=True)
        is_new = np.zeros(len(wanted), dtype=bool)
        is_new[first] = ~np.isin(index[first], known) & ~np.isin(index[first], numbers)
        born, numbers = np.concatenate([born, wanted[is_new]]), np.concatenate([numbers, index[is_new]])
        wanted = wanted[~is_new]
        if not len(wanted) or not len(bounds):
            break
        wanted = mutated(wanted, bounds, rng)
    return born, numbers


def minimized(index: Ints, rows: Rows, objectives: Sequence[Quantity]) -> Floats:
    """What a search minimizes: objectives where effects add up, so that crowding spreads evenly, and the levels.

    Candidates out of the domain are pushed behind every other one.

    Parameters
    ----------
    index : int64 array of shape (n,)
        Numbers of all candidates of a generation.
    rows : Rows
        Those of them that are possible.
    objectives : sequence of Quantity

    Returns
    -------
    float64 array of shape (n, n_objectives + 2)
    """
    costs = np.tile(np.array([_WORST_LOSS] * len(objectives) + [*_WORST_LEVELS]), (len(index), 1))
    place = np.argsort(index)[np.searchsorted(np.sort(index), rows["candidate"])]
    out = rows["out"] > 0
    for column, quantity in enumerate(objectives):
        positive = quantity.scale.positive(-quantity.sign * rows["loss"][:, column])
        costs[place, column] = _OUT * out - quantity.sign * np.log(np.clip(positive, _TINY, 1 / _TINY))
    costs[place, -2] = rows["complexity"]
    costs[place, -1] = np.where(out, 0, -rows["novelty"].astype(np.int64))
    return costs
