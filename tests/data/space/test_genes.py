"""Genes reach every candidate and nothing else."""

from __future__ import annotations

from itertools import combinations, product
from math import comb

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.space.axes import unrank_combinations
from nacre.data.space.genes import Genes, rank_combinations
from nacre.data.space.read import make_space

SPACE = make_space(
    {
        "salts": ["1 M NaPF6", "2 m NaFSI"],
        "solvents": {"names": ["EC", "DME", "TTE"], "mix": [1, 2], "ratios": ["1:1", "2:1"]},
        "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "10 mM"], "mix": [1, 2]},
        "hosts": ["none", "Cu"],
    }
)


@given(n=st.integers(1, 12), k=st.integers(1, 4), data=st.data())
def test_ranking_undoes_unranking(n: int, k: int, data: st.DataObject) -> None:
    k = min(k, n)
    ranks = np.array(data.draw(st.lists(st.integers(0, comb(n, k) - 1), min_size=1, max_size=20)))
    assert np.array_equal(rank_combinations(unrank_combinations(ranks, n, k), n), ranks)


def test_all_values_of_genes_are_all_candidates() -> None:
    genes = Genes(SPACE)
    grid = np.array(list(product(*(range(count) for count in genes.bounds.values()))))
    found = genes.candidates(dict(zip(genes.bounds, grid.T, strict=True)))
    assert set(found.tolist()) == set(range(SPACE.size))


def test_a_taken_name_stands_for_the_next_free_one() -> None:
    genes = Genes(SPACE)
    values = {name: np.zeros(1, dtype=np.int64) for name in genes.bounds} | {"solvent.size": np.ones(1, dtype=np.int64)}
    (cell,) = SPACE.cells(genes.candidates(values))
    assert [share.name for share in cell.electrolyte.solvents] == ["EC", "DME"]


def test_a_space_of_one_candidate_has_no_genes() -> None:
    one = make_space({"salts": ["1 M NaPF6"], "solvents": {"names": ["EC"]}})
    assert Genes(one).bounds == {}
    assert Genes(one).candidates({}).tolist() == [0]


def test_pairs_of_names_are_those_of_the_space() -> None:
    pairs = {tuple(s.name for s in cell.electrolyte.solvents) for cell in SPACE.cells(np.arange(SPACE.size))}
    assert {p for p in pairs if len(p) == 2} == set(combinations(("EC", "DME", "TTE"), 2))
