"""Own cells of a made-up lab for tests: real electrolytes, outcomes made up from the published model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nacre.data.measured.merging import numbered
from nacre.data.measured.own import stamped
from nacre.data.measured.tables import CellTable, check_cells
from nacre.models.predictor.cell_predictor import CellPredictor

LAB = "our lab"
ELECTROLYTES = (
    "1 M NaPF6 in EC/PC (1:1 v/v)", "1 M NaPF6 in diglyme", "1 M NaFSI in DME", "1 M NaTFSI in tetraglyme",
    "1 M NaPF6 in EC/DEC (1:1 v/v) + 5 wt% FEC", "1 M NaClO4 in PC + 2 wt% FEC", "2 M NaFSI in DME",
    "1 M NaOTf in diglyme",
)  # fmt: skip


def lab_rows(
    predictor: CellPredictor,
    electrolytes: Sequence[str] = ELECTROLYTES,
    *,
    factor: float = 0.3,
    scatter: float = 0.25,
    currents: Sequence[float] = (0.5, 1.0),
    replicates: int = 2,
    seed: int = 0,
) -> pd.DataFrame:
    """Rows as text in the columns of cells.csv: what the model predicts, times a factor of the lab, with scatter."""
    random = np.random.default_rng(seed)
    rows = []
    for electrolyte in electrolytes:
        for current in currents:
            cell = f"{electrolyte} | {current:g} mA/cm2, {current:g} mAh/cm2"
            usual = float(predictor.predict(cell)["lifetime_h"][0])
            for _ in range(replicates):
                rows.append(
                    {
                        "record_id": f"A{len(rows)}", "paper": "x", "electrolyte": electrolyte, "is_control": "1",
                        "current_density_mA_cm2": f"{current:g}", "areal_capacity_mAh_cm2": f"{current:g}",
                        "lifetime_h": f"{factor * usual * random.lognormal(0.0, scatter):.1f}",
                        "lifetime_event": "failed", "overpotential_mV": "", "overpotential_qualifier": "",
                        "confidence": "high",
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def own_table(frame: pd.DataFrame, lab: str = LAB) -> CellTable:
    """Rows as the own cells of a lab."""
    table, issues = check_cells(frame, "lab.csv")
    assert not issues
    return stamped([numbered("lab.csv", table)], lab)[0].table
