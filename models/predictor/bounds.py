"""One-sided bounds around a prediction, calibrated on papers that the model had not seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Floats
from ...data.errors import NacreError
from ...data.quantity import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..labels.intervals import Interval

#: Strata of distance to the known cells, and the papers that each needs: fewer carry no bound at 95 %.
N_STRATA = 3
LEAST_PAPERS = 20


@dataclass(frozen=True, eq=False, slots=True)
class ConformalBound:
    """A multiplicative safety factor for any level, from errors out of fold.

    The score of a row is the error of its prediction in natural log, on the side that hurts:

    - side 'lower': log(prediction) - log(lower). A right-censored row counts with the time it reached, that
      is with min(T, C). As min(T, C) <= T, a bound valid for min(T, C) is valid for T: always valid, and
      conservative when many cells survive (the plain bound of Candès, Lei and Ren, arXiv 2103.09763, to
      which their weighting would be the refinement). Rows with lower = 0 are skipped.
    - side 'upper': log(upper) - log(prediction). An outcome 'below x' counts as x, which is valid and
      conservative for the same reason. Rows without an upper bound are skipped.

    The guarantee is for a row of a new paper drawn like the papers of calibration, with rows like those
    kept: it is marginal, not for each chemistry. Skipped rows carry no bound on the side that hurts, so
    coverage among such rows is not claimed.

    Parameters
    ----------
    side : {'lower', 'upper'}
        Which side of the prediction is bounded.
    scores : ndarray of shape (m,)
        Scores in natural log, ascending.
    weights : ndarray of shape (m,)
        Weights of the scores; those of one paper sum to 1.
    n_groups : int
        Number of papers with at least one score.
    edges : ndarray of shape (n_strata - 1,), optional
        Distances that part the strata, ascending.
    strata : tuple of ConformalBound, optional
        One bound for each stratum of distance to the known cells, nearest first: a cell far from all that is known
        gets the errors of such cells (Mondrian conformal prediction, Vovk et al., ALT 2003).
    """

    side: Side
    scores: Floats
    weights: Floats
    n_groups: int
    edges: Floats = field(default_factory=lambda: np.empty(0))
    strata: tuple[ConformalBound, ...] = ()

    @classmethod
    def from_out_of_fold(
        cls, predicted: npt.ArrayLike, interval: Interval, groups: npt.ArrayLike, side: Side
    ) -> ConformalBound:
        """Calibrate on predictions made for papers left out of training.

        Parameters
        ----------
        predicted : array-like of shape (n,)
            Positive predictions in the unit of the labels.
        interval : Interval
            Labels of the n rows.
        groups : array-like of shape (n,)
            The paper of each row; papers weigh equally however many rows they have.
        side : {'lower', 'upper'}
            'lower' for a lifetime, 'upper' for an overpotential.

        Raises
        ------
        NacreError
            If the side is unknown, lengths differ, a prediction is not positive and finite, or no row has a
            bound on that side.
        """
        prediction, paper = _checked(predicted, groups, len(interval), side)
        scores, kept = _scores(prediction, interval, side)
        if not kept.any():
            raise NacreError(
                f"No row can calibrate the {side} bound.", hint=f"Give rows whose {side} bound was measured."
            )
        _, code, rows = np.unique(paper[kept], return_inverse=True, return_counts=True)
        order = np.argsort(scores[kept], kind="stable")
        return cls(side, scores[kept][order], (1.0 / rows)[code][order], len(rows))

    @classmethod
    def by_distance(
        cls, predicted: npt.ArrayLike, interval: Interval, groups: npt.ArrayLike, side: Side, distance: Floats
    ) -> ConformalBound:
        """Calibrate for each third of the distance to the known cells, where each third has papers enough.

        Parameters
        ----------
        predicted, interval, groups, side
            As of `from_out_of_fold`.
        distance : float64 array of shape (n,)
            Distance of each row to the nearest known cell of another paper.

        Raises
        ------
        NacreError
            As `from_out_of_fold` does.
        """
        whole = cls.from_out_of_fold(predicted, interval, groups, side)
        prediction, paper = np.asarray(predicted, dtype=np.float64), np.asarray(groups)
        edges = np.quantile(distance, np.arange(1, N_STRATA) / N_STRATA)
        stratum = np.searchsorted(edges, distance)
        _, kept = _scores(prediction, interval, side)
        rows = [np.flatnonzero((stratum == place) & kept) for place in range(N_STRATA)]
        if min(len(np.unique(paper[one])) for one in rows) < LEAST_PAPERS or len(np.unique(edges)) < len(edges):
            return whole
        strata = tuple(cls.from_out_of_fold(prediction[one], interval.take(one), paper[one], side) for one in rows)
        return replace(whole, edges=edges, strata=strata)

    def factor(self, level: float) -> float:
        """The number to multiply a prediction by so that the bound holds at `level`.

        The quantile counts one more paper at infinity (finite-sample correction for grouped data, Lee,
        Barber and Willett, arXiv 2306.06342). With G papers no level above G / (G + 1) can be promised:
        then the factor is 0 (lower side) or inf (upper side), a bound that is true and says nothing.

        Parameters
        ----------
        level : float
            Share of new papers' rows that the bound should hold for, between 0 and 1.

        Returns
        -------
        float

        Raises
        ------
        NacreError
            If the level is not between 0 and 1.

        Examples
        --------
        >>> scores = np.log([1.0, 2.0, 3.0, 4.0])
        >>> round(ConformalBound("upper", scores, np.ones(4), n_groups=4).factor(0.6), 6)
        3.0
        """
        if not 0.0 < level < 1.0:
            raise NacreError(f"A level of {level} is not between 0 and 1.", hint="Write e.g. 0.8.")
        # The tolerance only undoes rounding of summed weights such as 1/3 + 1/3 + 1/3.
        reached = np.cumsum(self.weights) >= level * (self.n_groups + 1) - 1e-9
        quantile = float(self.scores[np.argmax(reached)]) if reached.any() else float("inf")
        return float(np.exp(-quantile if self.side == "lower" else quantile))

    def apply(self, predicted: npt.ArrayLike, level: float, distance: Floats | None = None) -> Floats:
        """Bounds for predictions.

        Parameters
        ----------
        predicted : array-like of shape (n,)
        level : float
            As for `factor`.
        distance : float64 array of shape (n,), optional
            Distance of each to the nearest known cell; without it the bound is that of all distances together.

        Returns
        -------
        float64 array of shape (n,)
            In the unit of the predictions.

        Raises
        ------
        NacreError
            If the level is not between 0 and 1.
        """
        values = np.asarray(predicted, dtype=np.float64)
        if distance is None or not self.strata:
            return values * self.factor(level)
        factors = np.array([one.factor(level) for one in self.strata])
        return np.asarray(values * factors[np.searchsorted(self.edges, distance)])

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and lists for a JSON manifest."""
        return {
            "side": self.side,
            "scores": self.scores.tolist(),
            "weights": self.weights.tolist(),
            "n_groups": self.n_groups,
        } | ({"edges": self.edges.tolist(), "strata": [one.to_dict() for one in self.strata]} if self.strata else {})

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> ConformalBound:
        """Read what `to_dict` wrote.

        Raises
        ------
        NacreError
            If a key is missing or the numbers cannot be a calibration.
        """
        try:
            scores = np.array(stored["scores"], dtype=np.float64)
            weights = np.array(stored["weights"], dtype=np.float64)
            strata = tuple(cls.from_dict(one) for one in stored.get("strata", ()))
            edges = np.array(stored.get("edges", ()), dtype=np.float64)
            bound = cls(stored["side"], scores, weights, int(stored["n_groups"]), edges, strata)
        except (KeyError, TypeError, ValueError) as error:
            raise NacreError(f"The stored bound cannot be read: {error!r}.", hint="Train again.") from error
        if not bound._is_sound():
            raise NacreError("The stored bound is damaged.", hint="Train again.")
        return bound

    def _is_sound(self) -> bool:
        return bool(
            self.side in ("lower", "upper")
            and self.scores.ndim == 1
            and self.scores.shape == self.weights.shape
            and np.isfinite(self.scores).all()
            and (np.diff(self.scores) >= 0).all()
            and (self.weights > 0).all()
            and np.isclose(self.weights.sum(), self.n_groups)
            and len(self.edges) == max(len(self.strata) - 1, 0)
            and (np.diff(self.edges) > 0).all()
        )


def _checked(predicted: npt.ArrayLike, groups: npt.ArrayLike, n: int, side: str) -> tuple[Floats, npt.NDArray[Any]]:
    if side not in ("lower", "upper"):
        raise NacreError(f"There is no side {side!r}.", hint="Write 'lower' or 'upper'.")
    prediction, paper = np.asarray(predicted, dtype=np.float64), np.asarray(groups)
    if prediction.shape != (n,) or paper.shape != (n,):
        raise NacreError(
            f"Predictions {prediction.shape}, groups {paper.shape} and {n} labels do not match.",
            hint="Give one of each a row.",
        )
    faulty = ~(np.isfinite(prediction) & (prediction > 0.0))
    if faulty.any():
        row = int(np.argmax(faulty))
        raise NacreError(f"The prediction of row {row} is {prediction[row]}.", hint="It must be positive.")
    return prediction, paper


def _scores(prediction: Floats, interval: Interval, side: Side) -> tuple[Floats, Bools]:
    """Scores of all rows and which of them count."""
    with np.errstate(divide="ignore"):
        if side == "lower":
            return np.log(prediction) - np.log(interval.lower), ~interval.is_left_censored
        return np.log(interval.upper) - np.log(prediction), ~interval.is_right_censored
