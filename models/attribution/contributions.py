"""Why a prediction is what it is: TreeSHAP contributions summed by group and by cause, told as factors and in words.

Contributions add up on the natural logarithm of the positive numbers that a model learns (`Scale.positive`). Of a
quantity on a log scale sums become factors: a group with +0.59 makes the lifetime 1.8 times as long. `effects.py` tells
what a contribution is on other scales.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...data.arrays import Floats, Matrix
from ...data.quantity import Quantity
from ...features.catalogue import CAUSES, GROUPS, LAB_GROUPS
from ...features.columns import CATALOGUE, Columns
from ...features.feature import Feature
from ..estimators.explained import Explained
from .effects import effect_text

#: With fewer different values among the known cells a rank says nothing.
LEAST_VALUES = 5
#: Every group of features with the words for it, in the order of reports.
GROUP_WORDS = GROUPS | LAB_GROUPS


@dataclass(frozen=True, slots=True)
class Attribution:
    """Contributions to the predictions of a batch.

    Attributes
    ----------
    entries : tuple of Feature
        What each column means.
    contributions : array of shape (n, n_features)
        Natural logarithm units.
    base : array of shape (n,)
        The bias: natural logarithm of the prediction without any information.
    """

    entries: tuple[Feature, ...]
    contributions: Floats
    base: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(entry.name for entry in self.entries)

    def by_group(self) -> dict[str, Floats]:
        """Signed sums over the features of each group that there is, shape (n,), in the order of `GROUP_WORDS`."""
        groups = [entry.group for entry in self.entries]
        return self._summed(groups, tuple(group for group in GROUP_WORDS if group in groups))

    def by_cause(self) -> dict[str, Floats]:
        """Signed sums over the features of each physical cause, arrays of shape (n,), in the order of `CAUSES`."""
        return self._summed([entry.cause for entry in self.entries], tuple(CAUSES))

    def _summed(self, of_feature: list[str], wanted: tuple[str, ...]) -> dict[str, Floats]:
        """One matrix product for all sums, which costs little beside the contributions themselves."""
        member = np.array([[one == name for name in wanted] for one in of_feature], dtype=np.float64)
        return dict(zip(wanted, (self.contributions @ member).T, strict=True))

    def strongest(self, row: int, k: int | None = 8) -> list[tuple[int, float]]:
        """The features that moved one prediction most, strongest first; those that contribute nothing are left out.

        Parameters
        ----------
        row : int
            Row of the batch, from 0.
        k : int, optional
            How many at most; None for all.

        Returns
        -------
        list of (int, float)
            Place of the column, and its contribution in natural log.
        """
        values = self.contributions[row]
        order = np.argsort(-np.abs(values), kind="stable")[:k]
        return [(int(i), float(values[i])) for i in order if values[i] != 0]


def attribute(model: Explained, features: Matrix, columns: Columns = CATALOGUE) -> Attribution:
    """Attribute predictions to the columns that a model sees.

    Parameters
    ----------
    model : Explained
        Trees give TreeSHAP contributions, a Gaussian process integrated gradients.
    features : float32 array of shape (n, n_features)
    columns : Columns
        What the columns are.

    Returns
    -------
    Attribution
        Contributions and base add up to the logarithm of the prediction.
    """
    parts = np.asarray(model.contributions(features), dtype=np.float64)
    return Attribution(columns.entries, parts[:, :-1], parts[:, -1])


def sentence(entry: Feature, value: float, contribution: float, known: Floats, *, quantity: Quantity) -> str:
    """One feature's part in a prediction, in words.

    Parameters
    ----------
    entry : Feature
    value : float
        The cell's value in the unit of the feature, NaN where not stated.
    contribution : float
        Natural log.
    known : array of shape (n_known,)
        The feature among the known cells, to say where the value lies.
    quantity : Quantity
        What is predicted.

    Returns
    -------
    str
        Value, rank among the known cells, effect and meaning.
    """
    effect = effect_text(contribution, quantity)
    label = f"{entry.label[0].upper()}{entry.label[1:]}"
    share = rank_percent(value, known)
    cells = "published cells" if quantity.from_catalogue else "known cells"
    rank = "" if share is None else f" (above {share:.0f} % of the {cells} that state it)"
    return f"{label}: {value_text(entry, value)}{rank}, associated with {quantity.name} {effect}. {entry.meaning}"


def value_text(entry: Feature, value: float) -> str:
    """A feature's value as it is written: with its unit, a flag as yes or no.

    Parameters
    ----------
    entry : Feature
    value : float
        In the unit of the feature, NaN where not stated.

    Returns
    -------
    str

    Examples
    --------
    >>> from nacre.features.columns import CATALOGUE
    >>> lumo = next(entry for entry in CATALOGUE.entries if entry.name == "solvent.lumo_eV.mean")
    >>> value_text(lumo, -6.5)
    '-6.5 eV'
    >>> value_text(lumo, float("nan"))
    'not known'
    """
    if np.isnan(value):
        return "not known"
    if ".is_" in entry.name or entry.name.endswith(".present") or (entry.group == "lab" and "=" in entry.name):
        return "yes" if value > 0.5 else "no"
    figure = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{figure}{' ' if entry.unit else ''}{entry.unit}"


def rank_percent(value: float, known: Floats) -> float | None:
    """Share of the known cells with a lower value, in percent; ties count half.

    Parameters
    ----------
    value : float
        NaN where not stated.
    known : array of shape (n_known,)
        The feature among the known cells, NaN where not stated.

    Returns
    -------
    float or None
        None where the value is not stated, or the known cells have fewer than `LEAST_VALUES` different values.

    Examples
    --------
    >>> rank_percent(3.0, np.array([1.0, 2.0, 3.0, 4.0, 5.0, np.nan]))
    50.0
    """
    known = known[~np.isnan(known)]
    if np.isnan(value) or len(np.unique(known)) < LEAST_VALUES:
        return None
    return 100.0 * float(np.mean(known < value) + 0.5 * np.mean(known == value))
