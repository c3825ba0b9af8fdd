"""Parts of a space of which no candidate can be kept: exclusions, limits, impossible mixtures, guards."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Floats, Ints
from ...data.space.rules import Range
from ..electrolyte.recipe_tables import ELEMENTS
from ..guards.guard import (
    DEPRESSION_K,
    GUARDS,
    SALT_PER_SOLVENT,
    SOLVATING_PER_NA,
    MixtureTraits,
    species_traits,
)
from ..guards.solubility import SOLUBILITY_TOLERANCE, solubility_limits
from .interval import Interval
from .matrix import FeatureRanges, Ranged, over_lists

#: What leaves no room for solvent.
IMPOSSIBLE = "impossible mixtures"


class RuleRanges:
    """Why no candidate of a part can be kept.

    Parameters
    ----------
    ranges : FeatureRanges
    guards : bool
        Whether the guards are asked.

    Attributes
    ----------
    reasons : tuple of str
        Exclusions, each limit, impossible mixtures, each guard.
    """

    def __init__(self, ranges: FeatureRanges, *, guards: bool) -> None:
        self._ranges, self._guards, self._rules = ranges, guards, ranges.space.rules
        self.reasons = (
            *(f"never together: {', '.join(sorted(names))}" for names in self._rules.exclusions),
            *(f"limit {name}" for name in self._rules.limits),
            IMPOSSIBLE,
            *(one.name for one in GUARDS),
        )

    def first(self, ranged: Ranged) -> Ints:
        """The first reason why no candidate of each row is kept; -1 where some may be, shape (n,)."""
        found = np.full(len(ranged), -1, dtype=np.int64)
        broken = [self._together(ranged, names) for names in self._rules.exclusions]
        broken += [self._outside(ranged, name, limit) for name, limit in self._rules.limits.items()]
        broken.append(ranged.amounts.crowded[ranged.electrolyte])
        if self._guards:
            broken += self._guarded(ranged)
        for number, own in reversed(list(enumerate(broken))):
            found[own] = number
        return found

    # -- exclusions and limits ---------------------------------------------------------------------------------

    def _together(self, ranged: Ranged, names: frozenset[str]) -> Bools:
        """Where every candidate holds all names."""
        every = np.ones(len(ranged), dtype=bool)
        space, ranges = self._ranges.space, self._ranges
        for name in sorted(names):
            held = np.zeros(len(ranged), dtype=bool)
            for axis, place in zip((ranges.salts, ranges.mixtures, ranges.additives), ranged.axes, strict=False):
                if name in axis.axis.names:
                    flags = np.array([own == name for own in axis.axis.names])
                    held |= axis.holds(flags, place[0])[0][place[1]]
            for lists, (parts, which) in zip((space.coatings, space.hosts), ranged.axes[3:5], strict=True):
                table = Interval.points(np.array([float(name in own) for own in lists]))
                held |= (over_lists(table, parts).low > 0)[which]
            every &= held
        return every

    def _outside(self, ranged: Ranged, name: str, limit: Range) -> Bools:
        """Where no candidate has a known value within a limit."""
        if name == "components":
            found = self.components(ranged)
            return _beyond(found, limit)
        amounts = ranged.amounts
        fluorine = list(ELEMENTS).index("fluorine")
        found = {
            "fluorine_per_na": lambda: amounts.atoms_per_na(fluorine),
            "fluorine_per_solvent": lambda: amounts.atoms_per_solvent(fluorine),
            "na_molality_mol_kg": amounts.molality,
            "na_molarity_mol_L": amounts.molarity,
            "density_g_cm3": amounts.density,
            "price_per_kg": amounts.price_per_kg,
        }[name]()
        return _beyond(found, limit)[ranged.electrolyte]

    def components(self, ranged: Ranged) -> Interval:
        """Number of components of each row."""
        ranges = self._ranges
        coating, host = ranges.layers(ranged)
        low, high = coating.low + host.low, coating.high + host.high
        for axis, (parts, place) in zip((ranges.salts, ranges.mixtures, ranges.additives), ranged.axes, strict=False):
            count = axis.count(parts)
            low, high = low + count.low[place], high + count.high[place]
        return Interval.between(low, high)

    # -- guards ------------------------------------------------------------------------------------------------

    def _guarded(self, ranged: Ranged) -> list[Bools]:
        mixtures, mixture = ranged.axes[1]
        traits = self._traits(mixtures)
        electrolyte, temperature = ranged.electrolyte, self._ranges.temperature(ranged)
        na = ranged.amounts.na_per_solvent()
        own = ranged.triple[1]
        short = (traits["solvating"][own] < 1.0 - 1e-9) & (traits["solvating"][own] < SOLVATING_PER_NA * na.low)
        melt = (na.low > SALT_PER_SOLVENT) & ~traits["ionic"][own]
        melting, boiling = traits["melting"][mixture], traits["boiling"][mixture]
        return [
            traits["reacts"][mixture],
            (traits["solvating"] <= 0)[mixture] | short[electrolyte],
            (melt | self._beyond_solubility(ranged))[electrolyte],
            (melting > temperature.high + DEPRESSION_K) & np.isfinite(melting),
            boiling < temperature.low,
        ]

    @cached_property
    def _species(self) -> dict[str, Floats]:
        return species_traits(self._ranges.species)

    def _traits(self, parts: Ints) -> dict[str, npt.NDArray[Any]]:
        """Of each part of mixtures: whether every one reacts, the highest solvating fraction, and so on."""
        axis, n = self._ranges.mixtures, len(parts)
        found: dict[str, npt.NDArray[Any]] = {
            "reacts": np.zeros(n, dtype=bool), "ionic": np.ones(n, dtype=bool), "solvating": np.full(n, np.inf),
            "melting": np.full(n, -np.inf), "boiling": np.full(n, np.inf),
        }  # fmt: skip
        listed = axis.listed(parts)
        if listed.any():
            codes, starts = axis.members(parts[listed])
            none = np.empty(0, dtype=np.int64)
            own = MixtureTraits.of(self._ranges.space.recipes([none, codes, none])[0])
            found["reacts"][listed] = np.logical_and.reduceat(own.reacts, starts)
            found["ionic"][listed] = np.logical_or.reduceat(own.is_ionic, starts)
            found["solvating"][listed] = np.maximum.reduceat(own.solvating, starts)
            found["melting"][listed] = np.minimum.reduceat(own.melting, starts)
            found["boiling"][listed] = np.maximum.reduceat(own.boiling, starts)
        if not listed.all() and axis.names is not None:
            rest, pool = ~listed, axis.pool
            some = parts[rest]
            # At least one of up to four solvents is a main one, so that what holds for all names holds for the mixture.
            found["reacts"][rest] = axis.only(self._species["reacts"][pool] > 0, some)[0]
            found["ionic"][rest] = axis.holds(self._species["is_ionic"][pool] > 0, some)[1]
            dry = axis.only(self._species["is_diluent"][pool] > 0, some)[0]
            found["solvating"][rest] = np.where(dry, 0.0, np.inf)
            melting = np.nan_to_num(self._species["melting_point_C"][pool], nan=-np.inf)[:, None]
            boiling = np.nan_to_num(self._species["boiling_point_C"][pool], nan=np.inf)[:, None]
            found["melting"][rest] = axis.names.any_name(melting, some).low[:, 0]
            found["boiling"][rest] = axis.names.any_name(boiling, some).high[:, 0]
        return found

    def may_react(self, parts: Ints) -> Bools:
        """Parts of mixtures in which a solvent reacts with sodium, though not surely a main one."""
        axis = self._ranges.mixtures
        return axis.holds(self._species["reacts"][axis.pool] > 0, parts)[1] & ~axis.listed(parts)

    def _beyond_solubility(self, ranged: Ranged) -> Bools:
        """Electrolytes of one salt alone in solvents of one family alone, beyond what these take."""
        ranges = self._ranges
        beyond = np.zeros(len(ranged.triple[0]), dtype=bool)
        families = np.array([one.family if one else "" for one in ranges.species])
        for limit in solubility_limits():
            if limit.salt not in ranges.salts.axis.names:
                continue
            salt = np.array([name == limit.salt for name in ranges.salts.axis.names])
            alone = ranges.salts.only(salt, ranged.axes[0][0])[0]
            family = ranges.mixtures.only(families[ranges.mixtures.pool] == limit.family, ranged.axes[1][0])[0]
            most = SOLUBILITY_TOLERANCE * limit.most_mol_L
            beyond |= alone[ranged.triple[0]] & family[ranged.triple[1]] & (ranged.molarity.low > most)
        return beyond


def _beyond(found: Interval, limit: Range) -> Bools:
    outside = found.low > found.high  # nothing known
    if limit.low is not None:
        outside |= found.high < limit.low
    if limit.high is not None:
        outside |= found.low > limit.high
    return outside
