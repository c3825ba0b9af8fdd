"""Why one cell is predicted better than another: the difference of their contributions, which adds up exactly.

Both predictions start from the same base, so the differences of all contributions sum to the logarithm of their ratio.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ...data.batch import CellBatch
from ...data.cell import Cell
from ...data.notation import format_cell
from ...features.catalogue import GROUPS
from ...features.cell import feature, featurize
from ...models.attribution import Attribution, attribute, value_text
from ...models.effects import effect, effect_text
from ...models.predictor import DEFAULT_LEVEL, CellPredictor, Target
from ...models.quantity import Quantity
from ...models.shares import shares_of
from .differences import differences
from .records import SCHEMA_VERSION, Effect
from .why import component_key, component_label, contribution_table, effects, usual_values

Floats = npt.NDArray[np.float64]
#: Contributions by group and name of a component.
_Parts = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class FeatureDifference:
    """One feature's part in the difference.

    Attributes
    ----------
    feature, label, cause, group : str
    value, against : str
        Of the two cells, as they are written.
    contribution, effect : float
        From the other cell to the first.
    sentence : str
    """

    feature: str
    label: str
    cause: str
    group: str
    value: str
    against: str
    contribution: float
    effect: float
    sentence: str


@dataclass(frozen=True, slots=True)
class TargetComparison:
    """One quantity of both cells.

    Attributes
    ----------
    quantity : Quantity
    median, against : float
        Of the first and of the other cell.
    bound, bound_against : float
        On the side that hurts.
    contribution, effect : float
        From the other cell to the first; `text` tells it.
    text : str
    groups, components, causes : list of Effect
        Three ways to sum the same differences; each leads from `against` to `median` exactly. A component that stands
        in one cell only counts whole.
    features : list of FeatureDifference
        Strongest first; without those that make no difference.
    caution : str
        How the difference compares with the model's own errors.
    """

    quantity: Quantity
    median: float
    against: float
    bound: float
    bound_against: float
    contribution: float
    effect: float
    text: str
    groups: list[Effect]
    components: list[Effect]
    causes: list[Effect]
    features: list[FeatureDifference]
    caution: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two cells side by side: everything that a report shows, as plain values."""

    cell: str
    against: str
    level: float
    differences: list[str]
    targets: dict[str, TargetComparison]
    domain: str
    domain_reasons: list[str]
    domain_against: str
    domain_reasons_against: list[str]
    model: dict[str, Any]
    schema_version: int = field(default=SCHEMA_VERSION)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def _repr_html_(self) -> str:
        from ..report_compare import render_fragment

        return render_fragment(self)


def compare(cell: Cell, against: Cell, predictor: CellPredictor, *, level: float = DEFAULT_LEVEL) -> Comparison:
    """Explain what makes the first cell's prediction differ from the other's.

    Parameters
    ----------
    cell, against : Cell
    predictor : CellPredictor
    level : float
        Level of the bounds.
    """
    pair = (cell, against)
    batch = CellBatch.from_cells(list(pair))
    features = featurize(batch)
    rows = predictor.predict(batch, level=level).to_dict("records")
    one, other = rows
    return Comparison(
        cell=format_cell(cell),
        against=format_cell(against),
        level=level,
        differences=differences(against, cell),
        targets={
            name: _target(pair, batch, features, predictor, target, rows, level)
            for name, target in predictor.targets.items()
        },
        domain=str(one["domain"]),
        domain_reasons=list(one["domain_reasons"]),
        domain_against=str(other["domain"]),
        domain_reasons_against=list(other["domain_reasons"]),
        model=predictor.plain_info,
    )


