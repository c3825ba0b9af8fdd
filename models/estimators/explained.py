"""What explanations ask of an estimator."""

from __future__ import annotations

from typing import Protocol

from ...data.arrays import Floats, Matrix


class Explained(Protocol):
    """An estimator that can state what each column contributes: boosters, blends, the targets of a predictor."""

    def contributions(self, features: Matrix, /) -> Floats:
        """Contributions of the columns in natural log.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)

        Returns
        -------
        float64 array of shape (n, n_features + 1)
            The bias last.
        """
