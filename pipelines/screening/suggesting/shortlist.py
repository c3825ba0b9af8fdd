"""The candidates of a space among which a batch is chosen: possible, new, in the domain, and of a high score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ....data.arrays import Bools, Floats, Ints, Matrix
from ....data.batch.cells import CellBatch
from ....data.cell import format_cell
from ....data.errors import NacreError
from ....data.progress import Progress
from ....data.space.read import Space
from ....data.space.rules import CANDIDATE_LIMITS
from ....features.columns import Columns
from ....features.guards.guard import guard
from ....models.estimators.acquisition import Acquisition, UpperConfidence
from ....models.estimators.batch import Standard, weighed
from ....models.estimators.surrogate import Surrogate
from ....models.predictor.coverage import out_by_name
from ....models.predictor.domain import OUT
from .known import Known, Requirement

#: Larger spaces are sampled.
MAX_SCORED = 1_000_000
#: The best of a first look, among which the batch is chosen.
SHORTLIST = 2_000
_CHUNK = 65_536


@dataclass(frozen=True)
class Wishes:
    """What candidates are judged by.

    Attributes
    ----------
    acquisition : Acquisition
    standard : Standard
    requirements : sequence of Requirement
    per_cost : bool
        Whether the price counts.
    allow_out : bool
        Whether candidates outside the domain may be chosen.
    """

    acquisition: Acquisition
    standard: Standard
    requirements: Sequence[Requirement] = ()
    per_cost: bool = False
    allow_out: bool = False

    def chances(self, batch: CellBatch, seen: Columns, features: Matrix) -> dict[str, Floats]:
        """The chance to keep each requirement, by its column; see `Requirement.chance`."""
        return {one.limit.column: one.chance(batch, seen, features) for one in self.requirements}

    def share(self, batch: CellBatch, choices: Space, seen: Columns, features: Matrix) -> Floats:
        """What gains are multiplied by: the chance to keep all requirements, per price of a kilogram."""
        share = np.ones(len(batch))
        for chance in self.chances(batch, seen, features).values():
            share *= chance
        return share / prices_of(batch, choices) if self.per_cost else share

    def first_look(self, surrogate: Surrogate, features: Matrix) -> Floats:
        """Score of each candidate for itself; of a draw no more is known than what goes well."""
        one = UpperConfidence() if self.acquisition.from_draws else self.acquisition
        return one.score(self.standard.posterior(*surrogate.predict(features)))


def prices_of(batch: CellBatch, choices: Space) -> Floats:
    """Price of a kilogram of each electrolyte, shape (n,)."""
    return np.maximum(CANDIDATE_LIMITS["price_per_kg"](batch, choices.rules.prices), 1e-9)


def check_prices(choices: Space) -> None:
    """Refuse a space that lacks the price of a component.

    Raises
    ------
    NacreError
        With every name that has none.
    """
    prices = choices.rules.prices
    if missing := [name for name in choices.pool if name not in prices]:
        some = ", ".join(f"{name}: …" for name in missing[:3])
        raise NacreError(
            f"`--per-cost` needs the price of each component; the space has none of {', '.join(missing)}.",
            hint=f"Add e.g. `prices: {{{some}}}` to the space, per kilogram, or leave out --per-cost.",
        )
    if not any(prices.values()):
        raise NacreError("`--per-cost`: every price of the space is 0.", hint="Write prices, or leave out --per-cost.")


def indices(size: int, seed: int) -> Ints:
    """All candidates, or a sample of a larger space."""
    if size <= MAX_SCORED:
        return np.arange(size, dtype=np.int64)
    drawn = np.random.default_rng(seed).integers(size, size=int(1.05 * MAX_SCORED), dtype=np.int64)
    return np.unique(drawn)[:MAX_SCORED]


def shortlist(
    choices: Space, index: Ints, known: Known, surrogate: Surrogate, wishes: Wishes, progress: Progress | None
) -> tuple[Ints, Matrix]:
    """The candidates of the highest score, best first, with their features.

    Raises
    ------
    NacreError
        Where none is left.
    """
    best, best_index = np.empty(0), np.empty(0, dtype=np.int64)
    for start in range(0, len(index), _CHUNK):
        part = index[start : start + _CHUNK]
        batch = choices.batch(part)
        kept = np.flatnonzero(_possible(batch, choices, known, allow_out=wishes.allow_out))
        part, batch = part[kept], batch.take(kept)
        features = known.columns.matrix(batch)
        share = wishes.share(batch, choices, known.columns, features)
        best = np.concatenate([best, weighed(wishes.first_look(surrogate, features), share)])
        best_index = np.concatenate([best_index, part])
        order = np.argsort(-best, kind="stable")[:SHORTLIST]
        best, best_index = best[order], best_index[order]
        if progress is not None:
            progress(min(start + _CHUNK, len(index)), len(index))
    features = known.columns.matrix(choices.batch(best_index))
    return _new(choices, best_index, features, known, allow_out=wishes.allow_out)


def _possible(batch: CellBatch, choices: Space, known: Known, *, allow_out: bool) -> Bools:
    """What keeps the rules of the space, leaves room for solvent and passes the guards; names inside the domain."""
    kept = choices.rules.allowed(batch) & ~batch.composition.impossible
    kept &= ~guard(batch).refused
    return kept if allow_out else kept & ~out_by_name(known.domain, batch)


def _new(choices: Space, index: Ints, features: Matrix, known: Known, *, allow_out: bool) -> tuple[Ints, Matrix]:
    """Leave out what has been tested already and, unless it is wanted, what is like no known cell."""
    tested = set(known.data.frame["cell"])
    keep = np.array([notation(choices, i) not in tested for i in index], dtype=bool)
    if not allow_out and len(index):
        keep &= np.array([where != OUT for where in known.judge(choices.batch(index), features)], dtype=bool)
    if not keep.any():
        raise NacreError(
            "No candidate of the space is possible, new and inside the domain."
            if len(index) < SHORTLIST
            else f"None of the {len(keep)} most promising candidates is new and inside the domain.",
            hint="Widen the space, or allow what lies outside (--allow-out).",
        )
    return index[keep], features[keep]


def notation(choices: Space, index: int) -> str:
    """A candidate as text."""
    return format_cell(choices.cell(int(index)))
