"""A screen end to end against the two boosters alone, a plain loop, chemprop as published, and Dask workers.

    python benchmarks/screening.py [--json] [--repeats 3] [--candidates 1000000]

Each ratio is measured side by side on the same cores: the boosters predict a ready matrix, chunk by chunk in as many
threads as the screen has. The plain loop (RDKit descriptors of each component, weighted mean, a scikit-learn pipeline's
`predict`, one candidate at a time) is timed on a subsample and extrapolated. chemprop is cited, not run: 100,000
molecules in less than 2 minutes on a laptop's CPU (chemprop issue 576, citing J. Chem. Inf. Model. 2023,
10.1021/acs.jcim.3c01250), so at least 830 molecules a second. `two_processes_speedup` is what two processes that only
predict ready matrices reach on this machine at this time: the most that two Dask workers could.
Ratios are of seconds by the clock, those named `cpu` of processor time.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np

CHEMPROP_PER_SECOND = 830.0
COMPOUNDS = ["EC", "PC", "DMC", "DEC", "EMC", "FEC", "DME", "diglyme", "triglyme", "tetraglyme", "THF", "2-MeTHF",
             "DOL", "TTE", "BTFE", "TMP", "AN", "SL", "GBL", "CPME"]  # fmt: skip


def wide_space() -> object:
    """A space of 10,726,000 electrolytes: 200 salts and doses, 1,730 mixtures, 31 additives."""
    from nacre.data.space.read import make_space

    concentrations = [f"{0.1 * step:.1f} M" for step in range(1, 51)]
    return make_space(
        {
            "salts": {"names": ["NaPF6", "NaFSI", "NaTFSI", "NaClO4"], "concentrations": concentrations},
            "solvents": {"names": COMPOUNDS, "mix": [1, 2, 3], "ratios": ["1:1", "1:2", "2:1", "1:1:1"]},
            "additives": {
                "names": ["VC", "VEC", "DTD", "PS", "SbF3", "SnCl2"],
                "doses": [f"{d} wt%" for d in (0.5, 1, 2, 3, 5)],
            },
            "protocols": ["1 mA/cm2, 1 mAh/cm2"],
        }
    )


def evaluation(n: int) -> object:
    """The first n candidates of the space with a predictor trained on the published cells."""
    from nacre.data.measured.tables import published_cells
    from nacre.models.labels.dataset import make_dataset
    from nacre.models.validation.comparison import Settings
    from nacre.pipelines.screening.run.evaluation import Evaluation
    from nacre.pipelines.screening.run.settings import ScreenSettings
    from nacre.pipelines.training.train import fit

    predictor = fit(make_dataset(published_cells()), Settings(repeats=1, folds=3, jobs=1, compared=False))[0]
    return planned(Evaluation(wide_space(), predictor, ScreenSettings(exact=False)), n)


def planned(job: object, n: int) -> object:
    """The same for the first n candidates in order, which no setting of a screen asks for."""
    from nacre.pipelines.screening.run.plan import CHUNK, Plan

    job = job.bare()
    vars(job)["plan"] = Plan(job.space.size, min(n, job.space.size), CHUNK)
    return job


def timed(work: Callable[[], object]) -> np.ndarray:
    """Seconds of a call by the clock, and of the processors, which others that use the machine disturb less."""
    start, busy = time.perf_counter(), time.process_time()
    work()
    return np.array([time.perf_counter() - start, time.process_time() - busy])


def screened(job: object, checkpoint: object = None, *, resume: bool = False) -> np.ndarray:
    """Seconds of a run in two threads, as `timed` gives them."""
    from nacre.pipelines.screening.run.engines import Threads
    from nacre.pipelines.screening.screen import run

    return timed(lambda: run(job, Threads(2), checkpoint, resume=resume, progress=None))


def boosters(job: object) -> np.ndarray:
    """Seconds of both boosters' bare `inplace_predict` on the ready matrix of every chunk, in two threads."""
    from nacre.features.matrix import featurize

    plan, trees = job.plan, [target.booster.booster_ for target in job.predictor.targets.values()]
    total = np.zeros(2)

    def predict(matrix: np.ndarray) -> list[np.ndarray]:
        return [tree.inplace_predict(matrix) for tree in trees]

    for start in range(0, plan.n_chunks, 4):
        numbers = range(start, min(start + 4, plan.n_chunks))
        ready = [featurize(job.space.batch(plan.candidates(number))) for number in numbers]
        with ThreadPoolExecutor(2) as pool:
            total += timed(lambda x=ready, pool=pool: list(pool.map(predict, x)))
    return total


def against_boosters(n: int, repeats: int) -> dict[str, float]:
    """Ratio to the bare boosters, and of ten times as many candidates to as many, each beside the other."""
    large = evaluation(10 * n)
    small = planned(large, n)
    screened(small)
    ratios, seconds = [], []
    for _ in range(repeats):
        before, bare, after = screened(small), boosters(small), screened(small)
        ratios.append((before + after) / 2 / bare)
        seconds += [before[0], after[0]]
    before, whole, after = screened(small), screened(large), screened(small)
    ratio, cpu = np.median(ratios, axis=0)
    ten, ten_cpu = whole / ((before + after) / 2)
    return {
        "ratio_to_boosters": ratio,
        "ratio_to_boosters_cpu": cpu,
        "seconds_1e6": median(seconds),
        "ratio_1e7_1e6": ten,
        "ratio_1e7_1e6_cpu": ten_cpu,
    }


