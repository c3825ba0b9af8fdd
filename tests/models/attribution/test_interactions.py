"""Interactions: what two features do only together."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.models.attribution.interactions import interaction_values, strongest_interactions
from nacre.models.predictor.cell_predictor import CellPredictor


@pytest.mark.parametrize("target", ["lifetime", "overpotential"])
def test_interaction_values_sum_to_contributions(predictor: CellPredictor, target: str) -> None:
    booster, known = predictor.targets[target].booster, predictor.evidence.features[:20]
    found = interaction_values(booster, known)
    np.testing.assert_allclose(found.sum(axis=2), booster.contributions(known), atol=1e-4)
    np.testing.assert_allclose(found, found.transpose(0, 2, 1), atol=1e-4)
    assert interaction_values(booster, known[:0]).shape == (0, *found.shape[1:])


def test_pairs_are_ranked_and_of_two_features(predictor: CellPredictor) -> None:
    pairs = strongest_interactions(predictor.target("lifetime").booster, predictor.evidence.features, k=5)
    sizes = [pair.size for pair in pairs]
    assert 0 < len(pairs) <= 5
    assert sizes == sorted(sizes, reverse=True)
    assert all(pair.one != pair.other for pair in pairs)
