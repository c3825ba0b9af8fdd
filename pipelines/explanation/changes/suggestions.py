"""Small change, large gain: single changes that stay in the domain, on the Pareto front of effort and gains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ....data.arrays import Bools, Floats
from ....data.cell import Cell
from ....models.predictor.cell_predictor import CellPredictor
from ....models.predictor.domain import IN
from ..known_cells import KnownCells
from ..records import Change
from .single import Candidate, additions, dose_changes, material_swaps, possible, ratio_changes
from .single import salt_swaps as swapped_salts
from .single import solvent_swaps as swapped_solvents
from .what_if import predicted

#: What a change costs in the lab, as ranks: another amount, an additive, another salt or solvent, a coating, a host.
EFFORT = {"amount": 1, "additive": 2, "salt": 3, "solvent": 3, "coating": 4, "host": 5}
#: A quantity has to get better by this factor (or the same contribution on another scale) to count as a gain …
LEAST_GAIN = float(np.log(1.05))
#: … while no other gets worse by more than this.
MOST_LOSS = float(np.log(1.01))
#: How many are told.
MOST = 8

_FACTORS = (0.5, 0.75, 1.5, 2.0)
_RATIOS = ((1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (1.0, 3.0), (3.0, 1.0))


def suggestions(
    cell: Cell, predictor: CellPredictor, known: KnownCells, row: Mapping[Any, Any], *, level: float
) -> list[Change]:
    """Single changes worth a try, least effort first.

    A change is kept where its cell is in the domain, at least one quantity gets better by 5 %, none worse by more than
    1 %, and no other kept change asks for at most the same effort (`EFFORT`) and is better in every quantity.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    known : KnownCells
    row : dict
        What is predicted for the cell.
    level : float
        Share of new papers' cells that the bounds hold for.
    """
    candidates = possible(neighbours(cell, known))
    changes = predicted(candidates, predictor, row, level=level)
    effort = np.array([_effort(candidate) for candidate in candidates], dtype=np.float64)
    gains = np.array([_gains(change, predictor) for change in changes]).reshape(len(changes), len(predictor.targets))
    inside = np.array([change.domain == IN for change in changes], dtype=bool)
    worthwhile = inside & (gains.max(axis=1, initial=0.0) >= LEAST_GAIN) & (gains >= -MOST_LOSS).all(axis=1)
    kept = np.flatnonzero(worthwhile)
    kept = kept[on_front(effort[kept], gains[kept])]
    order = sorted(kept, key=lambda i: (-gains[i].sum(), effort[i]))[:MOST]
    return [changes[i] for i in sorted(order, key=lambda i: (effort[i], -gains[i].sum()))]


def neighbours(cell: Cell, known: KnownCells) -> Iterator[Candidate]:
    """Every single change that is tried: amounts, ratios, additives, salts, solvents, coatings, hosts."""
    yield from dose_changes(cell, _FACTORS)
    yield from ratio_changes(cell, _RATIOS)
    yield from additions(cell, known.additives)
    for place in range(len(cell.electrolyte.salts)):
        yield from swapped_salts(cell, place, known.salts)
    for place in range(len(cell.electrolyte.solvents)):
        yield from swapped_solvents(cell, place, known.solvents)
    for part in ("coating", "host"):
        yield from material_swaps(cell, part, known.materials(part))


def _effort(candidate: Candidate) -> int:
    return EFFORT["amount"] if candidate.kind == "amount" else EFFORT[candidate.part]


def _gains(change: Change, predictor: CellPredictor) -> list[float]:
    """How much better each quantity gets, in natural logarithm units."""
    return [
        change.outcomes[name].contribution * (1.0 if target.quantity.higher_is_better else -1.0)
        for name, target in predictor.targets.items()
    ]


def on_front(effort: Floats, gains: Floats) -> Bools:
    """Which changes no other one beats: at most the same effort, at least the same gains, and something better.

    Parameters
    ----------
    effort : array of shape (n,)
    gains : array of shape (n, n_quantities)

    Returns
    -------
    bool array of shape (n,)
        Of exact ties the first is kept.
    """
    scores = np.column_stack([-effort, gains])
    at_least = (scores[:, None, :] >= scores[None, :, :]).all(axis=2)
    better = (scores[:, None, :] > scores[None, :, :]).any(axis=2)
    ties = at_least & ~better & (np.arange(len(scores))[:, None] < np.arange(len(scores))[None, :])
    return np.asarray(~((at_least & better) | ties).any(axis=0))
