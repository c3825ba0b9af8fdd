"""Acquisitions: their laws, and what is told of names and numbers that cannot be used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from nacre.data.errors import NacreError
from nacre.models.estimators.acquisition import (
    ACQUISITIONS,
    ExpectedImprovement,
    Posterior,
    Probability,
    PureExploration,
    Thompson,
    UpperConfidence,
    expected_improvement,
    find_acquisition,
)

MEANS, SPREADS = st.floats(-3, 3), st.floats(0.02, 3)


@given(mean=st.floats(-2, 2), spread=st.floats(0.05, 2), best=st.floats(-2, 2), longer=st.floats(0.1, 3))
def test_expected_improvement_is_its_integral(mean: float, spread: float, best: float, longer: float) -> None:
    ceiling = best + longer
    m, s = np.array([mean]), np.array([spread])
    density = norm(mean, spread).pdf
    top = max(mean + 12 * spread, best)
    plain = quad(lambda y: (y - best) * density(y), best, top, limit=200)[0]
    capped = quad(lambda y: (y - best) * density(y), best, ceiling, limit=200)[0]
    capped += longer * norm(mean, spread).sf(ceiling)
    assert expected_improvement(m, s, best)[0] == pytest.approx(plain, abs=1e-6)
    assert expected_improvement(m, s, best, ceiling=ceiling)[0] == pytest.approx(capped, abs=1e-6)
    assert expected_improvement(-m, s, -best, maximize=False)[0] == pytest.approx(plain, abs=1e-6)


def test_a_test_shorter_than_the_best_counts_the_chance_to_survive_it() -> None:
    found = expected_improvement(np.array([0.0]), np.array([1.0]), 2.0, ceiling=1.0)
    assert found[0] == pytest.approx(norm.sf(1.0))


@given(mean=MEANS, spread=SPREADS, more=st.floats(0.01, 2), mark=MEANS)
def test_expected_improvement_is_never_negative_and_rises_with_what_is_not_known(
    mean: float, spread: float, more: float, mark: float
) -> None:
    less, unsure = ExpectedImprovement().score(
        Posterior(np.array([mean, mean]), np.array([spread, spread + more]), mark)
    )
    assert less >= 0
    assert unsure >= less - 1e-12  # rounding


@given(mean=MEANS, spread=SPREADS, mark=MEANS, shift=MEANS)
@pytest.mark.parametrize("name", ACQUISITIONS)
def test_a_shift_of_everything_changes_no_score(
    name: str, mean: float, spread: float, mark: float, shift: float
) -> None:
    means, spreads = np.array([mean, mean + 0.3]), np.array([spread, spread])
    acquisition = find_acquisition(name)
    score = acquisition.score(Posterior(means, spreads, mark, draw=means))
    shifted = acquisition.score(Posterior(means + shift, spreads, mark + shift, draw=means + shift))
    np.testing.assert_allclose(shifted, score, atol=1e-9)


@pytest.mark.parametrize("name", [name for name in ACQUISITIONS if name != "pure exploration"])
@given(mean=MEANS, spread=SPREADS, mark=MEANS, step=st.floats(0.0, 2.0))
def test_a_better_mean_is_never_worth_less(name: str, mean: float, spread: float, mark: float, step: float) -> None:
    means = np.array([mean, mean + step])
    low, high = find_acquisition(name).score(Posterior(means, np.array([spread, spread]), mark, draw=means))
    assert high >= low - 1e-12  # rounding


def test_each_acquisition_scores_by_its_definition() -> None:
    posterior = Posterior(np.array([0.0, 1.0]), np.array([1.0, 0.5]), mark=0.5, draw=np.array([2.0, -1.0]))
    np.testing.assert_allclose(UpperConfidence(1.0).score(posterior), [0.5, 1.0])
    np.testing.assert_allclose(Probability().score(posterior), norm.sf([0.5, -1.0]))
    np.testing.assert_allclose(Thompson().score(posterior), [1.5, -1.5])
    np.testing.assert_allclose(PureExploration().score(posterior), [1.0, 0.5])


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Expected Improvement", ExpectedImprovement), ("upper-confidence", UpperConfidence), ("THOMPSON", Thompson),
     ("pure_exploration", PureExploration), (" probability ", Probability)],
)  # fmt: skip
def test_names_are_found_however_they_are_written(name: str, kind: type) -> None:
    assert isinstance(find_acquisition(name), kind)


def test_an_object_of_ones_own_is_itself() -> None:
    own = UpperConfidence(0.5)
    assert find_acquisition(own) is own


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(NacreError, match="'entropy'") as told:
        find_acquisition("entropy")
    assert all(name in told.value.hint for name in ACQUISITIONS)


@pytest.mark.parametrize("beta", [-1.0, float("nan"), float("inf")])
def test_beta_is_no_negative_number(beta: float) -> None:
    with pytest.raises(NacreError, match="0 or more"):
        find_acquisition("upper confidence", beta=beta)


def test_beta_belongs_to_upper_confidence_alone() -> None:
    with pytest.raises(NacreError, match="does not belong to probability"):
        find_acquisition("probability", beta=1.0)
