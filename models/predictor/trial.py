"""A predictor that somebody else made, tried in a process with limits: what ends that process ends nothing here."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ...data.errors import ModelFileError

#: Limits of the process: memory (bytes), time of a processor and of the clock (s).
MEMORY_BYTES, PROCESSOR_S, PATIENCE_S = 4 * 2**30, 60, 120
#: What is predicted to see whether numbers come out.
_CELLS = ("1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2", "1 M NaClO4 in EC/PC (1:1 v/v) + 5 wt% FEC")


@dataclass(frozen=True)
class Trial:
    """What a sound folder holds: names of its quantities, number of known cells, number of features."""

    quantities: tuple[str, ...]
    cells: int
    features: int


def try_folder(folder: Path) -> Trial:
    """Load a saved predictor and predict with it, in a process of its own.

    Parameters
    ----------
    folder : path

    Returns
    -------
    Trial

    Raises
    ------
    ModelFileError
        Where it is not sound, ends the process, or takes too long or too much memory.
    """
    command = [sys.executable, "-W", "ignore", "-m", "nacre.models.predictor.trial", str(folder.absolute())]
    hint = "Do not use it. Train again, or ask who made it."
    try:
        done = subprocess.run(  # noqa: S603 - ourselves
            command, capture_output=True, timeout=PATIENCE_S, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"}
        )
    except subprocess.TimeoutExpired:
        raise ModelFileError(f"{folder.name} is not read within {PATIENCE_S} s.", hint=hint) from None
    try:
        told = json.loads(done.stdout.splitlines()[-1])
        if "error" in told:
            raise ModelFileError(str(told["error"]), hint=str(told["hint"]) or hint)
        return Trial(tuple(told["quantities"]), int(told["cells"]), int(told["features"]))
    except (ValueError, IndexError, KeyError, TypeError):
        ended = f"signal {-done.returncode}" if done.returncode < 0 else f"code {done.returncode}"
        raise ModelFileError(f"{folder.name} ends the process that reads it ({ended}).", hint=hint) from None


def _limit() -> None:
    """Set the limits on this process, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _tried(folder: Path) -> dict[str, object]:
    from .cell_predictor import CellPredictor

    predictor = CellPredictor.load(folder)
    found = predictor.predict(list(_CELLS))
    for name, quantity in ((one.column, one) for one in predictor.quantities):
        if not all(math.isfinite(value) for value in found[name]):
            raise ModelFileError(f"{folder.name} predicts no number of {quantity.label}.", hint="Do not use it.")
    return {
        "quantities": list(predictor.targets),
        "cells": len(predictor.evidence.frame),
        "features": len(predictor.feature_names),
    }


def main(folder: str) -> None:
    """Try a folder and tell in one line of JSON."""
    _limit()
    try:
        told = _tried(Path(folder))
    except ModelFileError as error:
        told = {"error": error.message, "hint": error.hint}
    except MemoryError:
        told = {"error": f"{Path(folder).name} takes more than {MEMORY_BYTES // 2**30} GB.", "hint": ""}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
