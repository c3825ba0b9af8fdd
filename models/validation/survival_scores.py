"""Scores of survival for lifetimes that are exact or right-censored."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from ...data.arrays import Bools, Floats, Texts
from ..labels.intervals import Interval, outcomes
from ..labels.survival import brier, kaplan_meier_curve, weighted_concordance
from ..predictor.survival import HORIZONS, SurvivalChance, kaplan_meier

#: Times at which survival is judged lie between these quantiles of the reported hours.
_SPAN = (0.05, 0.90)
_TIMES = 15


def uno_concordance(predicted: npt.ArrayLike, interval: Interval) -> float:
    """Concordance with inverse probability of censoring weights.

    Uno et al., Statistics in Medicine 2011, 30, 1105. Unlike Harrell's it does not depend on when the tests were ended,
    as long as ending has nothing to do with the cell. Failures at the time where all tests end are left out.

    Parameters
    ----------
    predicted : array-like of shape (n,)
        Anything that grows with lifetime.
    interval : Interval
        Labels of the n rows, exact or right-censored.

    Returns
    -------
    float
        From 0 to 1; NaN where no failure is seen.
    """
    known = outcomes(interval)
    if not known["event"].any():
        return float("nan")
    last = float(interval.point[~known["event"]].max()) if not known["event"].all() else None
    return weighted_concordance(known["event"], known["time"], np.asarray(predicted, dtype=np.float64), last)


def survival_out_of_paper(predicted: Floats, interval: Interval, papers: Texts, times: Floats) -> Floats:
    """Probability that each cell survives each time, from the errors on other papers.

    The spread around a prediction is the Kaplan-Meier curve of log(time / prediction) over the rows of all other
    papers: the same for every model, so that models without a distribution of their own can be compared, and free
    of the row's own paper as the bounds are.

    Parameters
    ----------
    predicted : float64 array of shape (n,)
        In the unit of the labels.
    interval : Interval
        Labels of the n rows, exact or right-censored.
    papers : array of str of shape (n,)
    times : float64 array of shape (n_times,)
        In the unit of the labels.

    Returns
    -------
    float64 array of shape (n, n_times)
        1 where no other paper saw a failure.
    """
    residual = np.log(interval.point) - np.log(predicted)
    event = ~interval.is_right_censored
    asked = np.log(times)[None, :] - np.log(predicted)[:, None]
    survival = np.ones_like(asked)
    for paper in np.unique(papers):
        own = papers == paper
        if not event[~own].any():
            continue
        at, share = kaplan_meier_curve(event[~own], residual[~own])
        place = np.searchsorted(at, asked[own], side="right")
        survival[own] = np.concatenate([[1.0], share])[place]
    return survival


def chances_out_of_paper(
    predicted: Floats, is_untreated: Bools, interval: Interval, papers: Texts, times: Floats, n_splits: int = 10
) -> Floats:
    """Chance to be running at each time, by Cox's model of the predictions for other papers.

    Parameters
    ----------
    predicted : float64 array of shape (n,)
        Left-out predictions, in the unit of the labels.
    is_untreated : bool array of shape (n,)
        Where nothing protects the sodium; all False for a model that does not know.
    interval : Interval
        Labels of the n rows.
    papers : array of shape (n,)
    times : float64 array of shape (n_times,)
    n_splits : int
        Folds of whole papers.

    Returns
    -------
    float64 array of shape (n, n_times)
        NaN where the other papers saw too few failures.
    """
    found = np.full((len(predicted), len(times)), np.nan)
    for train, test in GroupKFold(min(n_splits, len(np.unique(papers)))).split(predicted, groups=papers):
        curve = SurvivalChance.fit(predicted[train], is_untreated[train], interval.take(train))
        if curve is not None:
            found[test] = curve.chance(predicted[test], is_untreated[test], times)
    return found


def horizon_metrics(chances: Floats, interval: Interval) -> dict[str, float]:
    """Brier score and calibration at `HORIZONS`, weighted for censoring (Graf et al., as of `integrated_brier`).

    Parameters
    ----------
    chances : float64 array of shape (n, 4)
    interval : Interval
        Labels of the n rows.

    Returns
    -------
    dict of str to float
        ``brier``, the mean over the horizons, ``brier_<hours>``, and ``calibration_<hours>``: the mean chance less the
        Kaplan-Meier share that was running.
    """
    known, times = outcomes(interval), np.array(HORIZONS)
    names = [f"{time:.0f}" for time in times]
    empty = {f"{what}_{name}": float("nan") for what in ("brier", "calibration") for name in names}
    if np.isnan(chances).any() or not known["event"].any() or known["time"].max() <= times[-1]:
        return {"brier": float("nan")} | empty
    score = brier(known["event"], known["time"], chances, times)
    if np.isnan(score).any():  # nothing is left under test at the last time
        return {"brier": float("nan")} | empty
    gap = chances.mean(axis=0) - kaplan_meier(interval, times)
    each = {f"brier_{name}": float(one) for name, one in zip(names, score, strict=True)}
    off = {f"calibration_{name}": float(one) for name, one in zip(names, gap, strict=True)}
    return {"brier": float(score.mean())} | each | off


def judged_times(interval: Interval) -> Floats:
    """Times at which survival is judged, evenly spaced in their logarithm.

    Parameters
    ----------
    interval : Interval
        Labels of the rows that are judged.

    Returns
    -------
    float64 array of shape (n_times,)
        In the unit of the labels.
    """
    low, high = np.quantile(interval.point, _SPAN)
    return np.asarray(np.geomspace(low, high, _TIMES))


def integrated_brier(survival: Floats, interval: Interval, times: Floats) -> float:
    """Brier score of survival integrated over log time.

    Graf et al., Statistics in Medicine 1999, 18, 2529, weighted for censoring. The integral is over the logarithm,
    since published tests run from hours to years.

    Parameters
    ----------
    survival : float64 array of shape (n, n_times)
        From `survival_out_of_paper`.
    interval : Interval
        Labels of the n rows, exact or right-censored.
    times : float64 array of shape (n_times,)
        In the unit of the labels.

    Returns
    -------
    float
        0 (sure and right) upwards; NaN where it is not defined.
    """
    known = outcomes(interval)
    inside = (times > interval.point.min()) & (times < interval.point.max())
    if not known["event"].any() or inside.sum() < 2:
        return float("nan")
    score = brier(known["event"], known["time"], survival[:, inside], times[inside])
    log_time = np.log(times[inside])
    return float(np.trapezoid(score, log_time) / (log_time[-1] - log_time[0]))
