"""A table with three quantities: the published cells, and an initial Coulombic efficiency made up from them by a rule.

The rule, in units of log(1 / (1 - efficiency)): 1.5, and 1.0 more in ethers, 0.6 more under a coating, 0.4 more with a
fluorinated salt, 0.3 less at 1 mA/cm² and above. Every third cell has none; every tenth of the others states that the
efficiency was at least the rule's.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nacre.data.measured.tables import published_cells

ICE = "initial_coulombic_efficiency_percent"
#: As `nacre train --target` takes it.
ICE_SPEC = f"{ICE}: 0 to 100"
_ETHERS = r"DME|glyme|DOL|THF"


def ice_by_rule(frame: pd.DataFrame) -> pd.Series:
    """The initial Coulombic efficiency (%) that the rule gives each row of a table of cells."""
    text = frame["electrolyte"].astype(str)
    current = pd.to_numeric(frame["current_density_mA_cm2"], errors="coerce")
    gain = 1.5 + 1.0 * text.str.contains(_ETHERS) + 0.6 * (frame["coating"].astype(str) != "")
    gain += 0.4 * text.str.contains("PF6|FSI|OTf|TFSI") - 0.3 * (current >= 1.0)
    return (100.0 * (1.0 - np.exp(-gain))).round(3)


def three_quantities_table(cells: pd.DataFrame | None = None) -> pd.DataFrame:
    """A table of cells (the published ones) with the columns of a third quantity."""
    frame = (published_cells().frame if cells is None else cells).reset_index(drop=True)
    value, row = ice_by_rule(frame), np.arange(len(frame))
    stated, is_bound = row % 3 != 2, row % 30 == 10
    return frame.assign(
        **{ICE: value.where(stated & ~is_bound), f"{ICE}_lower": value.where(stated & is_bound)},
    )


def write_three(folder: Path, name: str = "three.csv") -> Path:
    """The table as a file."""
    path = folder / name
    three_quantities_table().to_csv(path, index=False)
    return path
