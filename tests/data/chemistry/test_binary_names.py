"""Binary compounds by their names, as coatings and as additives."""

from __future__ import annotations

import pytest

from nacre.data.chemistry.binary_names import binary_at
from nacre.data.chemistry.material_names import resolve_materials
from nacre.data.chemistry.names import find


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("tin fluoride", "SnF2"), ("tin(II) fluoride", "SnF2"), ("Tin (IV) chloride", "SnCl4"), ("zinc oxide", "ZnO"),
        ("titanium dioxide", "TiO2"), ("aluminium oxide", "Al2O3"), ("antimony trisulfide", "Sb2S3"),
        ("bismuth trioxide", "Bi2O3"), ("vanadium pentoxide", "V2O5"), ("niobium pentoxide", "Nb2O5"),
        ("antimony pentachloride", "SbCl5"), ("molybdenum trioxide", "MoO3"), ("tungsten hexafluoride", "WF6"),
        ("tin monoxide", "SnO"), ("molybdenum disulphide", "MoS2"), ("sodium phosphide", "Na3P"),
        ("calcium fluoride", "CaF2"), ("iron(III) oxide", "Fe2O3"),
    ],
)  # fmt: skip
def test_a_name_is_its_formula(name: str, formula: str) -> None:
    assert binary_at(name, 0) == (formula, len(name))


@pytest.mark.parametrize("name", ["iron oxide", "vanadium nitride", "gold oxide", "tin fluorides", "martin fluoride"])
def test_a_name_that_says_too_little_is_none(name: str) -> None:
    assert all(binary_at(name, at)[0] == "" for at in range(len(name)))


def test_coatings_and_additives_are_read_by_such_names() -> None:
    assert resolve_materials("a thin layer of calcium fluoride") == ("CaF2",)
    assert resolve_materials("tin (II) fluoride-coated Na") == ("SnF2",)
    assert resolve_materials("germanium dioxide nanoparticles on carbon cloth", "host") == ("GeO2", "carbon cloth")
    found, formula = find("indium(III) chloride"), find("InCl3")
    assert found is not None
    assert found == formula
