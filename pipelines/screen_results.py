"""The results of a screen's job, read from its folder, with what a picture of the front needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..data.notation import parse_cell
from .figures.cell_picture import data_uri, picture
from .screen_page import molecules_of, plotted, spread, told

#: Points of a plot, so that it stays below 3 MB with a picture for each.
MAX_POINTS = 250
#: What a user may take home, in this order.
FILES = (
    "screen.html",
    "shortlist.csv",
    "top.csv",
    "top.parquet",
    "front.csv",
    "front.parquet",
    "choices.csv",
)
_TEXTS = ("cell", "domain", "domain_reasons", "evidence", "why")


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
    """Read the results of a screen."""
    shortlist = pd.read_csv(folder / "shortlist.csv")
    return Results(
        pd.read_parquet(folder / "front.parquet"),
        pd.read_parquet(folder / "top.parquet"),
        shortlist.fillna(dict.fromkeys(_TEXTS, "")),
        {name: folder / name for name in FILES if (folder / name).is_file()},
    )


@dataclass(frozen=True)
class Plot:
    """The front as points.

    Attributes
    ----------
    points : DataFrame
        `x`, `y`, `domain`, `components`, `cell`, `told` and `picture`, a key of `pictures`.
    pictures : dict of str to str
        Addresses of images (data URIs).
    x_title, y_title : str
    """

    points: pd.DataFrame
    pictures: dict[str, str]
    x_title: str
    y_title: str


def plot_of(front: pd.DataFrame) -> Plot:
    """Points of at most `MAX_POINTS` candidates along the front; candidates of the same molecules share a picture."""
    (x, y), bounded = plotted(front)
    part = spread(front, MAX_POINTS)
    names = [tuple(molecules_of(parse_cell(cell))) for cell in part["cell"]]
    records: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in part.to_dict("records")]
    points = pd.DataFrame(
        {
            "x": part[x],
            "y": part[y],
            "domain": part["domain"],
            "components": part["components"],
            "cell": part["cell"],
            "told": [told(record) for record in records],
            "picture": [" ".join(one) for one in names],
        }
    )
    kind = ("lower bound", "upper bound") if bounded else ("median", "median")
    return Plot(
        points,
        {" ".join(one): data_uri(picture(one)) for one in dict.fromkeys(names)},
        f"lifetime (h), {kind[0]}",
        f"overpotential (mV), {kind[1]}",
    )


def molecules_in(cell: str) -> list[str]:
    """Names of salts, solvents and additives of a cell in notation."""
    return molecules_of(parse_cell(cell))
