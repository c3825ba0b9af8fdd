"""Choices of an axis by number are those that listing them all gives, in the same order."""

from __future__ import annotations

from itertools import combinations, product
from math import comb, gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.ragged import UNITS, Pool
from nacre.data.cell import Dose, Unit
from nacre.data.space.axes import CombinationAxis, Grid, ListAxis, simplex_ratios, unrank_combinations

DOSES = ((1.0, Unit.WEIGHT_PERCENT), (0.01, Unit.MOLAR))


def listed(axis: CombinationAxis | ListAxis) -> list[tuple[tuple[str, float, int], ...]]:
    """Every choice of an axis as (name, amount, unit), through its columns."""
    pool = Pool()
    columns = axis.ragged(np.arange(axis.size), pool)
    entries = [
        (pool.names[s], float(a), int(u)) for s, a, u in zip(columns.species, columns.amount, columns.unit, strict=True)
    ]
    return [tuple(entries[i:j]) for i, j in zip(columns.indptr[:-1], columns.indptr[1:], strict=True)]


@given(n=st.integers(0, 9), k=st.integers(0, 4))
def test_unranking_is_the_order_of_itertools(n: int, k: int) -> None:
    found = unrank_combinations(np.arange(comb(n, k)), n, k)
    assert [tuple(row) for row in found.tolist()] == list(combinations(range(n), k))


def test_unranking_of_huge_lists_stays_exact() -> None:
    n = 30_000
    last = comb(n, 4) - 1
    found = unrank_combinations(np.array([0, last]), n, 4)
    assert found.tolist() == [[0, 1, 2, 3], [n - 4, n - 3, n - 2, n - 1]]


@pytest.mark.parametrize("sizes", [(0, 1), (1,), (0, 1, 2, 3), (2,)])
def test_doses_are_every_combination_with_every_dose(sizes: tuple[int, ...]) -> None:
    names = ("FEC", "VC", "SbF3", "PS")
    axis = CombinationAxis(names, {k: Grid.of_doses(DOSES, k) for k in sizes})
    expected = [
        tuple((name, amount, UNITS.index(unit)) for name, (amount, unit) in zip(group, doses, strict=True))
        for k in sizes
        for group in combinations(names, k)
        for doses in product(DOSES, repeat=k)
    ]
    assert axis.size == len(expected)
    assert listed(axis) == expected
    assert axis.most == max(sizes)


def test_any_numbers_in_any_order_give_their_choices() -> None:
    axis = CombinationAxis(("EC", "PC", "DME"), {k: Grid.of_ratios(simplex_ratios(5, k)) for k in (1, 2, 3)})
    numbers = np.array([7, 0, 7, axis.size - 1, 3])
    columns, everything = axis.ragged(numbers, Pool()), listed(axis)
    lengths = np.diff(columns.indptr)
    assert lengths.tolist() == [len(everything[i]) for i in numbers]


@given(steps=st.integers(1, 14), k=st.integers(1, 4))
def test_simplex_holds_every_split_once_in_smallest_numbers(steps: int, k: int) -> None:
    found = simplex_ratios(steps, k)
    expected = [parts for parts in product(range(1, steps + 1), repeat=k) if sum(parts) == steps]
    assert found.shape == (len(expected), k)
    assert {tuple(row / row.sum()) for row in found} == {tuple(np.array(p) / steps) for p in expected}
    assert all(gcd(*map(int, row)) == 1 for row in found)


def test_fewer_names_drop_sizes_that_need_more() -> None:
    axis = CombinationAxis(("EC", "PC"), {k: Grid.of_ratios(np.ones((1, k))) for k in (1, 2)})
    left = axis.without({"PC"})
    assert left.names == ("EC",)
    assert left.size == 1


def test_a_list_loses_choices_that_hold_a_name() -> None:
    axis = ListAxis(
        ((Dose("NaPF6", 1.0, Unit.MOLAR),), (Dose("NaPF6", 1.0, Unit.MOLAR), Dose("NaNO3", 0.1, Unit.MOLAR)))
    )
    assert axis.names == ("NaPF6", "NaNO3")
    assert axis.most == 2
    assert axis.without({"NaNO3"}).size == 1
