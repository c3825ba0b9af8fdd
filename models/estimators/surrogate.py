"""What a model must tell so that tests can be chosen by it."""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np

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

    def draw(self, features: Matrix, n: int, random: np.random.Generator) -> Floats:
        """Outcomes of all candidates together as they may be, without the noise of a test.

        Parameters
        ----------
        features : float32 array of shape (n_candidates, n_features)
        n : int
            Draws.
        random : Generator

        Returns
        -------
        float64 array of shape (n, n_candidates)
        """
