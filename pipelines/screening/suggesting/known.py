"""What has been tested, in the columns that the model of a suggestion sees, and that model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import norm

from ....data.arrays import Floats, Ints, Matrix
from ....data.batch.cells import CellBatch
from ....data.errors import NacreError
from ....data.quantity import Judging
from ....features.columns import CATALOGUE, Columns
from ....models.estimators.bagging import BaggedBoosters
from ....models.estimators.booster import SIGMA_DEFAULT
from ....models.estimators.censored_process import CensoredProcess
from ....models.estimators.surrogate import Surrogate
from ....models.labels.dataset import Dataset, Labels
from ....models.predictor.domain import Domain
from ....models.predictor.evidence import Evidence
from ....models.validation.learner import make_booster
from ....models.validation.own_columns import choose_columns
from .values import Limit


@dataclass(frozen=True)
class Known:
    """What has been tested, in the columns that the surrogate sees.

    Those of a lab's own table are chosen as for its model; further columns of candidates are unknown.

    Attributes
    ----------
    data : Dataset
    columns : Columns
    features : float32 array of shape (n, n_columns)
    """

    data: Dataset
    columns: Columns
    features: Matrix

    @classmethod
    def of(cls, data: Dataset) -> Known:
        """Choose the columns for some data."""
        if not data.is_own:
            return cls(data, CATALOGUE, data.features)
        columns = choose_columns(data, np.arange(len(data.frame)))
        return cls(data, columns, columns.matrix(data.batch, data.frame))

    def surrogate(self, name: str) -> Surrogate:
        """The model of a quantity; see `fit_surrogate`."""
        labels = self.data.labels(name)
        return fit_surrogate(self.features[labels.rows], labels)

    @cached_property
    def evidence(self) -> Evidence:
        """The known cells, every column alike."""
        weights = np.full(self.features.shape[1], 1.0 / self.features.shape[1])
        return Evidence(self.data.frame, self.features, weights)

    @cached_property
    def domain(self) -> Domain:
        """What the known cells cover."""
        origin = "known" if self.data.is_own else "published"
        return Domain.of(self.data.batch, self.evidence.own_distances(), origin=origin)

    def judge(self, batch: CellBatch, features: Matrix) -> list[str]:
        """For each candidate "in", "edge" or "out"."""
        judged = self.domain.judge(batch, self.evidence.nearest(features, 1)[1][:, 0])
        return [where for where, _ in judged]

    def nearest(self, features: Matrix) -> Ints:
        """Row number of the known cell that is nearest to each candidate."""
        return self.evidence.nearest(features, 1)[0][:, 0]


def fit_surrogate(features: Matrix, labels: Labels) -> Surrogate:
    """Bagged boosters where most outcomes are values, a Gaussian process for all else.

    In replays (`python benchmarks/suggest.py`) each found a good cell sooner for its kind: boosters for the published
    overpotentials, the process for lifetimes and for small tables. A lifetime is what tests show.

    Parameters
    ----------
    features : float32 array of shape (n, n_columns)
    labels : Labels
        Of the n rows.

    Returns
    -------
    Surrogate

    Raises
    ------
    NacreError
        Where there are too few rows.
    """
    if labels.quantity.judging is Judging.DECADES:
        return BaggedBoosters.fit(
            lambda seed: make_booster(labels.quantity, seed).set_params(sigma=SIGMA_DEFAULT, trees_per_round=1),
            features,
            labels.learned,
        )
    return CensoredProcess.fit(features, labels.learned)


@dataclass(frozen=True)
class Requirement:
    """A limit on another quantity, with the model that tells the chance to keep it.

    Attributes
    ----------
    limit : Limit
    columns : Columns
    surrogate : Surrogate
    bound : float
        The limit in natural log of the positive scale.
    """

    limit: Limit
    columns: Columns
    surrogate: Surrogate
    bound: float

    @classmethod
    def of(cls, limit: Limit, data: Dataset) -> Requirement:
        """Learn the quantity of a limit from the cells that have it.

        Parameters
        ----------
        limit : Limit
        data : Dataset
            Made for the quantity of the limit.

        Raises
        ------
        NacreError
            Where too few cells have it.
        """
        known = Known.of(data)
        labels = data.labels(limit.quantity.name)
        try:
            surrogate = known.surrogate(limit.quantity.name)
        except NacreError as error:
            raise NacreError(
                f"A limit on {limit.quantity.name} cannot be judged: the data have {len(labels.rows)} outcomes of it.",
                hint="Leave the limit out, or add rows that state it.",
            ) from error
        bound = float(np.log(labels.quantity.scale.positive(limit.value)))
        return cls(limit, known.columns, surrogate, bound)

    def chance(self, batch: CellBatch, seen: Columns, features: Matrix) -> Floats:
        """Probability that a test of each candidate keeps the limit, its noise included.

        Parameters
        ----------
        batch : CellBatch
            n candidates.
        seen : Columns
            Of the features that are there already.
        features : float32 array of shape (n, n_columns)
            These features.

        Returns
        -------
        float64 array of shape (n,)
        """
        mean, spread = self.surrogate.predict(features if self.columns == seen else self.columns.matrix(batch))
        below = norm.cdf((self.bound - mean) / np.hypot(spread, self.surrogate.noise))
        return np.asarray(below if self.limit.side == "upper" else 1.0 - below)
