"""The search against full enumeration of ten million candidates, random sampling, and Optuna's NSGA-III.

    python benchmarks/search.py [--json] [--candidates 10000000] [--budgets 1000 4000 16000] [--seeds 3] [--optuna 1000]

Two fronts are looked for: the whole one of a screen (five objectives), and the trade-off of lifetime and overpotential
alone among candidates that no name puts out of the domain. For each budget of computed candidates, mean over seeds: the
share of either front's members found (equal in all objectives), and the share of the trade-off's hypervolume (log
lifetime against log overpotential, from the worst corner of 50,000 random candidates). `--optuna N` gives Optuna's
sampler N candidates.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from screening import evaluation

OBJECTIVES = ["lifetime", "overpotential", "complexity", "novelty", "out"]
Seen = list[tuple[int, np.ndarray]]


def trade_off(rows: np.ndarray) -> np.ndarray:
    """The front of lifetime and overpotential alone, longest first."""
    rows = rows[rows["out"] == 0]
    rows = rows[np.lexsort((rows["candidate"], rows["overpotential"], -rows["lifetime"]))]
    lowest = np.minimum.accumulate(rows["overpotential"])
    return rows[np.concatenate([[True], lowest[1:] < lowest[:-1]])[: len(rows)]]


def hypervolume(rows: np.ndarray, corner: tuple[float, float]) -> float:
    """Area in logs that a front dominates, up to a corner of short lifetime and high overpotential."""
    life = np.maximum(np.log(rows["lifetime"]) - np.log(corner[0]), 0.0)
    low = np.maximum(np.log(corner[1]) - np.log(rows["overpotential"]), 0.0)
    return float(np.sum(life * np.diff(low, prepend=0.0)))


def found(rows: np.ndarray, truth: np.ndarray) -> float:
    """Share of the true rows whose objectives were found."""
    known = {tuple(row) for row in rows[OBJECTIVES].tolist()}
    return sum(tuple(row) in known for row in truth[OBJECTIVES].tolist()) / len(truth)


def shares(rows: np.ndarray, truth: np.ndarray, corner: tuple[float, float]) -> tuple[float, float, float]:
    """Shares of the whole front, of the trade-off's members and of its hypervolume."""
    best, mine = trade_off(truth), trade_off(rows)
    return found(rows, truth), found(mine, best), hypervolume(mine, corner) / hypervolume(best, corner)


def nsga(job: object, seed: int) -> Seen:
    """The search of `nacre screen --search nsga`; the front after each generation."""
    from nacre.pipelines.screening.search import explore

    seen: Seen = []
    explore(job, seed, watch=lambda n, findings: seen.append((n, findings.front)))
    return seen


def optuna(job: object, seed: int) -> Seen:
    """Optuna's NSGA-III over the same genes and objectives, a generation at a time."""
    import optuna as library

    from nacre.data.space.genes import Genes
    from nacre.pipelines.screening.search import POPULATION, minimized

    library.logging.set_verbosity(library.logging.WARNING)
    warnings.simplefilter("ignore", library.exceptions.ExperimentalWarning)
    sampler = library.samplers.NSGAIIISampler(population_size=POPULATION, seed=seed)
    study, genes = library.create_study(directions=["minimize"] * 4, sampler=sampler), Genes(job.space)
    kinds = {
        name: library.distributions.CategoricalDistribution(range(count))
        if name.endswith(".size")
        else library.distributions.IntDistribution(0, count - 1)
        for name, count in genes.bounds.items()
    }
    known: dict[int, list[float]] = {}
    findings, seen = job.none(), []
    while len(known) < job.plan.count:
        trials = [study.ask(kinds) for _ in range(POPULATION)]
        parameters = [trial.params for trial in trials]
        index = genes.candidates({name: np.array([p[name] for p in parameters]) for name in kinds})
        new = np.array([i for i in dict.fromkeys(index.tolist()) if i not in known][: job.plan.count - len(known)])
        if len(new):
            some, rows = job.findings_of(new)
            findings = findings.joined(some, job.settings.top)
            known |= dict(zip(new.tolist(), minimized(new, rows, job.objectives).tolist(), strict=True))
        for trial, number in zip(trials, index.tolist(), strict=True):
            study.tell(trial, known.get(number, [50.0, 50.0, 99.0, 0.0]))
        seen.append((len(known), findings.front))
    return seen


def random(job: object, seed: int, budgets: list[int]) -> Seen:
    """Random candidates; the front of as many as each budget allows."""
    from nacre.pipelines.screening.run.plan import Plan
    from nacre.pipelines.screening.run.ranking import front

    plans = [(n, Plan.of(job.space, sample=n, seed=seed, chunk=n)) for n in budgets]
    return [(n, front(job.rows(plan.candidates(0))[0])) for n, plan in plans]


def timed(work: Callable[[], Seen]) -> tuple[Seen, float]:
    """A result with its seconds."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def main() -> None:
    """Enumerate, search and sample."""
    from nacre.pipelines.screening.run.engines import Threads
    from nacre.pipelines.screening.run.plan import Plan
    from nacre.pipelines.screening.screen import run

    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--candidates", type=int, default=10_000_000)
    parser.add_argument("--budgets", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--optuna", type=int, default=0)
    options = parser.parse_args()
    job = evaluation(options.candidates)
    size = job.space.size
    whole = replace(job, plan=Plan(size, size, job.plan.chunk))
    truth, seconds = timed(lambda: [(size, run(whole, Threads(2), None, resume=False, progress=None).front)])
    front = truth[0][1]
    sample, _, _ = job.rows(np.random.default_rng(0).integers(0, size, 50_000))
    corner = (float(sample["lifetime"].min()), float(sample["overpotential"].max()))
    print(f"{size:,} candidates enumerated in {seconds:.0f} s")
    print(f"{len(front)} on the front, {len(trade_off(front))} on the trade-off")
    ways: dict[str, tuple[Callable[[object, int], Seen], int]] = {
        "random": (lambda j, seed: random(j, seed, options.budgets), max(options.budgets)),
        "nsga": (nsga, max(options.budgets)),
    }
    if options.optuna:
        ways["optuna"] = (optuna, options.optuna)
    figures: dict[str, float] = {"candidates": size, "front": len(front), "enumeration_seconds": seconds}
    print(f"{'':>8} {'budget':>8} {'front':>8} {'trade-off':>10} {'hypervolume':>12} {'seconds':>8}")
    for name, (way, most) in ways.items():
        runs = [
            timed(lambda way=way, most=most, seed=seed: way(replace(job, plan=Plan(size, most, job.plan.chunk)), seed))
            for seed in range(options.seeds)
        ]
        took = float(np.mean([seconds for _, seconds in runs]))
        for budget in (b for b in options.budgets if b <= most):
            last = [[rows for n, rows in seen if n <= budget][-1] for seen, _ in runs]
            values = np.mean([shares(rows, front, corner) for rows in last], axis=0)
            told = "  ".join(f"{value:8.3f}" for value in values)
            print(f"{name:>8} {budget:>8,} {told} {took * budget / most:>10.1f}", flush=True)
            keys = ("front", "trade_off", "hypervolume")
            figures |= {f"{name}_{budget}_{key}": float(v) for key, v in zip(keys, values, strict=True)}
        figures[f"{name}_seconds_per_1000"] = 1000.0 * took / most
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