def _target(
    pair: tuple[Cell, Cell],
    batch: CellBatch,
    features: npt.NDArray[np.float32],
    predictor: CellPredictor,
    target: Target,
    rows: list[dict[Any, Any]],
    level: float,
) -> TargetComparison:
    quantity = target.quantity
    found = attribute(target.booster, features)
    change = found.contributions[0] - found.contributions[1]
    total = float(change.sum())
    difference = Attribution(found.names, change[None, :], np.zeros(1))
    bounds = [float(row[quantity.bound_column(quantity.sides[0])]) for row in rows]
    return TargetComparison(
        quantity=quantity,
        median=float(rows[0][quantity.column]),
        against=float(rows[1][quantity.column]),
        bound=bounds[0],
        bound_against=bounds[1],
        contribution=total,
        effect=effect(total, quantity),
        text=effect_text(total, quantity),
        groups=effects({g: (GROUPS[g], float(part[0])) for g, part in difference.by_group().items()}, quantity),
        components=_components(pair, batch, predictor, found, quantity),
        causes=effects({c: (c, float(part[0])) for c, part in difference.by_cause().items()}, quantity),
        features=_features(difference, features, quantity),
        caution=_caution(total, target, level),
    )


def _components(
    pair: tuple[Cell, Cell], batch: CellBatch, predictor: CellPredictor, found: Attribution, quantity: Quantity
) -> list[Effect]:
    """Differences of the components of both cells; what stands in one cell only says so."""
    usual = usual_values(predictor.evidence.features.astype(np.float64))
    tables: list[_Parts] = []
    for row in range(2):
        shares = shares_of(batch, row, found.names, usual)
        alone = Attribution(found.names, found.contributions[row : row + 1], found.base[row : row + 1])
        parts = contribution_table(alone, shares).sum(axis=1)
        tables.append({key: float(part) for key, part in zip(shares.components, parts, strict=True)})
    mine, theirs = tables
    keys = sorted(mine.keys() | theirs.keys(), key=lambda key: (list(GROUPS).index(key[0]), key not in mine, key[1]))
    labelled = {
        component_key(*key): (_label(pair, key, mine, theirs), mine.get(key, 0.0) - theirs.get(key, 0.0))
        for key in keys
    }
    return effects(labelled, quantity)


def _label(
    pair: tuple[Cell, Cell],
    key: tuple[str, str],
    mine: dict[tuple[str, str], float],
    theirs: dict[tuple[str, str], float],
) -> str:
    labels = [component_label(one, *key) for one, table in zip(pair, (mine, theirs), strict=True) if key in table]
    if len(labels) == 2:
        return labels[0] if labels[0] == labels[1] else f"{labels[0]} instead of {labels[1]}"
    return labels[0] if key in mine else f"instead of {labels[0]}"


def _features(
    difference: Attribution, features: npt.NDArray[np.float32], quantity: Quantity
) -> list[FeatureDifference]:
    column = {name: place for place, name in enumerate(difference.names)}
    found = []
    for name, part in difference.strongest(0, len(difference.names)):
        entry = feature(name)
        value, against = (value_text(name, float(row[column[name]])) for row in features)
        told = f"{entry.label[0].upper()}{entry.label[1:]}: {value} against {against}, associated with {quantity.name} "
        found.append(
            FeatureDifference(
                feature=name,
                label=entry.label,
                cause=entry.cause,
                group=entry.group,
                value=value,
                against=against,
                contribution=part,
                effect=effect(part, quantity),
                sentence=f"{told}{effect_text(part, quantity)}. {entry.meaning}",
            )
        )
    return found


def _caution(total: float, target: Target, level: float) -> str:
    """Whether the model's errors on left-out papers leave the difference any meaning."""
    factor = target.bound.factor(level)
    percent = f"{100 * level:.0f} %"
    if not 0 < factor < np.inf:
        return f"At {percent} the papers are too few to say how much of the difference is error."
    away = abs(float(np.log(factor)))
    size = effect_text(-away if target.quantity.sides[0] == "lower" else away, target.quantity)
    word = "more" if abs(total) > away else "less"
    return (
        f"The difference is {word} than what bounds allow for at {percent} ({size}): that is how far single cells of "
        f"left-out papers can be off. Differences within one paper are often smaller than that and yet real."
    )
