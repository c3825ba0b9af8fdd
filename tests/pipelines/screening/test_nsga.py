"""Selection keeps what nothing beats; children stay within their bounds; a known front is found."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nacre.pipelines.screening.nsga import Population, crowding, mutated, ranks

POINTS = st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=30)


def beats(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one <= other).all() and (one < other).any())


@given(POINTS)
def test_ranks_peel_fronts(points: list[tuple[int, int, int]]) -> None:
    objectives = np.array(points, dtype=np.float64)
    found = ranks(objectives)
    for i, own in enumerate(objectives):
        rivals = [found[j] for j, other in enumerate(objectives) if beats(other, own)]
        assert found[i] == (max(rivals) + 1 if rivals else 0)


def test_the_ends_of_a_front_and_lonely_points_have_the_most_room() -> None:
    objectives = np.array([[0.0, 10.0], [1.0, 6.0], [1.2, 5.5], [10.0, 0.0]])
    room = crowding(objectives, ranks(objectives))
    assert np.isinf(room[[0, 3]]).all()
    assert room[2] > room[1]


@given(POINTS, st.integers(1, 20))
def test_selection_keeps_different_points_of_the_first_front(points: list[tuple[int, int, int]], size: int) -> None:
    objectives = np.array(points, dtype=np.float64)
    genes = np.arange(len(points))[:, None]
    nothing = Population(genes[:0], objectives[:0])
    kept = nothing.selected(Population(genes, objectives), size)
    assert len(kept) == min(size, len(points))
    first = {tuple(row) for row in objectives[ranks(objectives) == 0].tolist()}
    assert len({tuple(row) for row in kept.objectives.tolist()} & first) == min(size, len(first))


@given(st.integers(0, 1000), st.lists(st.integers(2, 9), min_size=1, max_size=6))
def test_children_stay_within_bounds_and_differ(seed: int, counts: list[int]) -> None:
    rng, bounds = np.random.default_rng(seed), np.array(counts)
    genes = rng.integers(bounds, size=(10, len(bounds)))
    children = Population(genes, np.zeros((10, 2))).children(30, bounds, rng)
    assert children.shape == (30, len(bounds))
    assert ((children >= 0) & (children < bounds)).all()
    assert (mutated(genes, bounds, rng) < bounds).all()


def test_a_known_front_is_reached() -> None:
    # f1 = sum of squares, f2 = sum of squared distances to 20: the front is the diagonal and what lies beside it.
    rng, bounds = np.random.default_rng(1), np.full(3, 21)

    def individuals(genes: np.ndarray) -> Population:
        return Population(genes, np.stack([(genes**2).sum(axis=1), ((genes - 20) ** 2).sum(axis=1)], axis=1) * 1.0)

    population = individuals(rng.integers(bounds, size=(40, 3)))
    for _ in range(40):
        population = population.selected(individuals(population.children(40, bounds, rng)), 40)
    spread = population.genes.max(axis=1) - population.genes.min(axis=1)
    assert spread.mean() < 2.5  # about 10 at the start
    assert population.genes[:, 0].min() <= 1
    assert population.genes[:, 0].max() >= 18
