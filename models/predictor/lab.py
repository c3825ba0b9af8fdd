"""What one lab's cells add to the literature's model: a shift, slopes, what its formulations do, and its scatter.

The natural logarithm of what a lab measures is taken for the literature's prediction plus a Gaussian process with five
parts: a shift of all cells, a slope with the prediction (a lab whose good cells are better than the literature's need
not have better bad ones), a slope with the current density, smooth differences between formulations, and scatter from
cell to cell. All shrink towards nothing where the lab has few cells (partial pooling); their sizes have priors from how
papers differ in the published cells, and follow the lab's own cells from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.optimize import minimize
from scipy.stats import norm

from ...data.arrays import Floats, Ints, Matrix
from ...data.errors import NacreError
from ...data.quantity import Side
from ...features.columns import CATALOGUE
from ..estimators.imputation import expected_within
from ..labels.intervals import Interval
from .evidence import Evidence

#: Prior medians of the standard deviations in natural log: of labs from the literature, of the slope, of formulations
#: within a lab, of cells made alike, of the slope with the logarithm of the current; and of the distance over which
#: formulations are alike. Papers differ by 0.5
#: (lifetime) and 0.7 (overpotential) from what the model predicts for them, the cells of a paper by 1.0 among
#: themselves (variance components of the left-out predictions for the 457 published cells).
_PRIOR = np.log([0.7, 0.3, 0.6, 0.4, 0.3, 0.3])
#: How far, as a standard deviation of their logarithm, these may be from a lab's own.
_FREEDOM = np.array([0.5, 0.5, 0.7, 0.5, 0.7, 0.5])
_SHIFT, _SLOPE, _FORMULATION, _SCATTER, _RATE, _LENGTH = range(6)
_CURRENT = CATALOGUE.names.index("protocol.current_density_mA_cm2")
#: Different conditions that are held; of more as many evenly spaced ones are, in the order in which they came.
MOST_ROWS = 1000
#: Conditions from which the sizes are learned.
_SIZED_ON = 160
_IMPUTATIONS = 5
#: Query rows whose covariance is held at once.
_CHUNK = 65_536


@dataclass(frozen=True, eq=False)
class LabTerm:
    """A fitted lab term of one quantity.

    Attributes
    ----------
    source : str
        The lab's name.
    cells : int
        Its cells with a known outcome.
    theta : float64 array of shape (6,)
        Natural log of the standard deviations of shift, slope, formulations, scatter and slope with the current, and of
        the length.
    center, spread, weight : float64 arrays of shape (n_features,)
        How each feature counts in distances, as `Evidence` has it.
    rows : float64 array of shape (n, n_used)
        The lab's different conditions, scaled; features of no weight are left out.
    level : float64 array of shape (n,)
        Natural log of the literature's predictions for them.
    rate : float64 array of shape (n,)
        Natural log of their current densities (mA/cm²); 0 where it is not stated.
    residual : float64 array of shape (n,)
        Mean of what their cells are above it; expectations where a cell was censored.
    count : float64 array of shape (n,)
        Cells of each.
    """

    source: str
    cells: int
    theta: Floats
    center: Floats
    spread: Floats
    weight: Floats
    rows: Floats
    level: Floats
    rate: Floats
    residual: Floats
    count: Floats

    @classmethod
    def fit(
        cls, source: str, features: Matrix, level: Floats, interval: Interval, known: Evidence,
        theta: Floats | None = None,
    ) -> Self:  # fmt: skip
        """Learn what a lab's cells differ by.

        Parameters
        ----------
        source : str
        features : float32 array of shape (n_cells, n_features)
            Of the literature's model.
        level : float64 array of shape (n_cells,)
            Natural log of its predictions.
        interval : Interval
            What was seen of the cells, on the positive scale.
        known : Evidence
            The published cells, which say how much each feature counts.
        theta : float64 array of shape (6,), optional
            Sizes that are settled; learned here where it is left out.

        Returns
        -------
        LabTerm
        """
        place, first = _conditions(features)
        kept = place >= 0
        with np.errstate(divide="ignore"):
            low, high = (np.log(side[kept]) - level[kept] for side in (interval.lower, interval.upper))
        # What a cell beyond its bounds would have shown is first expected from the literature, then from the lab.
        unknown = float(np.sqrt(np.exp(2.0 * _PRIOR[[_SHIFT, _FORMULATION, _SCATTER]]).sum()))
        shown = expected_within(np.zeros(len(low)), unknown, low, high)
        center, spread = known.scaling()
        term = cls(
            source, len(level), np.array(_PRIOR if theta is None else theta), center, spread, known.weights,
            rows=np.empty(0), level=level[first], rate=_rate(features[first]), residual=np.empty(0),
            count=np.bincount(place[kept]).astype(float),
        )  # fmt: skip
        term = replace(term, rows=term.scaled(features[first]))
        is_exact = bool(np.isfinite(low).all() and np.allclose(low, high))
        for _ in range(1 if is_exact else _IMPUTATIONS):
            term = replace(term, residual=np.bincount(place[kept], shown) / term.count)
            if theta is None:
                term = replace(term, theta=_sizes(term, shown, place[kept]))
            if not is_exact:
                shown = expected_within(*term.left_out(shown, place[kept]), low, high)
        return term

    def scaled(self, features: Matrix) -> Floats:
        """Rows such that Euclidean distances are those between cells, shape (n, n_used)."""
        used = self.weight > 0
        values = features[:, : len(used)][:, used].astype(np.float64)
        standard = np.clip((values - self.center[used]) / self.spread[used], -4.0, 4.0)
        # One layout of memory, so that a saved term predicts to the bit the same.
        return np.ascontiguousarray(np.nan_to_num(standard) * np.sqrt(self.weight[used]))

    def predict(self, features: Matrix, level: Floats) -> tuple[Floats, Floats]:
        """What the lab's cells are expected to differ by, and how unsure one new cell is.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
        level : float64 array of shape (n,)
            Natural log of the literature's predictions.

        Returns
        -------
        mean, spread : float64 array of shape (n,)
            Natural log; the spread includes the scatter of cells.
        """
        parts = [self._posterior(features[at : at + _CHUNK], level[at : at + _CHUNK])
                 for at in range(0, max(len(level), 1), _CHUNK)]  # fmt: skip
        mean, spread = zip(*parts, strict=True)
        return np.concatenate(mean), np.concatenate(spread)

    def mean(self, features: Matrix, level: Floats) -> Floats:
        """As `predict`, without the spread."""
        parts = [self._cross(features[at : at + _CHUNK], level[at : at + _CHUNK]) @ self._alpha
                 for at in range(0, max(len(level), 1), _CHUNK)]  # fmt: skip
        return np.concatenate(parts)

    def _posterior(self, features: Matrix, level: Floats) -> tuple[Floats, Floats]:
        cross = self._cross(features, level)
        half = solve_triangular(self._factor[0], cross.T, lower=True)
        sizes = np.exp(2.0 * self.theta)
        slopes = self._tilts(level, _rate(features)) ** 2 @ sizes[[_SLOPE, _RATE]]
        own = sizes[_SHIFT] + slopes + sizes[_FORMULATION] + sizes[_SCATTER]
        variance = own - np.einsum("ij,ij->j", half, half)
        return cross @ self._alpha, np.sqrt(np.maximum(variance, 1e-12))

    def _cross(self, features: Matrix, level: Floats) -> Floats:
        return _covariance(
            self.theta, self.scaled(features), self._tilts(level, _rate(features)), self.rows, self._own_tilts
        )

    def _tilts(self, level: Floats, rate: Floats) -> Floats:
        """How far predictions and currents are from the lab's usual ones, shape (n, 2)."""
        return np.stack([level - self.level.mean(), rate - self.rate.mean()], axis=1)

    @property
    def _own_tilts(self) -> Floats:
        return self._tilts(self.level, self.rate)

    @property
    def _between(self) -> Floats:
        """Covariance of the lab's conditions, without scatter."""
        return _covariance(self.theta, self.rows, self._own_tilts, self.rows, self._own_tilts)

    @cached_property
    def _factor(self) -> tuple[Floats, bool]:
        matrix = self._between
        factor: tuple[Floats, bool] = cho_factor(
            matrix + np.diag(np.exp(2 * self.theta[_SCATTER]) / self.count), lower=True
        )
        return factor

    @cached_property
    def _alpha(self) -> Floats:
        return np.asarray(cho_solve(self._factor, self.residual))

    def left_out(self, shown: Floats, place: Ints) -> tuple[Floats, Floats]:
        """Mean and spread of each cell predicted by the others (Rasmussen and Williams, 2006, eq. 5.12).

        Of more than `MOST_ROWS` cells one alone does not matter, so that it stays in.

        Parameters
        ----------
        shown : float64 array of shape (n_cells,)
            What each cell is above the literature's prediction, natural log.
        place : int64 array of shape (n_cells,)
            Its condition.

        Returns
        -------
        mean, spread : float64 array of shape (n_cells,)
        """
        between, noise = self._between, np.exp(2 * self.theta[_SCATTER])
        if len(shown) > MOST_ROWS:
            return (between @ self._alpha)[place], np.full(len(shown), np.sqrt(noise))
        inverse = np.linalg.inv(between[np.ix_(place, place)] + noise * np.eye(len(shown)))
        variance = 1.0 / np.diag(inverse)
        return shown - (inverse @ shown) * variance, np.sqrt(variance)

    # -- what a report tells -----------------------------------------------------------------------------------

    @property
    def scatter(self) -> float:
        """Standard deviation from cell to cell made alike, natural log."""
        return float(np.exp(self.theta[_SCATTER]))

    @property
    def shift(self) -> float:
        """What the lab's usual cell is above the literature's prediction, natural log."""
        return float(np.exp(2.0 * self.theta[_SHIFT]) * self._alpha.sum())

    @property
    def unlearned_spread(self) -> float:
        """Spread of a cell of which nothing is known, natural log."""
        sizes = np.exp(2.0 * self.theta)
        return float(np.sqrt(sizes[_SHIFT] + sizes[_FORMULATION] + sizes[_SCATTER]))

    @cached_property
    def usual_spread(self) -> float:
        """Median spread of a new cell like the lab's own, natural log."""
        cross = self._between
        half = solve_triangular(self._factor[0], cross.T, lower=True)
        variance = np.diag(cross) - np.einsum("ij,ij->j", half, half) + np.exp(2 * self.theta[_SCATTER])
        return float(np.sqrt(np.median(variance)))

    def bounds(self, positive: Floats, spread: Floats, side: Side, level: float) -> Floats:
        """Bounds of predictions that hold for a share of the lab's new cells.

        Parameters
        ----------
        positive, spread : float64 arrays of shape (n,)
            Predictions, and their spread from `predict`.
        side : {'lower', 'upper'}
        level : float

        Returns
        -------
        float64 array of shape (n,)

        Raises
        ------
        NacreError
            If the level is not between 0 and 1.
        """
        if not 0.0 < level < 1.0:
            raise NacreError(f"A level of {level} is not between 0 and 1.", hint="Write e.g. 0.8.")
        away = norm.ppf(level) * spread
        return np.asarray(positive * np.exp(-away if side == "lower" else away))

    # -- files -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and lists for a JSON manifest."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: one.tolist() if isinstance(one, np.ndarray) else one for name, one in plain.items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises
        ------
        NacreError
            If an entry is missing or does not fit the others.
        """
        names = ("theta", "center", "spread", "weight", "rows", "level", "rate", "residual", "count")
        try:
            arrays = {name: np.array(stored[name], dtype=np.float64) for name in names}
            term = cls(source=str(stored["source"]), cells=int(stored["cells"]), **arrays)
        except (KeyError, TypeError, ValueError) as error:
            raise NacreError(f"The stored lab term cannot be read: {error!r}.", hint="Retrain.") from error
        n, used = len(term.level), int((term.weight > 0).sum())
        per_row = (term.rate, term.residual, term.count)
        fits = term.rows.shape == (n, used) and all(len(one) == n for one in per_row) and term.theta.shape == (6,)
        if not (fits and n and all(np.isfinite(one).all() for one in arrays.values())):
            raise NacreError("The stored lab term is damaged.", hint="Retrain.")
        return term


def _conditions(features: Matrix) -> tuple[Ints, Ints]:
    """The condition of each cell, -1 where it is one too many, and the first cell of each condition."""
    rows = np.ascontiguousarray(features)
    whole = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).reshape(-1)
    _, came, inverse = np.unique(whole, return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(came))[inverse]  # in the order in which they came
    number = int(place.max()) + 1
    if number > MOST_ROWS:
        chosen = np.linspace(0, number - 1, MOST_ROWS).astype(np.int64)
        order = np.full(number, -1)
        order[chosen] = np.arange(MOST_ROWS)
        place = order[place]
    kept = np.flatnonzero(place >= 0)
    first: Ints = kept[np.unique(place[kept], return_index=True)[1]]
    return np.asarray(place), first


def _rate(features: Matrix) -> Floats:
    """Natural log of the current densities; 0 where they are not stated."""
    return np.nan_to_num(np.log(features[:, _CURRENT].astype(np.float64)))


def _covariance(theta: Floats, left: Floats, tilts: Floats, right: Floats, others: Floats) -> Floats:
    """Covariance without scatter, shape (n_left, n_right)."""
    sizes = np.exp(2.0 * theta)
    squared = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :] - 2.0 * left @ right.T
    reach = np.sqrt(3.0 * np.maximum(squared, 0.0)) / np.exp(theta[_LENGTH])
    smooth = sizes[_FORMULATION] * (1.0 + reach) * np.exp(-reach)  # Matérn 3/2
    return np.asarray(sizes[_SHIFT] + (tilts * sizes[[_SLOPE, _RATE]]) @ others.T + smooth)


def _sizes(term: LabTerm, shown: Floats, place: Ints) -> Floats:
    """The sizes of highest posterior density, given the cells."""
    some = np.unique(np.linspace(0, len(term.rows) - 1, min(_SIZED_ON, len(term.rows))).astype(np.int64))
    rows, count, mean = term.rows[some], term.count[some], term.residual[some]
    tilts = term._own_tilts[some]  # noqa: SLF001 - of this module
    apart = np.bincount(place, (shown - term.residual[place]) ** 2, len(term.rows))[some].sum()
    spare = float((count - 1).sum())

    def loss(theta: Floats) -> float:
        noise = np.exp(2 * theta[_SCATTER])
        factor = cho_factor(_covariance(theta, rows, tilts, rows, tilts) + np.diag(noise / count), lower=True)
        fit = 0.5 * mean @ cho_solve(factor, mean) + np.log(np.diag(factor[0])).sum()
        replicates = spare * theta[_SCATTER] + 0.5 * apart / noise
        return float(fit + replicates + 0.5 * np.sum(((theta - _PRIOR) / _FREEDOM) ** 2))

    return np.asarray(minimize(loss, _PRIOR, method="L-BFGS-B", bounds=[(-5.0, 3.0)] * len(_PRIOR)).x)
