"""Why one cell is predicted better than another: the difference of their contributions, which adds up exactly.

Both predictions start from the same base, so the differences of all contributions sum to the logarithm of their ratio.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from ...data.arrays import Matrix
from ...data.batch.cells import CellBatch
from ...data.cell import Cell, format_cell
from ...data.notebook import notebook_html
from ...data.quantity import Quantity
from ...features.feature import Feature
from ...models.attribution.contributions import GROUP_WORDS, Attribution, attribute, value_text
from ...models.attribution.effects import effect, effect_text
from ...models.attribution.shares import shares_of
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.target import DEFAULT_LEVEL, Target
from ..text import percent
from .differences import differences
from .further import with_further
from .records import SCHEMA_VERSION, Effect
from .why import component_key, component_label, contribution_table, effects, group_effects, is_listed, usual_values

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
        From the other cell to the first; `text` is the effect in words.
    text : str
    groups, components, causes : list of Effect
        Three ways to sum the same differences; each leads from `against` to `median` exactly. A component that stands
        in one cell only counts whole.
    features : list of FeatureDifference
        Strongest first; without those that make no difference.
    caution : str
        How the difference compares with the model's own errors.
    is_told : bool
        Whether the difference is more than what bounds allow for.
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
    is_told: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two cells side by side: everything that a report shows, as plain values.

    Attributes
    ----------
    cell, against : str
        Canonical notation of the first and of the other cell.
    level : float
        Level of the bounds.
    differences : list of str
        What the first cell has instead, part by part.
    targets : dict of str to TargetComparison
        By name of the quantity.
    domain, domain_against : str
        "in", "edge" or "out".
    domain_reasons, domain_reasons_against : list of str
    model : dict
        Where the model comes from.
    schema_version : int
        Of the JSON report.
    """

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

    def _repr_html_(self) -> str | None:
        return notebook_html(self)


def compare(
    cell: Cell,
    against: Cell,
    predictor: CellPredictor,
    *,
    level: float = DEFAULT_LEVEL,
    further: Mapping[str, object] | None = None,
) -> Comparison:
    """Explain what makes the first cell's prediction differ from the other's.

    Parameters
    ----------
    cell, against : Cell
    predictor : CellPredictor
    level : float
        Level of the bounds.
    further : dict, optional
        Values of the further columns of a lab's table, the same for both cells; what is left out is not known.

    Returns
    -------
    Comparison

    Raises
    ------
    NacreError
        Where the model has no such further column.
    """
    predictor = with_further(predictor, further)
    pair = (cell, against)
    batch = CellBatch.from_cells(list(pair))
    features = predictor.featurize(batch)
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


def without_trifles(parts: list[Effect], quantity: Quantity) -> list[Effect]:
    """The effects, those of less than one percent as one.

    Parameters
    ----------
    parts : list of Effect
    quantity : Quantity
    """
    small = [part for part in parts if abs(part.contribution) < 0.01]
    rest = float(sum(part.contribution for part in small))
    kept = [part for part in parts if part not in small]
    return [*kept, *effects({"rest": ("all else", rest)}, quantity)] if small and kept else parts


def _target(
    pair: tuple[Cell, Cell],
    batch: CellBatch,
    features: Matrix,
    predictor: CellPredictor,
    target: Target,
    rows: list[dict[Any, Any]],
    level: float,
) -> TargetComparison:
    quantity = target.quantity
    both = _settled(attribute(target, features, predictor.columns), features)
    change = both.contributions[0] - both.contributions[1]
    total = float(change.sum())
    difference = Attribution(both.entries, change[None, :], np.zeros(1))
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
        groups=_named(group_effects(difference, quantity), pair),
        components=_named(_components(pair, batch, predictor, both, quantity), pair),
        causes=effects({c: (c, float(part[0])) for c, part in difference.by_cause().items()}, quantity),
        features=_features(difference, features, quantity),
        caution=_caution(total, target, level),
        is_told=abs(total) > _allowed(target, level),
    )


