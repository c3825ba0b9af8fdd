"""How well a model learns one lab's own cells.

    python benchmarks/own_lab.py --li TABLE.csv [--json]
    python benchmarks/own_lab.py --labs [--json]

With `--li` three rounds of real lithium cells (outside data; see `own_lab_rounds.py`): rounds up to n are learned, the
next is predicted, beside ridge. With `--labs` simulated labs (see `own_lab_simulated.py`).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--li", type=Path, metavar="TABLE", help="CSV of the rounds of lithium cells")
    parser.add_argument("--labs", action="store_true", help="simulated labs")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.li is None and not arguments.labs:
        parser.error("give --li TABLE or --labs")
    figures: dict[str, object] = {}
    if arguments.li is not None:
        from own_lab_rounds import report

        figures["li"] = report(arguments.li)
    if arguments.labs:
        from own_lab_simulated import report as report_labs

        figures["labs"] = report_labs()
    if arguments.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
