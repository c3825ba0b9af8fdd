"""Curves and scores of tests that ended while the cell ran: Kaplan and Meier, Cox, Uno, Graf.

Own code, since the package that has them (scikit-survival) is under the GPL, which nacre does not hand on to those who
install it; the extra `survival` brings it for the models that nacre is compared with, and tests compare both.

All functions take `event`, whether the failure was seen, and `time`, when it was, or how long the test ran.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Floats, Ints

#: Newton's method ends when no coefficient moves further than this, or after so many steps.
_STEP, _MOST_STEPS = 1e-10, 100


def at_risk(event: Bools, time: Floats) -> tuple[Floats, Ints, Ints]:
    """For each different time how many cells ran until then, and how many of them failed at it.

    Parameters
    ----------
    event : bool array of shape (n,)
    time : float64 array of shape (n,)

    Returns
    -------
    at : float64 array of shape (n_times,)
        Ascending.
    running, failed : int64 arrays of shape (n_times,)
    """
    at, place, count = np.unique(time, return_inverse=True, return_counts=True)
    failed = np.bincount(place, weights=event, minlength=len(at)).astype(np.int64)
    return at, np.cumsum(count[::-1])[::-1], failed


def kaplan_meier_curve(event: Bools, time: Floats) -> tuple[Floats, Floats]:
    """The share that is still running from each time on (Kaplan and Meier, J. Am. Stat. Assoc. 1958, 53, 457).

    Parameters
    ----------
    event : bool array of shape (n,)
    time : float64 array of shape (n,)

    Returns
    -------
    at, share : float64 arrays of shape (n_times,)
    """
    at, running, failed = at_risk(event, time)
    return at, np.asarray(np.cumprod(1.0 - failed / running), dtype=np.float64)


def under_test(event: Bools, time: Floats, asked: npt.ArrayLike) -> Floats:
    """The share of tests that would not have ended by some times, had no cell failed: Kaplan and Meier of ending.

    A cell that fails at the time at which another test is ended was no longer under test then.

    Parameters
    ----------
    event : bool array of shape (n,)
    time : float64 array of shape (n,)
    asked : array-like of any shape

    Returns
    -------
    float64 array of the shape of `asked`
    """
    at, running, failed = at_risk(event, time)
    ended = at_risk(~event, time)[2]
    left = np.where(ended > 0, 1.0 - ended / np.maximum(running - failed, 1), 1.0)
    return np.concatenate([[1.0], np.cumprod(left)])[np.searchsorted(at, np.asarray(asked), side="right")]


def fit_cox(covariates: Floats, event: Bools, time: Floats, penalty: float) -> tuple[Floats, Floats, Floats]:
    """Cox's proportional hazards with a ridge penalty, and Breslow's cumulative hazard.

    Cox, J. R. Stat. Soc. B 1972, 34, 187; failures at one time as Breslow has them, Biometrics 1974, 30, 89. What is
    maximised is the logarithm of the partial likelihood less half the penalty times the squared coefficients.

    Parameters
    ----------
    covariates : float64 array of shape (n, p)
    event : bool array of shape (n,)
    time : float64 array of shape (n,)
    penalty : float
        Above zero.

    Returns
    -------
    slopes : float64 array of shape (p,)
        Change of the log hazard for one unit.
    at, hazard : float64 arrays of shape (n_times,)
        Cumulative hazard of a cell whose covariates are 0, from each time on.
    """
    order = np.argsort(-time, kind="stable")  # the longest first, so that those at risk come before
    x, seen, when = covariates[order], event[order].astype(np.float64), time[order]
    # The last row of each time: up to there stands everything that is at risk.
    until = np.searchsorted(-when, -when, side="right") - 1
    width = x.shape[1]
    slopes = np.zeros(width)

    def sums(slopes: Floats) -> tuple[Floats, Floats, Floats, float]:
        risk = np.exp(x @ slopes)
        total = np.cumsum(risk)[until]
        mean = np.cumsum(risk[:, None] * x, axis=0)[until] / total[:, None]
        square = np.cumsum(risk[:, None, None] * x[:, :, None] * x[:, None, :], axis=0)[until] / total[:, None, None]
        likelihood = float(seen @ (x @ slopes - np.log(total)) - 0.5 * penalty * slopes @ slopes)
        return total, mean, square, likelihood

    _, mean, square, likelihood = sums(slopes)
    for _ in range(_MOST_STEPS):
        gradient = seen @ (x - mean) - penalty * slopes
        spread = np.einsum("n,nij->ij", seen, square - mean[:, :, None] * mean[:, None, :])
        step = np.linalg.solve(spread + penalty * np.eye(width), gradient)
        before = likelihood
        for _ in range(_MOST_STEPS):  # a step too far is halved
            _, mean, square, likelihood = sums(slopes + step)
            if likelihood >= before - 1e-12 * abs(before):
                break
            step = step / 2.0
        slopes = slopes + step
        if np.abs(step).max() < _STEP:
            break
    at, _, failed = at_risk(event, time)
    total = np.exp(covariates @ slopes)[np.argsort(time, kind="stable")][::-1].cumsum()[::-1]
    first = np.searchsorted(np.sort(time), at, side="left")
    return slopes, at, np.cumsum(failed / total[first])


def weighted_concordance(event: Bools, time: Floats, predicted: Floats, until: float | None) -> float:
    """Concordance with inverse probability of censoring weights (Uno et al., Stat. Med. 2011, 30, 1105).

    Parameters
    ----------
    event : bool array of shape (n,)
    time : float64 array of shape (n,)
    predicted : float64 array of shape (n,)
        Grows with the time.
    until : float or None
        Failures from this time on do not count.

    Returns
    -------
    float
        From 0 to 1; NaN where no failure can be weighed.
    """
    counts = event if until is None else event & (time < until)
    share = under_test(event, time, time)
    if not counts.any() or (share[counts] <= 0).any():
        return float("nan")
    rows = np.flatnonzero(counts)
    weight = 1.0 / share[rows] ** 2
    later = (time[None, :] > time[rows, None]) | ((time[None, :] == time[rows, None]) & ~event[None, :])
    gap = predicted[None, :] - predicted[rows, None]
    right = np.where(np.abs(gap) <= 1e-8, 0.5, (gap > 0).astype(np.float64))
    pairs = float(weight @ later.sum(axis=1))
    return float(weight @ (later * right).sum(axis=1)) / pairs if pairs else float("nan")


def brier(event: Bools, time: Floats, chance: Floats, times: Floats) -> Floats:
    """Brier score of survival, weighted for censoring (Graf et al., Stat. Med. 1999, 18, 2529).

    Parameters
    ----------
    event : bool array of shape (n,)
    time : float64 array of shape (n,)
    chance : float64 array of shape (n, n_times)
        To be running at each time.
    times : float64 array of shape (n_times,)
        Below the longest time.

    Returns
    -------
    float64 array of shape (n_times,)
        NaN at times at which nothing is left under test.
    """
    own, then = under_test(event, time, time), under_test(event, time, times)
    failed = (time[:, None] <= times[None, :]) & event[:, None]
    running = time[:, None] > times[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.where(failed, chance**2 / own[:, None], 0.0)
        kept = np.where(running, (1.0 - chance) ** 2 / then[None, :], 0.0)
    score = (lost + kept).mean(axis=0)
    return np.where(np.isfinite(score), score, np.nan)
