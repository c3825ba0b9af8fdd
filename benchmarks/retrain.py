"""How long a retraining with 50 new cells takes, and what tracking adds to a training.

    python benchmarks/retrain.py [--json]

In a nacre folder of its own; tracked and untracked trainings alternate.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from nacre.models.validation.comparison import BOUNDS_ONLY, Settings
from nacre.pipelines.training.retrain import retrain
from nacre.pipelines.training.train import train

ROUNDS = 3
SETTINGS = Settings(repeats=1, folds=5)


def new_cells(path: Path) -> Path:
    """Fifty cells of ten papers, with outcomes made up."""
    random = np.random.default_rng(0)
    rows = [
        {
            "record_id": f"lab{i}", "paper": f"lab{i // 5}", "doi": "", "citation": "made up", "year": 2026,
            "electrolyte": f"{0.5 + 0.1 * (i % 20):g} M {('NaPF6', 'NaFSI', 'NaOTf')[i % 3]} in "
            f"{('diglyme', 'DME', 'PC')[i // 5 % 3]}",
            "is_control": int(i % 5 == 0), "coating": "" if i % 5 == 0 else ("NaF", "Na2S")[i % 2], "host": "",
            "current_density_mA_cm2": 1, "areal_capacity_mAh_cm2": 1, "temperature_C": 25,
            "lifetime_h": round(float(random.lognormal(6, 0.5))),
            "lifetime_event": "failed" if i % 5 == 0 else "survived",
            "overpotential_mV": round(float(random.lognormal(4, 0.4))), "overpotential_qualifier": "eq",
            "confidence": "medium",
        }
        for i in range(50)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def seconds_of(tracked: bool) -> float:
    """Seconds of a training."""
    start = time.perf_counter()
    train(settings=SETTINGS, tracked=tracked, output=Path(os.environ["NACRE_HOME"]) / "out")
    return time.perf_counter() - start


def main() -> None:
    """Print the table and, if asked, one line of figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nacre-") as home:
        os.environ["NACRE_HOME"] = home
        train(settings=BOUNDS_ONLY)
        start = time.perf_counter()
        retrain(new_cells(Path(home) / "new.csv"), settings=BOUNDS_ONLY)
        found = {"retrain_50_rows_seconds": time.perf_counter() - start}
        times = [(seconds_of(tracked=False), seconds_of(tracked=True)) for _ in range(ROUNDS)]
    plain, tracked = (statistics.median(side) for side in zip(*times, strict=True))
    found |= {"training_seconds": plain, "tracking_overhead": tracked / plain - 1.0}
    for name, value in found.items():
        print(f"{name:26} {value:8.2f}")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
