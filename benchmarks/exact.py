"""Proofs of the best of large spaces: against enumeration, on ten random spaces, on broad.yaml and on a trillion.

    python benchmarks/exact.py [--json] [--part random] [--minutes 10]

`random` draws ten spaces of up to a million candidates with all keys of a space file and compares what is kept with a
whole enumeration, bit for bit. `ten_million` times both on the 10.7 million candidates of `benchmarks/screening.py`.
`broad` proves docs/examples/broad.yaml, `trillion` docs/examples/trillion.yaml; `--minutes` ends these two early, and
the gap is printed. Memory is the peak of a part in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
KEPT = ("top", "pool", "front", "leaders", "leads")


def predictor() -> object:
    """The model of the published cells, trained here."""
    from nacre.data.measured.tables import published_cells
    from nacre.models.labels.dataset import make_dataset
    from nacre.models.validation.comparison import Settings
    from nacre.pipelines.training.train import fit

    return fit(make_dataset(published_cells()), Settings(repeats=1, folds=3, jobs=1, compared=False))[0]


def random_space(rng: np.random.Generator) -> dict[str, Any]:
    """The content of a space file with nearly every key, of up to a million candidates."""

    def some(names: list[str], low: int, high: int) -> list[str]:
        return [str(name) for name in rng.choice(names, size=rng.integers(low, high + 1), replace=False)]

    solvents = some(["EC", "PC", "DMC", "DEC", "DME", "diglyme", "THF", "DOL", "TTE", "AN", "TMP"], 3, 6)
    salts = some(["NaPF6", "NaFSI", "NaTFSI", "NaClO4", "NaOTf"], 1, 3)
    return {
        "salts": {"names": salts, "concentrations": some(["0.5 M", "1 M", "2 M", "1 mol/kg", "30 wt%"], 1, 3),
                  "mix": [1, 2][: len(salts)]},
        "solvents": {"names": solvents, "mix": [1, 2, 3], "simplex": int(rng.integers(3, 7)),
                     "basis": str(rng.choice(["v/v", "w/w", "mol"]))},
        "additives": {"names": some(["FEC", "VC", "SbF3", "DTD"], 2, 3),
                      "doses": some(["1 wt%", "2 wt%", "10 mM"], 1, 2), "mix": [1, 2],
                      "optional": bool(rng.random() < 0.7)},
        "coatings": some(["none", "NaF", "Na3P + NaBr", "Na3Bi + PVDF"], 1, 3),
        "hosts": some(["none", "Cu", "carbon cloth"], 1, 2),
        "protocols": some(["1 mA/cm2, 1 mAh/cm2", "3 mA/cm2, 1 mAh/cm2", "0.5 mA/cm2"], 1, 2),
        "exclude": [[solvents[0], salts[0]]],
        "prices": dict.fromkeys({*salts, *solvents}, float(rng.integers(10, 200))),
        "limits": {"fluorine_per_na": {"max": float(rng.integers(10, 60))}, "components": {"max": 7},
                   "elements_not": ["As"], "na_molality_mol_kg": {"min": 0.3, "max": 6}},
    }  # fmt: skip


def both(space: Any, model: Any) -> dict[str, float]:  # noqa: ANN401
    """Whether a proof keeps what an enumeration keeps, and how long each takes."""
    from nacre.pipelines.screening.exact.prove import prove
    from nacre.pipelines.screening.run.engines import Threads
    from nacre.pipelines.screening.run.evaluation import Evaluation
    from nacre.pipelines.screening.run.settings import ScreenSettings
    from nacre.pipelines.screening.screen import run

    begun = time.perf_counter()
    whole = run(Evaluation(space, model, ScreenSettings(exact=False)), Threads(2), None, resume=False, progress=None)
    between = time.perf_counter()
    found, certificate = prove(Evaluation(space, model, ScreenSettings(exact=True)), Threads(2), None)
    after = time.perf_counter()
    return {
        "candidates": space.size,
        "same": float(all(np.array_equal(getattr(whole, name), getattr(found, name)) for name in KEPT)),
        "enumerated_s": between - begun,
        "proved_s": after - between,
        "front": len(found.front),
        "computed_share": certificate.computed / space.size,
    }


def ten_random(_: float | None) -> dict[str, float]:
    """Ten random spaces."""
    from nacre.data.space.read import make_space

    model, rng, found = predictor(), np.random.default_rng(7), []
    while len(found) < 10:
        space = make_space(random_space(rng))
        if 1_000 < space.size <= 1_000_000:
            found.append(both(space, model))
    return {"random_same_of_10": sum(own["same"] for own in found),
            "random_candidates": sum(own["candidates"] for own in found)}  # fmt: skip


def ten_million(_: float | None) -> dict[str, float]:
    """A proof against the enumeration of ten million."""
    from screening import wide_space

    return {f"wide_{name}": value for name, value in both(wide_space(), predictor()).items()}


def proved(name: str, minutes: float | None) -> dict[str, float]:
    """A proof of an example."""
    from nacre.data.space.read import load_space
    from nacre.pipelines.screening.exact.prove import prove
    from nacre.pipelines.screening.run.engines import Threads
    from nacre.pipelines.screening.run.evaluation import Evaluation
    from nacre.pipelines.screening.run.settings import ScreenSettings

    space, model = load_space(EXAMPLES / f"{name}.yaml"), predictor()
    begun = time.perf_counter()
    found, certificate = prove(Evaluation(space, model, ScreenSettings(exact=True, minutes=minutes)), Threads(2), None)
    gaps = {f"{name}_gap_{own}_percent": 100 * certificate.gap(own) for own in certificate.best}
    return {
        f"{name}_candidates": space.size,
        f"{name}_proved": float(certificate.proved),
        f"{name}_s": time.perf_counter() - begun,
        f"{name}_computed_share": certificate.computed / space.size,
        f"{name}_waiting_share": certificate.waiting / space.size,
        f"{name}_parts": certificate.parts,
        f"{name}_front": len(found.front),
        **gaps,
        f"{name}_peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


PARTS = {
    "random": ten_random,
    "ten_million": ten_million,
    "broad": lambda minutes: proved("broad", minutes),
    "trillion": lambda minutes: proved("trillion", minutes),
}


def main() -> None:
    """Run every part in a process of its own, so that peak memory is its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--minutes", type=float, default=10.0, help="for the two large spaces")
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(PARTS[options.part](options.minutes)))
        return
    figures: dict[str, float] = {}
    for part in [options.part] if options.part else PARTS:
        command = [sys.executable, __file__, "--inside", "--part", part, "--minutes", str(options.minutes)]
        found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        figures |= json.loads(found.stdout.splitlines()[-1])
    for name, value in figures.items():
        print(f"{name:>36}  {value:,.6g}")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
