"""Why a prediction is what it is: contributions by group, component and cause, each list leading to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...data.arrays import Floats, Matrix
from ...data.batch.cells import CellBatch
from ...data.cell import Cell
from ...data.chemistry.material_names import format_materials
from ...data.quantity import Quantity
from ...features.catalogue import CAUSES, GROUPS
from ...features.feature import Feature
from ...models.attribution.contributions import GROUP_WORDS, Attribution, attribute, rank_percent, sentence
from ...models.attribution.effects import effect, effect_text, value_at
from ...models.attribution.shares import Shares, shares_of
from ...models.predictor.cell_predictor import CellPredictor
from .records import Effect, FeatureEffect, TargetExplanation


def explain_targets(
    cell: Cell, batch: CellBatch, features: Matrix, predictor: CellPredictor, row: Mapping[Any, Any]
) -> dict[str, TargetExplanation]:
    """Explain every quantity of a predictor for one cell.

    Parameters
    ----------
    cell : Cell
    batch : CellBatch
        The cell alone.
    features : float32 array of shape (1, n_features)
    predictor : CellPredictor
    row : mapping
        The cell's prediction, by column.

    Returns
    -------
    dict of str to TargetExplanation
        By name of the quantity.
    """
    known = predictor.evidence.features.astype(np.float64)
    shares = shares_of(batch, 0, predictor.columns.entries, usual_values(known))
    return {
        name: _target(
            cell, target.quantity, attribute(target, features, predictor.columns), shares, features[0], known, row
        )
        for name, target in predictor.targets.items()
    }


def usual_values(known: Floats) -> Floats:
    """Mean of each feature over the known cells, shape (n_features,); NaN where none states it."""
    stated = ~np.isnan(known)
    total = np.where(stated, known, 0.0).sum(axis=0)
    number = stated.sum(axis=0)
    return np.asarray(np.divide(total, number, out=np.full(known.shape[1], np.nan), where=number > 0))


def _target(
    cell: Cell,
    quantity: Quantity,
    attribution: Attribution,
    shares: Shares,
    values: Matrix,
    known: Floats,
    row: Mapping[Any, Any],
) -> TargetExplanation:
    table = contribution_table(attribution, shares)
    parts = dict(zip(shares.components, table.sum(axis=1).tolist(), strict=True))
    listed = [is_listed(group, part) for (group, _), part in parts.items()]
    components = {
        component_key(group, name): (component_label(cell, group, name), part)
        for (group, name), part in parts.items()
        if is_listed(group, part)
    }
    return TargetExplanation(
        quantity=quantity,
        median=float(row[quantity.column]),
        base=value_at(float(attribution.base[0]), quantity),
        bounds={side: float(row[quantity.bound_column(side)]) for side in quantity.sides},
        groups=group_effects(attribution, quantity),
        components=effects(components, quantity),
        causes=effects({c: (c, float(part)) for c, part in zip(CAUSES, table.sum(axis=0), strict=True)}, quantity),
        table=table[listed].tolist(),
        features=[
            _feature(attribution.entries[place], part, float(values[place]), known[:, place], quantity)
            for place, part in attribution.strongest(0, None)
        ],
    )


def is_listed(group: str, part: float) -> bool:
    """Whether a report lists a part: those that only a lab's own quantities see, where they contribute."""
    return group in GROUPS or part != 0


def group_effects(attribution: Attribution, quantity: Quantity) -> list[Effect]:
    """What each group of features has to do with the prediction of one row."""
    sums = {group: float(part[0]) for group, part in attribution.by_group().items()}
    return effects({g: (GROUP_WORDS[g], part) for g, part in sums.items() if is_listed(g, part)}, quantity)


def contribution_table(attribution: Attribution, shares: Shares) -> Floats:
    """Contributions of each component through each cause, shape (n_components, n_causes)."""
    through = np.array([[entry.cause == cause for cause in CAUSES] for entry in attribution.entries], dtype=np.float64)
    return np.asarray((shares.matrix * attribution.contributions[0][:, None]).T @ through)


def effects(parts: Mapping[str, tuple[str, float]], quantity: Quantity) -> list[Effect]:
    """Labels and contributions by key as effects on a quantity."""
    return [
        Effect(key, label, part, effect(part, quantity), effect_text(part, quantity))
        for key, (label, part) in parts.items()
    ]


def component_key(group: str, name: str) -> str:
    """The key of a component: "solvent: EC", or the group where it is not shared."""
    return f"{group}: {name}" if name else group


def component_label(cell: Cell, group: str, name: str) -> str:
    """What a page calls a component."""
    if name:
        return "unknown salt" if name == "unknown" else name
    if group in {"coating", "host"}:
        names = getattr(cell, group)
        return f"{group} {format_materials(names)}" if names else f"no {group}"
    if group == "solvent":
        return "solvents not stated" if cell.electrolyte.family else "no solvent"
    return {"salt": "salt not stated", "additive": "no additive"}.get(group, GROUP_WORDS[group])


def _feature(entry: Feature, part: float, value: float, known: Floats, quantity: Quantity) -> FeatureEffect:
    return FeatureEffect(
        feature=entry.name,
        label=entry.label,
        unit=entry.unit,
        cause=entry.cause,
        group=entry.group,
        source=entry.source,
        value=None if np.isnan(value) else value,
        rank_percent=rank_percent(value, known),
        contribution=part,
        effect=effect(part, quantity),
        sentence=sentence(entry, value, part, known, quantity=quantity),
    )
