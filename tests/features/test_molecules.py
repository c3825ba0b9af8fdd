"""Molecular properties: finite descriptors, the shipped table against RDKit, and the chemistry of the LUMOs."""

from __future__ import annotations

import numpy as np
import pytest
from rdkit import Chem

from nacre.data.registry import lookup, molecules, read_table
from nacre.features.molecules import PROPERTIES, descriptors, properties, property_matrix

DESCRIPTORS = ("tpsa_A2", "log_p", "molar_refractivity_cm3_mol", "rotatable_bonds", "rings", "heavy_atoms")


def value(name: str, quantity: str) -> float:
    return properties(lookup(name))[PROPERTIES.index(quantity)]


def test_fluorinated_carbonate_is_reduced_before_carbonate_before_ether() -> None:
    fec, ec = value("FEC", "lumo_eV"), value("EC", "lumo_eV")
    assert fec < ec < min(value("DME", "lumo_eV"), value("diglyme", "lumo_eV"))


def test_descriptors_are_finite_for_every_molecule_and_ion_that_rdkit_reads() -> None:
    refused = set()
    for species in molecules().values():
        found = descriptors(species.smiles)
        assert tuple(found) == DESCRIPTORS
        if Chem.MolFromSmiles(species.smiles) is None or not species.smiles:
            refused.add(species.name)
            assert np.isnan(list(found.values())).all(), species.name
        else:
            assert np.isfinite(list(found.values())).all(), species.name
    assert refused == {"HCB11H11", "C60", "C60(NO2)6", "C60(CF3)6", "Et3N·3HF"}, "cages and an adduct"


@pytest.mark.parametrize("smiles", ["", "C1CC", "not a molecule", "F[P](F)(F)(F)(F)(F)(F)F("])
def test_descriptors_are_unknown_where_rdkit_refuses(smiles: str) -> None:
    assert np.isnan(list(descriptors(smiles).values())).all()


def test_shipped_descriptors_are_those_of_rdkit() -> None:
    rows = read_table("molecule_descriptors")
    assert {row["name"] for row in rows} <= set(molecules())
    for row in rows:
        found = descriptors(molecules()[row["name"]].smiles)
        shipped = [float(row[name]) if row[name] else np.nan for name in DESCRIPTORS]
        np.testing.assert_allclose(shipped, list(found.values()), rtol=1e-5, atol=1e-9, err_msg=row["name"])


def test_every_molecule_has_one_number_or_nan_for_every_property() -> None:
    matrix = property_matrix(tuple(molecules().values()))
    assert matrix.shape == (len(molecules()), len(PROPERTIES))
    assert matrix.dtype == np.float64
    assert not np.isinf(matrix).any()
    certain = [PROPERTIES.index(name) for name in ("molar_mass_g_mol", "F_atoms", "is_ether", "is_inorganic")]
    assert np.isfinite(matrix[:, certain]).all()
    assert len(set(PROPERTIES)) == len(PROPERTIES)


@pytest.mark.parametrize(
    ("name", "quantity", "expected"),
    [
        ("EC", "molar_mass_g_mol", 88.062),
        ("EC", "is_carbonate", 1),
        ("FEC", "is_carbonate", 1),
        ("FEC", "is_fluorinated", 1),
        ("FEC", "F_atoms", 1),
        ("diglyme", "is_ether", 1),
        ("diglyme", "O_atoms", 3),
        ("diglyme", "rotatable_bonds", 6),
        ("diglyme", "heavy_atoms", 9),
        ("EC", "rings", 1),
        ("TTE", "is_diluent", 1),
        ("TTE", "F_atoms", 8),
        ("DME", "is_diluent", 0),
        ("SbF3", "is_inorganic", 1),
        ("NaPF6", "F_atoms", 6),
        ("NaPF6", "P_atoms", 1),
        ("NaTFSI", "S_atoms", 2),
        ("[C3mpyr]FSI", "is_ionic_liquid", 1),
        ("NaFSI", "is_ionic_liquid", 0),
    ],
)
def test_property_of_a_known_species(name: str, quantity: str, expected: float) -> None:
    assert value(name, quantity) == pytest.approx(expected, rel=1e-4)


def test_a_salt_stands_for_its_anion_whatever_the_alkali_ion() -> None:
    assert properties(lookup("NaPF6")) == properties(lookup("LiPF6")) == properties(lookup("KPF6"))
    assert value("NaPF6", "molar_mass_g_mol") == pytest.approx(144.964, rel=1e-5)


def test_inline_smiles_have_descriptors_without_orbitals() -> None:
    name = "[CCOC(=O)OCC(F)(F)F]"
    assert np.isfinite([value(name, one) for one in DESCRIPTORS]).all()
    assert value(name, "F_atoms") == 3
    assert np.isnan(value(name, "donor_number_kcal_mol"))


def test_unknown_salt_is_a_row_of_nan() -> None:
    matrix = property_matrix((lookup("EC"), None))
    assert np.isnan(matrix[1]).all()
    assert np.isfinite(matrix[0, PROPERTIES.index("lumo_eV")])
    assert property_matrix(()).shape == (0, len(PROPERTIES))
