"""Amounts of an electrolyte anywhere in a part of a space: from sums of doses and corners of mixtures.

Volume, mass and moles of the whole rise with every dose, since the inverse of one minus a matrix of doses does, so that
their ends come from the ends of the doses. For given doses each amount is linear in what the solvents bring, so that a
quotient of two lies between its values at the corners of the mixture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from ...data.arrays import Bools, Floats, Ints
from ...data.batch.doses import N_COEFFICIENTS
from ..electrolyte.recipe_tables import ELEMENTS
from ..electrolyte.solvation import ANION_SITES, TYPICAL_RATIO, first_shell
from .axes import ADDED, ANION_WEIGHT, ATOMS, CARRIER, COST, N_AMOUNTS, N_LINEAR
from .interval import Interval, ratio

_VOLUME, _MASS, _MOLES = range(3)
_SOLVENT_ATOMS = slice(N_LINEAR, N_LINEAR + len(ELEMENTS))
_WEIGHTS, _ANIONS, _COORDINATING, _DONORS, _DONOR_WEIGHTS, _PRICE = range(
    N_LINEAR + len(ELEMENTS), N_LINEAR + len(ELEMENTS) + 6
)
#: The shell is computed in float32; what that can come to, as a share and in all.
_SINGLE, _SHELL = 3e-6, 2e-4
#: Stands for more donor atoms than any cell has.
_MANY = 1e6
_Ends = tuple[Floats, Floats]


@dataclass(frozen=True)
class PairRanges:
    """Ranges over pairs of a part of salts and a part of additives.

    Attributes
    ----------
    sums : tuple of float64 arrays of shape (n_pairs, 3 + N_AMOUNTS, 5)
        Low and high ends of the sums of the doses.
    totals : tuple of float64 arrays of shape (n_pairs, 4, 3)
        Of volume (L), mass (g) and moles, from the four numbers of a mixture.
    amounts : tuple of float64 arrays of shape (n_pairs, 4, N_AMOUNTS)
    unknown : bool array of shape (n_pairs, N_AMOUNTS)
    crowded : bool array of shape (n_pairs,)
        Where even the lowest doses leave no room for solvent.
    """

    sums: _Ends
    totals: _Ends
    amounts: _Ends
    unknown: Bools
    crowded: Bools

    @classmethod
    def of(cls, salts: Interval, additives: Interval) -> Self:
        """From the sums of both, shape (n_pairs, (3 + N_AMOUNTS) · 5) each."""
        shape = (len(salts.low), 3 + N_AMOUNTS, N_COEFFICIENTS)
        low, high = ((getattr(salts, end) + getattr(additives, end)).reshape(shape) for end in ("low", "high"))
        unknown = np.asarray((salts.unknown | additives.unknown).reshape(shape)[:, 3:].any(axis=2), dtype=bool)
        *totals, crowded = _totals(low[:, :3], high[:, :3])
        amounts = tuple(_brought(sums[:, 3:], total) for sums, total in zip((low, high), totals, strict=True))
        return cls((low, high), (totals[0], totals[1]), (amounts[0], amounts[1]), unknown, crowded)


def _totals(low: Floats, high: Floats) -> tuple[Floats, Floats, Bools]:
    """Ends of volume, mass and moles, infinite where doses may leave no room; and where they surely leave none.

    One minus a matrix of doses has a positive inverse exactly where there is room.
    """
    ends, crowded = [], np.zeros(len(low), dtype=bool)
    for sums in (low, high):
        right = np.zeros((len(sums), 3, N_LINEAR))
        right[:, [0, 1, 2], [0, 1, 2]] = 1.0
        right[:, :, 1] += sums[:, :, 3]
        right[:, :, 3] += sums[:, :, 4]
        matrix = np.eye(3) - sums[:, :, :3]
        fine: Bools = np.asarray(np.isfinite(matrix).all(axis=(1, 2)) & np.isfinite(right).all(axis=(1, 2)), dtype=bool)
        solved = np.full((len(sums), 3, N_LINEAR), np.nan)
        regular = fine & (np.abs(np.linalg.det(np.where(fine[:, None, None], matrix, np.eye(3)))) > 1e-12)
        if regular.any():
            inverse = np.linalg.inv(matrix[regular])
            good = (inverse > -1e-12).all(axis=(1, 2)) & (inverse[:, [0, 1, 2], [0, 1, 2]] > 0).all(axis=1)
            solved[np.flatnonzero(regular)[good]] = inverse[good] @ right[regular][good]
            if sums is low:
                crowded[np.flatnonzero(regular)[~good]] = True
        ends.append(np.swapaxes(solved, 1, 2))
    return np.nan_to_num(ends[0], nan=0.0), np.where(np.isnan(ends[1]), np.inf, ends[1]), crowded


def _brought(sums: Floats, totals: Floats) -> Floats:
    """What the doses bring, from the four numbers of a mixture, shape (n, 4, n_amounts); see `Pairs.amounts`."""
    with np.errstate(invalid="ignore", over="ignore"):
        parts = [_known(sums[:, None, :, i] * totals[:, :, None, i]) for i in range(3)]
        moles = parts[0] + parts[1] + parts[2]
        moles[:, 1] += sums[:, :, 3]
        moles[:, 3] += sums[:, :, 4]
    return np.asarray(moles)


def _sum(one: _Ends, other: _Ends) -> _Ends:
    """Ends of a sum, of which one part may be known in no mixture."""
    with np.errstate(invalid="ignore"):
        high = one[1] + other[1]
    return one[0] + other[0], np.where(np.isnan(high), np.inf, high)


def _known(products: Floats) -> Floats:
    """Products of amounts, of which nothing times anything is nothing."""
    return np.where(np.isnan(products), 0.0, products)


def _linear(table: Floats, numbers: Floats) -> Floats:
    """Products of a mixture's four numbers, shape (n, n_corners, 4), with a table, shape (n, 4, m)."""
    with np.errstate(invalid="ignore"):
        if np.isfinite(table).all():
            return np.asarray(numbers @ table)
        return np.asarray(_known(numbers[:, :, :, None] * table[:, None]).sum(axis=2))


