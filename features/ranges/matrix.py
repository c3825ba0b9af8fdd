"""The feature matrix of parts of a space: for each column the range that its values can have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ...data.arrays import Bools, Floats, Ints
from ...data.space.candidates import Space
from ...data.space.parts import Parts
from ..columns import SOURCE, Columns
from ..electrolyte.catalogue import ADDITIVE, SALT, SOLVENT
from ..electrolyte.recipe_tables import ELEMENTS
from ..materials.catalogue import Prefix, material_features
from ..materials.columns import material_columns
from ..protection import (
    CONCENTRATED_MOL_L,
    ORDINARY_ADDITIVES,
    ORDINARY_ANIONS,
    is_usual_solvent,
)
from ..protocol import ROOM_TEMPERATURE_C, sand_time_s
from ..report import REFERENCE, REPORT_FEATURES
from .amounts import Amounts, PairRanges
from .axes import AxisRanges, SpeciesFacts
from .interval import Interval

_Rows = tuple[Ints, Ints]
_NAMES = {
    role: tuple(entry.name for entry in own)
    for role, own in (("salt", SALT), ("solvent", SOLVENT), ("additive", ADDITIVE))
}
#: Columns that depend on amounts, beside those of each element.
_AMOUNTS: dict[str, Callable[[Amounts], Interval]] = {
    "additive.mole_fraction": Amounts.additive_mole_fraction,
    "additive.dose_mmol_mol_na": Amounts.additive_dose,
    "electrolyte.na_molality_mol_kg": Amounts.molality,
    "electrolyte.na_molarity_mol_L": Amounts.molarity,
    "electrolyte.na_per_solvent": Amounts.na_per_solvent,
    "electrolyte.coordinating_solvent_per_na": Amounts.coordinating_per_na,
    "electrolyte.donor_sites_per_na": Amounts.donors_per_na,
    "electrolyte.free_solvent_fraction": lambda amounts: amounts.shell[0],
    "electrolyte.anion_shell_share": lambda amounts: amounts.shell[1],
}
_CONSTANTS = {
    "electrolyte.is_gel": 0.0,
    "electrolyte.is_polymer": 0.0,
    "electrolyte.is_solid": 0.0,
    "electrolyte.is_stated": 1.0,
    "protection.interlayer": 0.0,
    **{entry.name: value for entry, value in zip(REPORT_FEATURES, REFERENCE, strict=True)},
}


def distinct(rows: Ints) -> _Rows:
    """The distinct rows, and the place of each row among them.

    Parameters
    ----------
    rows : int64 array of shape (n, m)

    Returns
    -------
    rows : int64 array of shape (n_distinct, m)
    place : int64 array of shape (n,)
    """
    keys = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).reshape(-1)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], inverse.reshape(-1)


def paired(one: Ints, other: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """The distinct pairs of two numbers, and the place of each row among them.

    Parameters
    ----------
    one, other : int64 array of shape (n,)
    size : int
        Above every number of `other`.

    Returns
    -------
    first, second : int64 array of shape (n_distinct,)
    place : int64 array of shape (n,)
    """
    both, place = np.unique(one * max(size, 1) + other, return_inverse=True)
    first, second = np.divmod(both, max(size, 1))
    return first, second, place.reshape(-1)


@dataclass(frozen=True)
class Ranged:
    """Parts of a space taken apart: the distinct parts of each axis, and the distinct electrolytes.

    Attributes
    ----------
    axes : list of (int64 array of shape (n_distinct, width), int64 array of shape (n,))
        Distinct parts of each axis and the one of each row.
    triple : tuple of three int64 arrays of shape (n_electrolytes,)
        Places of the parts of salts, mixtures and additives of each distinct electrolyte.
    electrolyte : int64 array of shape (n,)
        The electrolyte of each row.
    amounts : Amounts
        Of each electrolyte.
    molarity : Interval
        Of each electrolyte.
    unusual : tuple of bool arrays of shape (n_electrolytes,)
        Whether every, and whether any, electrolyte is none that papers take for untreated cells.
    roles : dict of str to Interval
        Features of the lists, once they were asked for.
    """

    axes: list[_Rows]
    triple: tuple[Ints, Ints, Ints]
    electrolyte: Ints
    amounts: Amounts
    molarity: Interval
    unusual: tuple[Bools, Bools]
    roles: dict[str, Interval] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.electrolyte)


class FeatureRanges:
    """Ranges of the columns of a predictor over parts of a space.

    Parameters
    ----------
    space : Space
    columns : Columns
        What the predictor sees; what is neither of the catalogue nor the same in every cell may have any value.
    """

    def __init__(self, space: Space, columns: Columns) -> None:
        self.space, self._columns, self.parts = space, columns, Parts(space)
        facts = SpeciesFacts(space)
        self.species = facts.recipes.species
        self.salts, self.mixtures, self.additives = (AxisRanges(space, axis, facts) for axis in range(3))

    def ranged(self, parts: Ints) -> Ranged:
        """Take parts of the space apart.

        Parameters
        ----------
        parts : int64 array of shape (n, width)
            Of `Parts`.
        """
        axes = [distinct(self.parts.of_axis(parts, axis)) for axis in range(6)]
        (salts, salt), (mixtures, mixture), (additives, additive) = axes[:3]
        own_salt, own_additive, pair = paired(salt, additive, len(additives))
        which, own_mixture, electrolyte = paired(pair, mixture, len(mixtures))
        pairs = PairRanges.of(self.salts.sums(salts).take(own_salt), self.additives.sums(additives).take(own_additive))
        amounts = Amounts(pairs, which, self.mixtures.corners(mixtures).take(own_mixture))
        triple = own_salt[which], own_mixture, own_additive[which]
        molarity = amounts.molarity()
        return Ranged(axes, triple, electrolyte, amounts, molarity, self._unusual(axes, triple, molarity))

    def interval(self, ranged: Ranged, name: str) -> tuple[Interval, Ints | None]:
        """The range of a column on distinct things, and the thing of each row; None where all rows have one."""
        group = name.partition(".")[0]
        if name in _CONSTANTS:
            return Interval.points(np.array([_CONSTANTS[name]])), None
        if name in self._by_amount:
            return self._by_amount[name](ranged.amounts), ranged.electrolyte
        if name in _NAMES.get(group, ()):
            axis = list(_NAMES).index(group)
            return self._role(group, ranged).column(_NAMES[group].index(name)), ranged.axes[axis][1]
        special = {
            "electrolyte": self._ionic, "coating": self._material, "host": self._material,
            "protection": self._protection, "protocol": self._protocol, SOURCE: self._constant, "lab": self._constant,
        }.get(group)  # fmt: skip
        return special(name, ranged) if special is not None else (Interval.anything(1), None)

    def _constant(self, name: str, ranged: Ranged) -> tuple[Interval, None]:  # noqa: ARG002
        """A lab's mark is one in every cell that is asked for; its further columns are not known of any."""
        return Interval.points(np.array([1.0 if name.startswith(SOURCE) else np.nan])), None

    def _ionic(self, name: str, ranged: Ranged) -> tuple[Interval, Ints | None]:
        if name != "electrolyte.is_ionic_liquid":
            return Interval.anything(1), None
        low, high = self.is_ionic(ranged.axes[1][0])
        return Interval.between(low.astype(float), high.astype(float)), ranged.axes[1][1]

    def _role(self, role: str, ranged: Ranged) -> Interval:
        if role not in ranged.roles:
            axis = list(_NAMES).index(role)
            ranged.roles[role] = (self.salts, self.mixtures, self.additives)[axis].features(ranged.axes[axis][0])
        return ranged.roles[role]

    @cached_property
    def _by_amount(self) -> dict[str, Callable[[Amounts], Interval]]:
        def of(element: int) -> Callable[[Amounts], Interval]:
            return lambda amounts: amounts.atoms_per_na(element)

        return _AMOUNTS | {f"electrolyte.{name}_per_na": of(number) for number, name in enumerate(ELEMENTS)}

    # -- layers ------------------------------------------------------------------------------------------------

    @cached_property
    def _materials(self) -> dict[str, tuple[tuple[str, ...], Interval]]:
        found: dict[str, tuple[tuple[str, ...], Interval]] = {}
        layers: tuple[tuple[Prefix, tuple[tuple[str, ...], ...]], ...] = (
            ("coating", self.space.coatings),
            ("host", self.space.hosts),
        )
        for prefix, lists in layers:
            names = tuple(entry.name for entry in material_features(prefix))
            found[prefix] = names, Interval.points(material_columns(lists, prefix).astype(np.float64))
        return found

    def _material(self, name: str, ranged: Ranged) -> tuple[Interval, Ints]:
        prefix = name.partition(".")[0]
        names, table = self._materials[prefix]
        parts, place = ranged.axes[3 if prefix == "coating" else 4]
        return over_lists(table.column(names.index(name)), parts), place

    @cached_property
    def phases(self) -> tuple[Interval, Interval]:
        """Number of phases of each coating and of each host."""
        coatings, hosts = ([float(len(own)) for own in lists] for lists in (self.space.coatings, self.space.hosts))
        return Interval.points(np.array(coatings)), Interval.points(np.array(hosts))

    def layers(self, ranged: Ranged) -> tuple[Interval, Interval]:
        """Number of phases of coating and host of each row."""
        found = []
        for axis, own in ((3, self.phases[0]), (4, self.phases[1])):
            parts, place = ranged.axes[axis]
            found.append(over_lists(own, parts).take(place))
        return found[0], found[1]

    # -- protection --------------------------------------------------------------------------------------------

    def is_ionic(self, mixtures: Ints) -> tuple[Bools, Bools]:
        """Whether every, and whether any, mixture of a part consists of ionic liquids."""
        ionic = np.array([one is not None and one.kind == "ionic_liquid" for one in self.species], dtype=bool)
        return self.mixtures.only(ionic[self.mixtures.pool], mixtures)

    def _unusual(self, axes: list[_Rows], triple: tuple[Ints, Ints, Ints], molarity: Interval) -> tuple[Bools, Bools]:
        """Whether every, and whether any, electrolyte is none that papers take for untreated cells."""
        species = self.species
        odd_salt = np.array([not (one is None or one.anion in ORDINARY_ANIONS) for one in species], dtype=bool)
        odd_solvent = np.array(
            [one is None or not is_usual_solvent(one.name, one.role, one.family) for one in species], dtype=bool
        )
        odd_additive = np.array([name not in ORDINARY_ADDITIVES for name in self.space.pool], dtype=bool)
        salts, mixtures, additives = (own for own, _ in axes[:3])
        count = self.salts.count(salts)
        named, ionic = self.salts.holds(odd_salt[self.salts.pool], salts), self.is_ionic(mixtures)
        solvent = self.mixtures.holds(odd_solvent[self.mixtures.pool], mixtures)
        additive = self.additives.holds(odd_additive[self.additives.pool], additives)
        each = (
            (named[0] | (count.low > 1), named[1] | (count.high > 1)),
            (solvent[0] | ionic[0], solvent[1] | ionic[1]),
            additive,
        )
        every, some = (
            np.logical_or.reduce([own[end][place] for own, place in zip(each, triple, strict=True)]) for end in (0, 1)
        )
        dense = molarity.low >= CONCENTRATED_MOL_L, molarity.high >= CONCENTRATED_MOL_L
        return every | (dense[0] & ~molarity.unknown), some | dense[1]

    def bare(self, ranged: Ranged) -> tuple[Bools, Bools]:
        """Whether every, and whether any, cell of each row has nothing that protects the sodium."""
        coating, host = self.layers(ranged)
        every, some = (own[ranged.electrolyte] for own in ranged.unusual)
        return (coating.high == 0) & (host.high == 0) & ~some, (coating.low == 0) & (host.low == 0) & ~every

    def _protection(self, name: str, ranged: Ranged) -> tuple[Interval, Ints]:
        return self._protected(name.partition(".")[2], ranged), np.arange(len(ranged))

    def _protected(self, name: str, ranged: Ranged) -> Interval:
        coating, host = self.layers(ranged)
        if name == "phases":
            return Interval.between(coating.low + host.low, coating.high + host.high)
        if name in ("coating", "host"):
            own = coating if name == "coating" else host
            return Interval.between((own.low > 0).astype(float), (own.high > 0).astype(float))
        every, some = (own[ranged.electrolyte] for own in ranged.unusual)
        without = (coating.high == 0) & (host.high == 0), (coating.low == 0) & (host.low == 0)
        if name == "nothing":
            every, some = ~some, ~every
        return Interval.between((without[0] & every).astype(float), (without[1] & some).astype(float))

    # -- protocol ----------------------------------------------------------------------------------------------

    @cached_property
    def _tests(self) -> dict[str, Floats]:
        def column(name: str) -> Floats:
            values = [getattr(protocol, name) for protocol in self.space.protocols]
            return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

        current, capacity = column("current_density_mA_cm2"), column("areal_capacity_mAh_cm2")
        temperature = column("temperature_C")
        return {
            "current_density_mA_cm2": current,
            "areal_capacity_mAh_cm2": capacity,
            "temperature_C": np.where(np.isnan(temperature), ROOM_TEMPERATURE_C, temperature),
            "sand_ratio": sand_time_s(np.ones(len(current)), current) / (3600.0 * capacity / current),
        }

    def temperature(self, ranged: Ranged) -> Interval:
        """Temperature of each row, °C."""
        parts, place = ranged.axes[5]
        return over_lists(Interval.points(self._tests["temperature_C"]), parts).take(place)

    def _protocol(self, name: str, ranged: Ranged) -> tuple[Interval, Ints]:
        rest = name.partition(".")[2]
        parts, place = ranged.axes[5]
        own = over_lists(Interval.points(self._tests[rest]), parts)
        if rest != "sand_ratio":
            return own, place
        # Sand's time goes with the square of the concentration.
        molarity, factor = ranged.molarity.take(ranged.electrolyte), own.take(place)
        with np.errstate(invalid="ignore"):
            low, high = factor.low * molarity.low**2, factor.high * molarity.high**2
        known = factor.high > -np.inf
        found = Interval(
            np.where(known, low, np.inf), np.where(known, np.nan_to_num(high, nan=np.inf, posinf=np.inf), -np.inf),
            factor.unknown | molarity.unknown,
        )  # fmt: skip
        return found.widened(1e-8), np.arange(len(ranged))


def over_lists(table: Interval, parts: Ints) -> Interval:
    """The range over the choices of each part of a list.

    Parameters
    ----------
    table : Interval
        Of each choice.
    parts : int64 array of shape (n, 2)
        Of `ListParts`.

    Returns
    -------
    Interval
        Of each part.
    """
    size = parts[:, 1] - parts[:, 0]
    starts = np.cumsum(size) - size
    return table.take(np.arange(int(size.sum())) + np.repeat(parts[:, 0] - starts, size)).over(starts)
