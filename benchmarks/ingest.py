"""How well `nacre ingest` judges cells whose truth is known, over simulated cells and noise levels.

    python benchmarks/ingest.py [--cells 200] [--json]

The model is documented in tests/data/simulated_cell.py. "within a cycle" is the share of cells judged as what they are
(survived or failed) with the hour of failure at most one cycle off; the overpotential's error is relative to the median
plateau without noise. The last column times reading a CSV export and judging it against pandas reading the same file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
NOISE_MV = (0.1, 1.0, 5.0, 20.0)


def judged(seed: int, noise_mV: float) -> dict[str, Any]:
    """One simulated cell: the error of its hour in cycles, of its overpotential, whether the event is right."""
    from nacre.data.cycling.judgement import judge
    from tests.data.cycling.simulated_cell import random_cell, traced

    cell = random_cell(seed, noise_mV)
    found = judge(traced(cell.trace()), area_cm2=cell.area_cm2)
    truth_h = min(cell.event_h, cell.test_h)
    right = (found.lifetime_event == "failed") == (cell.kind != "survived")
    cycle_h = 2 * (cell.half_cycle_h + cell.rest_h)
    return {
        "kind": cell.kind,
        "right": right and abs(found.lifetime_h - truth_h) <= cycle_h,
        "overpotential_error": abs(found.overpotential_mV / cell.true_overpotential_mV() - 1),
    }


def seconds_ratio() -> float:
    """Reading and judging a CSV export, as a multiple of pandas' reading alone."""
    from nacre.data.cycling.files import read_cycler
    from nacre.data.cycling.judgement import judge
    from tests.data.cycling.simulated_cell import SimulatedCell

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cell.csv"
        frame = SimulatedCell(test_h=2000, records_per_half_cycle=100).trace()
        frame.rename(columns={"time_s": "time (s)", "current_mA": "current (mA)", "voltage_V": "voltage (V)"}).to_csv(
            path, index=False
        )
        times = []
        for _ in range(5):
            start = time.perf_counter()
            pd.read_csv(path)
            middle = time.perf_counter()
            judge(read_cycler(path), area_cm2=1.13)
            times.append((time.perf_counter() - middle) / (middle - start))
        return float(np.median(times))


def main() -> None:
    """Print the table and, with --json, the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    figures: dict[str, float] = {}
    print(f"{'noise mV':>9} {'within a cycle':>15} {'survived':>9} {'soft short':>11} {'failure':>8} "
          f"{'overpotential within 5 %':>25} {'median error':>13}")  # fmt: skip
    for noise in NOISE_MV:
        table = pd.DataFrame([judged(seed, noise) for seed in range(options.cells)])
        right = table.groupby("kind").right.mean()
        close = float((table.overpotential_error <= 0.05).mean())
        print(f"{noise:>9g} {table.right.mean():>15.1%} {right['survived']:>9.1%} {right['soft short']:>11.1%} "
              f"{right['failure']:>8.1%} {close:>25.1%} {table.overpotential_error.median():>13.2%}")  # fmt: skip
        figures[f"within_a_cycle_{noise:g}_mV"] = float(table.right.mean())
        figures[f"overpotential_within_5_percent_{noise:g}_mV"] = close
    figures["read_and_judge_over_pandas"] = seconds_ratio()
    print(f"reading and judging a record takes {figures['read_and_judge_over_pandas']:.1f} times pandas.read_csv of it")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
