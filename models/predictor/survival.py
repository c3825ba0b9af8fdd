"""The chance that a cell is still running after some hours, with censoring respected.

A test that ended while the cell ran says nothing of what came later; Cox's model counts it up to that hour. It knows
two things of a cell, the hours that such tests are predicted to show and whether nothing protects the sodium, so it
has few numbers to learn from few failures. It learns from predictions for left-out papers: those of seen papers would
make it too sure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from ...data.amounts import DIGITS_COMPUTED, tidy
from ...data.arrays import Bools, Floats
from ...data.errors import NacreError
from ..labels.intervals import Interval, outcomes
from ..labels.survival import fit_cox, kaplan_meier_curve

#: Hours at which the chance is told.
HORIZONS = (100.0, 200.0, 500.0, 1000.0)
#: Ridge penalty of the two coefficients, see `fit_cox`.
_PENALTY = 1.0
#: Fewer seen failures teach no curve.
LEAST_FAILURES = 10


@dataclass(frozen=True, eq=False)
class SurvivalChance:
    """Cox's model of two covariates, as numbers.

    Attributes
    ----------
    slope : float
        Change of the log hazard for one natural logarithm of predicted time; below zero.
    untreated : float
        Change of the log hazard where nothing protects the sodium.
    center : tuple of float
        Means of the two covariates in training.
    times : float64 array of shape (n_steps,)
        When failures were seen, ascending, in the unit of the quantity.
    hazard : float64 array of shape (n_steps,)
        Cumulative hazard of an average cell from each of these times on.
    """

    slope: float
    untreated: float
    center: tuple[float, float]
    times: Floats
    hazard: Floats

    @classmethod
    def fit(cls, predicted: Floats, is_untreated: Bools, interval: Interval) -> SurvivalChance | None:
        """Learn from predictions for left-out papers and what was seen.

        Parameters
        ----------
        predicted : float64 array of shape (n,)
            Predicted time, in the unit of the labels.
        is_untreated : bool array of shape (n,)
            Where nothing protects the sodium.
        interval : Interval
            Labels of the n rows; a failure before a known time counts as seen then.

        Returns
        -------
        SurvivalChance or None
            None where too few failures were seen.
        """
        seen = outcomes(interval)
        if seen["event"].sum() < LEAST_FAILURES:
            return None
        covariates = np.stack([np.log(predicted), np.asarray(is_untreated, dtype=np.float64)], axis=1)
        center = covariates.mean(axis=0)
        (slope, untreated), at, hazard = fit_cox(covariates - center, seen["event"], seen["time"], _PENALTY)
        rises = np.diff(hazard, prepend=0.0) > 0
        # An iteration ends a hair away from its end on another machine; what is kept is what all of them agree on.
        slope, untreated = (tidy(float(one), DIGITS_COMPUTED) for one in (slope, untreated))
        steps = np.array([tidy(float(one), DIGITS_COMPUTED) for one in hazard[rises]])
        return cls(slope, untreated, (float(center[0]), float(center[1])), at[rises], steps)

    def chance(
        self, predicted: npt.ArrayLike, is_untreated: npt.ArrayLike, times: npt.ArrayLike, survived: float = 0.0
    ) -> Floats:
        """The chance to be still running at each time, for cells that ran already for some time.

        Parameters
        ----------
        predicted : array-like of shape (n,)
            Predicted time.
        is_untreated : array-like of bool, shape (n,)
        times : array-like of shape (m,)
        survived : float
            S(t) / S(survived) is given: what remains for a cell that still runs then.

        Returns
        -------
        float64 array of shape (n, m)
            From 0 to 1; 1 for times up to `survived`.

        Raises
        ------
        NacreError
            Where `survived` is negative or no number.
        """
        _check_start(survived)
        covariates = np.stack(
            [np.log(np.asarray(predicted, dtype=np.float64)), np.asarray(is_untreated, dtype=np.float64)]
        )
        moved = covariates - np.array(self.center)[:, None]
        risk = np.exp(self.slope * moved[0] + self.untreated * moved[1])
        steps = np.concatenate([[0.0], self.hazard])
        hazard = steps[np.searchsorted(self.times, np.asarray(times, dtype=np.float64), side="right")]
        so_far = steps[np.searchsorted(self.times, survived, side="right")]
        return np.asarray(np.exp(-risk[:, None] * np.maximum(hazard - so_far, 0.0)[None, :]))

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "slope": self.slope,
            "untreated": self.untreated,
            "center": list(self.center),
            "times": self.times.tolist(),
            "hazard": self.hazard.tolist(),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> SurvivalChance:
        """Undo `to_dict`.

        Raises
        ------
        NacreError
            If an entry is missing or cannot be part of a curve.
        """
        try:
            low, high = (float(one) for one in stored["center"])
            times, hazard = (np.array(stored[name], dtype=np.float64) for name in ("times", "hazard"))
            read = cls(float(stored["slope"]), float(stored["untreated"]), (low, high), times, hazard)
        except (KeyError, TypeError, ValueError) as error:
            raise NacreError(f"The stored survival curve cannot be read: {error!r}.", hint="Train again.") from error
        if times.shape != hazard.shape or (np.diff(times) <= 0).any() or (np.diff(hazard, prepend=0.0) <= 0).any():
            raise NacreError("The stored survival curve is damaged.", hint="Train again.")
        return read


def kaplan_meier(interval: Interval, times: npt.ArrayLike) -> Floats:
    """The share of known cells still running at each time, by Kaplan and Meier: the base rate.

    Parameters
    ----------
    interval : Interval
        Labels of n rows.
    times : array-like of shape (m,)
        In the unit of the labels.

    Returns
    -------
    float64 array of shape (m,)
        NaN beyond the last time at which any cell was still under test.
    """
    seen, asked = outcomes(interval), np.asarray(times, dtype=np.float64)
    if not len(seen):
        return np.full(len(asked), np.nan)
    if not seen["event"].any():
        return np.where(asked <= seen["time"].max(), 1.0, np.nan)
    at, share = kaplan_meier_curve(seen["event"], seen["time"])
    running = np.concatenate([[1.0], share])[np.searchsorted(at, asked, side="right")]
    return np.where(asked <= seen["time"].max(), running, np.nan)


def lognormal_chance(median: Floats, spread: Floats, times: Sequence[float], survived: float = 0.0) -> Floats:
    """The chance to last where the logarithm of the time is normal, as a lab's own cells tell it.

    Parameters
    ----------
    median : float64 array of shape (n,)
    spread : float64 array of shape (n,)
        Standard deviation of the natural logarithm.
    times : sequence of float
    survived : float
        How long the cells ran already.

    Returns
    -------
    float64 array of shape (n, n_times)

    Raises
    ------
    NacreError
        Where `survived` is negative or no number.
    """
    _check_start(survived)
    with np.errstate(divide="ignore"):
        late = np.log(np.maximum(np.asarray(times, dtype=np.float64), survived))
        begun = norm.logsf((np.log(survived) - np.log(median)) / spread)
    ended = norm.logsf((late[None, :] - np.log(median)[:, None]) / spread[:, None])
    return np.asarray(np.exp(np.minimum(ended - begun[:, None], 0.0)))


def _check_start(survived: float) -> None:
    if not 0.0 <= survived < np.inf:
        raise NacreError(f"A cell cannot have survived {survived:g} h.", hint="Give hours from 0 up.")
