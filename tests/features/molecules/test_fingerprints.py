"""Weighted counts of substructures: a mixture lies between its parts, halves of a solvent are that solvent."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from nacre.data.errors import NacreError
from nacre.data.notation.parse import parse_cell
from nacre.features.matrix import feature_names
from nacre.features.molecules.fingerprints import MorganCounts


def counts(*texts: str, **settings: int) -> np.ndarray:
    return MorganCounts(**settings).fit_transform([parse_cell(text) for text in texts])


def test_shape_names_and_dtype() -> None:
    found = counts("1 M NaPF6 in DME", "1 M NaPF6 in EC/PC + 5 wt% FEC", n_bins=64)
    names = MorganCounts(n_bins=64).get_feature_names_out()
    assert found.shape == (2, 3 * 64) == (2, len(names))
    assert found.dtype == np.float32
    assert names[0] == "solvent.morgan_0"
    assert not set(names) & set(feature_names()), "fingerprints are not among nacre's features"


def test_counts_of_one_solvent_are_those_of_its_atoms() -> None:
    found = counts("1 M NaPF6 in DME", n_bins=2048, radius=0)[0, :2048]
    # CH3, CH2 and O, two of each
    assert sorted(found[found > 0]) == [2, 2, 2]


def test_mixture_is_the_mean_by_moles() -> None:
    pure, other, mixed = counts("1 M NaPF6 in EC", "1 M NaPF6 in PC", "1 M NaPF6 in EC/PC (1:3 mol/mol)")
    np.testing.assert_allclose(mixed[:256], 0.25 * pure[:256] + 0.75 * other[:256], rtol=1e-6)


def test_the_order_of_solvents_does_not_matter() -> None:
    one, other = counts("1 M NaPF6 in EC/DME (2:1 v/v)", "1 M NaPF6 in DME/EC (1:2 v/v)")
    np.testing.assert_array_equal(one, other)


def test_salt_is_its_anion_and_an_absent_role_is_zero() -> None:
    found = counts("1 M NaPF6 in DME", "1 M LiPF6 in DME", "1 M NaFSI in DME")
    np.testing.assert_array_equal(found[0], found[1])
    assert (found[0, 256:512] != found[2, 256:512]).any()
    assert (found[:, 512:] == 0).all()


def test_what_has_no_structure_is_unknown() -> None:
    found = counts("1 M unknown salt in DME")[0]
    assert np.isnan(found[256:512]).all()
    assert np.isfinite(found[:256]).all()


def test_settings_are_kept_and_checked() -> None:
    assert clone(MorganCounts(n_bins=512, radius=1)).get_params() == {"n_bins": 512, "radius": 1}
    with pytest.raises(NacreError, match="no fingerprint"):
        MorganCounts(n_bins=0).fit([])
