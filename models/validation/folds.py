"""Validation on papers left out of training: no paper is on both sides of a fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed
from scipy.stats import rankdata
from sklearn.model_selection import GroupKFold

from ...data.arrays import Floats, Ints
from ...data.errors import NacreError
from ..labels.concordance import Concordance, between_treated, concordance, treated_over_control
from ..labels.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ...data.quantity import Side

#: Repeat number, training rows, test rows.
Fold = tuple[int, Ints, Ints]


class Model(Protocol):
    """The interface of an estimator that validation can judge: `IntervalBooster` and the baselines have it."""

    def fit(
        self,
        X: Any,  # noqa: ANN401 -- whatever the model takes, sliced by rows
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> Any:  # noqa: ANN401 -- itself, not used here
        """Learn from n rows and their interval labels; arguments as for `IntervalBooster.fit`."""

    def predict(self, X: Any) -> Floats:  # noqa: ANN401
        """Predict one value a row in the unit of the labels."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of rows for which a bound held.

    Parameters
    ----------
    certain : float
        Share where the labels prove that it held.
    possible : float
        Share where the labels do not contradict it; the truth is between the two.
    n : int
        Number of rows.
    """

    certain: float
    possible: float
    n: int


def paper_folds(groups: npt.ArrayLike, n_splits: int = 10, n_repeats: int = 5, seed: int = 0) -> Iterator[Fold]:
    """Split rows into folds of whole papers, several times over.

    Parameters
    ----------
    groups : array-like of shape (n,)
        The paper of each row.
    n_splits : int
        Folds a repeat; one a paper when there are fewer papers.
    n_repeats : int
        Repeats, each with papers dealt anew.
    seed : int
        Seed of the first repeat; the others count up.

    Yields
    ------
    tuple of (int, ndarray, ndarray)
        Repeat number, training rows and test rows; each row is tested once a repeat.

    Raises
    ------
    NacreError
        If there are fewer than two papers.
    """
    papers = np.asarray(groups)
    n_papers = len(np.unique(papers))
    if n_papers < 2:
        raise NacreError(f"{n_papers} paper cannot be split.", hint="Give rows of at least two papers.")
    for repeat in range(n_repeats):
        splitter = GroupKFold(min(n_splits, n_papers), shuffle=True, random_state=seed + repeat)
        for train, test in splitter.split(papers, groups=papers):
            yield repeat, train, test


def out_of_fold(
    make_model: Callable[[], Model],
    X: npt.NDArray[Any] | pd.DataFrame,
    interval: Interval,
    groups: npt.ArrayLike,
    folds: Iterable[Fold],
    *,
    sample_weight: npt.ArrayLike | None = None,
    n_jobs: int = 1,
    on_fold: Callable[[], None] | None = None,
) -> Floats:
    """Predict each row by models that have not seen its paper.

    Parameters
    ----------
    make_model : callable
        Returns a fresh estimator.
    X : ndarray or DataFrame of shape (n, p)
        Features.
    interval : Interval
        Labels of the n rows.
    groups : array-like of shape (n,)
        The paper of each row, handed to `fit`.
    folds : iterable of (repeat, train, test)
        From `paper_folds`.
    sample_weight : array-like of shape (n,), optional
        Weights, handed to `fit`.
    n_jobs : int
        Processes; the numbers do not depend on it.
    on_fold : callable, optional
        Called once after each fold, for a progress bar.

    Returns
    -------
    ndarray of shape (n_repeats, n)
        Predictions in the unit of the labels; NaN for a row that no fold of a repeat tested.

    Raises
    ------
    NacreError
        If there is no fold, or as the estimator does.
    """
    plan = list(folds)
    if not plan:
        raise NacreError("There are no folds.", hint="Make them with paper_folds.")
    papers = np.asarray(groups)
    weight = None if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    jobs = (delayed(_fit_predict)(make_model, X, interval, papers, weight=weight, fold=fold) for fold in plan)
    predictions = np.full((1 + max(repeat for repeat, _, _ in plan), len(interval)), np.nan)
    results = Parallel(n_jobs=n_jobs, return_as="generator_unordered")(jobs)
    for (repeat, _, test), predicted in results:
        predictions[repeat, test] = predicted
        if on_fold is not None:
            on_fold()
    return predictions


def _fit_predict(
    make_model: Callable[[], Model],
    X: npt.NDArray[Any] | pd.DataFrame,
    interval: Interval,
    papers: npt.NDArray[Any],
    *,
    weight: Floats | None,
    fold: Fold,
) -> tuple[Fold, Floats]:
    _, train, test = fold
    known = interval.take(train)
    model = make_model()
    share = None if weight is None else weight[train]
    model.fit(_rows(X, train), known.lower, known.upper, sample_weight=share, groups=papers[train])
    return fold, model.predict(_rows(X, test))


def _rows(X: npt.NDArray[Any] | pd.DataFrame, index: Ints) -> npt.NDArray[Any] | pd.DataFrame:
    return X.iloc[index] if isinstance(X, pd.DataFrame) else X[index]


def averaged(predictions: Floats) -> Floats:
    """Left-out predictions averaged over repeats on the log scale.

    Parameters
    ----------
    predictions : float64 array of shape (n_repeats, n_labelled)
        On the positive scale.

    Returns
    -------
    float64 array of shape (n_labelled,)
    """
    return np.asarray(np.exp(np.log(predictions).mean(axis=0)))


def lifetime_metrics(
    prediction: npt.ArrayLike, interval: Interval, groups: npt.ArrayLike, is_control: npt.ArrayLike
) -> dict[str, float]:
    """How well lifetimes are ranked.

    Parameters
    ----------
    prediction : array-like of shape (n,)
        Predicted lifetimes, any unit.
    interval : Interval
        Labels of the n rows.
    groups : array-like of shape (n,)
        The paper of each row.
    is_control : array-like of bool, shape (n,)
        Whether the row is its paper's untreated cell.

    Returns
    -------
    dict of str to float
        Concordances from 0 to 1 (NaN without pairs), each with its number of pairs under ``n_<name>``:

        - ``c_index``: all rows;
        - ``c_index_treated``: treated rows only, where knowing the control does not help;
        - ``pairs_treated_over_control``: a treated and a control row of one paper;
        - ``pairs_treatment_over_treatment``: two treated rows of one paper;
        - ``reported_hours_concordance_treated``: treated rows, taking the reported hours for exact whether
          or not the cell had failed. It says how well testing time is foreseen, not lifetime.
    """
    treated = ~np.asarray(is_control, dtype=bool)
    reported = Interval(interval.point, interval.point)
    scores = {
        "c_index": concordance(prediction, interval),
        "c_index_treated": concordance(prediction, interval, mask=treated),
        "pairs_treated_over_control": concordance(
            prediction, interval, pairs="within", groups=groups, mask_pairs=treated_over_control(is_control)
        ),
        "pairs_treatment_over_treatment": concordance(
            prediction, interval, pairs="within", groups=groups, mask_pairs=between_treated(is_control)
        ),
        "reported_hours_concordance_treated": concordance(prediction, reported, mask=treated),
    }
    return _flat(scores)


def _flat(scores: Mapping[str, Concordance]) -> dict[str, float]:
    values = {name: result.value for name, result in scores.items()}
    return values | {f"n_{name}": float(result.n_pairs) for name, result in scores.items()}


def overpotential_metrics(prediction: npt.ArrayLike, interval: Interval) -> dict[str, float]:
    """How well overpotentials are predicted.

    Parameters
    ----------
    prediction : array-like of shape (n,)
        Predicted overpotentials, mV.
    interval : Interval
        Labels of the n rows, mV.

    Returns
    -------
    dict of str to float
        - ``log10_mae``: mean distance to the interval in decades, zero inside it;
        - ``spearman``: rank correlation with the representative value over rows bounded on both sides; NaN
          when there are fewer than two or either side is constant;
        - ``n``: number of rows; ``n_spearman``: number of rows in the correlation.
    """
    predicted = np.asarray(prediction, dtype=np.float64)
    with np.errstate(divide="ignore"):
        short = np.log10(interval.lower) - np.log10(predicted)
        over = np.log10(predicted) - np.log10(interval.upper)
    distance = np.maximum(np.maximum(short, over), 0.0)
    two_sided = interval.is_two_sided
    return {
        "log10_mae": float(distance.mean()),
        "spearman": _spearman(predicted[two_sided], interval.point[two_sided]),
        "n": float(len(interval)),
        "n_spearman": float(two_sided.sum()),
    }


def _spearman(left: Floats, right: Floats) -> float:
    if len(left) < 2 or np.ptp(left) == 0.0 or np.ptp(right) == 0.0:
        return float("nan")
    return float(np.corrcoef(rankdata(left), rankdata(right))[0, 1])


def coverage(bound: npt.ArrayLike, interval: Interval, side: Side, *, groups: npt.ArrayLike | None = None) -> Coverage:
    """How often a one-sided bound held, as far as censored labels can tell.

    Parameters
    ----------
    bound : array-like of shape (n,)
        Bounds in the unit of the labels.
    interval : Interval
        Labels of the n rows.
    side : {'lower', 'upper'}
        What the bound claims: the outcome is above it, or below it.
    groups : array-like of shape (n,), optional
        The paper of each row; papers then weigh equally, as in calibration.

    Returns
    -------
    Coverage
    """
    limit = np.asarray(bound, dtype=np.float64)
    if side == "lower":
        certain, possible = limit <= interval.lower, limit <= interval.upper
    else:
        certain, possible = limit >= interval.upper, limit >= interval.lower
    weight = np.ones(len(limit)) if groups is None else _paper_weights(groups)
    return Coverage(float(np.average(certain, weights=weight)), float(np.average(possible, weights=weight)), len(limit))


def _paper_weights(groups: npt.ArrayLike) -> Floats:
    _, code, rows = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    return np.asarray(1.0 / rows[code])


def bootstrap_by_paper(
    metrics: Callable[[Ints, Ints], Mapping[str, float]], groups: npt.ArrayLike, n: int = 200, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % intervals of metrics when whole papers are drawn anew, with replacement.

    Parameters
    ----------
    metrics : callable
        Takes the drawn rows and their papers, both of shape (m,), and returns named numbers. A paper drawn twice comes
        as two papers.
    groups : array-like of shape (n_rows,)
        The paper of each row.
    n : int
        Number of draws.
    seed : int
        Seed of the draws.

    Returns
    -------
    dict of str to (float, float)
        2.5 % and 97.5 % percentiles over the draws in which a metric is a number; NaN if there is none.
    """
    _, code = np.unique(np.asarray(groups), return_inverse=True)
    members = [np.flatnonzero(code == paper) for paper in range(int(code.max()) + 1)]
    random = np.random.default_rng(seed)
    draws = []
    for _ in range(n):
        drawn = [members[paper] for paper in random.integers(len(members), size=len(members))]
        papers = np.repeat(np.arange(len(drawn)), [len(rows) for rows in drawn])
        draws.append(metrics(np.concatenate(drawn), papers))
    return {name: _percentiles(np.array([one[name] for one in draws])) for name in draws[0]}


def _percentiles(values: Floats) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
