"""A Gaussian process on nacre's features: what is expected of a cell, how unsure that is, what one test would teach.

Interval labels are met by imputation: a censored outcome counts with its expectation given the process and its bound
(one step of expectation-maximisation, repeated), so that a survivor is not taken for a failure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.stats import norm

from ..data.errors import NacreError
from .labels import FloatArray, Interval

Matrix = npt.NDArray[np.float32]

#: Fewer rows teach nothing that a mean would not.
MIN_ROWS = 5
_IMPUTATIONS = 5
_CLIP = 4.0
#: Rows whose kernel to all known rows is held at once.
_CHUNK = 65_536


class Surrogate(Protocol):
    """What choosing tests asks of a model; all values in natural log."""

    @property
    def noise(self) -> float:
        """Standard deviation of a test."""

    def predict(self, features: Matrix) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation of each candidate, without the noise of a test."""

    def predict_known(self) -> tuple[FloatArray, FloatArray]:
        """The same of the cells that were tested."""

    def believe(self, features: Matrix) -> Self:
        """The model after tests of some candidates that came out as it expects."""


@dataclass(frozen=True)
class Scaler:
    """Columns that vary among the known rows, scaled by their spread; unknown values lie at the mean.

    Attributes
    ----------
    columns : int array of shape (p,)
    center, spread : float64 arrays of shape (p,)
    """

    columns: npt.NDArray[np.intp]
    center: FloatArray
    spread: FloatArray

    @classmethod
    def of(cls, features: Matrix) -> Self:
        """Learn from known rows of shape (n, n_features)."""
        known = ~np.isnan(features)
        enough = known.sum(axis=0) >= 2
        values = np.where(known, features, 0.0).astype(np.float64)
        counts = np.maximum(known.sum(axis=0), 1)
        center = values.sum(axis=0) / counts
        spread = np.sqrt((np.where(known, values - center, 0.0) ** 2).sum(axis=0) / counts)
        columns = np.flatnonzero(enough & (spread > 1e-9 * np.maximum(np.abs(center), 1.0)))
        return cls(columns, center[columns], spread[columns])

    def apply(self, features: Matrix) -> FloatArray:
        """Scaled features of shape (n, p), each divided by √p so that distances do not grow with the columns."""
        values = (features[:, self.columns].astype(np.float64) - self.center) / self.spread
        found = np.clip(np.nan_to_num(values, nan=0.0), -_CLIP, _CLIP)
        return np.asarray(found / np.sqrt(max(len(self.columns), 1)))


