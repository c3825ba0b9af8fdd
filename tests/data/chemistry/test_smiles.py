"""Molecules that no table holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.chemistry.molecules import molecules
from nacre.data.chemistry.names import find, reading_remark
from nacre.data.chemistry.smiles import MAX_SMILES, describe_smiles, vdw_volume_A3
from nacre.data.errors import NacreError


def test_an_ether_by_hand() -> None:
    # Diethyl ether C4H10O: 4·20.58 + 10·7.24 + 14.71 − 14·5.92 = 86.55 Å³
    assert vdw_volume_A3("CCOCC") == pytest.approx(86.55)
    found = describe_smiles("C(C)OCC")
    assert found.name == "[CCOCC]"
    assert found.formula == "C4H10O"
    assert found.molar_mass_g_mol == pytest.approx(74.12, abs=0.01)
    assert found.density_is_estimated
    assert found.density_g_cm3 == pytest.approx(0.71, rel=0.2)


def test_rings_take_volume_away() -> None:
    # Benzene: 6·20.58 + 6·7.24 − 12·5.92 − 14.7 = 81.18 Å³
    assert vdw_volume_A3("c1ccccc1") == pytest.approx(81.18)


@given(st.sampled_from([s for s in molecules().values() if s.smiles and not s.charge]))
def test_known_molecules_weigh_the_same(species: object) -> None:
    found = describe_smiles(species.smiles)  # type: ignore[attr-defined]
    assert found.molar_mass_g_mol == pytest.approx(species.molar_mass_g_mol, abs=0.03)  # type: ignore[attr-defined]


def test_an_element_without_increment_has_no_volume_but_a_density() -> None:
    assert vdw_volume_A3("Cl[Sn]Cl") is None
    assert describe_smiles("C[Sn](C)(C)C").density_g_cm3 > 0


@pytest.mark.parametrize(
    ("smiles", "wrong"),
    [
        ("C1CC", "valid SMILES"), ("", "valid SMILES"), ("COC DME", "valid SMILES"), ("NaPF6", "valid SMILES"),
        ("c1cccc1", "valid SMILES"), ("[Xx]", "valid SMILES"), ("CCO.CCO", "several fragments"),
        ("*CCO*", "dummy atom"),
        ("[Na+]", "is an ion"), ("C" * (MAX_SMILES + 1), "characters"),
    ],
)  # fmt: skip
def test_what_is_no_molecule_is_told(smiles: str, wrong: str) -> None:
    with pytest.raises(NacreError, match=wrong):
        describe_smiles(smiles)


@pytest.mark.parametrize(
    ("drawn", "name", "remark"),
    [
        ("[[2H]C([2H])([2H])OCCOC]", "DME", "Isotopes"),
        ("[[13CH3]OCCOC]", "DME", "Isotopes"),
        ("[C[C@H]1COC(=O)O1]", "PC", "Stereo marks"),
        ("[[2H]C1OC(=O)O[C@H]1C]", "PC", "Isotopes and stereo marks"),
        ("[C/C=C/C]", "[CC=CC]", "Stereo marks"),
        ("[[23Na+].F[P-](F)(F)(F)(F)F]", "NaPF6", "Isotopes"),
        ("[O=C1O[C@@H](F)[C@H](F)O1]", "DFEC", ""),
        ("[O=C1OC(F)C(F)O1]", "DFEC", ""),
    ],
)
def test_a_molecule_is_the_same_whatever_its_isotopes_and_missing_stereo_marks(
    drawn: str, name: str, remark: str
) -> None:
    found = find(drawn)
    assert found is not None
    assert found.name == name
    assert reading_remark(drawn).startswith(remark)
    assert bool(reading_remark(drawn)) == bool(remark)
