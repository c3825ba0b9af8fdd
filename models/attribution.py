"""Why a prediction is what it is: TreeSHAP contributions summed by group and by cause, told as factors and in words.

Contributions are additive on the natural logarithm of hours or millivolts, so sums become factors: a group with
+0.59 makes the lifetime 1.8 times as long. The factors and the base value multiply up to the prediction. `effects.py`
tells what a contribution is on other scales.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..features.catalogue import CAUSES, GROUPS, LAB_GROUPS
from ..features.cell import catalogue, feature
from .blend import Blend
from .effects import effect_text
from .interval import IntervalBooster
from .quantity import Quantity

Floats = npt.NDArray[np.float64]

#: With fewer different values among the published cells a rank says nothing.
LEAST_VALUES = 5


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
        """Signed sums over the features of each group, shape (n,), in the order of `GROUPS`; a lab's after them."""
        of_feature = [name.partition(".")[0] for name in self.names]
        return self._summed(of_feature, (*GROUPS, *(group for group in LAB_GROUPS if group in of_feature)))

    def by_cause(self) -> dict[str, Floats]:
        """Signed sums over the features of each physical cause, arrays of shape (n,), in the order of `CAUSES`."""
        return self._summed([feature(name).cause for name in self.names], tuple(CAUSES))

    def _summed(self, of_feature: list[str], wanted: tuple[str, ...]) -> dict[str, Floats]:
        """One matrix product for all sums, which costs little beside the contributions themselves."""
        member = np.array([[one == name for name in wanted] for one in of_feature], dtype=np.float64)
        return dict(zip(wanted, (self.contributions @ member).T, strict=True))

    def strongest(self, row: int, k: int = 8) -> list[tuple[str, float]]:
        """The k features that moved one prediction most, as (name, contribution), strongest first."""
        values = self.contributions[row]
        order = np.argsort(-np.abs(values), kind="stable")[:k]
        return [(self.names[i], float(values[i])) for i in order if values[i] != 0]


def attribute(
    booster: IntervalBooster | Blend, features: npt.NDArray[np.float32], names: tuple[str, ...] | None = None
) -> Attribution:
    """The booster's own `pred_contribs`, which equal TreeSHAP; `names` where the columns are not the catalogue's."""
    names = names or tuple(entry.name for entry in catalogue())
    found = np.asarray(booster.contributions(features), dtype=np.float64)
    return Attribution(names, found[:, :-1], found[:, -1])


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
    effect = effect_text(contribution, quantity)
    label = f"{entry.label[0].upper()}{entry.label[1:]}"
    rank = _rank_text(value, known)
    return f"{label}: {value_text(name, value)}{rank}, associated with {quantity.name} {effect}. {entry.meaning}"


def value_text(name: str, value: float) -> str:
    """A feature's value as it is written: with its unit, a flag as yes or no."""
    entry = feature(name)
    if np.isnan(value):
        return "not known"
    if ".is_" in name or name.endswith(".present"):
        return "yes" if value > 0.5 else "no"
    figure = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{figure}{' ' if entry.unit else ''}{entry.unit}"


def rank_percent(value: float, known: Floats) -> float | None:
    """Share of the published cells with a lower value, ties counted half; None where too few values differ."""
    known = known[~np.isnan(known)]
    if np.isnan(value) or len(np.unique(known)) < LEAST_VALUES:
        return None
    return 100.0 * float(np.mean(known < value) + 0.5 * np.mean(known == value))


def _rank_text(value: float, known: Floats) -> str:
    share = rank_percent(value, known)
    return "" if share is None else f" (above {share:.0f} % of the published cells that state it)"