@dataclass(frozen=True)
class GaussianSurrogate:
    """A fitted process for the natural logarithm of a positive outcome.

    Attributes
    ----------
    scaler : Scaler
    known : float64 array of shape (n, p)
        Scaled features of the known rows.
    target : float64 array of shape (n,)
        Natural logarithm, imputed where censored.
    length, signal, noise : float
        Length scale (in scaled features), and standard deviations in natural log.
    mean : float
    """

    scaler: Scaler
    known: FloatArray
    target: FloatArray
    length: float
    signal: float
    noise: float
    mean: float

    @classmethod
    def fit(cls, features: Matrix, interval: Interval) -> Self:
        """Learn from rows with interval labels.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
        interval : Interval
            On the positive scale of the quantity.

        Raises
        ------
        NacreError
            Where there are fewer than `MIN_ROWS` rows.
        """
        if len(interval) < MIN_ROWS:
            raise NacreError(f"{len(interval)} rows are too few to suggest from.", hint=f"Give at least {MIN_ROWS}.")
        scaler = Scaler.of(features)
        known = scaler.apply(features)
        low, high = _logs(interval)
        target = np.log(interval.point)
        found = cls(scaler, known, target, *_hyperparameters(known, target))
        if (low == high).all():
            return found
        for _ in range(_IMPUTATIONS):
            mean, spread = found._left_out()
            target = np.where(low == high, low, _between(mean, spread, low, high))
            found = cls(scaler, known, target, *_hyperparameters(known, target))
        return found

    def predict(self, features: Matrix) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation (without noise) in natural log, arrays of shape (n,)."""
        parts = [self._posterior(self.scaler.apply(part)) for part in _chunks(features)]
        mean, spread = zip(*parts, strict=True) if parts else ((np.empty(0),), (np.empty(0),))
        return np.concatenate(mean), np.concatenate(spread)

    def predict_known(self) -> tuple[FloatArray, FloatArray]:
        """As `predict`, for the known rows."""
        return self._posterior(self.known)

    def believe(self, features: Matrix) -> Self:
        """The process after tests of some cells that came out as it expects: it knows no more, but is surer there."""
        scaled = self.scaler.apply(features)
        mean, _ = self._posterior(scaled)
        return replace(self, known=np.vstack([self.known, scaled]), target=np.concatenate([self.target, mean]))

    def _factor(self) -> tuple[Any, FloatArray]:
        covariance = self.signal**2 * _matern(self.known, self.known, self.length)
        covariance[np.diag_indices_from(covariance)] += self.noise**2 + 1e-10 * self.signal**2
        factor = cho_factor(covariance, lower=True)
        return factor, cho_solve(factor, self.target - self.mean)

    def _posterior(self, scaled: FloatArray) -> tuple[FloatArray, FloatArray]:
        factor, alpha = self._factor()
        cross = self.signal**2 * _matern(scaled, self.known, self.length)
        half = solve_triangular(factor[0], cross.T, lower=True)
        variance = self.signal**2 - np.einsum("ij,ij->j", half, half)
        return self.mean + cross @ alpha, np.sqrt(np.maximum(variance, 1e-12))

    def _left_out(self) -> tuple[FloatArray, FloatArray]:
        """Each known row predicted by the others, noise included (Rasmussen and Williams 2006, eq. 5.12)."""
        factor, alpha = self._factor()
        inverse = np.diag(cho_solve(factor, np.eye(len(self.target))))
        return self.target - alpha / inverse, np.sqrt(1.0 / inverse)


def expected_improvement(
    mean: FloatArray, spread: FloatArray, best: float, *, maximize: bool = True, ceiling: float = np.inf
) -> FloatArray:
    """How much one test is expected to improve on the best known outcome, in natural log, shape (n,).

    Of a test that ends at `ceiling` one sees min(outcome, ceiling), so that
    E[(min(y, c) - b)+] = E[(y - b)+] - E[(y - c)+]; where the test is shorter than the best known outcome, nothing it
    shows could be an improvement, and the chance of reaching its end is what counts.

    Parameters
    ----------
    mean, spread : array of shape (n,)
        Of the outcome's natural log.
    best : float
        Best known outcome, natural log.
    maximize : bool
    ceiling : float
        Natural log of the longest test that will be run; only for quantities that are maximized.
    """
    if not maximize:
        return _above(-mean, spread, -best)
    if ceiling <= best:
        return np.asarray(norm.sf((ceiling - mean) / spread))
    return np.asarray(_above(mean, spread, best) - (_above(mean, spread, ceiling) if np.isfinite(ceiling) else 0.0))


def batch(
    surrogate: Surrogate, features: Matrix, n: int, score: Callable[[FloatArray, FloatArray], FloatArray]
) -> tuple[npt.NDArray[np.intp], FloatArray]:
    """Choose n candidates one after the other, each time believing that the chosen ones come out as expected.

    The process is then sure about their neighbours, so that the next choice lies elsewhere (kriging believer:
    Ginsbourger, Le Riche and Carraro 2010).

    Returns
    -------
    chosen : int array of shape (n,)
        Rows of `features`, best first.
    scores : float64 array of shape (n,)
        Score of each when it was chosen.
    """
    chosen: list[int] = []
    scores: list[float] = []
    same = np.zeros(len(features), dtype=bool)  # what looks alike to the model is not tested twice
    for _ in range(min(n, len(features))):
        found = score(*surrogate.predict(features))
        found[same] = -np.inf
        if same.all():
            break
        chosen.append(int(np.argmax(found)))
        scores.append(float(found[chosen[-1]]))
        last = features[chosen[-1:]]
        same |= ((features == last) | (np.isnan(features) & np.isnan(last))).all(axis=1)
        surrogate = surrogate.believe(last)
    return np.array(chosen, dtype=np.intp), np.array(scores)


def _above(mean: FloatArray, spread: FloatArray, threshold: float) -> FloatArray:
    """E[(y - threshold)+] of a normal y."""
    z = (mean - threshold) / spread
    return np.asarray(spread * (z * norm.cdf(z) + norm.pdf(z)))


def _matern(left: FloatArray, right: FloatArray, length: float) -> FloatArray:
    """Matérn covariance with ν = 5/2 (Rasmussen and Williams 2006, eq. 4.17)."""
    squared = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :] - 2.0 * left @ right.T
    scaled = np.sqrt(5.0 * np.maximum(squared, 0.0)) / length
    return np.asarray((1.0 + scaled + scaled**2 / 3.0) * np.exp(-scaled))


#: Length scales and noise shares among which the likelihood chooses; a search by gradient gains nothing at these sizes.
_LENGTHS = np.geomspace(0.2, 6.0, 9)
_NOISE_SHARES = np.array([0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9])


def _hyperparameters(known: FloatArray, target: FloatArray) -> tuple[float, float, float, float]:
    """Length, signal, noise and mean of the highest marginal likelihood over a grid, the scale in closed form."""
    n = len(target)
    mean = float(target.mean())
    centered = target - mean
    if not np.any(centered):
        return 1.0, 1e-3, 1e-3, mean
    best = (-np.inf, 1.0, 1.0, 1.0)
    for length in _LENGTHS:
        values, vectors = np.linalg.eigh(_matern(known, known, float(length)))
        projected = (vectors.T @ centered) ** 2
        for share in _NOISE_SHARES:
            spectrum = np.maximum((1.0 - share) * values + share, 1e-10)
            scale = float((projected / spectrum).sum() / n)
            likelihood = -0.5 * (n * np.log(scale) + float(np.log(spectrum).sum()))
            if likelihood > best[0]:
                best = (likelihood, float(length), float(share), scale)
    _, length, share, scale = best
    return length, float(np.sqrt(scale * (1.0 - share))), float(np.sqrt(scale * share)), mean


def _logs(interval: Interval) -> tuple[FloatArray, FloatArray]:
    with np.errstate(divide="ignore"):
        return np.log(interval.lower), np.log(interval.upper)


def _between(mean: FloatArray, spread: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Mean of a normal variable known to lie between two bounds."""
    a, b = (low - mean) / spread, (high - mean) / spread
    # Work on the side where the tail is small, so that differences of probabilities do not vanish.
    flip = a > 0
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    mass = np.maximum(norm.cdf(b) - norm.cdf(a), 1e-300)
    shift = (norm.pdf(a) - norm.pdf(b)) / mass
    shift = np.where(flip, -shift, shift)
    return np.asarray(np.clip(mean + spread * shift, low, high))


def _chunks(features: Matrix) -> list[Matrix]:
    return [features[start : start + _CHUNK] for start in range(0, len(features), _CHUNK)]
