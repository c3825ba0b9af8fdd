"""Whether new rows look like the old ones: shift of every feature, by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...data.arrays import Floats, Matrix
from ...features.catalogue import GROUPS, LAB_GROUPS
from ...features.columns import CATALOGUE, Columns
from ...features.feature import Feature

#: Quantile bins of a feature; few, since new rows are few. Unknown values are a bin of their own.
BINS = 4
#: Thresholds of the stability index that credit scoring made customary (Siddiqi, Credit Risk Scorecards, 2006).
MODERATE, LARGE = 0.1, 0.25
#: Fewer new rows say nothing about a distribution.
MIN_ROWS = 5


@dataclass(frozen=True, slots=True)
class GroupDrift:
    """How one group of features differs between old and new rows.

    Attributes
    ----------
    group, label : str
        Name in the catalogue and in words.
    feature : str
        Label of the feature that moved most.
    ks : float
        Kolmogorov-Smirnov distance of that feature among rows that state it, 0 to 1; NaN where one side never does.
    psi : float
        Population stability index of that feature with unknown as a bin of its own, less what chance alone gives
        samples of this size, not below 0.
    verdict : {"alike", "shifted", "different", "too few rows"}
    words : str
        One sentence for the report.
    """

    group: str
    label: str
    feature: str
    ks: float
    psi: float
    verdict: str
    words: str


def drift(old: Matrix, new: Matrix, columns: Columns = CATALOGUE) -> list[GroupDrift]:
    """Compare feature matrices of old and new rows, group by group.

    Parameters
    ----------
    old, new : float32 arrays of shape (n_old, n_features) and (n_new, n_features)
    columns : Columns
        What the features mean.

    Returns
    -------
    list of GroupDrift
        In the order of the groups; those without a column are left out.
    """
    index = np.array([stability(old[:, i], new[:, i]) for i in range(len(columns.names))])
    groups = np.array([entry.group for entry in columns.entries])
    moved = []
    for group, label in (GROUPS | LAB_GROUPS).items():
        members = np.flatnonzero(groups == group)
        if len(members):
            most = int(members[np.argmax(index[members])])
            moved.append(_group(label, columns.entries[most], old[:, most], new[:, most], float(index[most])))
    return moved


def stability(old: npt.ArrayLike, new: npt.ArrayLike) -> float:
    """Population stability index of one feature above what chance gives.

    The index Σ (q - p) ln(q / p) over bins of the old quantiles has the expectation (bins - 1)(1/n + 1/m) where both
    samples come from one distribution (it is then a χ² variable to first order); that is subtracted.

    Parameters
    ----------
    old, new : array-like of shape (n,) and (m,)
        NaN where unknown.

    Returns
    -------
    float
        From 0; 0 where a side is empty.
    """
    before, after = np.asarray(old, dtype=np.float64), np.asarray(new, dtype=np.float64)
    if not len(before) or not len(after):
        return 0.0
    stated = before[~np.isnan(before)]
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = np.unique(np.quantile(stated, inner)) if len(stated) else np.empty(0)
    p, q = _shares(before, edges), _shares(after, edges)
    filled = (p > 0) | (q > 0)
    # Half a row keeps an empty bin finite.
    p = np.maximum(p[filled], 0.5 / len(before))
    q = np.maximum(q[filled], 0.5 / len(after))
    chance = (int(filled.sum()) - 1) * (1 / len(before) + 1 / len(after))
    return max(0.0, float(np.sum((q - p) * np.log(q / p))) - chance)


def _shares(values: Floats, edges: Floats) -> Floats:
    """Shares of rows in each bin, unknown last."""
    known = values[~np.isnan(values)]
    counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return np.append(counts, len(values) - len(known)) / len(values)


def _group(label: str, entry: Feature, old: Matrix, new: Matrix, psi: float) -> GroupDrift:
    from scipy.stats import ks_2samp

    before, after = old[~np.isnan(old)], new[~np.isnan(new)]
    ks = float(ks_2samp(before, after).statistic) if len(before) and len(after) else float("nan")
    if len(new) < MIN_ROWS:
        verdict, words = "too few rows", f"{len(new)} new rows are too few to compare distributions."
    elif psi < MODERATE:
        verdict, words = "alike", "The new rows look like the old ones."
    else:
        verdict = "different" if psi >= LARGE else "shifted"
        words = f"Most in “{entry.label}”: {_sides(before, len(old), after, len(new), entry.unit)}."
    return GroupDrift(entry.group, label, entry.label, ks, psi, verdict, words)


def _sides(before: Matrix, n_before: int, after: Matrix, n_after: int, unit: str) -> str:
    """Median and share of rows that state the feature, old against new."""

    def side(values: Matrix, n: int) -> str:
        stated = f"{len(values) / n:.0%} state it"
        return f"{stated}, median {float(np.median(values)):.3g}{' ' if unit else ''}{unit}" if len(values) else stated

    return f"old rows: {side(before, n_before)}; new rows: {side(after, n_after)}"
