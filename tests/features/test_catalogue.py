"""The catalogue: every column is explained, named by one pattern, and signed only where physics fixes the sign."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, QUANTITIES
from nacre.features.catalogue import CAUSES, GROUPS
from nacre.features.catalogue_page import features_page
from nacre.features.feature import Feature
from nacre.features.matrix import catalogue, feature, feature_names, featurize

#: Unit as told to a chemist, and how the quantity's name ends.
ENDINGS = {
    "eV": "_eV",
    "D": "_D",
    "kcal/mol": "_kcal_mol",
    "mPa s": "_mPa_s",
    "Å²": "_A2",
    "g/mol": "_g_mol",
    "mol/kg": "_mol_kg",
    "mol/L": "_mol_L",
    "mA/cm²": "_mA_cm2",
    "mAh/cm²": "_mAh_cm2",
    "°C": "_C",
    "K": "_K",
    "mmol/mol": "_mmol_mol_na",
    "pm": "_pm",
}

every_feature = pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)


@every_feature
def test_every_feature_says_what_it_is_and_where_it_comes_from(entry: Feature) -> None:
    assert entry.label
    assert entry.label[0] != " "
    assert entry.meaning[0].isupper()
    assert entry.meaning.endswith(".")
    assert entry.source
    assert entry.group in GROUPS
    assert entry.cause in CAUSES


@every_feature
def test_every_name_is_group_quantity_statistic_with_the_unit_last(entry: Feature) -> None:
    assert re.fullmatch(r"[a-z]+\.[A-Za-z0-9_]+(\.(mean|min|max))?", entry.name)
    quantity = entry.name.split(".")[1]
    if entry.unit in ENDINGS:
        assert quantity.endswith(ENDINGS[entry.unit])
    elif not entry.unit:
        units = [ending for ending in ENDINGS.values() if quantity.endswith(ending)]
        assert units == [], "a quantity whose name has a unit tells that unit"


def test_only_the_protocol_has_signs() -> None:
    names = {name for quantity in QUANTITIES for name, _ in quantity.monotone}
    assert {feature(name).group for name in names} == {"protocol"}
    for name in names:
        assert LIFETIME.direction_of(name) == -OVERPOTENTIAL.direction_of(name) != 0


def test_harder_tests_shorten_life_and_raise_overpotential() -> None:
    for name in ("protocol.current_density_mA_cm2", "protocol.areal_capacity_mAh_cm2"):
        assert (LIFETIME.direction_of(name), OVERPOTENTIAL.direction_of(name)) == (-1, 1)
    assert LIFETIME.direction_of("protocol.sand_ratio") == 1
    assert LIFETIME.direction_of("protocol.temperature_C") == 0


def test_every_cause_has_features_and_the_load_is_the_protocol() -> None:
    assert {entry.cause for entry in catalogue()} == set(CAUSES)
    assert {entry.group for entry in catalogue() if entry.cause == "load"} == {"protocol"}


def test_page_of_the_documentation_is_current() -> None:
    shown = (Path(__file__).parents[2] / "docs" / "features.md").read_text(encoding="utf-8")
    assert shown == features_page(), "run `make docs-features`"


def test_page_tells_every_feature_with_its_cause_and_sign() -> None:
    lines = {line.split("`")[1]: line for line in features_page().splitlines() if line.startswith("| `")}
    for entry in catalogue():
        for told in (entry.label, entry.meaning, entry.cause, entry.source):
            assert f"| {told} |" in lines[entry.name]
    assert "lifetime −, overpotential +" in lines["protocol.current_density_mA_cm2"]


def test_names_are_unique_and_labels_do_not_repeat_within_a_group() -> None:
    assert len(set(feature_names())) == len(feature_names())
    labels = [(entry.group, entry.label) for entry in catalogue()]
    assert len(set(labels)) == len(labels)


def test_groups_stand_together_in_the_order_of_the_reports() -> None:
    seen = list(dict.fromkeys(entry.group for entry in catalogue()))
    assert seen == list(GROUPS)
    groups = [entry.group for entry in catalogue()]
    assert groups == sorted(groups, key=list(GROUPS).index)


def test_every_column_of_the_matrix_has_an_entry() -> None:
    matrix = featurize(
        CellBatch.from_cells([parse_cell("1 M NaPF6 in EC/PC | coating: Na3P | host: Cu | 1 mA/cm2, 1 mAh/cm2")])
    )
    assert matrix.shape == (1, len(catalogue()))
    assert [feature(name).name for name in feature_names()] == [entry.name for entry in catalogue()]
    assert np.isfinite(matrix[0, feature_names().index("protocol.sand_ratio")])
