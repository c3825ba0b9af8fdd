"""Names find their species, however a paper spells them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.chemistry.molecules import key, molecules
from nacre.data.chemistry.names import find, ion_of, lookup, near_names, order, salt_names
from nacre.data.errors import AmbiguousNameError, NacreError, UnknownNameError
from nacre.data.shipped import read_table


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("DEGDME", "diglyme"), ("G2", "diglyme"), ("TEGDME", "tetraglyme"), ("MTHF", "2-MeTHF"), ("FEPE", "TTE"),
        ("Fluoroethylene Carbonate", "FEC"), ("sulfolane", "SL"), ("NaPF₆", "NaPF6"), ("napf6", "NaPF6"),
        ("sodium perchlorate", "NaClO4"), ("NaCF3SO3", "NaOTf"), ("NaCB11H12", "Na[HCB11H11]"), ("KFSI", "KFSI"),
        ("LiDFBOP", "LiDFBOP"), ("cetyltrimethylammonium bromide", "CTAB"), ("[C3mpyr]FSI", "[C3mpyr]FSI"),
        ("PYR14TFSI", "[C4mpyr]TFSI"), ("[EMIM][BF4]", "[EMIM]BF4"), ("Li+", "Li"), ("[O=C1OCC(F)O1]", "FEC"),
    ],
)  # fmt: skip
def test_other_names(name: str, canonical: str) -> None:
    assert lookup(name).name == canonical


@pytest.mark.parametrize("row", read_table("molecules"), ids=lambda row: row["name"])
def test_every_name_and_alias_of_the_table_finds_its_row(row: dict[str, str]) -> None:
    for name in [row["name"], row["full_name"], *row["aliases"].split(";")]:
        if name.strip():
            found = find(name.strip())
            assert found is not None
            assert found.name == row["name"], name


def test_every_sodium_salt_can_be_made() -> None:
    names = list(salt_names())
    assert len(names) > 20
    for name in names:
        salt = lookup(name)
        assert (salt.kind, salt.role, salt.cation, salt.name) == ("salt", "salt", "Na", name)
        anion = molecules()[salt.anion]
        assert salt.molar_mass_g_mol == pytest.approx(anion.molar_mass_g_mol + 22.98977, abs=1e-3)
        assert 0.9 < salt.density_g_cm3 < 6


def test_kinds_tell_salts_liquids_and_molecules_apart() -> None:
    assert lookup("[C3mpyr]FSI").kind == "ionic_liquid"
    assert lookup("NaPF6").is_salt
    assert not lookup("EC").is_salt
    assert lookup("PF6").kind == "ion"


@given(st.sampled_from(sorted(molecules())), st.randoms(use_true_random=False))
def test_case_spaces_and_hyphens_do_not_matter(name: str, random: object) -> None:
    spelled = "".join(random.choice([c.lower(), c.upper()]) for c in name)  # type: ignore[attr-defined]
    assert key(spelled) == key(name)
    assert key(f" {name}-") == key(name)
    assert key(key(name)) == key(name)


@pytest.mark.parametrize("name", ["HFE", "hfe", "DMS"])
def test_ambiguous_names_are_asked_back(name: str) -> None:
    with pytest.raises(AmbiguousNameError, match="Write the one you mean"):
        find(name)


def test_unknown_names_come_with_near_ones() -> None:
    with pytest.raises(UnknownNameError) as caught:
        lookup("NaPF7", "salt")
    assert caught.value.near[0] == "NaPF6"
    assert near_names("tetraglime")[0] == "tetraglyme"
    assert near_names("qqqqqqqq") == []


def test_order_follows_the_table_and_salts_follow_their_anions() -> None:
    assert order("EC") < order("PC") < order("diglyme") < order("TTE")
    assert order("NaPF6") == order("PF6")
    assert order("[CCC]") == len(molecules())


def test_formula_and_smiles_of_every_molecule_agree() -> None:
    from rdkit import Chem, RDLogger
    from rdkit.Chem import Descriptors

    RDLogger.DisableLog("rdApp.*")
    for species in molecules().values():
        molecule = Chem.MolFromSmiles(species.smiles) if species.smiles else None
        if molecule is not None:
            assert Descriptors.MolWt(molecule) == pytest.approx(species.molar_mass_g_mol, abs=0.03), species.name
            assert Chem.GetFormalCharge(molecule) == species.charge


@pytest.mark.parametrize(
    ("drawn", "name"),
    [
        ("[Li+].F[P-](F)(F)(F)(F)F", "LiPF6"),
        ("F[P-](F)(F)(F)(F)F.[Na+]", "NaPF6"),
        ("[[K+].O=S(=O)(F)[N-]S(=O)(=O)F]", "KFSI"),
        ("[Na+].[Br-]", "NaBr"),
    ],
)
def test_a_drawn_salt_of_known_ions_is_that_salt(drawn: str, name: str) -> None:
    assert lookup(drawn) == lookup(name)


def test_a_drawn_salt_of_an_unknown_anion_is_read_back_by_its_name() -> None:
    salt = lookup("[Li+].CC(C)(C)S(=O)(=O)[O-]")
    assert salt.name == "[CC(C)(C)S(=O)(=O)[O-].[Li+]]"
    assert lookup(salt.name) == salt
    assert salt.is_alkali_salt
    # C4H9SO3⁻ and Li⁺
    assert salt.molar_mass_g_mol == pytest.approx(137.18 + 6.94, abs=0.03)
    assert ion_of(salt).charge == -1
    assert ion_of(lookup("NaPF6")) == molecules()["PF6"]


@pytest.mark.parametrize("text", ["[Na+].CCO", "[Na+].C1CC", "[Na+].[Ca+2]", "[Na+].[O-]C(=O)C(=O)[O-]"])
def test_a_drawn_salt_needs_one_cation_and_one_anion(text: str) -> None:
    with pytest.raises(NacreError):
        lookup(text)


@pytest.mark.parametrize(
    ("name", "density_g_cm3"),
    [("EMIMTFSI", 1.519), ("C4mpyrTFSI", 1.394), ("C3mpyrFSI", 1.343), ("EMIMBF4", 1.280), ("BMIMPF6", 1.366)],
)
def test_ionic_liquids_are_as_dense_as_measured(name: str, density_g_cm3: float) -> None:
    """ILThermo (NIST), 25 °C; a packing of ions in salts made them up to 15 % too dense."""
    assert lookup(name).density_g_cm3 == pytest.approx(density_g_cm3, rel=0.06)


def test_tetrafluoroborate_is_smaller_than_hexafluorophosphate() -> None:
    assert lookup("NaBF4").molar_volume_cm3_mol < 0.75 * lookup("NaPF6").molar_volume_cm3_mol
