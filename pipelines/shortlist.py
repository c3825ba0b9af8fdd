"""A few different candidates worth making, each with the reason in one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.cell import Cell
from ..models.domain import OUT

#: Least share of components in which two proposals differ, most demanding first; 0 lets other amounts count.
_DIFFERENCES = (0.6, 0.4, 0.2, 0.0)
#: How many choices a sentence names.
_NAMED = 2


@dataclass(frozen=True)
class Shortlist:
    """How to choose.

    Attributes
    ----------
    size : int
    allow_out : bool
        Whether candidates out of the domain may be chosen.
    explain : bool
        Whether a full explanation of each is written beside the page, which takes a second or two each.
    """

    size: int
    allow_out: bool = False
    explain: bool = False


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


def choose(pool: pd.DataFrame, choice: Shortlist, standing: Standing) -> pd.DataFrame:
    """The shortlist: the extremes first, then the best balance among candidates that differ from those chosen.

    Parameters
    ----------
    pool : DataFrame
        Candidates with predictions and domain.
    choice : Shortlist
    standing : Standing

    Returns
    -------
    DataFrame
        Rows of the pool with a column `why`; fewer than asked for where the pool has no more inside the domain.
    """
    eligible = pool if choice.allow_out else pool[pool["domain"] != OUT]
    eligible = eligible.reset_index(drop=True)
    chosen: list[tuple[int, str]] = []
    if len(eligible):
        parts = [_components(standing.cells[number]) for number in eligible["candidate"]]
        for row, word in _ordered(eligible, parts, choice.size):
            chosen.append((row, _sentence(eligible.iloc[row], word, standing)))
    found = eligible.iloc[[row for row, _ in chosen]].reset_index(drop=True)
    found["why"] = pd.Series([why for _, why in chosen], dtype=object)
    return found


def balance(frame: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Lifetime against overpotential, each as its place between the worst and the best of the pool on a log scale."""
    score = np.zeros(len(frame))
    for name, sign in (("lifetime_h", 1.0), ("overpotential_mV", -1.0)):
        logs = sign * np.log(frame[name].to_numpy(dtype=np.float64))
        spread = logs.max() - logs.min()
        score += (logs - logs.min()) / spread if spread > 0 else 0.0
    return score


def _ordered(frame: pd.DataFrame, parts: list[frozenset[str]], size: int) -> Iterator[tuple[int, str]]:
    """Rows in the order in which they are proposed, with what each is the best in."""
    number = frame["candidate"].to_numpy()
    score = balance(frame)
    orders = {
        "the longest predicted lifetime": np.lexsort((number, frame["overpotential_mV"], -frame["lifetime_h"])),
        "the lowest predicted overpotential": np.lexsort((number, -frame["lifetime_h"], frame["overpotential_mV"])),
        "the best balance of lifetime and overpotential": np.lexsort((number, -score)),
    }
    by_score = orders["the best balance of lifetime and overpotential"]
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


def _sentence(row: pd.Series, word: str, standing: Standing) -> str:
    """Why a candidate is proposed."""
    number = int(row["candidate"])
    led = standing.leads.get(number, [])
    named = ", ".join(led[:_NAMED]) + (f" and {len(led) - _NAMED} more" if len(led) > _NAMED else "")
    if word:
        where = "" if row["domain"] == OUT else " inside or at the edge of the domain"
        reasons = [f"Of {standing.total:,} candidates it has {word}{where}"]
    elif led:
        reasons = [f"It is the longest-lived candidate with {named}"]
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
