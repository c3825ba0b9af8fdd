"""Mean structure of the solvents and anions of a mixture."""

from __future__ import annotations

import numpy as np

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.features.molecules.descriptors import DESCRIPTORS, descriptors
from nacre.features.molecules.structure_means import structure_columns, structure_features

N = len(DESCRIPTORS)


def columns(*texts: str) -> np.ndarray:
    return structure_columns(CellBatch.from_cells([parse_cell(text) for text in texts]))


def test_a_single_solvent_and_anion_have_their_own_descriptors() -> None:
    found = columns("1 M NaPF6 in DME")[0]
    np.testing.assert_allclose(found[:N], list(descriptors("COCCOC").values()))
    np.testing.assert_allclose(found[N:], list(descriptors("F[P-](F)(F)(F)(F)F").values()))
    assert len(structure_features()) == len(found)


def test_mixture_is_the_mean_by_moles() -> None:
    pure, other, mixed = columns("1 M NaPF6 in EC", "1 M NaPF6 in PC", "1 M NaPF6 in EC/PC (1:3 mol/mol)")
    np.testing.assert_allclose(mixed[:N], 0.25 * pure[:N] + 0.75 * other[:N])


def test_an_unknown_salt_is_unknown() -> None:
    found = columns("1 M unknown salt in DME")[0]
    assert np.isfinite(found[:N]).all()
    assert np.isnan(found[N:]).all()
