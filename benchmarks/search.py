"""The search against full enumeration of ten million candidates, and against random sampling of as many.

    python benchmarks/search.py [--json] [--candidates 10000000] [--budgets 1000 4000 16000] [--seeds 3]

The true front is that of lifetime and overpotential among candidates that no name puts out of the domain. Two figures at
each budget, mean over seeds: the share of the true front's hypervolume (log lifetime against log overpotential, from the
worst corner of the space's candidates seen in a random million) and the share of the true front's members found.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace

import numpy as np
from screening import evaluation


def trade_off(rows: np.ndarray) -> np.ndarray:
    """The front of lifetime and overpotential alone, longest first."""
    rows = rows[rows["out"] == 0]
    order = np.lexsort((rows["candidate"], rows["overpotential"], -rows["lifetime"]))
    rows = rows[order]
    lowest = np.minimum.accumulate(rows["overpotential"])
    return rows[np.concatenate([[True], lowest[1:] < lowest[:-1]])[: len(rows)]]


def hypervolume(rows: np.ndarray, corner: tuple[float, float]) -> float:
    """Area in logs that a front dominates, up to a corner of short lifetime and high overpotential."""
    if not len(rows):
        return 0.0
    life = np.maximum(np.log(rows["lifetime"]) - np.log(corner[0]), 0.0)
    low = np.maximum(np.log(corner[1]) - np.log(rows["overpotential"]), 0.0)
    return float(np.sum(life * np.diff(low, prepend=0.0)))


def enumerated(job: object) -> tuple[np.ndarray, tuple[float, float], float]:
    """The true front, the worst corner, and the seconds that enumeration took."""
    from nacre.pipelines.engines import Threads
    from nacre.pipelines.screen import run

    start = time.perf_counter()
    found = run(job, Threads(2), None, resume=False, progress=None)
    seconds = time.perf_counter() - start
    sample, _, _ = job.rows(np.random.default_rng(0).integers(0, job.plan.size, 50_000))
    corner = (float(sample["lifetime"].min()), float(sample["overpotential"].max()))
    return trade_off(found.front), corner, seconds


def shares(rows: np.ndarray, truth: np.ndarray, corner: tuple[float, float]) -> tuple[float, float]:
    """Share of the hypervolume and of the members of the true front."""
    front = trade_off(rows)
    true = set(zip(truth["lifetime"].tolist(), truth["overpotential"].tolist(), strict=True))
    members = true & set(zip(front["lifetime"].tolist(), front["overpotential"].tolist(), strict=True))
    return hypervolume(front, corner) / hypervolume(truth, corner), len(members) / len(true)


def main() -> None:
    """Enumerate, search and sample."""
    from nacre.pipelines.plan import Plan
    from nacre.pipelines.search import explore

    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--candidates", type=int, default=10_000_000)
    parser.add_argument("--budgets", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    job = evaluation(options.candidates)
    job = replace(job, plan=Plan(job.space.size, job.space.size, job.plan.chunk))
    truth, corner, seconds = enumerated(job)
    print(f"{job.space.size:,} candidates enumerated in {seconds:.0f} s; {len(truth)} on the front")
    scores: dict[tuple[str, int], list[tuple[float, float]]] = {}
    took = []
    for seed in range(options.seeds):
        start = time.perf_counter()
        seen: list[tuple[int, np.ndarray]] = []
        part = replace(job, plan=Plan(job.space.size, max(options.budgets), job.plan.chunk, seed))
        explore(part, seed, watch=lambda n, found: seen.append((n, found.front)))  # noqa: B023 - used in this turn
        took.append(time.perf_counter() - start)
        for budget in options.budgets:
            within = [front for n, front in seen if n <= budget]
            scores.setdefault(("nsga", budget), []).append(shares(within[-1], truth, corner))
            rows, _, _ = job.rows(Plan.of(job.space, sample=budget, seed=seed, chunk=budget).candidates(0))
            scores.setdefault(("random", budget), []).append(shares(rows, truth, corner))
    figures = {"candidates": job.space.size, "front": len(truth), "enumeration_seconds": seconds}
    figures["search_seconds"] = float(np.mean(took))
    print(f"{'':>8} {'budget':>8} {'hypervolume':>12} {'members':>8}")
    for (how, budget), values in sorted(scores.items(), key=lambda item: item[0][1]):
        area, members = np.mean(values, axis=0)
        print(f"{how:>8} {budget:>8,} {area:>12.3f} {members:>8.3f}")
        figures |= {f"{how}_{budget}_hypervolume": float(area), f"{how}_{budget}_members": float(members)}
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
