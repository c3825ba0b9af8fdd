"""What a predictor has learned overall: which features it uses, how, together with which, and of which claims."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ...data.arrays import Floats
from ...data.quantity import Quantity
from ...models.attribution.contributions import Attribution, attribute
from ...models.attribution.interactions import Interaction, strongest_interactions
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.target import Target
from .claims import Judged, judge
from .records import SCHEMA_VERSION

#: Features that are listed, and those whose dependence is drawn.
MOST, DRAWN = 15, 6
#: Flags and counts with fewer different values than this are listed, not drawn.
LEAST_VALUES = 6


@dataclass(frozen=True, slots=True)
class Usage:
    """How a booster uses one feature over the known cells.

    Attributes
    ----------
    feature, label, unit, cause, group, meaning : str
        What the column is.
    size : float
        Mean absolute contribution, natural logarithm units: a ranking, no effect.
    rank_correlation : float or None
        Of the value with the contribution; None where one of them does not vary.
    stated : int
        Known cells that state the feature.
    values, contributions : list of float
        Over the known cells that state it.
    """

    feature: str
    label: str
    unit: str
    cause: str
    group: str
    meaning: str
    size: float
    rank_correlation: float | None
    stated: int
    values: list[float]
    contributions: list[float]

    @property
    def points(self) -> list[tuple[float, float]]:
        """Different pairs of value and contribution, by value."""
        return sorted(set(zip(self.values, self.contributions, strict=True)))


@dataclass(frozen=True, slots=True)
class TargetOverall:
    """What was learned of one quantity: the most used features and the pairs that act together most.

    Attributes
    ----------
    quantity : Quantity
    features : list of Usage
    interactions : list of Interaction
    """

    quantity: Quantity
    features: list[Usage]
    interactions: list[Interaction]

    @property
    def drawn(self) -> list[Usage]:
        """The most used features whose dependence can be drawn: physical ones with enough different values."""
        wide = [use for use in self.features if len(set(use.values)) >= LEAST_VALUES]
        return wide[:DRAWN]


@dataclass(frozen=True, slots=True)
class Overall:
    """Everything that a page on a predictor shows, as plain values.

    Attributes
    ----------
    cells : int
        Known cells.
    targets : dict of str to TargetOverall
        By name of the quantity.
    claims : list of Judged
        The review's claims on these quantities.
    model : dict
        Where the model comes from.
    schema_version : int
        Of the JSON report.
    """

    cells: int
    targets: dict[str, TargetOverall]
    claims: list[Judged]
    model: dict[str, Any]
    schema_version: int = field(default=SCHEMA_VERSION)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def overall(predictor: CellPredictor) -> Overall:
    """Look at what a predictor has learned, over its own known cells.

    Parameters
    ----------
    predictor : CellPredictor

    Returns
    -------
    Overall
    """
    return Overall(
        cells=len(predictor.evidence.frame),
        targets={name: _target(target, predictor) for name, target in predictor.targets.items()},
        claims=judge(predictor),
        model=predictor.plain_info,
    )


def _target(target: Target, predictor: CellPredictor) -> TargetOverall:
    known = predictor.evidence.features
    attribution = attribute(target, known, predictor.columns)
    order = np.argsort(-np.abs(attribution.contributions).mean(axis=0), kind="stable")
    used = [int(i) for i in order if np.any(attribution.contributions[:, i])][:MOST]
    return TargetOverall(
        quantity=target.quantity,
        features=[_usage(i, attribution, known.astype(np.float64)) for i in used],
        interactions=strongest_interactions(target.booster, known, predictor.columns),
    )


def _usage(place: int, attribution: Attribution, known: Floats) -> Usage:
    from scipy.stats import spearmanr

    entry = attribution.entries[place]
    stated = ~np.isnan(known[:, place])
    values, parts = known[stated, place], attribution.contributions[stated, place]
    varies = len(values) > 2 and np.ptp(values) > 0 and np.ptp(parts) > 0
    return Usage(
        feature=entry.name,
        label=entry.label,
        unit=entry.unit,
        cause=entry.cause,
        group=entry.group,
        meaning=entry.meaning,
        size=float(np.abs(attribution.contributions[:, place]).mean()),
        rank_correlation=float(spearmanr(values, parts).statistic) if varies else None,
        stated=int(stated.sum()),
        values=values.tolist(),
        contributions=parts.tolist(),
    )
