"""What a picture of the front shows, for the page of a screen and the web page alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...data.cell import Cell
from ...data.quantity import Quantity
from ..reports.figures.front import FrontAxis, FrontPlot
from ..text import BOUND_WORDS, figure_text, is_bound
from .screened import CHANCE_AT, chance_column

_COMPONENTS = FrontAxis("components", "components", log=False, sign=-1)


def front_plot(
    front: pd.DataFrame, cells: Iterable[Cell], objectives: Sequence[Quantity], *, medians: bool = False
) -> FrontPlot:
    """Points of a front: bounds where every candidate has one, else medians.

    Parameters
    ----------
    front : DataFrame
        Rows as of `Screened`.
    cells : iterable of Cell
        The same candidates.
    objectives : sequence of Quantity
        The first one is the horizontal axis of every panel, each other one a vertical axis; a single one stands
        against the number of components.
    medians : bool
        Whether the axes are medians in any case.

    Returns
    -------
    FrontPlot
    """
    first, *others = _axes(front, objectives, medians=medians)
    points = front[["cell", "domain", "components", *(axis.column for axis in (first, *others))]].copy()
    points["told"] = [sentence(row, objectives) for row in records(front)]
    points["reasons"] = front["domain_reasons"]
    points["molecules"] = [cell.molecules for cell in cells]
    return FrontPlot(points, tuple((first, other) for other in others or [_COMPONENTS]))


def _axes(front: pd.DataFrame, objectives: Sequence[Quantity], *, medians: bool) -> list[FrontAxis]:
    bounded = (
        not medians
        and len(front) > 0
        and all(is_bound(front[own.bound_column(own.side)], own, own.side).all() for own in objectives)
    )
    return [
        FrontAxis(
            own.bound_column(own.side) if bounded else own.column,
            f"{own.label}, {f'{own.side} bound' if bounded else 'median'}",
            log=own.scale.kind == "log",
            sign=own.sign,
        )
        for own in objectives
    ]


def spread(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """At most so many rows, evenly along the front."""
    if len(frame) <= most:
        return frame
    return frame.iloc[np.unique(np.linspace(0, len(frame) - 1, most).astype(int))].reset_index(drop=True)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as mappings by column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def sentence(row: Mapping[str, Any], objectives: Sequence[Quantity]) -> str:
    """What is predicted of a candidate, in a sentence."""
    parts = ", ".join(_predicted(row, own) for own in objectives)
    for own in objectives:
        if (column := chance_column(own)) in row:
            parts += f", {row[column]:.0%} to last {CHANCE_AT:g} {own.unit}"
    pairs = int(row["untested_pairs"])
    return (
        f"{parts[:1].upper()}{parts[1:]}; {row['components']} components, {pairs} untested pair{'s' * (pairs != 1)}; "
        f"domain: {row['domain']}."
    )


def _predicted(row: Mapping[str, Any], own: Quantity) -> str:
    bound = row[own.bound_column(own.side)]
    known = is_bound(bound, own, own.side)
    said = f"{BOUND_WORDS[own.side]} {value_text(bound, own)} {own.unit}".rstrip() if known else "no bound"
    return f"{own.name} {value_text(row[own.column], own)} {own.unit}".rstrip() + f" ({said})"


def value_text(value: float, quantity: Quantity) -> str:
    """A figure as a reader wants it; where differences count rather than factors, with more digits."""
    return figure_text(value) if quantity.scale.kind == "log" else f"{value:.4g}"
