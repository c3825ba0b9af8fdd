"""What the known cells have tried together: novelty and the domain by names for millions of candidates.

The distance to the nearest known cell costs more than predicting; it is computed for what a screen keeps. For all
candidates two measures need table look-ups only: how many pairs of components stand in no known cell, and whether
a name or a test condition alone puts a candidate out of the domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Self

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Ints
from ...data.batch.cells import CellBatch
from ...data.batch.ragged import MaterialColumn, Ragged
from ...data.chemistry.species import UNKNOWN
from .domain import Domain

_Key = tuple[str, str | tuple[str, ...]]

_ROLES = ("salts", "solvents", "additives")
_LAYERS = ("coating", "host")


@dataclass(frozen=True)
class Coverage:
    """Components of the known cells and the pairs of them that were tested together.

    Attributes
    ----------
    ids : dict
        (role, name) to number; a coating or host counts as a whole. 0 is no component, 1 one that no known cell has.
    untested : int32 array of shape (n_ids, n_ids)
        1 where two components never stood in one known cell; on the diagonal 1 for the unknown component.
    """

    ids: dict[_Key, int]
    untested: npt.NDArray[np.int32]

    @classmethod
    def of(cls, known: CellBatch) -> Self:
        """The components of some known cells, and which pairs of them were tested together.

        Parameters
        ----------
        known : CellBatch

        Returns
        -------
        Coverage
        """
        rows = [list(_components(known, row)) for row in range(len(known))]
        keys = dict.fromkeys(key for row in rows for key in row)
        ids = {key: number for number, key in enumerate(keys, 2)}
        untested = np.ones((len(ids) + 2, len(ids) + 2), dtype=np.int32)
        for row in rows:
            numbers = [ids[key] for key in row]
            untested[np.ix_(numbers, numbers)] = 0
        untested[0, :] = untested[:, 0] = 0
        return cls(ids, untested)

    def novelty(self, batch: CellBatch) -> Ints:
        """Number of pairs of components that stand in no known cell; a new component counts once more by itself.

        Parameters
        ----------
        batch : CellBatch
            n candidates.

        Returns
        -------
        int64 array of shape (n,)
        """
        width, flat = len(self.untested), self.untested.ravel()
        new_pairs = np.zeros(len(batch), dtype=np.int64)
        groups: list[list[Ints]] = []
        for slots, codes in self._slots(batch):
            # Pairs within one list are counted once for each distinct list.
            own = np.zeros(len(slots[0]), dtype=np.int64)
            for slot in slots:
                own += slot == 1
            for one, other in combinations(slots, 2):
                own += flat[one * width + other]
            new_pairs += own[codes]
            groups.append([slot[codes] for slot in slots])
        for some, others in combinations(groups, 2):
            for one, other in product(some, others):
                new_pairs += flat[one * width + other]
        return new_pairs

    def _slots(self, batch: CellBatch) -> Iterator[tuple[list[Ints], Ints]]:
        """For each role the numbers of the first, second, … component of its distinct lists, and the list of each row.

        0 where a list has fewer components; a coating or host is one component.
        """
        for role, lists, codes in _lists(batch):
            ids = [0 if name == UNKNOWN else self.ids.get((role, name), 1) for name in batch.pool]
            entries, lengths = np.array(ids, dtype=np.int64)[lists.species], np.diff(lists.indptr)
            slots = []
            for place in range(int(lengths.max(initial=0))):
                has = lengths > place
                slot = np.zeros(len(lists), dtype=np.int64)
                slot[has] = entries[lists.indptr[:-1][has] + place]
                slots.append(slot)
            if slots:
                yield slots, codes
        for layer in _LAYERS:
            column: MaterialColumn = getattr(batch, layer)
            numbers = np.array([self.ids.get((layer, names), 1) if names else 0 for names in column.lists])
            if numbers.any():
                yield [numbers], column.codes


def _lists(batch: CellBatch) -> Iterator[tuple[str, Ragged, Ints]]:
    """For each role the distinct lists, and the list of each row."""
    recipes = batch.recipes
    yield "salts", recipes.salts, batch.salt
    yield "solvents", recipes.solvents, batch.mixture
    yield "additives", recipes.additives, batch.additive


def _components(batch: CellBatch, row: int) -> Iterator[_Key]:
    for role in _ROLES:
        column: Ragged = getattr(batch, role)
        for code in column.species[column.indptr[row] : column.indptr[row + 1]]:
            if batch.pool[code] != UNKNOWN:
                yield role, batch.pool[code]
    for layer in _LAYERS:
        materials: MaterialColumn = getattr(batch, layer)
        if names := materials.lists[materials.codes[row]]:
            yield layer, names


def out_by_name(domain: Domain, batch: CellBatch) -> Bools:
    """Where a salt, a solvent or a test condition alone puts a cell out of the domain.

    These cells are "out" for `Domain.judge` too, which also looks at the distance to the nearest known cell.

    Parameters
    ----------
    domain : Domain
    batch : CellBatch
        n cells.

    Returns
    -------
    bool array of shape (n,)
    """
    out = np.zeros(len(batch), dtype=bool)
    known = {"salts": domain.salts, "solvents": domain.solvents}
    for role, lists, codes in _lists(batch):
        if role in known:
            new = np.array([name not in {*known[role], UNKNOWN} for name in batch.pool], dtype=bool)
            if new.any():
                out |= (np.bincount(lists.row, new[lists.species], len(lists)) > 0)[codes]
    for field, (low, high) in domain.ranges.items():
        values = getattr(batch, field)
        out |= (values < low) | (values > high)
    return out
