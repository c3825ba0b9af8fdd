"""Look through measured cells: which rows hold words, names or kinds of outcome."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..quantity import QUANTITIES, Quantity
from .tables import CellTable

_SEARCHED = ("record_id", "paper", "doi", "citation", "electrolyte", "coating", "host", "strategy", "notes")


def matching(
    table: CellTable,
    words: str = "",
    *,
    names: tuple[str, ...] = (),
    control: bool | None = None,
    outcome: str | None = None,
    quantities: Sequence[Quantity] = QUANTITIES,
) -> pd.DataFrame:
    """Rows of a table that match everything asked for.

    Parameters
    ----------
    table : CellTable
    words : str
        Each must stand somewhere in the row, case aside.
    names : tuple of str
        Canonical names of salts, solvents, additives, coatings or hosts; each must be part of the cell.
    control : bool, optional
        Only controls, or only treated cells.
    outcome : str, optional
        Name of a quantity: only rows that state one.
    quantities : sequence of Quantity
        Those that `outcome` may name.
    """
    frame = table.frame
    keep = np.ones(len(frame), dtype=bool)
    if words.split():
        text = frame[[name for name in _SEARCHED if name in frame]].astype(str).agg(" ".join, axis=1).str.lower()
        for word in words.lower().split():
            keep &= text.str.contains(word, regex=False).to_numpy(dtype=bool)
    if names:
        keep &= np.array([set(names) <= held for held in _parts(table)], dtype=bool)
    if control is not None:
        keep &= (frame["is_control"].eq(1.0) == control).to_numpy(dtype=bool)
    if outcome is not None:
        (asked,) = (quantity for quantity in quantities if quantity.name == outcome)
        keep &= ~np.isnan(asked.intervals(frame)[0])
    return frame[keep].reset_index(drop=True)


def part_names(table: CellTable) -> list[str]:
    """Names of all parts of the cells, the most frequent first."""
    names = pd.Series([name for held in _parts(table) for name in held], dtype=object)
    counts = names.value_counts(sort=False).rename_axis("name").reset_index(name="n")
    return counts.sort_values(["n", "name"], ascending=[False, True])["name"].tolist()


def _parts(table: CellTable) -> list[set[str]]:
    parts = []
    for cell in table.cells:
        e = cell.electrolyte
        species = {item.name for role in (e.salts, e.solvents, e.additives) for item in role}
        parts.append(species | set(cell.coating) | set(cell.host) | set(cell.separator))
    return parts
