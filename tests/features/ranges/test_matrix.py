"""Whatever is split, no feature, limit or guard of a candidate lies outside the ranges of its part."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.space.parts import Parts
from nacre.data.space.read import make_space
from nacre.data.space.rules import CANDIDATE_LIMITS
from nacre.features.columns import CATALOGUE
from nacre.features.guards.guard import guard
from nacre.features.matrix import featurize
from nacre.features.protection import is_bare
from nacre.features.ranges.matrix import FeatureRanges
from nacre.features.ranges.rules import RuleRanges

SPACES: dict[str, dict[str, Any]] = {
    "combinations": {
        "salts": {"names": ["NaPF6", "NaFSI", "NaClO4", "NaNO3"], "concentrations": ["0.5 M", "2 M", "1 mol/kg"],
                  "mix": [1, 2]},
        "solvents": {"names": ["EC", "PC", "DME", "TTE", "Pyr13FSI", "AN"], "mix": [1, 2, 3], "simplex": 4},
        "additives": {"names": ["FEC", "VC", "SbF3"], "doses": ["1 wt%", "20 mM", "2 vol%"], "mix": [1, 2]},
        "coatings": ["none", "NaF", "Na3P + NaBr"], "hosts": ["none", "Cu", "carbon cloth"],
        "protocols": ["1 mA/cm2, 1 mAh/cm2", "3 mA/cm2", "0.5 mA/cm2, 2 mAh/cm2, 60 °C"],
        "exclude": [["DME", "NaClO4"], ["EC", "SbF3", "Cu"]],
        "prices": {"NaPF6": 300, "NaFSI": 900, "EC": 30, "PC": 30, "DME": 40, "TTE": 500, "FEC": 90},
        "limits": {"fluorine_per_na": {"max": 20}, "na_molality_mol_kg": {"min": 0.6, "max": 3},
                   "na_molarity_mol_L": {"max": 2.2}, "fluorine_per_solvent": {"max": 6}, "components": {"max": 7},
                   "density_g_cm3": {"max": 1.5}, "price_per_kg": {"max": 250}},
    },
    "lists": {
        "salts": ["1 M NaPF6", "0.5 M NaFSI + 1 wt% NaNO3", "8 M NaFSI"],
        "solvents": {"names": ["EC", "DME", "DMC"], "mix": [2, 3], "ratios": ["1:1", "3:1", "1:2:1"], "basis": "w/w"},
        "additives": ["none", "2 wt% FEC", "5 wt% FEC + 10 mM SbF3"],
    },
    "crowded": {
        "salts": {"names": ["NaFSI", "NaTFSI"], "concentrations": ["2 M", "5 M", "9 M"], "mix": [1, 2]},
        "solvents": {"names": ["diglyme", "TTE", "BTFE"], "mix": [1, 2], "ratios": ["1:1", "1:4"], "basis": "mol"},
        "additives": {"names": ["FEC", "VC"], "doses": ["1 wt%", "60 wt%"], "mix": [1, 2]},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SPACES)
def test_ranges_hold_every_candidate(name: str) -> None:
    space = make_space(SPACES[name])
    parts, ranges, rng = Parts(space), FeatureRanges(space, CATALOGUE), np.random.default_rng(0)
    rules = RuleRanges(ranges, guards=True)
    rows, deepest = parts.root(), False
    while not deepest:
        ranged = ranges.ranged(rows)
        batch, of = _members(parts, rows, rng)
        _within(ranges, ranged, batch, of)
        refused = rules.first(ranged)[of]
        kept = space.rules.allowed(batch) & ~batch.composition.impossible & ~guard(batch).refused
        assert (refused[kept] < 0).all(), [rules.reasons[own] for own in refused[kept] if own >= 0][:3]
        every, some = ranges.bare(ranged)
        bare, possible = is_bare(batch), ~batch.composition.impossible
        assert (some[of] >= bare)[possible].all()
        assert (bare >= every[of])[possible].all()
        can = parts.fanout(rows) > 0
        deepest = not can.any()
        rows, can = rows[can.any(axis=1)], can[can.any(axis=1)]
        along = np.array([rng.choice(np.flatnonzero(own)) for own in can], dtype=np.int64)
        rows, _ = parts.split(rows, along)
        rows = rows[np.sort(rng.permutation(len(rows))[:400])]


def _members(parts: Parts, rows: np.ndarray, rng: np.random.Generator) -> tuple[CellBatch, np.ndarray]:
    """A few random candidates of each part, and the part of each."""
    of = np.repeat(np.arange(len(rows)), 3)
    sizes = parts.sizes(rows)[of]
    codes = parts.firsts(rows)[of] + (rng.random(sizes.shape) * sizes).astype(np.int64)
    return parts.space.batch(np.ravel_multi_index(tuple(codes.T), parts.space.shape)), of


def _within(ranges: FeatureRanges, ranged: Any, batch: CellBatch, of: np.ndarray) -> None:
    matrix, possible = featurize(batch), ~batch.composition.impossible
    for column, feature in enumerate(CATALOGUE.names):
        found, place = ranges.interval(ranged, feature)
        which = np.zeros(len(of), dtype=np.int64) if place is None else place[of]
        value = matrix[:, column]
        low, high = found.low.astype(np.float32)[which], found.high.astype(np.float32)[which]
        held = np.where(np.isnan(value), found.unknown[which], (value >= low) & (value <= high))
        assert held[possible].all(), (feature, value[possible & ~held][:3], low[possible & ~held][:3])


@pytest.mark.parametrize("limit", CANDIDATE_LIMITS)
def test_a_limit_that_nothing_keeps_rules_out_the_whole_space(limit: str) -> None:
    content = {
        "salts": ["1 M NaPF6", "1 M NaFSI"],
        "solvents": {"names": ["DME", "diglyme"]},
        "prices": {"NaPF6": 300, "NaFSI": 900, "DME": 40, "diglyme": 60},
        "limits": {limit: {"min": 1000}} if limit != "price_per_kg" else {limit: {"max": 1}},
    }
    space = make_space(content)
    ranges = FeatureRanges(space, CATALOGUE)
    rules = RuleRanges(ranges, guards=False)
    assert rules.reasons[rules.first(ranges.ranged(Parts(space).root()))[0]] == f"limit {limit}"
