"""Where outside data lie: they are for benchmarks only and no part of the project."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def find(name: str) -> Path:
    """A file of the outside data, or a clear end of the script.

    Looked for in the folder that `NACRE_SHARED` names, else in `../shared/data` beside the repository.
    """
    folder = Path(os.environ.get("NACRE_SHARED") or Path(__file__).parents[2] / "shared" / "data")
    path = folder / name
    if not path.is_file():
        sys.exit(f"{name} is not in {folder}; set NACRE_SHARED to the folder that holds the outside data.")
    return path
