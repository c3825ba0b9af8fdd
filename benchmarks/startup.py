"""How long the command line takes to start, against importing the libraries that it stands on.

    python benchmarks/startup.py [--json]

Whole processes, run in turn; medians of the ratios of neighbouring runs. `nacre predict` needs a trained model: one is
trained into a temporary folder first.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 7
PAIRS = {
    "help": (["-m", "nacre", "--help"], ["-c", "import typer, rich"], 4.0),
    "predict": (
        ["-m", "nacre", "predict", "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"],
        ["-c", "import pandas, sklearn, xgboost"],
        2.5,
    ),
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one Python process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Time both pairs and print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["NACRE_HOME"] = home
        os.environ.pop("MLFLOW_TRACKING_URI", None)
        seconds(["-m", "nacre", "train", "--repeats", "1", "--folds", "3", "--json"])
        print(f"{'command':>10} {'nacre s':>9} {'imports s':>10} {'ratio':>7} {'limit':>6}")
        for name, (command, imports, limit) in PAIRS.items():
            seconds(command)
            runs = [(seconds(command), seconds(imports)) for _ in range(RUNS)]
            ratio = statistics.median(own / other for own, other in runs)
            own, other = (statistics.median(column) for column in zip(*runs, strict=True))
            print(f"{name:>10} {own:>9.2f} {other:>10.2f} {ratio:>7.2f} {limit:>6.1f}")
            figures[f"{name}_ratio"] = ratio
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
