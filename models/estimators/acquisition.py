"""Which tests to choose: what each is expected to improve, and a batch that does not repeat itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from ...data.arrays import Floats, Matrix


class Surrogate(Protocol):
    """A model by which tests are chosen; all values in natural log."""

    @property
    def noise(self) -> float:
        """Standard deviation of a test."""

    def predict(self, features: Matrix) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each candidate, without the noise of a test.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)

        Returns
        -------
        mean, spread : float64 array of shape (n,)
        """

    def predict_known(self) -> tuple[Floats, Floats]:
        """The same of the cells that were tested."""

    def believe(self, features: Matrix) -> Self:
        """The model after tests of some candidates that came out as it expects.

        Parameters
        ----------
        features : float32 array of shape (n_tests, n_features)

        Returns
        -------
        Surrogate
            A new one; this one stays as it is.
        """


def expected_improvement(
    mean: Floats, spread: Floats, best: float, *, maximize: bool = True, ceiling: float = np.inf
) -> Floats:
    """How much one test is expected to improve on the best known outcome.

    Of a test that ends at `ceiling` one sees min(outcome, ceiling), so that
    E[(min(y, c) - b)+] = E[(y - b)+] - E[(y - c)+]; where the test is shorter than the best known outcome, nothing it
    shows could be an improvement, and the chance of reaching its end is what counts.

    Parameters
    ----------
    mean, spread : float64 array of shape (n,)
        Mean and standard deviation of the outcome's natural log.
    best : float
        Best known outcome, natural log.
    maximize : bool
        Whether more is better.
    ceiling : float
        Natural log of the longest test that will be run; only for quantities that are maximized.

    Returns
    -------
    float64 array of shape (n,)
        Natural log; where `ceiling` is not above `best`, the probability that a test reaches its end.

    Examples
    --------
    >>> expected_improvement(np.array([0.0, 1.0]), np.array([1.0, 1.0]), best=0.0).round(3)
    array([0.399, 1.083])
    """
    if not maximize:
        return _above(-mean, spread, -best)
    if ceiling <= best:
        return np.asarray(norm.sf((ceiling - mean) / spread))
    return np.asarray(_above(mean, spread, best) - (_above(mean, spread, ceiling) if np.isfinite(ceiling) else 0.0))


def batch(
    surrogate: Surrogate, features: Matrix, n: int, score: Callable[[Floats, Floats], Floats]
) -> tuple[npt.NDArray[np.intp], Floats]:
    """Choose candidates one after the other, each time believing that the chosen ones come out as expected.

    The model is then sure about their neighbours, so that the next choice lies elsewhere (kriging believer:
    Ginsbourger, Le Riche and Carraro 2010).

    Parameters
    ----------
    surrogate : Surrogate
    features : float32 array of shape (n_candidates, n_features)
    n : int
        Candidates to choose; fewer are chosen where no candidate is left that looks different to the model.
    score : callable
        Takes mean and standard deviation of all candidates and gives their scores, higher is better; see
        `expected_improvement`.

    Returns
    -------
    chosen : int array of shape (n_chosen,)
        Rows of `features`, best first.
    scores : float64 array of shape (n_chosen,)
        Score of each when it was chosen.
    """
    chosen: list[int] = []
    scores: list[float] = []
    same = np.zeros(len(features), dtype=bool)  # what looks alike to the model is not tested twice
    for _ in range(min(n, len(features))):
        values = score(*surrogate.predict(features))
        values[same] = -np.inf
        if same.all():
            break
        chosen.append(int(np.argmax(values)))
        scores.append(float(values[chosen[-1]]))
        last = features[chosen[-1:]]
        same |= ((features == last) | (np.isnan(features) & np.isnan(last))).all(axis=1)
        surrogate = surrogate.believe(last)
    return np.array(chosen, dtype=np.intp), np.array(scores)


def _above(mean: Floats, spread: Floats, threshold: float) -> Floats:
    """E[(y - threshold)+] of a normal y."""
    z = (mean - threshold) / spread
    return np.asarray(spread * (z * norm.cdf(z) + norm.pdf(z)))
