"""Search a space too large to enumerate: NSGA-II over its choices, whole generations computed as one batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..data.errors import SpaceError
from ..data.genes import Genes
from ..data.space import Space, load_space
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from .evaluation import Evaluation
from .findings import Findings
from .nsga import Population, mutated
from .places import output_folder
from .plan import CHUNK, Plan
from .ranking import Rows
from .screen import Screened, finish
from .shortlist import Shortlist

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Candidates of one generation.
POPULATION = 100
#: Objectives of candidates that break a rule or leave no room for solvent.
_WORST = (50.0, 50.0, 99.0, 0.0)
#: Natural logs by which candidates out of the domain are made worse.
_OUT = 20.0
#: How often a child that was computed before is changed again.
_RETRIES = 5


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
    explain: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Screened:
    """Look for the best candidates without computing all.

    Parameters
    ----------
    space : Space or path of a space file
    predictor : CellPredictor
    budget : int
        Candidates that are computed, repeated ones not counted.
    top, level, output, shortlist, allow_out, explain, progress
        As in `screen`; results have the same form and speak of the candidates that were computed.
    seed : int

    Raises
    ------
    SpaceError
        Where the budget holds no generation.
    """
    if budget < POPULATION // 2:
        raise SpaceError(f"A search of {budget} candidates finds nothing.", hint=f"Give at least {POPULATION // 2}.")
    space = space if isinstance(space, Space) else load_space(space)
    folder = output_folder(output) if output else None
    evaluation = Evaluation(space, predictor, Plan(space.size, min(budget, space.size), CHUNK, seed), top)
    findings = explore(evaluation, seed, progress)
    how = f"NSGA-II chose them (seed {seed}); better ones may remain unseen."
    choice = Shortlist(shortlist, allow_out=allow_out, explain=explain)
    return finish(evaluation, findings, level, choice, folder, how)


def explore(
    evaluation: Evaluation,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    watch: Callable[[int, Findings], None] | None = None,
) -> Findings:
    """Run generations until the plan's count of different candidates is computed, or no new ones come up.

    `watch` is told the number of candidates and the findings after each generation.
    """
    genes, rng, count = Genes(evaluation.space), np.random.default_rng(seed), evaluation.plan.count
    bounds = np.array(list(genes.bounds.values()), dtype=np.int64)
    findings, known = evaluation.none(), np.empty(0, dtype=np.int64)
    population = Population(np.empty((0, len(bounds)), dtype=np.int64), np.empty((0, len(_WORST))))
    wanted = rng.integers(bounds, size=(POPULATION if len(bounds) else 1, len(bounds)))
    while len(known) < count:
        born, index = _new(genes, wanted, bounds, known, rng)
        if not len(index):
            break
        born, index = born[: count - len(known)], index[: count - len(known)]
        found, rows = evaluation.findings_of(index)
        findings, known = findings.joined(found, evaluation.top), np.union1d(known, index)
        population = population.selected(Population(born, _objectives(index, rows)), POPULATION)
        if progress is not None:
            progress(len(known), count)
        if watch is not None:
            watch(len(known), findings)
        if len(known) < count:
            wanted = population.children(POPULATION, bounds, rng)
    return findings


def _new(genes: Genes, wanted: Ints, bounds: Ints, known: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Genes and numbers of different candidates that were not computed before; what is known is changed again."""
    born, found = wanted[:0], np.empty(0, dtype=np.int64)
    for _ in range(_RETRIES):
        index = genes.candidates(dict(zip(genes.bounds, wanted.T, strict=True)))
        _, first = np.unique(index, return_index=True)
        is_new = np.zeros(len(wanted), dtype=bool)
        is_new[first] = ~np.isin(index[first], known) & ~np.isin(index[first], found)
        born, found = np.concatenate([born, wanted[is_new]]), np.concatenate([found, index[is_new]])
        wanted = wanted[~is_new]
        if not len(wanted) or not len(bounds):
            break
        wanted = mutated(wanted, bounds, rng)
    return born, found


def _objectives(index: Ints, rows: Rows) -> Floats:
    """What is minimized, shape (n, 4); logs of lifetime and overpotential, so that crowding spreads evenly.

    Candidates out of the domain are pushed behind every other one.
    """
    found = np.tile(np.array(_WORST), (len(index), 1))
    place = np.argsort(index)[np.searchsorted(np.sort(index), rows["candidate"])]
    out = rows["out"] > 0
    found[place, 0] = _OUT * out - np.log(rows["lifetime"])
    found[place, 1] = _OUT * out + np.log(rows["overpotential"])
    found[place, 2] = rows["complexity"]
    found[place, 3] = np.where(out, 0, -rows["novelty"].astype(np.int64))
    return found
