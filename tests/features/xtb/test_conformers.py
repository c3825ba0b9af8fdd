"""Starting geometries: reproducible, in the order of the SMILES, polyhedra where force fields end."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.features.xtb.conformers import conformers, numbers_and_positions
from nacre.features.xtb.structure import read_structure


def test_atoms_come_in_the_order_of_the_smiles_and_hydrogens_last() -> None:
    numbers, positions = numbers_and_positions(read_structure("COC"))
    assert numbers.tolist() == [6, 8, 6, *[1] * 6]
    assert positions.shape == (9, 3)
    for carbon in (0, 2):
        assert np.linalg.norm(positions[carbon] - positions[1]) == pytest.approx(1.41, abs=0.04)  # Å, dimethyl ether


def test_geometries_are_the_same_every_time_and_the_first_is_the_lowest() -> None:
    structure = read_structure("COCCOC")
    first, again = conformers(structure), conformers(structure)
    assert len(first) > 1
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(numbers_and_positions(structure)[1], first[0])


@pytest.mark.parametrize(("smiles", "neighbours"), [("F[P-](F)(F)(F)(F)F", 6), ("F[Sb](F)(F)(F)F", 5)])
def test_crowded_centres_are_regular_polyhedra(smiles: str, neighbours: int) -> None:
    numbers, positions = numbers_and_positions(read_structure(smiles))
    centre = int(np.argmax(numbers))
    lengths = np.linalg.norm(np.delete(positions, centre, axis=0) - positions[centre], axis=1)
    assert len(lengths) == neighbours
    np.testing.assert_allclose(lengths, lengths[0], rtol=1e-3)
    np.testing.assert_allclose(positions.sum(axis=0), (neighbours + 1) * positions[centre], atol=1e-2)


def test_an_atom_stands_at_the_origin() -> None:
    numbers, positions = numbers_and_positions(read_structure("[F-]"))
    assert numbers.tolist() == [9]
    np.testing.assert_array_equal(positions, [[0.0, 0.0, 0.0]])