def _named(parts: list[Effect], pair: tuple[Cell, Cell]) -> list[Effect]:
    """The effects; a protocol that is the same in both cells is named for what it then tells of the electrolytes."""
    if pair[0].protocol != pair[1].protocol:
        return parts
    words = "the same test in another electrolyte"
    return [replace(part, label=words) if part.key.startswith("protocol") else part for part in parts]


def _settled(both: Attribution, features: Matrix) -> Attribution:
    """Contributions in which only what differs between the two cells makes a difference.

    A booster lets an equal feature count differently beside another neighbour: the current of a test counts one way
    beside a coating and another way without. That part is put to the features that differ, by their own size, so that
    the same current in both cells is no reason for anything; the sum stays as it is.
    """
    change = both.contributions[0] - both.contributions[1]
    seen = features[:, : len(change)]  # a target may see the first columns only
    same = (seen[0] == seen[1]) | (np.isnan(seen[0]) & np.isnan(seen[1]))
    size = np.where(same, 0.0, np.abs(change))
    if not size.sum() > 0:
        return both
    moved = np.where(same, 0.0, change + change[same].sum() * size / size.sum())
    return Attribution(both.entries, np.stack([both.contributions[1] + moved, both.contributions[1]]), both.base)


def _components(
    pair: tuple[Cell, Cell], batch: CellBatch, predictor: CellPredictor, both: Attribution, quantity: Quantity
) -> list[Effect]:
    """Differences of the components of both cells; what stands in one cell only says so."""
    usual = usual_values(predictor.evidence.features.astype(np.float64))
    tables: list[_Parts] = []
    for row in range(2):
        shares = shares_of(batch, row, both.entries, usual)
        alone = Attribution(both.entries, both.contributions[row : row + 1], both.base[row : row + 1])
        parts = contribution_table(alone, shares).sum(axis=1)
        tables.append({key: float(part) for key, part in zip(shares.components, parts, strict=True)})
    mine, theirs = tables
    keys = sorted(
        mine.keys() | theirs.keys(), key=lambda key: (list(GROUP_WORDS).index(key[0]), key not in mine, key[1])
    )
    labelled = {
        component_key(*key): (_label(pair, key, mine, theirs), mine.get(key, 0.0) - theirs.get(key, 0.0))
        for key in keys
        if is_listed(key[0], mine.get(key, 0.0) - theirs.get(key, 0.0))
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


def _features(difference: Attribution, features: Matrix, quantity: Quantity) -> list[FeatureDifference]:
    return [
        _feature(difference.entries[place], part, features[:, place], quantity)
        for place, part in difference.strongest(0, None)
    ]


def _feature(entry: Feature, part: float, values: Matrix, quantity: Quantity) -> FeatureDifference:
    value, against = (value_text(entry, float(one)) for one in values)
    label = f"{entry.label[0].upper()}{entry.label[1:]}"
    words = f"{label}: {value} against {against}, associated with {quantity.name} {effect_text(part, quantity)}."
    return FeatureDifference(
        feature=entry.name,
        label=entry.label,
        cause=entry.cause,
        group=entry.group,
        value=value,
        against=against,
        contribution=part,
        effect=effect(part, quantity),
        sentence=f"{words} {entry.meaning}",
    )


def _allowed(target: Target, level: float) -> float:
    """How far single cells of left-out papers can be off, natural logarithm units; infinite where that is not known."""
    factor = target.bound.factor(level)
    return abs(float(np.log(factor))) if 0 < factor < np.inf else float("inf")


def _caution(total: float, target: Target, level: float) -> str:
    """Whether the model's errors on left-out papers leave the difference any meaning."""
    away, share = _allowed(target, level), percent(level)
    if not np.isfinite(away):
        return f"At {share} the papers are too few to say how much of the difference is error."
    size = effect_text(-away if target.quantity.sides[0] == "lower" else away, target.quantity)
    word = "more" if abs(total) > away else "less"
    return (
        f"The difference is {word} than what bounds allow for at {share} ({size}): that is how far single cells of "
        f"left-out papers can be off. Differences within one paper are often smaller than that and yet real."
    )
