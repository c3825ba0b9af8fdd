"""What explanations ask of an estimator."""

from __future__ import annotations

from typing import Protocol

from ...data.arrays import Floats, Matrix


class Explained(Protocol):
    """Boosters, blends and the targets of a predictor tell what each column contributes."""

    def contributions(self, features: Matrix, /) -> Floats:
        """Contributions of the columns in natural log, shape (n, n_features + 1), the bias last."""
