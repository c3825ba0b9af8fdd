"""Settings of the booster by search inside the training data, so that a left-out paper judges the whole procedure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from ...data.arrays import Floats, Matrix
from ...data.errors import NacreError
from ...data.quantity import Judging
from ..estimators.booster import FeatureMatrix, IntervalBooster, as_matrix, as_weights
from ..labels.concordance import concordance
from ..labels.intervals import Interval, check_interval
from .folds import out_of_fold, overpotential_metrics, paper_folds

#: What a search makes small: left-out predictions and their labels to one number.
Loss = Callable[[Floats, Interval], float]

_FOLDS = 4


def ranking_loss(predicted: Floats, interval: Interval) -> float:
    """One minus the concordance with the reported hours, failed or not.

    Parameters
    ----------
    predicted : float64 array of shape (n,)
        Anything that grows with lifetime.
    interval : Interval
        Labels of the n rows.

    Returns
    -------
    float
        From 0 to 1; 0.5, which is chance, where nothing can be compared.
    """
    value = concordance(predicted, Interval(interval.point, interval.point)).value
    return 0.5 if np.isnan(value) else 1.0 - value


def decades_off(predicted: Floats, interval: Interval) -> float:
    """Mean distance to the interval in decades.

    Parameters
    ----------
    predicted : float64 array of shape (n,)
        On the positive scale.
    interval : Interval
        Labels of the n rows.

    Returns
    -------
    float
    """
    return overpotential_metrics(predicted, interval)["log10_mae"]


#: The loss of each quantity of the published cells; others are judged by their distance in decades.
LOSSES: dict[Judging, Loss] = {Judging.SURVIVAL: ranking_loss}


class SearchedBooster(RegressorMixin, BaseEstimator):  # type: ignore[misc, unused-ignore]
    """A booster whose settings are chosen by Optuna on papers left out of its own training rows.

    Validated by `out_of_fold` this is nested: the papers that judge take no part in the choice.

    Parameters
    ----------
    loss : callable
        One of `LOSSES`, or alike.
    trials : int
        Settings tried (tree-structured Parzen estimator); the first is the default.
    monotone : dict of str to int, optional
        As for `IntervalBooster`.
    sigma : 'auto' or float
        Scale of the first trial.
    random_state : int

    Attributes
    ----------
    best_ : dict
        The chosen settings.
    booster_ : IntervalBooster
        Fitted with them on all training rows.
    """

    def __init__(
        self,
        loss: Loss,
        *,
        trials: int = 20,
        monotone: Mapping[str, int] | None = None,
        sigma: float | str = "auto",
        random_state: int = 0,
    ) -> None:
        self.loss = loss
        self.trials = trials
        self.monotone = monotone
        self.sigma = sigma
        self.random_state = random_state

    def fit(
        self,
        X: FeatureMatrix,
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        groups: npt.ArrayLike | None = None,
    ) -> SearchedBooster:
        """Search, then train on all rows.

        Parameters
        ----------
        X, lower, upper, sample_weight, groups
            As for `IntervalBooster.fit`; papers are kept together in the search too.

        Returns
        -------
        SearchedBooster
            Itself.

        Raises
        ------
        NacreError
            For less than one trial, fewer than two papers, or as `IntervalBooster.fit` does.
        """
        if self.trials < 1:
            raise NacreError(f"{self.trials} trials are no search.", hint="Try at least 1.")
        interval, matrix = check_interval(lower, upper), as_matrix(X)
        weight = as_weights(sample_weight, len(interval))
        papers = np.arange(len(interval)) if groups is None else np.asarray(groups)
        self.best_ = self._search(matrix, interval, weight, papers)
        self.booster_ = self._make(self.best_).fit(matrix, interval.lower, interval.upper, weight, papers)
        return self

    def predict(self, X: FeatureMatrix) -> Floats:
        """Predicted median in the unit of the labels, shape (n,)."""
        check_is_fitted(self, "booster_")
        return self.booster_.predict(X)

    def _make(self, settings: Mapping[str, Any]) -> IntervalBooster:
        return IntervalBooster(**settings, monotone=self.monotone, random_state=self.random_state)

    def _search(self, matrix: Matrix, interval: Interval, weight: Floats, papers: npt.NDArray[Any]) -> dict[str, Any]:
        import optuna

        folds = list(paper_folds(papers, _FOLDS, 1, self.random_state))

        def judged(trial: optuna.Trial) -> float:
            settings = _settings(trial)
            make = partial(self._make, settings)
            (predicted,) = out_of_fold(make, matrix, interval, papers, folds, sample_weight=weight)
            return self.loss(predicted, interval)

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=self.random_state))
        study.enqueue_trial(self._default())
        study.optimize(judged, n_trials=self.trials)
        return _settings(optuna.trial.FixedTrial(study.best_params))

    def _default(self) -> dict[str, Any]:
        plain = IntervalBooster().get_params()
        first = {
            name: plain[name] for name in ("n_estimators", "max_depth", "learning_rate", "colsample", "reg_lambda")
        }
        return first | {"sigma": 0.8 if self.sigma == "auto" else self.sigma, "distribution": plain["distribution"]}


def _settings(trial: Any) -> dict[str, Any]:  # noqa: ANN401 - a trial, or fixed values in its place
    return {
        "n_estimators": trial.suggest_int("n_estimators", 20, 200, log=True),
        "max_depth": trial.suggest_int("max_depth", 1, 5),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.2, log=True),
        "colsample": trial.suggest_float("colsample", 0.2, 1.0),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.5, 50.0, log=True),
        "sigma": trial.suggest_float("sigma", 0.4, 2.0, log=True),
        "distribution": trial.suggest_categorical("distribution", ["normal", "logistic", "extreme"]),
    }
