"""Descriptors of a structure: finite everywhere, those of RDKit, and donor atoms as a chemist counts them."""

from __future__ import annotations

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import Crippen, rdMolDescriptors

from nacre.data.chemistry.molecules import molecules
from nacre.data.shipped import read_table
from nacre.features.molecules.descriptors import DESCRIPTORS, descriptors
from nacre.features.molecules.properties import PROPERTIES, properties

PLACES = [PROPERTIES.index(name) for name in DESCRIPTORS]


def test_descriptors_are_finite_for_every_molecule_and_ion_of_the_registry() -> None:
    for species in molecules().values():
        found = np.array(properties(species))[PLACES]
        assert np.isfinite(found).all(), species.name


def test_shipped_descriptors_are_those_of_their_structures() -> None:
    rows = read_table("molecule_descriptors")
    assert [row["name"] for row in rows] == list(molecules())
    for row in rows:
        found = descriptors(row["structure"] or molecules()[row["name"]].smiles)
        shipped = [float(row[name]) for name in DESCRIPTORS]
        np.testing.assert_allclose(shipped, list(found.values()), rtol=1e-5, atol=1e-9, err_msg=row["name"])


def test_structures_of_their_own_are_for_what_the_registry_cannot_draw() -> None:
    drawn = {row["name"]: row["structure"] for row in read_table("molecule_descriptors") if row["structure"]}
    assert set(drawn) == {name for name, species in molecules().items() if not species.smiles}
    for name, smiles in drawn.items():
        formula = rdMolDescriptors.CalcMolFormula(Chem.MolFromSmiles(smiles))
        wanted = {"C60": "C60", "C60(NO2)6": "C60N6O12", "C60(CF3)6": "C66F18", "Et3N·3HF": "C6H18F3N"}
        assert formula == wanted[name]


def test_descriptors_are_rdkits() -> None:
    molecule, found = Chem.MolFromSmiles("COCCOC"), descriptors("COCCOC")
    assert found["tpsa_A2"] == rdMolDescriptors.CalcTPSA(molecule)
    assert found["log_p"] == Crippen.MolLogP(molecule)
    assert found["fraction_sp3"] == 1.0


@pytest.mark.parametrize("smiles", ["[Na+]", "F[P-](F)(F)(F)(F)F", "[BH4-]", "[H][H]", "[He]", "[Br-]", "Cl[Sn]Cl"])
def test_small_and_charged_things_have_finite_descriptors(smiles: str) -> None:
    assert np.isfinite(list(descriptors(smiles).values())).all()


@pytest.mark.parametrize("smiles", ["", "C1CC", "not a molecule", "F[P](F)(F)(F)(F)(F)(F)F("])
def test_descriptors_are_unknown_where_rdkit_refuses(smiles: str) -> None:
    assert tuple(descriptors(smiles)) == tuple(DESCRIPTORS)
    assert np.isnan(list(descriptors(smiles).values())).all()


@pytest.mark.parametrize(
    ("smiles", "sites"),
    [
        ("COCCOC", 2),
        ("COCCOCCOCCOCCOC", 5),
        ("C1COCCOCCOCCOCCOCCO1", 6),
        ("C1COCCOCCOCCOCCOCCOCCO1", 6),
        ("O=C1OCCO1", 1),
        ("COC(=O)OC", 1),
        ("CC#N", 1),
        ("CS(C)=O", 1),
        ("COP(=O)(OC)OC", 1),
        ("CN(C)C=O", 1),
        ("CN(C)CCN(C)C", 2),
        ("O", 1),
        ("COCC(F)(F)C(F)(F)COC", 2),
        ("FC(F)C(F)(F)COC(F)(F)C(F)F", 0),
        ("FC(F)(F)COCC(F)(F)F", 0),
        ("COC(C(F)(F)F)C(F)(F)F", 0),
        ("Fc1ccccc1", 0),
        ("CCCCCC", 0),
    ],
)
def test_donor_atoms(smiles: str, sites: int) -> None:
    assert descriptors(smiles)["donor_sites"] == sites
