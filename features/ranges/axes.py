"""What parts of salts, mixtures and additives bring: features of the lists, sums of doses, corners of mixtures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...data.arrays import Bools, Floats, Ints
from ...data.batch.doses import N_COEFFICIENTS, Doses
from ...data.batch.ragged import Pool, Ragged
from ...data.batch.recipes import Recipes
from ...data.space.axes import CombinationAxis
from ...data.space.candidates import Space
from ...data.space.parts import FEW, NAMES, AxisParts, CombinationParts, parts_of
from ..electrolyte.catalogue import ADDITIVE, SALT, SOLVENT, STATISTICS
from ..electrolyte.recipe_tables import ELEMENTS, RecipeTables
from ..molecules.properties import PROPERTIES, property_matrix
from .interval import Interval
from .names import NameRanges, SumRanges

ROLES = ("salt", "solvent", "additive")
_FEATURES = {"salt": SALT, "solvent": SOLVENT, "additive": ADDITIVE}
#: What doses are asked for: volume, mass and moles, then the charge carrier, additives, atoms, Boltzmann factors of
#: anions, the price.
CARRIER, ADDED, ATOMS, ANION_WEIGHT = 0, 1, slice(2, 2 + len(ELEMENTS)), 2 + len(ELEMENTS)
COST = ANION_WEIGHT + 1
N_AMOUNTS = COST + 1
#: What a corner of a mixture holds: four numbers that amounts are linear in, what `RecipeTables.of_solvents` has, the
#: price of a mole.
N_LINEAR, N_BROUGHT = 4, 6 + len(ELEMENTS)


def _no_lists() -> Ragged:
    nothing = np.empty(0, dtype=np.int64)
    return Ragged(np.zeros(1, dtype=np.int64), nothing, np.empty(0), nothing)


@dataclass(frozen=True)
class SpeciesFacts:
    """What is asked of each species of a space, in the order of its pool."""

    space: Space

    @cached_property
    def recipes(self) -> Recipes:
        """The pool without any list."""
        none = _no_lists()
        return Recipes(self.space.pool, none, none, np.empty(0, dtype=np.int64), none)

    @cached_property
    def values(self) -> Floats:
        """Properties, as `property_matrix` gives them."""
        return property_matrix(self.recipes.species)

    def numbers(self, names: tuple[str, ...]) -> Ints:
        """Places of names in the pool."""
        place = {name: number for number, name in enumerate(self.space.pool)}
        return np.array([place[name] for name in names], dtype=np.int64)


def _cost(space: Space, recipes: Recipes) -> Floats:
    """Price of a mole of each species, shape (n_species, 1); NaN where none is given."""
    prices = space.rules.prices
    per_kg = np.array([prices.get(name, np.nan) for name in recipes.pool])
    return (per_kg * recipes.columns.molar_mass_g_mol)[:, None]


def _dose_weights(space: Space, tables: RecipeTables, recipes: Recipes) -> tuple[Floats, Floats]:
    """What one mole of each species brings as a salt and as an additive, shape (n_species, 3 + N_AMOUNTS)."""
    columns = recipes.columns
    mass, volume = columns.molar_mass_g_mol, columns.molar_volume_cm3_mol / 1000.0
    whole = np.stack([volume, mass, np.ones_like(mass)], axis=1)
    elements = np.stack([tables.column(name) for name in ELEMENTS.values()], axis=1)
    nothing, one = np.zeros((len(mass), 1)), np.ones((len(mass), 1))
    carrier = columns.is_alkali_salt.astype(np.float64)[:, None]
    anions, cost = tables.anion_weights[:, None], _cost(space, recipes)
    return (
        np.hstack([whole, carrier, nothing, elements, anions, cost]),
        np.hstack([whole, nothing, one, elements, nothing, cost]),
    )


def _mixture_numbers(space: Space, tables: RecipeTables, recipes: Recipes) -> Floats:
    """What each mixture of some recipes brings, shape (n_mixtures, N_LINEAR + N_BROUGHT)."""
    mixtures = recipes.mixtures
    return np.hstack([mixtures.linear, tables.of_solvents.T, mixtures.fractions @ _cost(space, recipes)])


@dataclass(frozen=True)
class ListFacts:
    """What is exactly known of some choices of each of the three axes."""

    features: dict[str, Floats]
    sums: dict[str, Floats]
    corners: Floats
    is_mixed: dict[str, Bools]

    @classmethod
    def of(cls, space: Space, codes: list[Ints]) -> ListFacts:
        """The facts of the choices of the given numbers of salts, mixtures, additives."""
        recipes, _ = space.recipes(codes)
        tables = RecipeTables(recipes)
        as_salt, as_additive = _dose_weights(space, tables, recipes)
        sums = {"salt": recipes.salt_doses.sums(as_salt), "additive": recipes.additive_doses.sums(as_additive)}
        return cls(
            {"salt": tables.salt, "solvent": tables.solvent, "additive": tables.additive},
            {role: own.reshape(len(own), own.shape[1] * own.shape[2]) for role, own in sums.items()},
            _mixture_numbers(space, tables, recipes),
            {"salt": recipes.salt_doses.is_mixed, "additive": recipes.additive_doses.is_mixed},
        )


class AxisRanges:
    """Ranges over parts of one of the three axes.

    Parameters
    ----------
    space : Space
    axis : {0, 1, 2}
        Salts, mixtures, additives.
    facts : SpeciesFacts
    """

    def __init__(self, space: Space, axis: int, facts: SpeciesFacts) -> None:
        self.space, self.number, self.role = space, axis, ROLES[axis]
        self.axis = (space.salts, space.mixtures, space.additives)[axis]
        self.parts: AxisParts = parts_of(self.axis)
        self._facts = facts
        self.names = NameRanges(self.axis) if isinstance(self.axis, CombinationAxis) else None
        self.pool = facts.numbers(self.axis.names)
        self._known = Pool()
        for name in space.pool:
            self._known.code(name)

    # -- what is known of choices ------------------------------------------------------------------------------

    def _exact(self, codes: Ints) -> ListFacts:
        none = np.empty(0, dtype=np.int64)
        return ListFacts.of(self.space, [codes if place == self.number else none for place in range(3)])

    def members(self, parts: Ints) -> tuple[Ints, Ints]:
        """Numbers of all choices of some parts, and where each part begins among them."""
        size = self.parts.size(parts)
        starts = np.cumsum(size) - size
        return np.arange(int(size.sum())) + np.repeat(self.parts.first(parts) - starts, size), starts

    def listed(self, parts: Ints) -> Bools:
        """Parts of which every choice is computed: some amounts of the same names, and all parts of a list."""
        if not isinstance(self.parts, CombinationParts):
            return np.ones(len(parts), dtype=bool)
        return np.asarray(self.parts.is_whole(parts) & (self.parts.size(parts) <= FEW))

    # -- features of the lists ---------------------------------------------------------------------------------

    def features(self, parts: Ints) -> Interval:
        """Features of the lists in the order of their catalogue, shape (n, n_features)."""
        entries = _FEATURES[self.role]
        n = len(parts)
        found = Interval(np.full((n, len(entries)), -np.inf), np.full((n, len(entries)), np.inf),
                         np.ones((n, len(entries)), dtype=bool))  # fmt: skip
        listed = self.listed(parts)
        if listed.any():
            codes, starts = self.members(parts[listed])
            facts = self._exact(codes)
            points = Interval.points(facts.features[self.role])
            if self.role in facts.is_mixed and (mixed := facts.is_mixed[self.role]).any():
                points.put(mixed, self._of_members(codes[mixed], points.take(mixed)))
            found.put(listed, points.over(starts))
        if not listed.all() and self.names is not None:
            found.put(~listed, self._of_names(parts[~listed]))
        return found

    def _of_names(self, parts: Ints) -> Interval:
        assert self.names is not None
        values, whole = self._facts.values[self.pool], []
        for entry in _FEATURES[self.role]:
            prop = _PROPERTY.get(entry.name)
            if prop is None:
                whole.append(self._count(parts) if entry.name.endswith(".count") else Interval.anything(len(parts)))
                continue
            own = values[:, [prop]]
            if entry.name.endswith((".min", ".max")):
                one = self.names.extreme(own, parts, largest=entry.name.endswith(".max"))
            else:
                one = self.names.any_name(own, parts).widened()
            whole.append(Interval(one.low[:, 0], one.high[:, 0], one.unknown[:, 0]))
        return Interval(*(np.stack([getattr(one, end) for one in whole], axis=1) for end in ("low", "high", "unknown")))

    def _count(self, parts: Ints) -> Interval:
        assert self.names is not None
        found = self.names.count(parts)
        if self.role == "salt":
            mass = self._facts.values[self.pool][:, [PROPERTIES.index("molar_mass_g_mol")]]
            unnamed = self.names.any_name(mass, parts).unknown[:, 0]
            found = Interval(np.where(unnamed, 0.0, found.low), found.high, unnamed)
        return found

    def _of_members(self, codes: Ints, known: Interval) -> Interval:
        """Lists whose shares depend on the whole: means lie between the values of the members."""
        ragged = self.axis.ragged(codes, self._known)
        values = self._facts.values[ragged.species]
        low, high, unknown = known.low.copy(), known.high.copy(), known.unknown.copy()
        for place, entry in enumerate(_FEATURES[self.role]):
            prop = _PROPERTY.get(entry.name)
            if prop is not None and not entry.name.endswith((".min", ".max")):
                one = Interval.points(values[:, prop]).over(ragged.indptr[:-1]).widened()
                low[:, place], high[:, place], unknown[:, place] = one.low, one.high, one.unknown
        return Interval(low, high, unknown)

    # -- doses -------------------------------------------------------------------------------------------------

    def sums(self, parts: Ints) -> Interval:
        """Sums of the doses' coefficients, shape (n, (3 + N_AMOUNTS) · 5); see `Doses.sums`."""
        width = (3 + N_AMOUNTS) * N_COEFFICIENTS
        found = Interval.between(np.zeros((len(parts), width)), np.zeros((len(parts), width)))
        listed = self.listed(parts)
        if listed.any():
            codes, starts = self.members(parts[listed])
            found.put(listed, _amounts(self._exact(codes).sums[self.role]).over(starts))
        if not listed.all():
            found.put(~listed, self._sum_ranges.of(parts[~listed], width))
        return found

    @cached_property
    def _sum_ranges(self) -> SumRanges:
        assert isinstance(self.axis, CombinationAxis)
        assert self.names is not None
        recipes = self._facts.recipes
        weights = _dose_weights(self.space, RecipeTables(recipes), recipes)[0 if self.role == "salt" else 1]
        brought = {}
        for k, grid in self.axis.grids.items():
            places = []
            for place in range(k):
                given = np.unique(np.stack([grid.amount[:, place], grid.unit[:, place]], axis=1), axis=0)
                n, d = len(self.pool), len(given)
                ragged = Ragged(np.arange(n * d + 1), np.repeat(self.pool, d), np.tile(given[:, 0], n),
                                np.tile(given[:, 1], n).astype(np.int64))  # fmt: skip
                sums = Doses(ragged, recipes.columns).sums(weights).reshape(n * d, -1)
                places.append(_amounts(sums).over(np.arange(0, n * d, d)))
            if k:
                brought[k] = Interval(
                    *(np.stack([getattr(one, end) for one in places]) for end in ("low", "high", "unknown"))
                )
        return SumRanges(self.names, brought)

    # -- mixtures ----------------------------------------------------------------------------------------------

    def corners(self, parts: Ints) -> Interval:
        """Boxes of which every mixture of a part is an average, shape (n, n_corners, 14).

        One mole of a mixture is so many moles of each solvent, so that all that it brings is an average of what the
        solvents bring; the parts of the ratio alone are not, and have the range of the whole part.
        """
        most = self.axis.most if self.names is not None else 1
        shape = (len(parts), most, N_LINEAR + N_BROUGHT)
        found = Interval(np.full(shape, np.inf), np.full(shape, -np.inf), np.zeros(shape, dtype=bool))
        listed = self.listed(parts)
        if listed.any():
            codes, starts = self.members(parts[listed])
            exact = Interval.points(self._exact(codes).corners).over(starts)
            found.put(listed, Interval(*(np.repeat(getattr(exact, end)[:, None], most, axis=1)
                                         for end in ("low", "high", "unknown"))))  # fmt: skip
        if not listed.all():
            found.put(~listed, self._of_solvents(parts[~listed], most))
        return found

    def _of_solvents(self, parts: Ints, most: int) -> Interval:
        assert self.names is not None
        pure, table = self._pure, np.arange(len(self.pool))
        shape = (len(parts), most, pure.shape[1])
        found = Interval(np.full(shape, np.inf), np.full(shape, -np.inf), np.zeros(shape, dtype=bool))
        follows = self.names.following(pure, parts)
        points = Interval.points(pure)
        first = points.take(np.maximum(parts[:, NAMES], 0))
        for place, (has, name) in enumerate(self.names.places(parts)):
            rows = np.flatnonzero(has)
            found.low[rows, place], found.high[rows, place] = points.low[name[rows]], points.high[name[rows]]
            found.unknown[rows, place] = points.unknown[name[rows]]
            # A place that no name has taken holds all that may follow; where none does it repeats the first name.
            rest = np.flatnonzero(~has)
            open_ = self.names.after(parts)[rest] < len(table)
            for end in ("low", "high", "unknown"):
                repeated = getattr(first, end)[rest]
                getattr(found, end)[rest, place] = np.where(open_[:, None], getattr(follows, end)[rest], repeated)
        low, high = self._per_part(parts)
        found.low[:, :, 3], found.high[:, :, 3] = low[:, None], high[:, None]
        return found

    @cached_property
    def _pure(self) -> Floats:
        """Each solvent alone, shape (n_names, 14)."""
        n = len(self.pool)
        none = _no_lists()
        alone = Ragged(np.arange(n + 1), self.pool, np.ones(n), np.full(n, -1))
        recipes = Recipes(self.space.pool, none, alone, np.full(n, -1), none)
        return _mixture_numbers(self.space, RecipeTables(recipes), recipes)

    def _per_part(self, parts: Ints) -> tuple[Floats, Floats]:
        """Range of one over the parts of the ratios."""
        assert isinstance(self.axis, CombinationAxis)
        ends = [(1 / total.max(), 1 / total.min()) for _, grid in sorted(self.axis.grids.items())
                if len(total := grid.amount.sum(axis=1))]  # fmt: skip
        low, high = np.array(ends).T
        block = parts[:, 0]
        return np.where(block < 0, low.min(), low[block]), np.where(block < 0, high.max(), high[block])

    # -- flags of names ----------------------------------------------------------------------------------------

    def holds(self, flags: Bools, parts: Ints) -> tuple[Bools, Bools]:
        """Whether every, and whether any, choice has a name with a flag; flags in the order of the axis' names."""
        if self.names is not None:
            return self.names.holds(flags, parts)
        return self._listed_flags(flags, parts, np.logical_or)

    def only(self, flags: Bools, parts: Ints) -> tuple[Bools, Bools]:
        """Whether every, and whether any, choice has names with a flag alone."""
        if self.names is not None:
            return self.names.only(flags, parts)
        return self._listed_flags(flags, parts, np.logical_and)

    def highest(self, values: Floats, parts: Ints) -> Floats:
        """The largest value of any name that may stand in each part; minus infinity where none does.

        Parameters
        ----------
        values : float64 array of shape (n_names,)
            In the order of the axis' names.
        parts : int64 array of shape (n, width)
        """
        if self.names is not None:
            return self.names.any_name(values[:, None], parts).high[:, 0]
        codes, starts = self.members(parts)
        ragged = self.axis.ragged(codes, self._known)
        place = np.zeros(len(self.space.pool))
        place[self.pool] = values
        own, filled = np.full(len(codes), -np.inf), np.diff(ragged.indptr) > 0
        if filled.any():
            own[filled] = np.maximum.reduceat(place[ragged.species], ragged.indptr[:-1][filled])
        return np.maximum.reduceat(own, starts)

    def _listed_flags(self, flags: Bools, parts: Ints, how: np.ufunc) -> tuple[Bools, Bools]:
        codes, starts = self.members(parts)
        ragged = self.axis.ragged(codes, self._known)
        place = np.zeros(len(self.space.pool), dtype=np.int64)
        place[self.pool] = np.arange(len(self.pool))
        own = np.zeros(len(codes), dtype=bool)
        filled = np.diff(ragged.indptr) > 0
        if filled.any():
            own[filled] = how.reduceat(flags[place[ragged.species]], ragged.indptr[:-1][filled])
        return np.logical_and.reduceat(own, starts), np.logical_or.reduceat(own, starts)

    def slots(self, ids: Ints, parts: Ints, various: int) -> list[Ints]:
        """For the first, second, … name of each part of a list a number, 0 for none.

        Parameters
        ----------
        ids : int64 array of shape (n_names,)
        parts : int64 array of shape (n, 2)
        various : int
            Stands for any name in parts of several choices.
        """
        ragged = self.axis.ragged(self.parts.first(parts), self._known)
        place = np.zeros(len(self.space.pool), dtype=np.int64)
        place[self.pool] = ids
        several, lengths = self.parts.size(parts) > 1, np.diff(ragged.indptr)
        found = []
        for number in range(self.axis.most):
            slot = np.zeros(len(parts), dtype=np.int64)
            has = lengths > number
            slot[has] = place[ragged.species[ragged.indptr[:-1][has] + number]]
            found.append(np.where(several, various, slot))
        return found

    def count(self, parts: Ints) -> Interval:
        """How many names stand together."""
        if self.names is not None:
            return self.names.count(parts)
        codes, starts = self.members(parts)
        indptr = self.axis.ragged(codes, self._known).indptr
        number = (indptr[1:] - indptr[:-1]).astype(np.float64)
        return Interval.points(number).over(starts)


def _amounts(values: Floats) -> Interval:
    """Sums of doses as intervals; of what is not known, anything from 0 on."""
    unknown = np.isnan(values)
    return Interval(np.where(unknown, 0.0, values), np.where(unknown, np.inf, values), unknown)


_PROPERTY = {entry.name: PROPERTIES.index(prop) for entry, prop in STATISTICS}
