"""What each choice does, as tables to be read: a row a choice, the best first, figures as a reader wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...data.quantity import Quantity
from .front_plot import value_text
from .run.marginals import column_of

#: Rows of a table; `choices.csv` holds all.
MAX_CHOICES = 40


def choice_tables(choices: pd.DataFrame, objectives: Sequence[Quantity]) -> dict[str, list[dict[str, Any]]]:
    """Rows of each axis with more than one choice, the best median of the first objective first.

    Parameters
    ----------
    choices : DataFrame
        As of `Screened`.
    objectives : sequence of Quantity
        The most important first.

    Returns
    -------
    dict of str to list of dict
        By axis, for at most `MAX_CHOICES` choices: `choice`, `candidates` that hold it, and for each objective its
        figure in words (`figures`) and the length of its bar in percent (`percents`).
    """
    first = objectives[0]
    tables: dict[str, list[dict[str, Any]]] = {}
    for axis, part in choices.groupby("axis", sort=False):
        if len(part) > 1:
            ordered = part.sort_values(column_of(first, "median"), ascending=not first.higher_is_better, kind="stable")
            tables[str(axis)] = _bars(ordered.head(MAX_CHOICES), objectives)
    return tables


def choice_column(own: Quantity) -> dict[str, str]:
    """How a table calls an objective: its median where more is better, its bound where that hurts."""
    return {"label": own.label, "name": own.name, "word": "" if own.higher_is_better else "at most"}


def _bars(part: pd.DataFrame, objectives: Sequence[Quantity]) -> list[dict[str, Any]]:
    """Figures and lengths of bars for each choice."""
    columns = [_shown(part, own) for own in objectives]
    lengths = [_lengths(values, own) for values, own in zip(columns, objectives, strict=True)]
    return [
        {
            "choice": choice,
            "candidates": int(candidates),
            "figures": [value_text(values.iloc[row], own) for values, own in zip(columns, objectives, strict=True)],
            "percents": [round(float(own[row]), 1) for own in lengths],
        }
        for row, (choice, candidates) in enumerate(zip(part["choice"], part["candidates"], strict=True))
    ]


def _shown(part: pd.DataFrame, own: Quantity) -> pd.Series[float]:
    bound = part[column_of(own, f"{own.side}_median")]
    return bound if not own.higher_is_better and np.isfinite(bound).all() else part[column_of(own, "median")]


def _lengths(values: pd.Series[float], own: Quantity) -> Any:  # noqa: ANN401 - an array of shape (n,)
    """Lengths of bars in percent: from zero, or from the least value where zero means nothing."""
    low = (
        0.0
        if own.scale.kind == "log"
        else min(own.scale.origin if own.scale.kind == "bounded" else np.inf, values.min())
    )
    span = values.max() - low
    return 100.0 * (values - low).to_numpy() / span if span > 0 else np.full(len(values), 100.0)
