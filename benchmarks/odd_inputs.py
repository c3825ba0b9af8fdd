"""Three hundred odd inputs: each must give a value or a named reason; nothing may hang, crash or stay behind."""

from __future__ import annotations

import argparse
import json
import os
import runpy
import time
import warnings
from collections import Counter
from pathlib import Path

from nacre.features.molecules.orbitals import OrbitalWarning, orbitals

_INPUTS = Path(__file__).parents[1] / "tests" / "features" / "molecules" / "odd_inputs.py"


def main() -> None:
    """Print what became of every kind of input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds a molecule")
    parser.add_argument("--verbose", action="store_true", help="print every input")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", OrbitalWarning)
    total: Counter[str] = Counter()
    start = time.perf_counter()
    for kind, texts in runpy.run_path(str(_INPUTS))["KINDS"].items():
        found = orbitals(texts, timeout_s=arguments.timeout, n_workers=2, use_cache=False)
        outcomes = Counter(_outcome(row) for _, row in found.iterrows())
        total += outcomes
        print(f"{kind:<16}{len(texts):>4}  {', '.join(f'{word} {n}' for word, n in sorted(outcomes.items()))}")
        if arguments.verbose:
            for text, (_, row) in zip(texts, found.iterrows(), strict=True):
                print(f"    {text[:50]!r:<54}{row['lumo_gfn1_eV']:>8.2f}  {row['status']}  {' '.join(row['flags'])}")
    left = _children()
    print(f"all {sum(total.values())} inputs, {left} processes left, {time.perf_counter() - start:.0f} s")
    if arguments.json:
        print(json.dumps({"inputs": sum(total.values()), **total, "processes_left": left}))


def _outcome(row: object) -> str:
    source, status = row["source"], row["status"]  # type: ignore[index]
    if source == "none":
        return "reason" if status else "SILENT"
    return "value" if status == "ok" else "value and reason"


def _children() -> int:
    """Child processes that still run (Linux)."""
    path = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return len(path.read_text().split()) if path.is_file() else 0


if __name__ == "__main__":
    main()