def peak(n: int) -> dict[str, float]:
    """Peak memory of a run, in a process of its own."""
    screened(evaluation(n))
    return {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def resumed(n: int, repeats: int) -> dict[str, float]:
    """A run that Ctrl-C stops half-way and that is resumed, against one that nobody stops; and that against no file."""
    from nacre.pipelines.screening.run.checkpoint import Checkpoint, fingerprint

    job = evaluation(n)
    signal.signal(signal.SIGALRM, signal.default_int_handler)

    def whole() -> np.ndarray:
        with tempfile.TemporaryDirectory() as folder:
            return screened(job, Checkpoint(Path(folder), fingerprint(job)))

    def broken(seconds: float) -> None:
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Checkpoint(Path(folder), fingerprint(job))
            try:
                signal.setitimer(signal.ITIMER_REAL, seconds)
                screened(job, checkpoint)
            except KeyboardInterrupt:
                screened(job, checkpoint, resume=True)

    screened(job)
    ratios, costs = [], []
    for _ in range(repeats):
        before = whole()
        stopped = timed(lambda before=before: broken(before[0] / 2))
        bare, after = screened(job), whole()
        ratios.append(stopped / ((before + after) / 2))
        costs.append((before + after) / 2 / bare)
    names = ("resume_ratio", "resume_ratio_cpu", "checkpoint_ratio", "checkpoint_ratio_cpu")
    return dict(zip(names, [*np.median(ratios, axis=0), *np.median(costs, axis=0)], strict=True))


def bare_rate(job: object, start: float, seconds: float) -> float:
    """Candidates a second of the boosters alone, in a process that begins at a given time."""
    from nacre.features.matrix import featurize

    ready = featurize(job.space.batch(job.plan.candidates(0)))
    trees = [target.booster.booster_ for target in job.predictor.targets.values()]
    [tree.inplace_predict(ready) for tree in trees]
    time.sleep(max(0.0, start - time.time()))
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        [tree.inplace_predict(ready) for tree in trees]
        done += len(ready)
    return done / (time.perf_counter() - begun)


def dask(n: int, repeats: int) -> dict[str, float]:
    """Rate of two worker processes against one, once all are warm; beside it what two processes can reach at all."""
    from nacre.pipelines.screening.run.cluster import Dask

    job = evaluation(n)
    found: dict[int, list[float]] = {1: [], 2: []}
    possible: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(repeats):
        for workers in (1, 2):
            with Dask(workers=workers, chunks_per_task=1).run(job, 0) as results:
                first = next(done for done, _ in results if done >= 3 * workers)
                start = time.perf_counter()
                last = max(done for done, _ in results)
                found[workers].append((last - first) * job.plan.chunk / (time.perf_counter() - start))
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
                at = time.time() + 8.0
                possible[workers].append(sum(pool.map(bare_rate, *zip(*[(job, at, 4.0)] * workers, strict=True))))
    size = max(len(job.task([number]).to_bytes()) for number in range(2))
    return {
        "dask_speedup": median(found[2]) / median(found[1]),
        "two_processes_speedup": median(possible[2]) / median(possible[1]),
        "one_worker_per_second": median(found[1]),
        "bytes_per_task": float(size),
        "bytes_sent_once": float(len(pickle.dumps(job.bare()))),
    }


def plain_loop(n: int) -> dict[str, float]:
    """Candidates a second of a loop over cells, as most scripts are written; timed on n cells."""
    from rdkit import Chem
    from rdkit.Chem import Descriptors
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from nacre.data.chemistry.names import lookup

    space = wide_space()
    cells = space.cells(np.random.default_rng(0).integers(0, space.size, n))
    names = [name for name, _ in Descriptors.descList][:20]
    functions = dict(Descriptors.descList)

    def described(cell: object) -> np.ndarray:
        e = cell.electrolyte
        parts = [(item.name, 1.0) for role in (e.salts, e.solvents, e.additives) for item in role]
        total = np.zeros(len(names))
        for name, weight in parts:
            molecule = Chem.MolFromSmiles(lookup(name).smiles)
            total += weight * np.array([functions[d](molecule) for d in names])
        return total / len(parts)

    train = np.nan_to_num(np.array([described(cell) for cell in cells[:60]]))
    models = [
        make_pipeline(SimpleImputer(), StandardScaler(), GradientBoostingRegressor(n_estimators=60)).fit(
            train, train[:, i]
        )
        for i in (0, 1)
    ]
    seconds, _ = timed(lambda: [m.predict(np.nan_to_num(described(cell))[None]) for cell in cells for m in models])
    return {"plain_loop_per_second": n / seconds}


PARTS = {
    "boosters": against_boosters,
    "peak": lambda n, _: peak(10 * n),
    "resume": lambda n, r: resumed(4 * n, r),
    "dask": lambda n, r: dask(3 * n, r),
    "loop": lambda *_: plain_loop(200),
}


def main() -> None:
    """Run every part in a process of its own, so that peak memory and threads are its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--candidates", type=int, default=1_000_000)
    parser.add_argument("--part", choices=PARTS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.candidates, options.repeats)))
        return
    figures: dict[str, float] = {}
    for part in PARTS:
        command = [sys.executable, __file__, "--part", part, "--repeats", str(options.repeats)]
        command += ["--candidates", str(options.candidates)]
        found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        figures |= json.loads(found.stdout.splitlines()[-1])
    rate = options.candidates / figures["seconds_1e6"]
    figures["ratio_to_plain_loop"] = rate / figures["plain_loop_per_second"]
    figures["ratio_to_chemprop_cited"] = rate / CHEMPROP_PER_SECOND
    for name, value in figures.items():
        print(f"{name:>26}  {value:,.3f}")
    print("seconds_1e6 are those of --candidates; the plain loop is extrapolated from 200 cells; chemprop is cited.")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
