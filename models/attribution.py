"""Why a prediction is what it is: TreeSHAP contributions summed by group, told as factors and in words.

Contributions are additive on the natural logarithm of hours or millivolts, so sums become factors: a group with
+0.59 makes the lifetime 1.8 times as long. The factors and the base value multiply up to the prediction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..features.catalogue import GROUPS
from ..features.cell import catalogue, feature
from .interval import IntervalBooster
from .quantity import Quantity

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Contributions to the predictions of a batch.

    Attributes
    ----------
    names : tuple of str
        Feature names.
    contributions : array of shape (n, n_features)
        Natural logarithm units.
    base : array of shape (n,)
        The bias: natural logarithm of the prediction without any information.
    """

    names: tuple[str, ...]
    contributions: Floats
    base: Floats

    def by_group(self) -> dict[str, Floats]:
        """Signed sums over the features of each group, arrays of shape (n,), in the order of `GROUPS`."""
        groups = np.array([name.partition(".")[0] for name in self.names])
        return {group: self.contributions[:, groups == group].sum(axis=1) for group in GROUPS}

    def strongest(self, row: int, k: int = 8) -> list[tuple[str, float]]:
        """The k features that moved one prediction most, as (name, contribution), strongest first."""
        values = self.contributions[row]
        order = np.argsort(-np.abs(values), kind="stable")[:k]
        return [(self.names[i], float(values[i])) for i in order if values[i] != 0]


def attribute(booster: IntervalBooster, features: npt.NDArray[np.float32]) -> Attribution:
    """The booster's own `pred_contribs`, which equal TreeSHAP."""
    names = tuple(entry.name for entry in catalogue())
    found = np.asarray(booster.contributions(features), dtype=np.float64)
    return Attribution(names, found[:, :-1], found[:, -1])


def factor_text(contribution: float, *, longer: str = "longer", shorter: str = "shorter") -> str:
    """A contribution as a chemist reads it: "× 1.80 longer", "× 0.60 (shorter)"."""
    factor = float(np.exp(contribution))
    if 0.995 < factor < 1.005:
        return "no change"
    return f"× {factor:.2f} {longer}" if factor > 1 else f"× {factor:.2f} ({shorter})"


def sentence(name: str, value: float, contribution: float, known: Floats, *, quantity: Quantity) -> str:
    """One feature's part in a prediction, in words.

    Parameters
    ----------
    name : str
        Feature name.
    value : float
        The cell's value, NaN where not stated.
    contribution : float
    known : array of shape (n_known,)
        The feature among the published cells, to say where the value lies.
    quantity : Quantity
        What is predicted.
    """
    entry = feature(name)
    effect = factor_text(contribution, longer=quantity.words[0], shorter=quantity.words[1])
    label = f"{entry.label[0].upper()}{entry.label[1:]}"
    rank = _rank_text(value, known)
    return f"{label}: {_value_text(name, value)}{rank}, associated with {quantity.name} {effect}. {entry.meaning}"


def _value_text(name: str, value: float) -> str:
    entry = feature(name)
    if np.isnan(value):
        return "not known"
    if ".is_" in name or name.endswith(".present"):
        return "yes" if value > 0.5 else "no"
    figure = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{figure}{' ' if entry.unit else ''}{entry.unit}"


def _rank_text(value: float, known: Floats) -> str:
    known = known[~np.isnan(known)]
    if np.isnan(value) or len(np.unique(known)) < 5:
        return ""
    share = 100.0 * float(np.mean(known < value) + 0.5 * np.mean(known == value))
    return f" (above {share:.0f} % of the published cells that state it)"
