"""A lab's table with a known cause: Coulombic efficiency that grows with molality and with the share of fluorine."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

SALTS = ("NaPF6", "NaFSI", "NaTFSI", "NaClO4")
SOLVENTS = ("DME", "diglyme", "EC/DMC (1:1)", "PC", "THF")
DOSES = (0.5, 1.0, 2.0, 3.0)
#: What each salt adds, in units of log(1 / (1 - efficiency)).
_GAIN = {"NaPF6": 1.0, "NaFSI": 0.8, "NaTFSI": 0.4, "NaClO4": 0.0}


def true_efficiency(cell: str) -> float:
    """Coulombic efficiency (%) of a cell such as "2 m NaPF6 in DME" on Celgard, without noise."""
    dose, salt, solvent = re.fullmatch(r"([\d.]+) m (\w+) in (.+)", cell).groups()  # type: ignore[union-attr]
    gain = _GAIN[salt] + 0.5 * float(dose) + 0.6 * (solvent in SOLVENTS[:2])
    return float(100.0 * (1.0 - np.exp(-1.5 - gain)))


def efficiency_table(n: int = 60, seed: int = 0) -> pd.DataFrame:
    """Rows of electrolytes with `coulombic_efficiency_percent`, the cell's `separator` and six papers."""
    random = np.random.default_rng(seed)
    salt, solvent, dose = (random.choice(np.arange(len(names)), n) for names in (SALTS, SOLVENTS, DOSES))
    separator = random.choice(["Celgard", "glass fibre"], n)
    gain = np.array([_GAIN[SALTS[i]] for i in salt]) + 0.5 * np.array(DOSES)[dose] + 0.6 * (solvent < 2)
    gain += 0.4 * (separator == "glass fibre") + 0.05 * random.standard_normal(n)
    return pd.DataFrame(
        {
            "record_id": [f"cell-{i + 1}" for i in range(n)],
            "paper": [f"batch {i % 6}" for i in range(n)],
            "electrolyte": [
                f"{DOSES[d]:g} m {SALTS[a]} in {SOLVENTS[s]}" for a, s, d in zip(salt, solvent, dose, strict=True)
            ],
            "separator": separator,
            "coulombic_efficiency_percent": np.round(100.0 * (1.0 - np.exp(-1.5 - gain)), 3),
        }
    )


def write_table(folder: Path, frame: pd.DataFrame | None = None, name: str = "lab.csv") -> Path:
    """The table as a file."""
    path = folder / name
    (efficiency_table() if frame is None else frame).to_csv(path, index=False)
    return path
