"""NSGA-II on whole-number genes, whole generations as columns (Deb et al. 2002, 10.1109/4235.996017).

Own code because a candidate is predicted in microseconds: Optuna's samplers take several milliseconds for each trial,
and longer the more they were told, so that a search of 20,000 would outlast the enumeration of ten million
(`benchmarks/search.py --optuna N`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...data.arrays import Bools, Floats, Ints

#: Chance that a child mixes the genes of two parents.
_CROSSOVER = 0.9
#: Chance that a changed gene moves to a neighbouring value, as amounts do, instead of any value.
_STEP = 0.5


@dataclass(frozen=True)
class Population:
    """Individuals with their objectives.

    Attributes
    ----------
    genes : int64 array of shape (n, n_genes)
    objectives : float64 array of shape (n, n_objectives)
        All to be minimized.
    """

    genes: Ints
    objectives: Floats

    def __len__(self) -> int:
        return len(self.genes)

    def selected(self, others: Population, size: int) -> Population:
        """The best of both, best first: by rank, in a rank by crowding; what repeats other objectives comes last."""
        genes = np.concatenate([self.genes, others.genes])
        objectives = np.concatenate([self.objectives, others.objectives])
        rank = ranks(objectives)
        repeated = np.ones(len(genes), dtype=bool)
        repeated[np.unique(objectives, axis=0, return_index=True)[1]] = False
        order = np.lexsort((-crowding(objectives, rank), rank, repeated))[:size]
        return Population(genes[order], objectives[order])

    def children(self, size: int, bounds: Ints, rng: np.random.Generator) -> Ints:
        """Genes of new individuals, shape (size, n_genes); parents win tournaments of two.

        Parameters
        ----------
        size : int
        bounds : int64 array of shape (n_genes,)
            Number of values of each gene, from 0.
        rng : Generator
        """
        # The population is sorted, so the smaller of two places wins.
        mother, father = (rng.integers(len(self), size=(2, size)).min(axis=0) for _ in range(2))
        mixed = rng.random((size, len(bounds))) < 0.5
        mixed &= rng.random((size, 1)) < _CROSSOVER
        return mutated(np.where(mixed, self.genes[father], self.genes[mother]), bounds, rng)


def mutated(genes: Ints, bounds: Ints, rng: np.random.Generator) -> Ints:
    """Each row with one changed gene or more; a step beyond the last value starts again from the first.

    Parameters
    ----------
    genes : int64 array of shape (n, n_genes)
    bounds : int64 array of shape (n_genes,)
        Number of values of each gene.
    rng : Generator
    """
    size, count = genes.shape
    changed = rng.random((size, count)) < 1.0 / count
    changed[np.arange(size), rng.integers(count, size=size)] = True
    step = (genes + rng.choice([-1, 1], size=genes.shape)) % bounds
    anew = np.where(rng.random(genes.shape) < _STEP, step, rng.integers(bounds, size=genes.shape))
    return np.where(changed, anew, genes)


def ranks(objectives: Floats) -> Ints:
    """0 for rows that no other beats, 1 for those that only rows of rank 0 beat, and so on; shape (n,)."""
    no_worse: Bools = np.all(objectives[:, None, :] <= objectives[None, :, :], axis=2)
    beats: Bools = no_worse & ~no_worse.T
    rank = np.full(len(objectives), -1, dtype=np.int64)
    level = 0
    while (left := rank < 0).any():
        rank[left & ~beats[left].any(axis=0)] = level
        level += 1
    return rank


def crowding(objectives: Floats, rank: Ints) -> Floats:
    """Room around each row among those of its rank, as a sum over objectives; infinite at the ends, shape (n,)."""
    room = np.zeros(len(objectives))
    for level in range(int(rank.max(initial=-1)) + 1):
        rows = np.flatnonzero(rank == level)
        for values in objectives[rows].T:
            order = np.argsort(values, kind="stable")
            spread = values[order[-1]] - values[order[0]]
            if spread > 0:
                gaps = np.full(len(rows), np.inf)
                gaps[1:-1] = (values[order[2:]] - values[order[:-2]]) / spread
                room[rows[order]] += gaps
    return room
