"""A million candidates end to end against the two boosters alone, in one run.

    python benchmarks/screening.py [--json]

Prints the time of `CellBatch` → features → both boosters for 10⁵ and 10⁶ enumerated electrolytes, the time of the two
boosters' bare `inplace_predict` on the ready matrix, their ratio, and the peak memory of each size.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time

import numpy as np

COMPOUNDS = ["EC", "PC", "DMC", "DEC", "EMC", "FEC", "DME", "diglyme", "triglyme", "tetraglyme", "THF", "2-MeTHF",
             "DOL", "TTE", "BTFE", "TMP", "AN", "SL", "GBL", "CPME"]  # fmt: skip


def million_space() -> object:
    """A space of 1,085,000 electrolytes: 20 salts and doses, 1,750 mixtures, 31 additives."""
    from nacre.data.space import make_space

    return make_space(
        {
            "salts": [f"{c} M {s}" for s in ("NaPF6", "NaFSI", "NaTFSI", "NaClO4") for c in (0.5, 1, 1.5, 2, 3)],
            "solvents": {
                "names": COMPOUNDS,
                "mix": [1, 2, 3],
                "ratios": ["1:1", "1:2", "2:1", "1:1:1"],
            },
            "additives": {
                "names": ["VC", "VEC", "DTD", "PS", "SbF3", "SnCl2"],
                "doses": [f"{d} wt%" for d in (0.5, 1, 2, 3, 5)],
            },
            "protocols": ["1 mA/cm2, 1 mAh/cm2"],
        }
    )


def measure(n: int) -> dict[str, float]:
    """Screen the first n candidates and time the boosters on the same rows; meant for a process of its own."""
    from nacre.data.tables import published_cells
    from nacre.features.cell import featurize
    from nacre.models.comparison import fit_one
    from nacre.models.dataset import make_dataset
    from nacre.pipelines.screen import CHUNK

    data = make_dataset(published_cells())
    boosters = [fit_one(data, target, 0) for target in data.outcomes]
    space = million_space()
    index = [np.arange(start, min(start + CHUNK, n)) for start in range(0, n, CHUNK)]
    for booster in boosters:
        booster.predict(featurize(space.batch(index[0])))
    whole = bare = 0.0
    for chunk in index:
        start = time.perf_counter()
        features = featurize(space.batch(chunk))
        for booster in boosters:
            booster.predict(features)
        whole += time.perf_counter() - start
        start = time.perf_counter()
        for booster in boosters:
            booster.booster_.inplace_predict(features)
        bare += time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"candidates": n, "seconds": whole, "boosters_seconds": bare, "ratio": whole / bare, "peak_mib": peak}


def main() -> None:
    """Run both sizes, each in a process of its own so that peak memory is its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--size", type=int)
    options = parser.parse_args()
    if options.size:
        print(json.dumps(measure(options.size)))
        return
    rows = []
    for size in (100_000, 1_000_000):
        command = [sys.executable, __file__, "--size", str(size)]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append(json.loads(found.stdout.splitlines()[-1]))
    columns = {"candidates": ",", "seconds": ".2f", "boosters_seconds": ".2f", "ratio": ".2f", "peak_mib": ".0f"}
    print("  ".join(f"{name:>16}" for name in columns))
    for row in rows:
        print("  ".join(f"{row[name]:>16{style}}" for name, style in columns.items()))
    if options.json:
        small, large = rows
        figures = {
            "ratio_to_boosters": large["ratio"],
            "seconds_1e6": large["seconds"],
            "peak_mib": large["peak_mib"],
            "peak_ratio_1e6_1e5": large["peak_mib"] / small["peak_mib"],
        }
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
