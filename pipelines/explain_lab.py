"""Explain a prediction of a lab's own quantity: the parts of each group, the strongest columns, the evidence."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..data.batch import CellBatch
from ..data.cell import Cell
from ..data.notation import format_cell
from ..features.catalogue import GROUPS, LAB_GROUPS
from ..models.attribution import attribute
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from ..models.quantity import Quantity

#: How many columns are named.
STRONGEST = 6
_WORDS = GROUPS | LAB_GROUPS


def explain_lab(cell: Cell, predictor: CellPredictor, *, level: float = DEFAULT_LEVEL) -> dict[str, Any]:
    """Explain a cell's prediction of a lab's own quantity.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    level : float
        Level of the bounds.

    Returns
    -------
    dict
        ``cell``, ``level``, ``targets`` (by name: prediction, bounds, ``base``, ``groups`` and ``strongest`` in the
        units of `how`), ``domain``, ``domain_reasons``, ``evidence`` (the nearest rows of the table). Parts of a linear
        quantity are differences that add up from the base to the prediction; of any other, factors of the value or of
        its odds that multiply up.
    """
    batch = CellBatch.from_cells([cell])
    features = predictor.featurize(batch)
    row = predictor.predict(batch, level=level).iloc[0]
    order, distance = predictor.evidence.nearest(features)
    evidence = predictor.evidence.frame.iloc[order[0]].assign(distance=distance[0])
    return {
        "cell": format_cell(cell),
        "level": level,
        "targets": {name: _target(predictor, name, features, row) for name in predictor.targets},
        "domain": row["domain"],
        "domain_reasons": row["domain_reasons"],
        "evidence": evidence.to_dict("records"),
    }


def _target(predictor: CellPredictor, name: str, features: Any, row: Any) -> dict[str, Any]:  # noqa: ANN401
    target = predictor.targets[name]
    quantity = target.quantity
    found = attribute(target.booster, features, predictor.feature_names)
    there = {entry.group for entry in predictor.columns.entries}
    return {
        "median": float(row[quantity.column]),
        **{side: float(row[quantity.bound_column(side)]) for side in quantity.sides},
        "how": _how(quantity),
        "base": float(quantity.scale.value(np.exp(found.base[:1]))[0]),
        "groups": {
            group: _part(quantity, float(values[0])) for group, values in found.by_group().items() if group in there
        },
        "strongest": [
            {"column": column, "label": predictor.columns.entry(column).label, "part": _part(quantity, part)}
            for column, part in found.strongest(0, STRONGEST)
        ],
    }


def _how(quantity: Quantity) -> str:
    return {"linear": "difference", "log": "factor", "bounded": "factor of the odds"}[quantity.scale.kind]


def _part(quantity: Quantity, contribution: float) -> float:
    """A contribution in natural log as difference or factor."""
    return contribution * quantity.scale.step if quantity.scale.kind == "linear" else float(np.exp(contribution))


def lines(explanation: dict[str, Any]) -> list[str]:
    """The explanation in a few lines of plain text, for a terminal."""
    told = [explanation["cell"]]
    for name, target in explanation["targets"].items():
        percent = f"{100 * explanation['level']:.0f} %"
        told.append(
            f"{name}: {target['median']:.4g} "
            f"(each at {percent}: above {target['lower']:.4g}, below {target['upper']:.4g})"
        )
        is_difference = target["how"] == "difference"
        shown = "{:+.3g}".format if is_difference else "× {:.2f}".format
        told.append(f"  from {target['base']:.4g} by {target['how']}:")
        told += [f"    {_WORDS[group]}: {shown(part)}" for group, part in target["groups"].items()]
        strongest = "; ".join(f"{one['label']} {shown(one['part'])}" for one in target["strongest"])
        told.append(f"  strongest: {strongest}")
        told.append("  nearest rows of the table:")
        told += [f"    {one['record_id']}: {one['cell']} → {_outcome(one, name)}" for one in explanation["evidence"]]
    reasons = "; ".join(explanation["domain_reasons"]) or "known cells are similar"
    return [*told, f"domain: {explanation['domain']}: {reasons}"]


def _outcome(row: dict[str, Any], name: str) -> str:
    """What the table says of the target in one row."""
    value, low, high = (row.get(column, np.nan) for column in (name, f"{name}_lower", f"{name}_upper"))
    if np.isfinite(value):
        return f"{value:.4g}"
    return (
        f"{low:.4g} to {high:.4g}"
        if np.isfinite(low) and np.isfinite(high)
        else (f"above {low:.4g}" if np.isfinite(low) else f"below {high:.4g}")
    )
