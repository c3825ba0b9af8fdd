"""The likelihood of an interval under the accelerated failure time model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nacre.data.errors import NacreError
from nacre.models.estimators.aft import negative_log_likelihood, noise_of
from nacre.models.labels.intervals import check_interval

INF = np.inf
SHAPES = {"normal": stats.norm, "logistic": stats.logistic, "extreme": stats.gumbel_l}


@pytest.mark.parametrize("distribution", SHAPES)
def test_likelihood_is_that_of_scipy(distribution):
    labels = check_interval([50, 20, 30, 0], [50, 80, INF, 40])
    margin, sigma, shape = np.log([60, 50, 20, 90]), 0.7, SHAPES[distribution]
    low, high = (
        (np.log([50, 20, 30, 1e-9]) - margin) / sigma,
        (np.log([50, 80, 1e9, 40]) - margin) / sigma,
    )
    expected = -np.log(shape.cdf(high) - shape.cdf(low), where=labels.lower < labels.upper, out=np.zeros(4))
    expected[0] = -np.log(shape.pdf(low[0]) / sigma)
    np.testing.assert_allclose(negative_log_likelihood(margin, labels, sigma, distribution), expected)


@given(
    st.floats(-8, 8),
    st.floats(0.01, 1e4),
    st.floats(1.01, 100),
    st.floats(1, 100),
    st.sampled_from(list(SHAPES)),
)
def test_widening_an_interval_never_raises_the_loss(margin, lower, ratio, wider, distribution):
    tight = check_interval([lower], [lower * ratio])
    wide = check_interval([lower / wider, lower, 0], [lower * ratio * wider, INF, lower * ratio])
    loss = negative_log_likelihood([margin], tight, 0.8, distribution)
    assert np.isfinite(loss).all()
    assert (negative_log_likelihood([margin] * 3, wide, 0.8, distribution) <= loss + 1e-9).all()


def test_an_unknown_distribution_is_named():
    with pytest.raises(NacreError, match="cauchy"):
        noise_of("cauchy")
