"""The rule: better must be clear, worse must not be possible."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, Quantity
from nacre.models.labels.intervals import Interval
from nacre.models.promotion.rule import MARGIN, Contest, Verdict, decide, judge

N = 60
PAPERS = np.repeat(np.arange(20), 3).astype(str)
TRUTH = np.exp(np.random.default_rng(0).normal(5, 1, N))
EXACT = Interval(TRUTH, TRUTH)


def noisy(sigma: float, seed: int = 1) -> np.ndarray:
    return (TRUTH * np.exp(np.random.default_rng(seed).normal(0, sigma, N)))[None, :]


def verdict(name: str, low: float, gain: float, high: float) -> Verdict:
    return Verdict(name, "decades", 0.4, 0.4 - gain, gain, low, high, 50, 20)


every_quantity = pytest.mark.parametrize("quantity", [LIFETIME, OVERPOTENTIAL], ids=lambda quantity: quantity.name)


@every_quantity
def test_a_much_better_challenger_is_better_and_the_other_way_round_worse(quantity: Quantity) -> None:
    assert judge(quantity, EXACT, PAPERS, Contest(noisy(1.5), noisy(0.1))).words == "better"
    assert judge(quantity, EXACT, PAPERS, Contest(noisy(0.1), noisy(1.5))).words == "worse"


@every_quantity
def test_equal_predictions_are_not_worse_and_not_better(quantity: Quantity) -> None:
    found = judge(quantity, EXACT, PAPERS, Contest(noisy(0.5), noisy(0.5)))
    assert (found.gain, found.words) == (0.0, "not worse")


def test_metrics_are_those_of_the_validation() -> None:
    from nacre.models.labels.concordance import concordance

    said = noisy(0.7)
    found = judge(LIFETIME, EXACT, PAPERS, Contest(said, said))
    assert found.champion == pytest.approx(concordance(said[0], EXACT).value)
    error = judge(OVERPOTENTIAL, EXACT, PAPERS, Contest(said, said)).champion
    assert error == pytest.approx(np.abs(np.log10(said[0]) - np.log10(TRUTH)).mean())


def test_an_interval_that_holds_the_prediction_has_no_error() -> None:
    below = Interval(np.zeros(N), TRUTH * 10)
    assert judge(OVERPOTENTIAL, below, PAPERS, Contest(noisy(0.1), noisy(0.1))).champion == 0.0


def test_no_row_is_nothing_to_compare() -> None:
    found = judge(LIFETIME, EXACT, PAPERS, Contest(noisy(1), noisy(1)), np.zeros(N, dtype=bool))
    assert (found.words, found.rows) == ("nothing to compare", 0)


@given(st.permutations(range(N)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    def judged(rows: list[int]) -> Verdict:
        found = Contest(noisy(0.5)[:, rows], noisy(0.4, 2)[:, rows])
        return judge(LIFETIME, EXACT.take(rows), PAPERS[rows], found)

    one, other = judged(list(range(N))), judged(order)
    assert (one.champion, one.challenger) == pytest.approx((other.champion, other.challenger))
    assert (one.low, one.high) == pytest.approx((other.low, other.high))


def test_promoted_where_better_on_one_and_worse_on_none() -> None:
    found = decide({"lifetime": verdict("lifetime", 0.01, 0.05, 0.1), "overpotential": verdict("o", -0.01, 0, 0.01)})
    assert found.promote
    assert "better on lifetime" in found.reason


@pytest.mark.parametrize(
    ("low", "words"), [(-MARGIN, "overpotential may be worse by 0.020"), (-0.5, "overpotential may be worse by 0.500")]
)
def test_kept_where_it_may_be_worse_on_one(low: float, words: str) -> None:
    found = decide({"lifetime": verdict("l", 0.01, 0.05, 0.1), "overpotential": verdict("o", low, 0, 0.6)})
    assert not found.promote
    assert words in found.reason


def test_kept_where_it_is_better_on_none() -> None:
    found = decide({name: verdict(name, -0.001, 0.0, 0.001) for name in ("lifetime", "overpotential")})
    assert not found.promote
    assert "better on none" in found.reason
