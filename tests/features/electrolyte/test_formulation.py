"""The make-up of a mixture against hand calculation, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.cells import CellBatch
from nacre.data.notation.parse import parse_cell
from nacre.features.electrolyte.formulation import (
    FORMULATION,
    component_columns,
    component_features,
    component_names,
    formulation_columns,
    holds_sodium,
    mole_fractions,
)


def batch(*texts: str) -> CellBatch:
    return CellBatch.from_cells([parse_cell(text) for text in texts])


def values(text: str) -> dict[str, float]:
    names = [entry.name.removeprefix("formulation.") for entry in FORMULATION]
    return dict(zip(names, formulation_columns(batch(text))[0], strict=True))


def test_one_molal_in_dme_by_hand() -> None:
    found = values("1 m NaPF6 in DME")
    solvent = 1000 / 90.12  # moles of DME per mole of NaPF6
    atoms = solvent * 16 + 8  # C4H10O2; Na, P, F6
    assert found["salt_molality_mol_kg"] == pytest.approx(1.0, rel=1e-6)
    assert found["salt_fraction"] == pytest.approx(1 / (1 + solvent), rel=1e-3)
    assert found["fluorine_per_carbon"] == pytest.approx(6 / (4 * solvent), rel=1e-3)
    assert found["oxygen_per_carbon"] == pytest.approx(0.5, rel=1e-6)
    assert found["fluorine_share"] == pytest.approx(6 / atoms, rel=1e-3)
    # Two oxygens a DME, and phosphorus and six fluorines of the salt; its sodium is no hetero atom.
    assert found["inorganic_per_carbon"] == pytest.approx((2 * solvent + 7) / (4 * solvent), rel=1e-3)
    assert found["salt_fluorine_share"] == pytest.approx(6 / atoms, rel=1e-3)
    assert found["solvent_fluorine_share"] == 0.0
    assert found["cation_molar_mass_g_mol"] == pytest.approx(22.99, abs=0.01)


def test_lithium_and_drawn_organic_cations_are_seen() -> None:
    assert values("1 M LiPF6 in EC")["cation_molar_mass_g_mol"] == pytest.approx(6.94, abs=0.01)
    drawn = values("1 m [C[N+](C)(C)C.F[B-](F)(F)F] in PC")
    assert drawn["cation_molar_mass_g_mol"] == pytest.approx(74.15, abs=0.05)


def test_mole_fractions_sum_to_one() -> None:
    sums = np.asarray(mole_fractions(batch("1 M NaPF6 in EC/PC + 5 wt% FEC", "2 m NaFSI in DME")).sum(axis=1))
    np.testing.assert_allclose(sums, 1.0)


def test_unstated_solvents_or_salt_are_unknown() -> None:
    found = formulation_columns(batch("ether electrolyte", "1 M unknown salt in DME"))
    assert np.isnan(found[0]).all()
    assert np.isnan(found[1]).any()


@given(st.sampled_from([("EC", "PC"), ("DME", "diglyme"), ("TMP", "FEC")]), st.integers(1, 9))
def test_order_of_solvents_does_not_matter(pair: tuple[str, str], part: int) -> None:
    one, other = pair
    left = formulation_columns(batch(f"1 M NaPF6 in {one}/{other} ({part}:{10 - part})"))
    right = formulation_columns(batch(f"1 M NaPF6 in {other}/{one} ({10 - part}:{part})"))
    np.testing.assert_allclose(left, right, rtol=1e-9)


def test_components_are_counted_and_named() -> None:
    known = batch("1 M NaPF6 in DME", "1 M NaFSI in DME", "1 M NaPF6 in PC")
    assert component_names(known) == ("DME", "NaFSI", "NaPF6", "PC")
    assert component_names(known, least=2) == ("DME", "NaPF6")
    found = component_columns(known, ("DME", "NaPF6"))
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    assert found[1, 2] == pytest.approx(found[1].sum() - found[1, 0])  # NaFSI is among the others
    assert [entry.name for entry in component_features(("DME",))] == ["component.DME", "component.other"]


def test_rows_with_sodium() -> None:
    texts = ("1 M NaPF6 in DME", "1 M LiPF6 in DME", "ether electrolyte", "1 M LiFSI + 0.1 M NaFSI in DME")
    assert holds_sodium(batch(*texts)).tolist() == [True, False, True, True]
