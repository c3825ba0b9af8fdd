"""How long training takes, and how long a loaded predictor takes for one cell.

    python benchmarks/training.py [--json]

Ratios are to a plain fit of both boosters in the same process; seconds are of this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from outside import print_table

CELL = "1 M NaPF6 in diglyme + 2 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


def timed(work: Callable[[], object]) -> float:
    """Seconds of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["NACRE_HOME"] = home
        figures = measure(Path(home))
    print_table([(name, f"{value:.3g}") for name, value in figures.items()], ("figure", "value"))
    if options.json:
        print(json.dumps(figures))


def measure(home: Path) -> dict[str, float]:
    """Train with and without validation, and predict one cell many times."""
    import nacre
    from nacre.data.measured.tables import published_cells
    from nacre.models.labels.dataset import make_dataset
    from nacre.models.validation.comparison import BOUNDS_ONLY, Settings, fit_one

    data = make_dataset(published_cells())
    plain = timed(lambda: [fit_one(data, target, Settings()) for target in data.outcomes])
    quick = timed(lambda: nacre.train(settings=BOUNDS_ONLY))
    full = timed(lambda: nacre.train(settings=Settings(), output=home / "out"))
    predictor = nacre.load_predictor()
    predictor.predict(CELL)
    single = median(timed(lambda: predictor.predict(CELL)) for _ in range(50))
    return {
        "train_seconds": full,
        "no_validation_seconds": quick,
        "no_validation_ratio": quick / plain,
        "single_cell_ms": 1000 * single,
    }


if __name__ == "__main__":
    main()
