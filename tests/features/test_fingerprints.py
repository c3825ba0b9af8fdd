"""Mixture fingerprints: weighted counts that follow the composition."""

from __future__ import annotations

import numpy as np

from nacre.data.batch import CellBatch
from nacre.data.notation import parse_cell
from nacre.features.fingerprints import ROLES, MixtureFingerprints


def fingerprints(*texts: str, n_bins: int = 64) -> np.ndarray:
    made = MixtureFingerprints(n_bins=n_bins)
    return made.fit_transform(CellBatch.from_cells([parse_cell(text) for text in texts]))


def test_shape_names_and_type() -> None:
    found = fingerprints("1 M NaPF6 in EC/PC", "unknown")
    assert found.shape == (2, len(ROLES) * 64)
    assert found.dtype == np.float32
    assert len(MixtureFingerprints(n_bins=64).get_feature_names_out()) == found.shape[1]
    assert not found[1].any()


def test_a_mixture_lies_between_its_solvents() -> None:
    ec, pc, both = fingerprints("1 M NaPF6 in EC", "1 M NaPF6 in PC", "1 M NaPF6 in EC/PC (1:1 mol/mol)")
    np.testing.assert_allclose(both, (ec + pc) / 2, rtol=1e-6)


def test_a_salt_counts_by_its_anion_and_additives_apart() -> None:
    bare, more = fingerprints("1 M NaPF6 in EC", "1 M NaPF6 in EC + 5 wt% FEC")
    np.testing.assert_array_equal(bare[:128], more[:128])
    assert not bare[128:].any()
    assert more[128:].any()
    assert fingerprints("1 M NaPF6 in EC")[0, 64:128].any()