class Amounts:
    """Amounts of some electrolytes, each a part of salts, of mixtures and of additives.

    Parameters
    ----------
    pairs : PairRanges
    pair : int64 array of shape (n,)
        The pair of each electrolyte.
    corners : Interval
        Of the mixture of each, shape (n, n_corners, 14).
    """

    def __init__(self, pairs: PairRanges, pair: Ints, corners: Interval) -> None:
        self._pairs, self._pair = pairs, pair
        self._low, self._high, self._corners = corners.low, corners.high, corners
        ends = ((corners.low, 0), (corners.high, 1))
        linear = [(end[:, :, :N_LINEAR], pairs.totals[i][pair], pairs.amounts[i][pair]) for end, i in ends]
        self._totals: _Ends = (_linear(linear[0][1], linear[0][0]), _linear(linear[1][1], linear[1][0]))
        self._dosed: _Ends = (_linear(linear[0][2], linear[0][0]), _linear(linear[1][2], linear[1][0]))
        self._unknown = pairs.unknown[pair]
        self.crowded = pairs.crowded[pair]

    def _interval(self, ends: _Ends, unknown: Bools, *, share: float = 1e-9, least: float = 0.0) -> Interval:
        """The range over all corners."""
        return Interval(ends[0].min(axis=1), ends[1].max(axis=1), unknown).widened(share, least)

    def _total(self, which: int) -> _Ends:
        return self._totals[0][:, :, which], self._totals[1][:, :, which]

    def _dose(self, which: int) -> _Ends:
        return self._dosed[0][:, :, which], self._dosed[1][:, :, which]

    def _solvents(self, which: int) -> _Ends:
        return self._low[:, :, which], self._high[:, :, which]

    def _no_carrier(self) -> Bools:
        return np.asarray(self._dosed[0][:, :, CARRIER].min(axis=1) <= 0)

    def na_per_solvent(self) -> Interval:
        """Charge carrier for each mole of solvents."""
        return self._interval(self._dose(CARRIER), self._unknown[:, CARRIER])

    def additive_mole_fraction(self) -> Interval:
        """Additives among all moles."""
        return self._interval(ratio(self._dose(ADDED), self._total(_MOLES)), self._unknown[:, ADDED])

    def additive_dose(self) -> Interval:
        """Millimoles of additives for each mole of the charge carrier."""
        low, high = ratio(self._dose(ADDED), self._dose(CARRIER))
        unknown = self._no_carrier() | self._unknown[:, [ADDED, CARRIER]].any(axis=1)
        return self._interval((1000.0 * low, 1000.0 * high), unknown, share=_SINGLE)

    def molality(self) -> Interval:
        """Charge carrier in a kilogram of solvents."""
        low, high = ratio(self._dose(CARRIER), self._solvents(_MASS))
        return self._interval((1000.0 * low, 1000.0 * high), self._unknown[:, CARRIER])

    def molarity(self) -> Interval:
        """Charge carrier in a litre: what is dosed by volume is there whatever the rest is."""
        low, high = (sums[self._pair, 3 + CARRIER] for sums in self._pairs.sums)
        volume, found = self._total(_VOLUME), []
        for sums, end in ((low, 0), (high, 1)):
            whole = sums[:, 0, None] + np.zeros_like(volume[0])
            others = (self._total(_MASS), self._total(_MOLES), self._solvents(1), self._solvents(3))
            for place, other in enumerate(others, 1):
                if sums[:, place].any():
                    with np.errstate(invalid="ignore"):
                        whole = whole + _known(sums[:, place, None] * ratio(other, volume)[end])
            found.append(whole)
        return self._interval((found[0], found[1]), self._unknown[:, CARRIER])

    def density(self) -> Interval:
        """Mass over volume, g/cm³."""
        low, high = ratio(self._total(_MASS), self._total(_VOLUME))
        return self._interval((low / 1000.0, high / 1000.0), np.zeros(len(low), dtype=bool))

    def price_per_kg(self) -> Interval:
        """Price of a kilogram."""
        dosed, own = self._dose(COST), self._solvents(_PRICE)
        unknown = self._corners.unknown[:, :, _PRICE].any(axis=1) | self._unknown[:, COST]
        return self._interval(ratio(_sum(dosed, own), self._total(_MASS)), unknown)

    def atoms_per_solvent(self, element: int) -> Interval:
        """Atoms for each mole of solvents; the number of the element in `ELEMENTS`."""
        return self._interval(self._atoms(element), self._unknown[:, ATOMS][:, element])

    def _atoms(self, element: int) -> _Ends:
        dosed, brought = self._dose(ATOMS.start + element), self._solvents(_SOLVENT_ATOMS.start + element)
        return _sum(dosed, brought)

    def _per_carrier(self, ends: _Ends, unknown: Bools) -> Interval:
        share = ratio(ends, self._dose(CARRIER))
        return self._interval(share, unknown | self._no_carrier() | self._unknown[:, CARRIER], share=_SINGLE)

    def atoms_per_na(self, element: int) -> Interval:
        """Atoms for each charge carrier."""
        return self._per_carrier(self._atoms(element), self._unknown[:, ATOMS][:, element])

    def coordinating_per_na(self) -> Interval:
        """Molecules of solvent that coordinate for each charge carrier."""
        return self._per_carrier(self._solvents(_COORDINATING), np.zeros(len(self._pair), dtype=bool))

    def donors_per_na(self) -> Interval:
        """Donor atoms for each charge carrier."""
        return self._per_carrier(self._solvents(_DONORS), np.zeros(len(self._pair), dtype=bool))

    @cached_property
    def shell(self) -> tuple[Interval, Interval]:
        """Free share of the solvent, and share of anions in the first shell; see `first_shell`.

        More donors take places from anions, more places of anions and a lower ratio leave them more.
        """
        donors = self.donors_per_na()
        carrier = self._dose(CARRIER)
        brought = self._solvents(_ANIONS)
        places = ratio(brought, carrier)
        sites = Interval(places[0].min(axis=1) + ANION_SITES, places[1].max(axis=1) + ANION_SITES, donors.unknown)
        held = tuple(one + ANION_SITES * other for one, other in zip(brought, carrier, strict=True))
        dosed, own = self._dose(ANION_WEIGHT), self._solvents(_WEIGHTS)
        weight = ratio(_sum(dosed, own), (held[0], held[1]))
        anion = Interval(weight[0].min(axis=1), weight[1].max(axis=1), self._unknown[:, ANION_WEIGHT])
        has = self._high[:, :, _DONORS] > 0
        above, below = self._solvents(_DONOR_WEIGHTS), self._solvents(_DONORS)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(has, above[0] / below[1], np.inf), np.where(has, above[1] / below[0], -np.inf)
        low, high = np.nanmin(mean[0], axis=1), np.nanmax(np.nan_to_num(mean[1], nan=np.inf), axis=1)
        strange = self._corners.unknown[:, :, [_WEIGHTS, _DONOR_WEIGHTS]].any(axis=(1, 2)) | anion.unknown
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            least = TYPICAL_RATIO * np.maximum(low, 0.0) / np.maximum(anion.high, 1e-300)
            most = TYPICAL_RATIO * high / anion.low
        # Without donors, or anions, the ratio is of no account and taken as one.
        plain = donors.low <= 0
        least = np.where(plain, np.minimum(least, 1.0), least)
        most = np.where(plain, np.maximum(np.nan_to_num(most, nan=np.inf), 1.0), most)
        vague = strange | ~np.isfinite(least) | np.isnan(most)
        few, many = np.maximum(donors.low, 0.0), np.minimum(donors.high, _MANY)
        some, more = sites.low, np.minimum(sites.high, _MANY)
        least, most = np.where(vague, 0.0, least), np.minimum(np.nan_to_num(most, nan=_MANY), 1e12)
        ends = {
            "free": (_shell(few, some, most)[0], _shell(many, more, least)[0]),
            "share": (_shell(many, some, most)[1], _shell(few, more, least)[1]),
        }
        none, endless = donors.low <= 0, donors.high > _MANY
        unknown = strange | donors.unknown
        free = Interval(
            np.where(none | vague, 0.0, np.nan_to_num(ends["free"][0], nan=0.0)),
            np.where(endless | vague, 1.0, np.nan_to_num(ends["free"][1], nan=1.0)),
            unknown | none,
        )
        share = Interval(
            np.where(endless | vague, 0.0, np.nan_to_num(ends["share"][0], nan=0.0)),
            np.where(none | vague, 1.0, np.nan_to_num(ends["share"][1], nan=1.0)),
            unknown,
        )
        return free.widened(_SINGLE, _SHELL), share.widened(_SINGLE, _SHELL)


def _shell(donors: Floats, anions: Floats, factor: Floats) -> tuple[Floats, Floats]:
    """The shell of so many donor atoms and places at a given ratio."""
    return first_shell(donors, donors * factor / TYPICAL_RATIO, anions, anions)
