"""Queries on the registry: what they find meets every condition, and the values are those of the features."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nacre.data.chemistry.molecules import molecules
from nacre.data.errors import SpaceError
from nacre.data.space.nodes import Node
from nacre.data.space.query import PROPERTIES, molecule_property, query
from nacre.features.molecules.properties import PROPERTIES as FEATURE_PROPERTIES
from nacre.features.molecules.properties import property_matrix

ROLES = ("solvent", "diluent")


def found(**conditions: Any) -> list[str]:
    return query(Node(conditions, ("solvents", "query")), ROLES)


def test_values_are_those_that_the_models_see() -> None:
    neutral = tuple(species for species in molecules().values() if species.kind == "molecule")
    matrix = property_matrix(neutral)
    shared = [name for name in PROPERTIES if name in FEATURE_PROPERTIES]
    assert {"lumo_eV", "na_binding_eV", "donor_number_kcal_mol", "tpsa_A2", "molar_mass_g_mol"} <= set(shared)
    for name in shared:
        values = [molecule_property(species, name) for species in neutral]
        np.testing.assert_allclose(values, matrix[:, FEATURE_PROPERTIES.index(name)], equal_nan=True, err_msg=name)
    fluorine = [molecule_property(species, "fluorine_atoms") for species in neutral]
    np.testing.assert_array_equal(fluorine, matrix[:, FEATURE_PROPERTIES.index("F_atoms")])


def test_every_condition_is_met_and_nothing_is_missed() -> None:
    names = found(family=["ether", "fluoroether"], lumo_eV={"min": -6}, fluorine_atoms={"max": 4})
    expected = [
        s.name
        for s in molecules().values()
        if s.role in ROLES
        and s.family in {"ether", "fluoroether"}
        and molecule_property(s, "lumo_eV") >= -6
        and molecule_property(s, "fluorine_atoms") <= 4
    ]
    assert names == expected
    assert "diglyme" in names


def test_a_word_alone_an_exact_number_and_a_role_are_conditions() -> None:
    assert found(family="nitrile", nitrogen_atoms=1, oxygen_atoms={"equals": 0})
    assert "FEC" in found(role="additive", fluorine_atoms={"min": 1}) or "FEC" in found(fluorine_atoms={"min": 1})


def test_what_is_not_known_meets_no_condition() -> None:
    names = found(flash_point_C={"min": -300})
    assert names
    assert all(not np.isnan(molecule_property(molecules()[name], "flash_point_C")) for name in names)


BAD = [
    ({"lumo": {"min": 1}}, "Unknown key `solvents.query.lumo`", "lumo_eV"),
    ({"family": "ethers"}, "no family 'ethers'", "ether"),
    ({"lumo_eV": "high"}, "is not a number", "lumo_eV: 3"),
    ({"lumo_eV": {"min": 1, "equals": 2}}, "has no bound", "alone"),
    ({"lumo_eV": {"min": 500}}, "finds no molecule", "Widen"),
    ({"lumo_eV": {"min": float("nan")}}, "is not a number", "min: 3"),
]


@pytest.mark.parametrize(("conditions", "wrong", "remedy"), BAD, ids=[bad[1] for bad in BAD])
def test_bad_queries_are_told(conditions: dict[str, Any], wrong: str, remedy: str) -> None:
    with pytest.raises(SpaceError, match=wrong) as caught:
        found(**conditions)
    assert remedy in str(caught.value)
