"""Molecular properties: finite descriptors, the shipped table against RDKit, and the chemistry of the LUMOs."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.data.chemistry.molecules import molecules
from nacre.data.chemistry.names import lookup
from nacre.features.molecules.descriptors import DESCRIPTORS
from nacre.features.molecules.properties import PROPERTIES, properties, property_matrix


def value(name: str, quantity: str) -> float:
    return properties(lookup(name))[PROPERTIES.index(quantity)]


def test_fluorinated_carbonate_is_reduced_before_carbonate_before_ether() -> None:
    fec, ec = value("FEC", "lumo_eV"), value("EC", "lumo_eV")
    assert fec < ec < min(value("DME", "lumo_eV"), value("diglyme", "lumo_eV"))


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
