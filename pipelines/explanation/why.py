"""Why a prediction is what it is: contributions by group, component and cause, each list leading to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ...data.batch import CellBatch
from ...data.cell import Cell
from ...data.material_names import format_materials
from ...features.catalogue import CAUSES, GROUPS
from ...features.cell import feature
from ...models.attribution import Attribution, attribute, rank_percent, sentence
from ...models.effects import effect, effect_text, value_at
from ...models.predictor import CellPredictor, Target
from ...models.quantity import Quantity
from ...models.shares import Shares, shares_of
from .records import Effect, FeatureEffect, TargetExplanation

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]


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
    """
    found = {name: attribute(target.booster, features) for name, target in predictor.targets.items()}
    names = next(iter(found.values())).names
    known = predictor.evidence.features.astype(np.float64)
    shares = shares_of(batch, 0, names, usual_values(known))
    return {
        name: _target(cell, predictor.targets[name], attribution, shares, features[0].astype(np.float64), known, row)
        for name, attribution in found.items()
    }


def usual_values(known: Floats) -> Floats:
    """Mean of each feature over the known cells, shape (n_features,); NaN where none states it."""
    stated = ~np.isnan(known)
    total = np.where(stated, known, 0.0).sum(axis=0)
    number = stated.sum(axis=0)
    return np.asarray(np.divide(total, number, out=np.full(known.shape[1], np.nan), where=number > 0))


def _target(
    cell: Cell,
    target: Target,
    found: Attribution,
    shares: Shares,
    values: Floats,
    known: Floats,
    row: Mapping[Any, Any],
) -> TargetExplanation:
    quantity = target.quantity
    table = contribution_table(found, shares)
    components = {
        component_key(group, name): (component_label(cell, group, name), float(part))
        for (group, name), part in zip(shares.components, table.sum(axis=1), strict=True)
    }
    return TargetExplanation(
        quantity=quantity,
        median=float(row[quantity.column]),
        base=value_at(float(found.base[0]), quantity),
        bounds={side: float(row[quantity.bound_column(side)]) for side in quantity.sides},
        groups=effects({g: (GROUPS[g], float(part[0])) for g, part in found.by_group().items()}, quantity),
        components=effects(components, quantity),
        causes=effects({c: (c, float(part)) for c, part in zip(CAUSES, table.sum(axis=0), strict=True)}, quantity),
        table=table.tolist(),
        features=[
            _feature(name, part, values[place], known[:, place], quantity)
            for name, part in found.strongest(0, len(found.names))
            for place in [found.names.index(name)]
        ],
    )


def contribution_table(found: Attribution, shares: Shares) -> Floats:
    """Contributions of each component through each cause, shape (n_components, n_causes)."""
    causes = tuple(CAUSES)
    through = np.array([[feature(name).cause == cause for cause in causes] for name in found.names], dtype=np.float64)
    return np.asarray((shares.matrix * found.contributions[0][:, None]).T @ through)


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
    return {"salt": "salt not stated", "additive": "no additive"}.get(group, GROUPS[group])


def _feature(name: str, part: float, value: float, known: Floats, quantity: Quantity) -> FeatureEffect:
    entry = feature(name)
    return FeatureEffect(
        feature=name,
        label=entry.label,
        unit=entry.unit,
        cause=entry.cause,
        group=entry.group,
        source=entry.source,
        value=None if np.isnan(value) else float(value),
        rank_percent=rank_percent(float(value), known),
        contribution=part,
        effect=effect(part, quantity),
        sentence=sentence(name, float(value), part, known, quantity=quantity),
    )
