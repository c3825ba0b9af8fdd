"""A Gaussian process on interval labels: what is expected of a cell, how unsure that is, what one test would teach.

A censored outcome counts with its expectation given the process and its bound, so that a survivor is not taken for a
failure. All columns share one length scale: from the few rows that a series starts with, several are learned badly
(`benchmarks/suggest.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from ...data.arrays import Floats, Matrix
from ...data.errors import NacreError
from ..labels.intervals import Interval
from .gaussian_process import GaussianProcess
from .imputation import expected_within

#: Fewer rows teach nothing that a mean would not.
MIN_ROWS = 5
_IMPUTATIONS = 5
#: Rows whose covariance with all known rows is held at once.
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class CensoredProcess:
    """A fitted process for the natural logarithm of a positive outcome; a `Surrogate` for choosing tests.

    Attributes
    ----------
    process : GaussianProcess
    features : float32 array of shape (n, n_features)
        Known rows, with the believed ones at the end.
    """

    process: GaussianProcess
    features: Matrix

    @classmethod
    def fit(cls, features: Matrix, interval: Interval) -> Self:
        """Learn from rows with interval labels.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
        interval : Interval
            On the positive scale of the quantity.

        Returns
        -------
        CensoredProcess

        Raises
        ------
        NacreError
            Where there are fewer than `MIN_ROWS` rows.
        """
        if len(interval) < MIN_ROWS:
            raise NacreError(f"{len(interval)} rows are too few to suggest from.", hint=f"Give at least {MIN_ROWS}.")
        with np.errstate(divide="ignore"):
            low, high = np.log(interval.lower), np.log(interval.upper)
        process = GaussianProcess().fit(features, np.log(interval.point))
        for _ in range(0 if interval.is_exact.all() else _IMPUTATIONS):
            mean, spread = process.left_out()
            process = GaussianProcess().fit(features, expected_within(mean, spread, low, high))
        return cls(process, features)

    @property
    def noise(self) -> float:
        """Standard deviation of a test, natural log."""
        return self.process.noise

    def predict(self, features: Matrix) -> tuple[Floats, Floats]:
        """Mean and standard deviation (without the noise of a test) in natural log.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)

        Returns
        -------
        mean, spread : float64 array of shape (n,)
        """
        if not len(features):
            return np.empty(0), np.empty(0)
        parts = [self.process.posterior(features[at : at + _CHUNK]) for at in range(0, len(features), _CHUNK)]
        mean, spread = zip(*parts, strict=True)
        return np.concatenate(mean), np.concatenate(spread)

    def predict_known(self) -> tuple[Floats, Floats]:
        """As `predict`, for the known rows."""
        return self.predict(self.features)

    def believe(self, features: Matrix) -> Self:
        """The process after tests of some cells that came out as it expects: the same mean, less spread near them.

        Parameters
        ----------
        features : float32 array of shape (n_tests, n_features)

        Returns
        -------
        CensoredProcess
            A new one; this one stays as it is.
        """
        mean, _ = self.predict(features)
        return type(self)(self.process.with_rows(features, mean), np.vstack([self.features, features]))

    def draw(self, features: Matrix, n: int, random: np.random.Generator) -> Floats:
        """Outcomes of some cells together as they may be, without the noise of a test.

        Parameters
        ----------
        features : float32 array of shape (n_cells, n_features)
        n : int
            Draws.
        random : Generator

        Returns
        -------
        float64 array of shape (n, n_cells)
        """
        return self.process.draw(features, n, random)
