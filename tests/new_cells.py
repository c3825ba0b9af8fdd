"""Tables of new cells for tests: real chemistry, outcomes made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

_SALTS = ("NaPF6", "NaFSI", "NaOTf", "NaTFSI")
_SOLVENTS = ("diglyme", "DME", "EC/DMC (1:1 v/v)", "PC", "tetraglyme")
_COATINGS = ("", "NaF", "Na2S", "Sn + NaCl")


def rows(papers: int = 10, cells: int = 5, *, seed: int = 0, prefix: str = "lab") -> pd.DataFrame:
    """New cells of new papers, as text in the columns of cells.csv."""
    random = np.random.default_rng(seed)
    found = []
    for paper in range(papers):
        salt, solvent = random.choice(_SALTS), random.choice(_SOLVENTS)
        for cell in range(cells):
            coating = "" if cell == 0 else str(random.choice(_COATINGS[1:]))
            good = 1.0 if coating or solvent in {"diglyme", "DME"} else 0.2
            found.append(
                {
                    "record_id": f"{prefix}{paper}-{cell}",
                    "paper": f"{prefix}{paper}",
                    "doi": "",
                    "citation": f"Laboratory journal {paper}",
                    "year": "2026",
                    "electrolyte": f"{0.5 + 0.5 * cell:g} M {salt} in {solvent}",
                    "is_control": "0" if coating else "1",
                    "coating": coating,
                    "host": "",
                    "current_density_mA_cm2": "1",
                    "areal_capacity_mAh_cm2": "1",
                    "temperature_C": "25",
                    "lifetime_h": f"{good * random.lognormal(6, 0.4):.0f}",
                    "lifetime_event": "survived" if coating else "failed",
                    "overpotential_mV": f"{20 / good * random.lognormal(0, 0.2):.0f}",
                    "overpotential_qualifier": "eq",
                    "confidence": "medium",
                }
            )
    return pd.DataFrame(found)


def write(path: Path, frame: pd.DataFrame | Sequence[Mapping[str, str]]) -> Path:
    """Write a table of text."""
    pd.DataFrame(frame).to_csv(path, index=False)
    return path
