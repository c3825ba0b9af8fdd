"""Statistics over the parts of a mixture: by hand, and against the laws of a mixture."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from nacre.data.chemistry.names import lookup
from nacre.features.electrolyte.statistics import extreme, total, weighted_means
from nacre.features.molecules.properties import property_matrix

NAN = np.nan

mixtures = st.lists(st.tuples(st.floats(0.01, 10), st.floats(-15, 15) | st.just(NAN)), min_size=1, max_size=6)


def row(fractions: list[float]) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.array([fractions], dtype=np.float64))


def shares(parts: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    amounts, values = np.array(parts, dtype=np.float64).T
    return amounts / amounts.sum(), values


def test_mean_of_ethylene_and_propylene_carbonate_by_hand() -> None:
    # EC : PC 1:3 by moles, dielectric constants 95.33 and 64.91 (tabled near 25 to 40 °C).
    values = np.array([[95.33, 88.062], [64.91, 102.089]])
    found = weighted_means(row([0.25, 0.75]), values)
    np.testing.assert_allclose(found, [[0.25 * 95.33 + 0.75 * 64.91, 98.58225]], rtol=1e-12)


def test_extremes_of_a_carbonate_mixture_are_those_of_its_solvents() -> None:
    values = property_matrix((lookup("EC"), lookup("PC"), lookup("FEC")))[:, 0]
    found = [extreme(row([0.3, 0.3, 0.4]), values, largest=largest)[0] for largest in (False, True)]
    assert found == [values[2], values[1]]


def test_mean_needs_half_of_the_moles_to_be_known() -> None:
    values = np.array([[2.0], [NAN]])
    found = weighted_means(sparse.csr_matrix([[0.5, 0.5], [0.49, 0.51], [1.0, 0.0]]), values)[:, 0]
    np.testing.assert_array_equal(found, [2.0, NAN, 2.0])


def test_a_gap_in_one_property_leaves_the_others_alone() -> None:
    values = np.array([[2.0, 1.0], [NAN, 3.0]])
    np.testing.assert_allclose(weighted_means(row([0.2, 0.8]), values), [[NAN, 2.6]])


def test_empty_rows_have_no_statistics_and_a_total_of_zero() -> None:
    fractions, values = sparse.csr_matrix([[0.0, 0.0], [0.5, 0.5], [0.0, 0.0]]), np.array([1.0, 3.0])
    np.testing.assert_array_equal(weighted_means(fractions, values[:, None])[:, 0], [NAN, 2.0, NAN])
    np.testing.assert_array_equal(extreme(fractions, values), [NAN, 1.0, NAN])
    np.testing.assert_array_equal(extreme(fractions, values, largest=True), [NAN, 3.0, NAN])
    np.testing.assert_array_equal(total(fractions, values), [0.0, 2.0, 0.0])
    assert np.isnan(extreme(sparse.csr_matrix((2, 2)), values)).all()
    assert extreme(sparse.csr_matrix((0, 2)), values).shape == (0,)


def test_extremes_skip_unknown_values() -> None:
    values = np.array([NAN, -1.0, -3.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert extreme(row([0.5, 0.25, 0.25]), values)[0] == -3.0
        assert np.isnan(extreme(row([1.0, 0.0, 0.0]), values)[0])


def test_total_is_unknown_where_a_part_is_unknown() -> None:
    moles = sparse.csr_matrix([[2.0, 0.0], [1.0, 1.0]])
    np.testing.assert_array_equal(total(moles, np.array([6.0, NAN])), [12.0, NAN])
    unknown_amount = sparse.csr_matrix((np.array([NAN, 1.0]), np.array([0, 1]), np.array([0, 1, 2])), shape=(2, 2))
    np.testing.assert_array_equal(total(unknown_amount, np.array([6.0, 2.0])), [NAN, 2.0])


def statistics(fractions: np.ndarray, values: np.ndarray) -> list[float]:
    matrix = row(list(fractions))
    return [
        weighted_means(matrix, values[:, None])[0, 0],
        extreme(matrix, values)[0],
        extreme(matrix, values, largest=True)[0],
    ]


def far_from_the_known_share(fractions: np.ndarray, values: np.ndarray) -> bool:
    return abs(fractions[~np.isnan(values)].sum() - 0.5) > 1e-9


@given(mixtures, st.randoms(use_true_random=False))
def test_order_of_the_parts_does_not_matter(parts: list[tuple[float, float]], random: object) -> None:
    fractions, values = shares(parts)
    order = list(range(len(parts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    if far_from_the_known_share(fractions, values):
        np.testing.assert_allclose(
            statistics(fractions[order], values[order]), statistics(fractions, values), rtol=1e-9, atol=1e-12
        )


@given(mixtures, st.floats(0.05, 0.95))
def test_a_part_split_into_two_changes_nothing(parts: list[tuple[float, float]], cut: float) -> None:
    fractions, values = shares(parts)
    split = np.append(fractions, fractions[0] * (1 - cut))
    split[0] *= cut
    if far_from_the_known_share(fractions, values):
        np.testing.assert_allclose(
            statistics(split, np.append(values, values[0])), statistics(fractions, values), rtol=1e-9, atol=1e-12
        )


@given(mixtures)
def test_mean_lies_between_the_extremes(parts: list[tuple[float, float]]) -> None:
    mean, low, high = statistics(*shares(parts))
    if not np.isnan(mean):
        assert low - 1e-9 <= mean <= high + 1e-9


@given(mixtures, st.floats(0.1, 5), st.floats(-5, 5))
def test_mean_changes_unit_with_its_values(parts: list[tuple[float, float]], scale: float, shift: float) -> None:
    fractions, values = shares(parts)
    mean = statistics(fractions, values)[0]
    assert statistics(fractions, scale * values + shift)[0] == pytest.approx(
        scale * mean + shift, rel=1e-9, abs=1e-9, nan_ok=True
    )
