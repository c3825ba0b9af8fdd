"""Boosters on resampled cells: their mean is what is expected of a cell, their disagreement how unsure that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from ...data.arrays import Floats, Matrix
from ..labels.intervals import Interval
from .booster import IntervalBooster

#: Boosters in the bag; more change the order of suggestions little.
MEMBERS = 8
#: Least spread, natural log: boosters that agree are not certain.
_FLOOR = 0.05


@dataclass(frozen=True)
class BaggedBoosters:
    """A bag of boosters with the interface of `CensoredProcess`.

    Attributes
    ----------
    make : callable
        A fresh booster for a seed.
    features : float32 array of shape (n, n_features)
        Known rows, with the believed ones at the end.
    interval : Interval
    members : tuple of IntervalBooster
    noise : float
        Scale of the noise in natural log.
    """

    make: Callable[[int], IntervalBooster]
    features: Matrix
    interval: Interval
    members: tuple[IntervalBooster, ...]
    noise: float

    @classmethod
    def fit(cls, make: Callable[[int], IntervalBooster], features: Matrix, interval: Interval) -> Self:
        """Fit each booster on rows drawn with replacement; the draws depend on the number of rows only.

        Parameters
        ----------
        make : callable
            Gives a fresh booster for a seed.
        features : float32 array of shape (n, n_features)
        interval : Interval
            Labels of the n rows, on the positive scale of the quantity.

        Returns
        -------
        BaggedBoosters

        Raises
        ------
        NacreError
            As `IntervalBooster.fit` does.
        """
        members = []
        for seed in range(MEMBERS):
            drawn = np.random.default_rng(seed).integers(len(interval), size=len(interval))
            own = interval.take(drawn)
            members.append(make(seed).fit(features[drawn], own.lower, own.upper))
        return cls(make, features, interval, tuple(members), float(np.mean([member.sigma_ for member in members])))

    def predict(self, features: Matrix) -> tuple[Floats, Floats]:
        """Mean and standard deviation over the bag in natural log.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)

        Returns
        -------
        mean, spread : float64 array of shape (n,)
            The spread is at least 0.05, since boosters that agree are not certain.

        Raises
        ------
        NacreError
            As `IntervalBooster.predict` does.
        """
        margins = np.array([member.predict_margin(features) for member in self.members])
        return margins.mean(axis=0), np.maximum(margins.std(axis=0), _FLOOR)

    def predict_known(self) -> tuple[Floats, Floats]:
        """As `predict`, for the known rows."""
        return self.predict(self.features)

    def believe(self, features: Matrix) -> Self:
        """The bag after tests of some cells that came out as it expects.

        Parameters
        ----------
        features : float32 array of shape (n_tests, n_features)

        Returns
        -------
        BaggedBoosters
            A new one, fitted anew.
        """
        expected = np.exp(self.predict(features)[0])
        return type(self).fit(
            self.make,
            np.vstack([self.features, features]),
            Interval(np.concatenate([self.interval.lower, expected]), np.concatenate([self.interval.upper, expected])),
        )

    def draw(self, features: Matrix, n: int, random: np.random.Generator) -> Floats:
        """Outcomes of some cells together as they may be: each draw is one booster of the bag.

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
        margins = np.array([member.predict_margin(features) for member in self.members])
        return margins[random.integers(len(margins), size=n)]
