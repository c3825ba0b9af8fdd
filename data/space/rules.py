"""What a candidate must keep to: names that never stand together, limits on amounts; masks over whole batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..batch.cells import CellBatch
from ..batch.ragged import Ragged
from ..chemistry.formula import parse_formula
from ..errors import SpaceError

Prices = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range; None is open."""

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        ends = [end for end in (self.low, self.high) if end is not None]
        if not ends or sorted(ends) != ends or any(end != end for end in ends):  # noqa: PLR0124 - NaN
            raise SpaceError(
                f"A range from {self.low} to {self.high} holds nothing.", hint="Give an end, the lower one first."
            )

    def holds(self, values: Floats) -> Bools:
        """Where values lie inside; an unknown value (NaN) does not."""
        inside = ~np.isnan(values)
        if self.low is not None:
            inside &= values >= self.low
        if self.high is not None:
            inside &= values <= self.high
        return inside


def _roles(batch: CellBatch) -> Iterator[tuple[Ragged, Ints]]:
    """The distinct lists of salts, solvents and additives, each with the list of each row."""
    recipes = batch.recipes
    yield from zip(
        (recipes.salts, recipes.solvents, recipes.additives), (batch.salt, batch.mixture, batch.additive), strict=True
    )


def _of_whole(batch: CellBatch, per_mole: Floats) -> Floats:
    """What salts, solvents and additives bring for one mole of solvents, shape (n_amounts, n).

    Parameters
    ----------
    batch : CellBatch
    per_mole : array of shape (n_species, n_amounts)
        What one mole of each species of the pool brings.
    """
    composition = batch.composition
    dosed = composition.amounts(composition.pairs.amounts(per_mole, per_mole))
    return np.asarray(dosed + (batch.recipes.mixtures.fractions @ per_mole)[batch.mixture].T)


def _fluorine_per_solvent(batch: CellBatch) -> Floats:
    atoms = np.array([parse_formula(s.formula).get("F", 0.0) if s else np.nan for s in batch.species])
    return np.asarray(_of_whole(batch, atoms[:, None])[0])


def _fluorine_per_na(batch: CellBatch) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(_fluorine_per_solvent(batch) / batch.composition.na_per_solvent)


def _price_per_kg(batch: CellBatch, prices: Prices) -> Floats:
    mass = np.array([species.molar_mass_g_mol if species else np.nan for species in batch.species])
    price = np.array([prices.get(name, np.nan) for name in batch.pool])
    cost, total = _of_whole(batch, np.stack([mass * price, mass], axis=1))
    return np.asarray(cost / total)


def component_count(batch: CellBatch) -> Ints:
    """Number of salts, solvents, additives, coating and host phases of each row."""
    count = sum(np.diff(lists.indptr)[codes] for lists, codes in _roles(batch))
    for column in (batch.coating, batch.host):
        count = count + np.array([len(names) for names in column.lists], dtype=np.int64)[column.codes]
    return np.asarray(count, dtype=np.int64)


#: Limits on a candidate: what is limited, from a batch and the prices of the space.
CANDIDATE_LIMITS: dict[str, Callable[[CellBatch, Prices], Floats]] = {
    "components": lambda batch, _: component_count(batch).astype(np.float64),
    "fluorine_per_na": lambda batch, _: _fluorine_per_na(batch),
    "fluorine_per_solvent": lambda batch, _: _fluorine_per_solvent(batch),
    "na_molality_mol_kg": lambda batch, _: batch.composition.na_molality_mol_kg,
    "na_molarity_mol_L": lambda batch, _: batch.composition.na_molarity_mol_L,
    "density_g_cm3": lambda batch, _: batch.composition.density_g_cm3,
    "price_per_kg": _price_per_kg,
}


@dataclass(frozen=True)
class Rules:
    """Exclusions and limits of a space.

    Attributes
    ----------
    exclusions : tuple of frozenset of str
        Names (species, or phases of coating and host) that never stand in one cell.
    limits : dict of str to Range
        Keys of `CANDIDATE_LIMITS`.
    prices : dict of str to float
        Price of a kilogram by name, in any currency.

    Raises
    ------
    SpaceError
        Where a rule cannot be kept or has no meaning.
    """

    exclusions: tuple[frozenset[str], ...] = ()
    limits: dict[str, Range] = field(default_factory=dict)
    prices: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := [name for name in self.limits if name not in CANDIDATE_LIMITS]:
            raise SpaceError(
                f"There is no limit {unknown[0]!r} on candidates.", hint=f"There are {', '.join(CANDIDATE_LIMITS)}."
            )
        if not all(self.exclusions):
            raise SpaceError("An exclusion names nothing.", hint="Name what never stands together.")
        if "price_per_kg" in self.limits and not self.prices:
            raise SpaceError("A limit on prices needs prices.", hint="Give `prices`, e.g. {'NaPF6': 300, 'DME': 40}.")
        if bad := [name for name, price in self.prices.items() if not 0 <= price < np.inf]:
            raise SpaceError(f"The price of {bad[0]}, {self.prices[bad[0]]:g}, is none.", hint="Write 0 or more.")

    @property
    def names(self) -> set[str]:
        """Every name that a rule speaks of."""
        return {*self.prices, *(name for names in self.exclusions for name in names)}

    def __bool__(self) -> bool:
        return bool(self.exclusions or self.limits)

    def allowed(self, batch: CellBatch) -> Bools:
        """Where a batch keeps to the rules, shape (n,)."""
        kept = np.ones(len(batch), dtype=bool)
        for names in self.exclusions:
            together = np.ones(len(batch), dtype=bool)
            for name in names:
                together &= _holds(batch, name)
            kept &= ~together
        for name, limit in self.limits.items():
            kept &= limit.holds(CANDIDATE_LIMITS[name](batch, self.prices))
        return kept


def _holds(batch: CellBatch, name: str) -> Bools:
    """Where a name stands in a cell, as species or as phase."""
    held = np.zeros(len(batch), dtype=bool)
    if name in batch.pool:
        code = batch.pool.index(name)
        for lists, codes in _roles(batch):
            held |= (np.bincount(lists.row, lists.species == code, len(lists)) > 0)[codes]
    for column in (batch.coating, batch.host):
        held |= np.array([name in names for names in column.lists], dtype=bool)[column.codes]
    return held
