"""One predicted quantity: its estimator, its bounds, its chance to last, and what a lab's own cells add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from ...data.arrays import Floats, Matrix
from ...data.quantity import Quantity, Side
from ..estimators.blend import Blend, read_estimator
from ..estimators.booster import IntervalBooster
from .bounds import ConformalBound
from .lab import LabTerm
from .survival import HORIZONS, SurvivalChance

#: Level of the bounds unless a user names another.
DEFAULT_LEVEL = 0.9
#: A bound is given where it stands within this factor of the median.
HELPFUL = 10.0
#: The feature that says that nothing protects the sodium.
UNTREATED = "protection.nothing"


@dataclass(frozen=True)
class Target:
    """One predicted quantity: its estimator and its bounds by side.

    Attributes
    ----------
    quantity : Quantity
    booster : IntervalBooster or Blend
    bounds : dict of side to ConformalBound
    width : int, optional
        How many of the predictor's columns, from the first one on, the estimator sees; all where it is left out.
        A quantity from the catalogue sees the catalogue's, which come first.
    limit : float, optional
        The largest value that was ever shown, on the positive scale; no prediction exceeds it.
    survival : SurvivalChance, optional
        The chance to last, of a quantity that is judged by survival.
    lab : LabTerm, optional
        What a lab's own cells add; the last column of the matrix is 1 where a cell is the lab's.
    """

    quantity: Quantity
    booster: IntervalBooster | Blend
    bounds: dict[Side, ConformalBound]
    width: int | None = None
    limit: float | None = None
    survival: SurvivalChance | None = None
    lab: LabTerm | None = None

    @property
    def bound(self) -> ConformalBound:
        """The bound on the side that hurts: below for a lifetime, above for an overpotential."""
        return self.bounds[self.quantity.side]

    def seen(self, features: Matrix) -> Matrix:
        """The columns that the estimator sees.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
            The predictor's matrix.

        Returns
        -------
        float32 array of shape (n, width)
        """
        return features if self.width is None else np.ascontiguousarray(features[:, : self.width])

    def published(self, features: Matrix) -> Floats:
        """Medians of the literature, without what a lab's own cells add; arguments and result as of `positive`."""
        predicted = self.booster.predict(self.seen(features))
        return predicted if self.limit is None else np.minimum(predicted, self.limit)

    def positive(self, features: Matrix) -> Floats:
        """Medians on the positive scale of the quantity.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
            The predictor's matrix.

        Returns
        -------
        float64 array of shape (n,)
        """
        published = self.published(features)
        if self.lab is None:
            return published
        return self._capped(published * np.exp(features[:, -1] * self.lab.mean(features, np.log(published))))

    def outcome(self, features: Matrix) -> tuple[Floats, Floats | None]:
        """Medians as of `positive`, and how unsure one new cell of the lab is; None where nothing is the lab's.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)

        Returns
        -------
        positive : float64 array of shape (n,)
        spread : float64 array of shape (n,) or None
            Standard deviation of the natural logarithm.
        """
        if self.lab is None or not features[:, -1].any():
            return self.positive(features), None
        published = self.published(features)
        mean, spread = self.lab.predict(features, np.log(published))
        return self._capped(published * np.exp(features[:, -1] * mean)), spread

    def _capped(self, positive: Floats) -> Floats:
        return positive if self.limit is None else np.minimum(positive, self.limit)

    def bounded(
        self, positive: Floats, side: Side, level: float, *, distance: Floats | None = None,
        spread: Floats | None = None,
    ) -> Floats:  # fmt: skip
        """Bounds of medians on the positive scale; none where it would say nothing.

        A bound that stands a decade and more from its median helps nobody choose a cell.

        Parameters
        ----------
        positive : float64 array of shape (n,)
            From `positive`.
        side : {'lower', 'upper'}
        level : float
            Share of new papers' cells (of the lab's new cells) that the bounds should hold for.
        distance : float64 array of shape (n,), optional
            Distance of each to the nearest known cell.
        spread : float64 array of shape (n,), optional
            From `outcome`, where the cells are a lab's.

        Returns
        -------
        float64 array of shape (n,)
            0 (lower) or infinity (upper) where there is none.

        Raises
        ------
        NacreError
            If the level is not between 0 and 1.
        """
        if spread is not None and self.lab is not None:
            found = self.lab.bounds(positive, spread, side, level)
        else:
            found = self.bounds[side].apply(positive, level, distance)
        if self.quantity.scale.kind != "log":
            return found
        if side == "lower":
            return np.where(found * HELPFUL < positive, 0.0, found)
        return np.where(found > HELPFUL * positive, np.inf, found)

    def usual_factor(self, level: float) -> float:
        """What a median of no certain cell is multiplied by for its bound on the side that hurts.

        Parameters
        ----------
        level : float
        """
        spread = None if self.lab is None else np.array([self.lab.usual_spread])
        return float(self.bounded(np.ones(1), self.quantity.side, level, spread=spread)[0])

    def contributions(self, features: Matrix) -> Floats:
        """Contributions of the predictor's columns in natural log; zero for columns that the estimator does not see.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
            The predictor's matrix.

        Returns
        -------
        float64 array of shape (n, n_features + 1)
            The bias last.
        """
        own = np.asarray(self.booster.contributions(self.seen(features)), dtype=np.float64)
        blind = features.shape[1] + 1 - own.shape[1]
        parts = np.insert(own, [own.shape[1] - 1] * blind, 0.0, axis=1) if blind else own
        if self.lab is not None:
            parts[:, -2] = features[:, -1] * self.lab.mean(features, np.log(self.published(features)))
        return parts

    # -- files -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a manifest; the booster's trees are a file of their own."""
        return {
            "quantity": self.quantity.to_dict(),
            "booster": self.booster.get_state(),
            "bounds": {side: bound.to_dict() for side, bound in self.bounds.items()},
            "width": self.width,
            "limit": self.limit,
            "survival": None if self.survival is None else self.survival.to_dict(),
        } | ({} if self.lab is None else {"lab": self.lab.to_dict()})

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any], trees: bytes) -> Self:
        """Undo `to_dict`.

        Parameters
        ----------
        stored : dict
        trees : bytes
            The booster's file.

        Raises
        ------
        NacreError
            Where a part is damaged.
        """
        survival, lab = stored.get("survival"), stored.get("lab")
        return cls(
            Quantity.from_dict(stored["quantity"]),
            read_estimator(trees, stored["booster"]),
            {side: ConformalBound.from_dict(one) for side, one in stored["bounds"].items()},
            stored.get("width"),
            stored.get("limit"),
            SurvivalChance.from_dict(survival) if survival else None,
            LabTerm.from_dict(lab) if lab else None,
        )


def chance_columns(target: Target) -> list[str]:
    """Names of the columns of `HORIZONS` in predictions: `lifetime_chance_100_h`; none without a survival curve."""
    quantity = target.quantity
    return [f"{quantity.name}_chance_{time:g}_{quantity.unit}" for time in HORIZONS] if target.survival else []
