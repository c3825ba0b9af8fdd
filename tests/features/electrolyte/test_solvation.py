"""The first shell: the law of mass action, its limits, and what must not change it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.features.electrolyte.solvation import (
    ANION_SITES,
    SHELL_SITES,
    TYPICAL_RATIO,
    anion_weight,
    first_shell,
    solvent_weight,
)

places = st.floats(0.01, 60)
solvents = st.floats(-2.6, -0.4)
anions = st.floats(-7.0, -4.0)


def shell(donors: float, solvent_eV: float, held: float, anion_eV: float) -> tuple[float, float]:
    one = [np.array([x]) for x in (donors, solvent_eV, held, anion_eV)]
    free, share = first_shell(one[0], one[0] * solvent_weight(one[1]), one[2], one[2] * anion_weight(one[3]))
    return float(free[0]), float(share[0])


@given(places, solvents, places, anions)
def test_law_of_mass_action_holds(donors: float, solvent: float, held: float, anion: float) -> None:
    free, share = shell(donors, solvent, held, anion)
    filled = min(SHELL_SITES, donors + held)
    bound, bound_anions = donors * (1 - free), filled * share
    assert bound + bound_anions == pytest.approx(filled, rel=1e-9)
    assert -1e-9 <= bound_anions <= held + 1e-9
    ratio = TYPICAL_RATIO * float(solvent_weight(np.array(solvent)) / anion_weight(np.array(anion)))
    left, right = bound * (held - bound_anions), ratio * (donors - bound) * bound_anions
    assert left == pytest.approx(right, rel=1e-6, abs=1e-7 * (1 + ratio) * donors * held)


@given(places, solvents, places, anions, st.floats(0.05, 0.6))
def test_stronger_solvent_keeps_anions_out(
    donors: float, solvent: float, held: float, anion: float, more: float
) -> None:
    assert shell(donors, solvent - more, held, anion)[1] <= shell(donors, solvent, held, anion)[1] + 1e-9
    assert shell(donors, solvent, held, anion - more)[1] >= shell(donors, solvent, held, anion)[1] - 1e-9


@given(places, solvents, anions, st.floats(1.01, 5))
def test_more_solvent_for_each_ion_keeps_anions_out_and_leaves_solvent_free(
    donors: float, solvent: float, anion: float, more: float
) -> None:
    free, share = shell(donors, solvent, ANION_SITES, anion)
    free_diluted, share_diluted = shell(more * donors, solvent, ANION_SITES, anion)
    assert share_diluted <= share + 1e-9
    assert free_diluted >= free - 1e-9


def test_what_is_scarce_is_all_bound() -> None:
    free, share = shell(1.0, -1.5, 3.0, -5.4)
    assert free == pytest.approx(0.0)
    assert share == pytest.approx(3.0 / 4.0)


def test_without_one_side_the_other_holds_everything() -> None:
    assert shell(12.0, -1.5, 0.0, -5.4) == pytest.approx((0.5, 0.0))
    free, share = shell(0.0, -1.5, 3.0, -5.4)
    assert np.isnan(free)
    assert share == 1.0


def test_unknown_energy_or_amount_stays_unknown() -> None:
    for one in ((12.0, np.nan, 3.0, -5.4), (12.0, -1.5, 3.0, np.nan), (np.nan, -1.5, 3.0, -5.4)):
        assert np.isnan(shell(*one)).all()
