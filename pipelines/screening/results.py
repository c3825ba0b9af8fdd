"""The results of a screen, read from its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...data.notation.parse import parse_cell

#: What a user may take home, in this order.
FILES = (
    "screen.html",
    "shortlist.csv",
    "top.csv",
    "top.parquet",
    "front.csv",
    "front.parquet",
    "choices.csv",
    "certificate.json",
)
_TEXTS = ("cell", "domain", "domain_reasons", "evidence", "made", "alike", "why")


@dataclass(frozen=True)
class Results:
    """What a finished screen left.

    Attributes
    ----------
    front, top, shortlist : DataFrame
        As of `Screened`.
    files : dict of str to Path
        By name, those of `FILES` that are there.
    """

    front: pd.DataFrame
    top: pd.DataFrame
    shortlist: pd.DataFrame
    files: dict[str, Path]


def read_results(folder: Path) -> Results:
    """Read the results of a screen.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Results

    Raises
    ------
    FileNotFoundError
        Where the screen has not finished there.
    """
    shortlist = pd.read_csv(folder / "shortlist.csv", dtype=dict.fromkeys(_TEXTS, str))
    return Results(
        pd.read_parquet(folder / "front.parquet"),
        pd.read_parquet(folder / "top.parquet"),
        shortlist.fillna(dict.fromkeys(_TEXTS, "")),
        {name: folder / name for name in FILES if (folder / name).is_file()},
    )


def molecules_in(cell: str) -> list[str]:
    """Names of salts, solvents and additives of a cell in notation."""
    return list(parse_cell(cell).molecules)
