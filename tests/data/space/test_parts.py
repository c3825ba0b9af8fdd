"""Parts of a space are split into parts that hold the same candidates, each once."""

from __future__ import annotations

from math import comb

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.space.axes import rank_combinations, unrank_combinations
from nacre.data.space.parts import Parts
from nacre.data.space.read import make_space

SPACE = make_space(
    {
        "salts": {"names": ["NaPF6", "NaFSI", "NaClO4"], "concentrations": ["1 M", "2 m"], "mix": [1, 2]},
        "solvents": {"names": ["EC", "DME", "TTE", "PC"], "mix": [1, 2, 3], "simplex": 4},
        "additives": ["none", "1 wt% FEC", "2 wt% FEC", "5 wt% FEC + 10 mM SbF3"],
        "coatings": ["none", "NaF", "Na3P"],
        "hosts": ["none", "Cu"],
    }
)


@given(n=st.integers(1, 12), k=st.integers(1, 4), data=st.data())
def test_ranking_undoes_unranking(n: int, k: int, data: st.DataObject) -> None:
    k = min(k, n)
    ranks = np.array(data.draw(st.lists(st.integers(0, comb(n, k) - 1), min_size=1, max_size=20)))
    assert np.array_equal(rank_combinations(unrank_combinations(ranks, n, k), n), ranks)


@given(seed=st.integers(0, 1000))
def test_splitting_along_any_axes_keeps_every_candidate_once(seed: int) -> None:
    parts, rng = Parts(SPACE), np.random.default_rng(seed)
    rows = parts.root()
    for _ in range(int(rng.integers(1, 12))):
        can = parts.fanout(rows) > 0
        along = np.array([rng.choice(np.flatnonzero(own)) if own.any() else -1 for own in can])
        children, parent = parts.split(rows, along)
        assert np.array_equal(
            np.bincount(parent, parts.size(children), len(rows))[along >= 0], parts.size(rows)[along >= 0]
        )
        rows = np.concatenate([children, rows[along < 0]])
    members = parts.members(rows)
    assert np.array_equal(np.sort(members), np.arange(SPACE.size))
    starts = np.cumsum(parts.size(rows)) - parts.size(rows)
    assert np.array_equal(np.minimum.reduceat(members, starts), parts.first(rows))


def test_a_part_of_one_choice_on_each_axis_is_not_split() -> None:
    parts = Parts(make_space({"salts": ["1 M NaPF6"], "solvents": {"names": ["DME"]}}))
    assert not parts.fanout(parts.root()).any()
    assert parts.members(parts.root()).tolist() == [0]


def test_long_grids_of_amounts_are_split_into_pieces_first() -> None:
    concentrations = [f"{0.1 * step:.1f} M" for step in range(1, 31)]
    space = make_space(
        {"salts": {"names": ["NaPF6", "NaFSI"], "concentrations": concentrations, "mix": [2]},
         "solvents": {"names": ["DME"]}}
    )  # fmt: skip
    parts = Parts(space)
    rows = parts.root()
    for _ in range(4):
        rows, _ = parts.split(rows, np.zeros(len(rows), dtype=np.int64))
    assert len(rows) == -(-900 // 64)
    singles, _ = parts.split(rows, np.zeros(len(rows), dtype=np.int64))
    assert np.array_equal(np.sort(parts.members(singles)), np.arange(900))
