"""A few different candidates worth making, each with the reason in one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ...data.arrays import Floats, Ints
from ...data.cell import Cell
from ...data.quantity import Quantity
from ...models.predictor.domain import OUT
from .run.settings import ScreenSettings

#: Least share of components in which two proposals differ, most demanding first; 0 lets other amounts count.
_DIFFERENCES = (0.6, 0.4, 0.2, 0.0)
#: How many choices a sentence names.
_NAMED = 2
#: Where a bounded quantity reaches a limit, its odds end here.
_TINY = 1e-12


@dataclass(frozen=True)
class Standing:
    """What the run knows of the candidates besides their predictions.

    Attributes
    ----------
    cells : dict of int to Cell
    on_front : set of int
    leads : dict of int to list of str
        Choices of which a candidate is the best.
    total : int
        Candidates of the run.
    """

    cells: dict[int, Cell]
    on_front: set[int] = field(default_factory=set)
    leads: dict[int, list[str]] = field(default_factory=dict)
    total: int = 0


def choose(
    pool: pd.DataFrame, settings: ScreenSettings, objectives: Sequence[Quantity], standing: Standing
) -> pd.DataFrame:
    """The shortlist: the extremes first, then the best balance among candidates that differ from those chosen.

    Parameters
    ----------
    pool : DataFrame
        Candidates with predictions and domain.
    settings : ScreenSettings
        How many, and whether candidates out of the domain may be among them.
    objectives : sequence of Quantity
        The most important first.
    standing : Standing

    Returns
    -------
    DataFrame
        Rows of the pool with a column `why`; fewer than asked for where the pool has no more inside the domain.
    """
    eligible = pool if settings.allow_out else pool[pool["domain"] != OUT]
    eligible = eligible.reset_index(drop=True)
    chosen: list[tuple[int, str]] = []
    if len(eligible):
        parts = [_components(standing.cells[number]) for number in eligible["candidate"]]
        for row, word in _ordered(eligible, parts, settings.shortlist, objectives):
            chosen.append((row, _sentence(eligible.iloc[row], word, objectives[0], standing)))
    proposed = eligible.iloc[[row for row, _ in chosen]].reset_index(drop=True)
    proposed["why"] = pd.Series([why for _, why in chosen], dtype=object)
    return proposed


def balance(frame: pd.DataFrame, objectives: Sequence[Quantity]) -> Floats:
    """The objectives together: the sum of their places between the worst and the best row, where effects add up."""
    score = np.zeros(len(frame))
    for quantity in objectives:
        positive = quantity.scale.positive(frame[quantity.column].to_numpy(dtype=np.float64))
        logs = quantity.sign * np.log(np.clip(positive, _TINY, 1 / _TINY))
        spread = logs.max() - logs.min()
        score += (logs - logs.min()) / spread if spread > 0 else 0.0
    return score


def _orders(frame: pd.DataFrame, objectives: Sequence[Quantity]) -> Iterator[tuple[str, Ints]]:
    """What one can be the best in, with the rows in that order: each objective, then all of them together."""
    number = frame["candidate"].to_numpy()
    losses = [-own.sign * frame[own.column].to_numpy(dtype=np.float64) for own in objectives]
    for place, own in enumerate(objectives):
        others = losses[:place] + losses[place + 1 :]
        yield f"the {own.superlative} predicted {own.name}", np.lexsort((number, *others[::-1], losses[place]))
    names = [own.name for own in objectives]
    together = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    yield f"the best balance of {together}", np.lexsort((number, -balance(frame, objectives)))


def _ordered(
    frame: pd.DataFrame, parts: list[frozenset[str]], size: int, objectives: Sequence[Quantity]
) -> Iterator[tuple[int, str]]:
    """Rows in the order in which they are proposed, with what each is the best in."""
    orders = dict(_orders(frame, objectives))
    by_score = list(orders.values())[-1]
    taken: list[int] = []
    for word, order in orders.items():
        row = int(order[0])
        if row not in taken and len(taken) < size:
            taken.append(row)
            yield row, word
    for least in _DIFFERENCES:
        for row in map(int, by_score):
            if len(taken) == size:
                return
            if row not in taken and all(_difference(parts[row], parts[other]) >= least for other in taken):
                taken.append(row)
                yield row, ""


def _components(cell: Cell) -> frozenset[str]:
    e = cell.electrolyte
    species = [f"{role} {item.name}" for role in ("salts", "solvents", "additives") for item in getattr(e, role)]
    return frozenset([*species, *(f"coating {name}" for name in cell.coating), *(f"host {name}" for name in cell.host)])


def _difference(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard distance."""
    return 1.0 - len(one & other) / len(one | other)


def _sentence(row: pd.Series, word: str, first: Quantity, standing: Standing) -> str:
    """Why a candidate is proposed."""
    number = int(row["candidate"])
    led = standing.leads.get(number, [])
    named = ", ".join(led[:_NAMED]) + (f" and {len(led) - _NAMED} more" if len(led) > _NAMED else "")
    if word:
        where = "" if row["domain"] == OUT else " inside or at the edge of the domain"
        reasons = [f"Of {standing.total:,} candidates it has {word}{where}"]
    elif led:
        best = (
            f"is the {first.leader} candidate"
            if first.leader
            else f"has the {first.superlative} predicted {first.name}"
        )
        reasons = [f"It {best} with {named}"]
    else:
        reasons = ["It has the best balance among candidates that differ from those above"]
    if number in standing.on_front:
        reasons.append("stands on the Pareto front")
    pairs = math.comb(int(row["components"]), 2)
    untested = int(row["untested_pairs"])
    if untested:
        reasons.append(f"would be the first test of {untested} pair{'s' * (untested > 1)} of its components")
    elif pairs:
        reasons.append("combines only what published cells have combined")
    return f"{reasons[0]}{''.join(f', {reason}' for reason in reasons[1:-1])}" + (
        f", and {reasons[-1]}." if len(reasons) > 1 else "."
    )
