"""Attributions: factors that multiply up to the prediction, strongest first, told as association."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import LIFETIME, OVERPOTENTIAL
from nacre.features.catalogue import CAUSES, GROUPS
from nacre.features.feature import Feature
from nacre.features.matrix import catalogue, feature, feature_names, featurize
from nacre.models.attribution.contributions import Attribution, attribute, sentence
from nacre.models.predictor.cell_predictor import CellPredictor

TEXTS = (
    "1 M NaPF6 in diglyme | 0.5 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 vol% FEC | coating: Na3P | host: Cu | 3 mA/cm2, 1 mAh/cm2",
    "carbonate electrolyte",
)
LUMO = feature("solvent.lumo_eV.mean")
KNOWN = np.linspace(-8, -3, 51)

every_target = pytest.mark.parametrize("target", ["lifetime", "overpotential"])


def entries(*names: str) -> tuple[Feature, ...]:
    return tuple(Feature(name, name, "", "", "", "other") for name in names)


def features(predictor: CellPredictor) -> np.ndarray:
    """Published cells and new ones."""
    new = featurize(CellBatch.from_cells([parse_cell(text) for text in TEXTS]))
    return np.ascontiguousarray(np.vstack([predictor.evidence.features, new]))


@every_target
def test_groups_and_base_multiply_up_to_the_prediction(predictor: CellPredictor, target: str) -> None:
    matrix = features(predictor)
    booster = predictor.targets[target].booster
    found = attribute(booster, matrix)
    groups = found.by_group()
    assert list(groups) == list(GROUPS)
    product = np.exp(found.base) * np.prod([np.exp(values) for values in groups.values()], axis=0)
    np.testing.assert_allclose(product, booster.predict(matrix), rtol=1e-4)


@every_target
def test_base_is_one_number_and_shapes_are_those_of_the_matrix(predictor: CellPredictor, target: str) -> None:
    matrix = features(predictor)
    booster = predictor.targets[target].booster
    found = attribute(booster, matrix)
    assert found.names == feature_names()
    assert found.contributions.shape == matrix.shape
    np.testing.assert_allclose(found.base, found.base[0])
    np.testing.assert_allclose(np.log(booster.predict(matrix)), found.base + found.contributions.sum(axis=1), atol=1e-4)


@every_target
def test_features_that_the_trees_never_use_contribute_nothing(predictor: CellPredictor, target: str) -> None:
    found = attribute(predictor.targets[target].booster, features(predictor))
    told = [entry.group == "report" for entry in predictor.columns.entries]
    unused = (predictor.evidence.weights == 0) & ~np.array(told)
    assert unused.any()
    assert (found.contributions[: len(predictor.evidence.frame), unused] == 0).all()


@every_target
def test_strongest_are_ordered_by_size_with_their_sign(predictor: CellPredictor, target: str) -> None:
    found = attribute(predictor.targets[target].booster, features(predictor))
    for row in range(0, len(found.base), 10):
        strongest = found.strongest(row, 6)
        sizes = [abs(value) for _, value in strongest]
        assert sizes == sorted(sizes, reverse=True)
        assert 0 < len(strongest) <= 6
        assert max(sizes) == np.abs(found.contributions[row]).max()
        for place, value in strongest:
            assert found.contributions[row, place] == value


def test_groups_are_signed_sums() -> None:
    found = Attribution(
        entries("solvent.a", "solvent.b", "protocol.c", "host.d"),
        np.array([[0.5, -0.2, -1.0, 0.0], [0.0, 0.0, 0.0, 0.25]]),
        np.array([2.0, 2.0]),
    )
    groups = found.by_group()
    np.testing.assert_allclose(groups["solvent"], [0.3, 0.0])
    np.testing.assert_allclose(groups["protocol"], [-1.0, 0.0])
    np.testing.assert_allclose(groups["host"], [0.0, 0.25])
    assert list(groups) == ["solvent", "host", "protocol"], "in the order of reports, without groups that are not there"


@every_target
def test_causes_are_another_sum_of_the_same_contributions(predictor: CellPredictor, target: str) -> None:
    found = attribute(predictor.targets[target].booster, features(predictor))
    causes = found.by_cause()
    assert list(causes) == list(CAUSES)
    np.testing.assert_allclose(sum(causes.values()), sum(found.by_group().values()), atol=1e-9)


def test_strongest_leave_out_what_contributes_nothing_and_keep_ties_in_order() -> None:
    found = Attribution(entries("solvent.a", "solvent.b", "host.c"), np.array([[0.1, 0.0, -0.1]]), np.array([0.0]))
    assert found.strongest(0) == [(0, 0.1), (2, -0.1)]
    assert found.strongest(0, 1) == [(0, 0.1)]
    assert found.strongest(0, 0) == []


@pytest.mark.parametrize(
    ("target", "contribution", "word"),
    [
        ("lifetime", 0.59, "longer"),
        ("lifetime", -0.59, "shorter"),
        ("overpotential", 0.59, "higher"),
        ("overpotential", -0.59, "lower"),
    ],
)
def test_a_sentence_tells_label_value_unit_and_association(target: str, contribution: float, word: str) -> None:
    quantity = LIFETIME if target == "lifetime" else OVERPOTENTIAL
    told = sentence(LUMO, -6.5, contribution, KNOWN, quantity=quantity)
    assert LUMO.label[1:] in told
    assert "-6.5 eV" in told
    assert "associated with" in told
    assert target in told
    assert word in told
    assert f"{np.exp(contribution):.2f}" in told
    assert LUMO.meaning in told
    assert told[0].isupper()


def test_a_sentence_tells_where_the_value_lies_among_published_cells() -> None:
    assert "30 %" in sentence(LUMO, -6.5, 0.5, KNOWN, quantity=LIFETIME)
    with_gaps = np.append(KNOWN, [np.nan] * 100)
    assert "30 %" in sentence(LUMO, -6.5, 0.5, with_gaps, quantity=LIFETIME)
    assert "100 %" in sentence(LUMO, 0.0, 0.5, KNOWN, quantity=LIFETIME)
    assert "%" not in sentence(LUMO, -6.5, 0.5, np.array([0.0, 1.0, 1.0]), quantity=LIFETIME)
    assert "%" not in sentence(LUMO, -6.5, 0.5, np.array([]), quantity=LIFETIME)


def test_a_sentence_says_that_a_value_is_not_known() -> None:
    told = sentence(LUMO, np.nan, -0.5, KNOWN, quantity=LIFETIME)
    assert "not known" in told
    assert "nan" not in told
    assert "%" not in told


@pytest.mark.parametrize("name", ["coating.present", "electrolyte.is_gel"])
def test_a_flag_reads_as_a_fact_without_a_number(name: str) -> None:
    yes, no = (sentence(feature(name), value, 0.0, np.array([0.0, 1.0]), quantity=LIFETIME) for value in (1.0, 0.0))
    assert yes != no
    assert not set("0123456789") & set(yes + no)


@every_target
def test_every_feature_has_a_sentence(predictor: CellPredictor, target: str) -> None:
    known, quantity = predictor.evidence.features, predictor.targets[target].quantity
    for column, entry in enumerate(catalogue()):
        for value in (float(known[0, column]), np.nan, 1.0):
            told = sentence(entry, value, 0.3, known[:, column], quantity=quantity)
            assert "associated with" in told
            assert entry.label[1:] in told
            assert "  " not in told
