"""Concordance for interval labels: how often the cell that certainly lasted longer is ranked above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Floats
from ...data.errors import NacreError

if TYPE_CHECKING:
    from .intervals import Interval


@dataclass(frozen=True, slots=True)
class Concordance:
    """Share of comparable pairs in the right order.

    Parameters
    ----------
    value : float
        From 0 to 1, 0.5 is chance; NaN when no pair is comparable.
    n_pairs : int
        Number of comparable pairs, each counted once.
    """

    value: float
    n_pairs: int


def concordance(
    prediction: npt.ArrayLike,
    interval: Interval,
    *,
    mask: npt.ArrayLike | None = None,
    pairs: Literal["all", "within"] = "all",
    groups: npt.ArrayLike | None = None,
    mask_pairs: Bools | None = None,
) -> Concordance:
    """Harrell's concordance, carried from right-censored to interval labels.

    Row i is certainly not later than row j when ``upper_i <= lower_j``; such a pair counts unless both are
    the same exact value. It is concordant when ``prediction_i < prediction_j``; a tie counts one half. With
    right-censored labels only this is Harrell et al. (JAMA 1982, 247, 2543). Memory grows as n².

    Parameters
    ----------
    prediction : array-like of shape (n,)
        Anything that grows with the outcome, in any unit (a time, not a risk).
    interval : Interval
        Labels of the n rows.
    mask : array-like of bool, shape (n,), optional
        Rows to keep.
    pairs : {'all', 'within'}
        'within' keeps pairs of the same group.
    groups : array-like of shape (n,), optional
        The paper of each row; needed by ``pairs='within'``.
    mask_pairs : ndarray of bool, shape (n, n), optional
        Pairs to keep, symmetric; see `treated_over_control` and `between_treated`.

    Returns
    -------
    Concordance
        Value and number of pairs.

    Raises
    ------
    NacreError
        If lengths differ, a prediction is NaN, or 'within' is asked for without groups.
    """
    predicted = _checked(prediction, interval)
    keep = comparable(interval)
    if mask is not None:
        rows = np.asarray(mask, dtype=bool)
        keep &= rows[:, None] & rows[None, :]
    if pairs == "within":
        keep &= _same_group(groups)
    if mask_pairs is not None:
        keep &= mask_pairs
    earlier, later = np.nonzero(keep)
    if not len(earlier):
        return Concordance(float("nan"), 0)
    gap = predicted[later] - predicted[earlier]
    return Concordance(float(np.mean(0.5 * (np.sign(gap) + 1.0))), len(gap))


def treated_over_control(is_control: npt.ArrayLike) -> Bools:
    """Pairs of one treated and one control row.

    Parameters
    ----------
    is_control : array-like of bool, shape (n,)

    Returns
    -------
    bool array of shape (n, n)
    """
    control = np.asarray(is_control, dtype=bool)
    return np.asarray(control[:, None] != control[None, :])


def between_treated(is_control: npt.ArrayLike) -> Bools:
    """Pairs of two treated rows.

    Parameters
    ----------
    is_control : array-like of bool, shape (n,)

    Returns
    -------
    bool array of shape (n, n)
    """
    treated = ~np.asarray(is_control, dtype=bool)
    return np.asarray(treated[:, None] & treated[None, :])


def _checked(prediction: npt.ArrayLike, interval: Interval) -> Floats:
    predicted = np.asarray(prediction, dtype=np.float64)
    if predicted.shape != (len(interval),):
        raise NacreError(
            f"Predictions have shape {predicted.shape}, labels {(len(interval),)}.", hint="Give one a row."
        )
    if np.isnan(predicted).any():
        row = int(np.argmax(np.isnan(predicted)))
        raise NacreError(f"The prediction of row {row} is missing.", hint="Leave the row out.")
    return predicted


def comparable(interval: Interval) -> Bools:
    """Whether row i (first axis) is certainly not later than row j (second axis).

    Parameters
    ----------
    interval : Interval
        Labels of n rows.

    Returns
    -------
    bool array of shape (n, n)
    """
    earlier = interval.upper[:, None] <= interval.lower[None, :]
    exact = interval.is_exact
    same = exact[:, None] & exact[None, :] & (interval.lower[:, None] == interval.lower[None, :])
    return np.asarray(earlier & ~same)


def _same_group(groups: npt.ArrayLike | None) -> Bools:
    if groups is None:
        raise NacreError("Pairs within a paper need groups.", hint="Give the paper of each row.")
    _, code = np.unique(np.asarray(groups), return_inverse=True)
    return np.asarray(code[:, None] == code[None, :])
