"""The first shell of Na⁺: conservation, known trends, and what rewriting a mixture must not change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import brentq

from nacre.data.batch import CellBatch
from nacre.data.notation import parse_cell
from nacre.features.electrolyte import electrolyte_columns
from nacre.features.solvation import ANION_SCREENING, ANION_SITES, SHELL_SITES, WIDTH_EV, Shell, first_shell

FREE, ANIONS = "electrolyte.free_solvent_fraction", "electrolyte.anion_share_of_shell"
energies = st.floats(-2.5, -0.8)


def shell_of(*texts: str) -> tuple[np.ndarray, np.ndarray]:
    found = electrolyte_columns(CellBatch.from_cells([parse_cell(text) for text in texts]))
    return found[FREE], found[ANIONS]


def shell(fractions: list[float], binding: list[float], sites: list[float], na: float) -> Shell:
    """One row of solvents and, as the last species, one anion of -5.5 eV."""
    n = len(fractions) + 1
    return first_shell(
        sparse.csr_matrix(np.array([[*fractions, 0.0]])),
        sparse.csr_matrix(np.array([[0.0] * (n - 1) + [na]])),
        np.array([na]),
        solvent_binding_eV=np.array([*binding, np.nan]),
        anion_binding_eV=np.array([np.nan] * (n - 1) + [-5.5]),
        sites=np.array([*sites, 0.0]),
        is_anion=np.zeros(n, dtype=bool),
    )


@given(strong=energies, weak=energies, share=st.floats(0.05, 0.95), na=st.floats(0.02, 0.15))
def test_newton_finds_the_level_that_fills_the_shell(strong: float, weak: float, share: float, na: float) -> None:
    places = np.array([share / na, (1 - share) / na, ANION_SITES])
    strength = -np.array([strong, weak, ANION_SCREENING * -5.5]) / WIDTH_EV
    if places.sum() <= SHELL_SITES:
        return

    def excess(level: float) -> float:
        return float((places / (1 + np.exp(-(strength + level)))).sum() - SHELL_SITES)

    bound = 1 / (1 + np.exp(-(strength + brentq(excess, -200, 200, xtol=1e-12))))
    found = shell([share, 1 - share], [strong, weak], [1.0, 1.0], na)
    assert found.anion_share[0] == pytest.approx(ANION_SITES * bound[2] / SHELL_SITES, abs=1e-6)
    assert found.free_solvent_fraction[0] == pytest.approx(1 - (places * bound)[:2].sum() * na, abs=1e-6)


@given(energy=energies, share=st.floats(0.05, 0.95), na=st.floats(0.02, 0.6))
def test_splitting_a_solvent_into_two_portions_changes_nothing(energy: float, share: float, na: float) -> None:
    whole = shell([1.0], [energy], [2.0], na)
    halves = shell([share, 1 - share], [energy, energy], [2.0, 2.0], na)
    np.testing.assert_allclose(halves.anion_share, whole.anion_share, atol=1e-9)
    np.testing.assert_allclose(halves.free_solvent_fraction, whole.free_solvent_fraction, atol=1e-9)


@given(energy=energies, na=st.floats(0.02, 0.5), more=st.floats(1.01, 2.0))
def test_free_solvent_falls_and_anions_come_in_with_concentration(energy: float, na: float, more: float) -> None:
    dilute, strong = shell([1.0], [energy], [1.0], na), shell([1.0], [energy], [1.0], na * more)
    assert strong.free_solvent_fraction[0] <= dilute.free_solvent_fraction[0] + 1e-9
    assert strong.anion_share[0] >= dilute.anion_share[0] - 1e-9


@given(order=st.permutations(["DME", "diglyme", "THF"]))
def test_order_of_solvents_does_not_matter(order: list[str]) -> None:
    first, second = shell_of("1 M NaFSI in DME/diglyme/THF (1:1:1 v/v)", f"1 M NaFSI in {'/'.join(order)} (1:1:1 v/v)")
    np.testing.assert_allclose(first[0], first[1])
    np.testing.assert_allclose(second[0], second[1])


def test_units_of_the_dose_do_not_matter() -> None:
    free, _ = shell_of("1 M NaFSI in DME", "1000 mM NaFSI in DME")
    assert free[0] == free[1]


def test_concentrated_electrolytes_run_out_of_free_solvent() -> None:
    free, anions = shell_of("1 M NaFSI in DME", "2 M NaFSI in DME", "4 M NaFSI in DME")
    assert (np.diff(free) < 0).all()
    assert (np.diff(anions) > 0).all()
    assert anions[0] < 0.1
    assert anions[2] > 0.3


def test_a_diluent_leaves_the_shell_as_it_is() -> None:
    _, anions = shell_of("NaFSI in DME (1:2 mol/mol)", "NaFSI in DME/TTE (1:2:2 mol/mol)")
    assert anions[0] == pytest.approx(anions[1])


def test_weakly_solvating_ethers_let_anions_in() -> None:
    _, anions = shell_of("1 M NaPF6 in diglyme", "1 M NaPF6 in THF", "1 M NaPF6 in DOL")
    assert anions[0] < anions[1] < anions[2]


def test_an_ionic_liquid_has_anions_only_and_no_free_molecule() -> None:
    free, anions = shell_of("NaFSI in [C3mpyr]FSI (1:1 mol/mol)")
    assert free[0] == 0
    assert anions[0] == 1


@pytest.mark.parametrize("text", ["NaPF6 in diglyme", "unknown salt in EC/PC", "carbonate electrolyte"])
def test_unknown_amounts_stay_unknown(text: str) -> None:
    free, anions = shell_of(text)
    assert np.isnan(free[0])
    assert np.isnan(anions[0])
