"""Explain one prediction: what was understood, what is predicted, why, what if, and on what evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ..data.batch import CellBatch
from ..data.cell import UNKNOWN, Cell, Electrolyte, State
from ..data.materials import material_table
from ..data.notation import format_cell
from ..data.quantities import format_dose, number
from ..data.registry import lookup
from ..features.catalogue import GROUPS
from ..features.cell import feature_names, featurize
from ..models.attribution import attribute, factor_text, sentence
from ..models.predictor import DEFAULT_LEVEL, CellPredictor

#: How many sentences a target gets.
SENTENCES = 6
#: A published outcome this many times away from the prediction is told as a contradiction.
CONTRADICTION = 3.0


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the cell as it was understood."""

    name: str
    full_name: str
    role: str
    amount: str
    mole_fraction: float | None
    smiles: str
    known: str


@dataclass(frozen=True, slots=True)
class TargetExplanation:
    """One target's prediction and its parts.

    `factors` multiply with `base` to `median`; `sentences` tell the strongest features.
    """

    target: str
    unit: str
    median: float
    bound: float
    base: float
    factors: dict[str, float]
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A real re-prediction of a changed cell."""

    change: str
    cell: str
    lifetime_h: float
    overpotential_mV: float
    lifetime_factor: float
    overpotential_factor: float
    domain: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that a report shows, as plain values."""

    cell: str
    level: float
    components: list[Component]
    assumptions: list[str]
    lifetime: TargetExplanation
    overpotential: TargetExplanation
    what_if: list[WhatIf]
    domain: str
    domain_reasons: list[str]
    evidence: list[dict[str, Any]]
    limits: list[str]
    model: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def _repr_html_(self) -> str:
        from .report import render_fragment

        return render_fragment(self)


def explain(cell: Cell, predictor: CellPredictor, *, level: float = DEFAULT_LEVEL) -> Explanation:
    """Explain a cell's prediction.

    Parameters
    ----------
    cell : Cell
    predictor : CellPredictor
    level : float
        Level of the bounds.
    """
    batch = CellBatch.from_cells([cell])
    features = featurize(batch)
    row = predictor.predict(batch, level=level).iloc[0]
    return Explanation(
        cell=format_cell(cell),
        level=level,
        components=_components(cell, batch),
        assumptions=_assumptions(cell, batch),
        lifetime=_target("lifetime", predictor, features, row),
        overpotential=_target("overpotential", predictor, features, row),
        what_if=_what_if(cell, predictor, row),
        domain=str(row["domain"]),
        domain_reasons=list(row["domain_reasons"]),
        evidence=_evidence(predictor, features, row),
        limits=_limits(predictor, row, level),
        model={k: v for k, v in predictor.info.items() if not isinstance(v, (list, dict))},
    )


def _components(cell: Cell, batch: CellBatch) -> list[Component]:
    composition = batch.composition
    per_solvent = {
        "salt": composition.salt_per_solvent,
        "solvent": composition.solvent,
        "additive": composition.additive_per_solvent,
    }
    moles = {role: matrix.toarray()[0] for role, matrix in per_solvent.items()}
    whole = float(sum(np.nansum(values) for values in moles.values()))
    known = all(not np.isnan(values).any() for values in moles.values()) and len(cell.electrolyte.solvents) > 0
    found = []
    for role, items in (
        ("salt", cell.electrolyte.salts),
        ("solvent", cell.electrolyte.solvents),
        ("additive", cell.electrolyte.additives),
    ):
        for item in items:
            share = moles[role][batch.pool.index(item.name)] / whole if known else None
            found.append(
                _component(item.name, role, _amount_text(item, len(items)), None if share is None else float(share))
            )
    materials = (("matrix", cell.electrolyte.matrix), ("coating", cell.coating), ("host", cell.host))
    found += [_material(name, role) for role, names in materials for name in names]
    return found


def _amount_text(item: Any, n_shares: int) -> str:  # noqa: ANN401 - a Dose or a Share
    if hasattr(item, "parts"):
        return "" if item.parts is None or n_shares == 1 else f"{number(item.parts)} part{'s' * (item.parts != 1)}"
    if item.amount is None or item.unit is None:
        return "amount not stated"
    return format_dose(item.amount, item.unit)


def _component(name: str, role: str, amount: str, share: float | None) -> Component:
    if name == UNKNOWN:
        return Component("unknown salt", "not stated", role, amount, share, "", "the salt is not stated")
    species = lookup(name)
    remark = "density estimated" if species.density_is_estimated and not species.is_salt else ""
    return Component(species.name, species.full_name, role, amount, share, species.smiles, remark)


def _material(name: str, role: str) -> Component:
    material = material_table().get(name)
    if material is None:
        return Component(name, "not stated" if name == UNKNOWN else "from its formula", role, "", None, "", "")
    kind = material.host_class if role == "host" else material.material_class
    return Component(name, kind.replace("_", " "), role, "", None, "", "")


def _assumptions(cell: Cell, batch: CellBatch) -> list[str]:
    electrolyte = cell.electrolyte
    told = list(electrolyte.remarks)
    if electrolyte.family is not None:
        told.append("The solvents are not stated; only what their family makes certain is used.")
    if any(dose.name == UNKNOWN for dose in electrolyte.salts) or (electrolyte.family and not electrolyte.salts):
        told.append("The salt is not stated.")
    if any(dose.amount is None and dose.name != UNKNOWN for dose in electrolyte.salts):
        told.append("The salt's concentration is not stated.")
    if any(dose.amount is None for dose in electrolyte.additives):
        told.append("An additive's amount is not stated; its presence counts, its dose does not.")
    if batch.composition.ratio_assumed[0]:
        told.append(
            "No solvent ratio is stated: equal volumes are assumed."
            if electrolyte.solvents[0].parts is None
            else "The basis of the solvent ratio is not stated: volumes are assumed."
        )
    if cell.protocol.temperature_C is None:
        told.append("No temperature is stated: 25 °C is assumed.")
    told += [f"The {label} is not stated." for label in _missing_protocol(cell)]
    return told


def _missing_protocol(cell: Cell) -> list[str]:
    fields = {"current_density_mA_cm2": "current density", "areal_capacity_mAh_cm2": "areal capacity"}
    return [label for name, label in fields.items() if getattr(cell.protocol, name) is None]


def _target(name: str, predictor: CellPredictor, features: Any, row: pd.Series[Any]) -> TargetExplanation:  # noqa: ANN401
    target = predictor.targets[name]
    found = attribute(target.booster, features)
    known = predictor.evidence.features
    column = {feature: place for place, feature in enumerate(feature_names())}
    quantity = target.quantity
    return TargetExplanation(
        target=name,
        unit=quantity.unit,
        median=float(row[quantity.column]),
        bound=float(row[quantity.bound_column(quantity.sides[0])]),
        base=float(np.exp(found.base[0])),
        factors={group: float(np.exp(values[0])) for group, values in found.by_group().items()},
        sentences=[
            sentence(f, float(features[0, column[f]]), part, known[:, column[f]].astype(float), quantity=quantity)
            for f, part in found.strongest(0, SENTENCES)
        ],
    )


def _without(cell: Cell) -> list[tuple[str, Cell]]:
    """Every leave-one-out change: an additive, the coating, the host, half and double the current."""
    electrolyte = cell.electrolyte
    changes: list[tuple[str, Cell]] = []
    for place, dose in enumerate(electrolyte.additives):
        rest = electrolyte.additives[:place] + electrolyte.additives[place + 1 :]
        changes.append((f"without {dose.name}", replace(cell, electrolyte=replace(electrolyte, additives=rest))))
    if cell.coating:
        changes.append(("without the coating", replace(cell, coating=())))
    if cell.host:
        changes.append(("without the host", replace(cell, host=())))
    if not cell.coating:
        changes.append(("with a NaF coating", replace(cell, coating=("NaF",))))
    if (current := cell.protocol.current_density_mA_cm2) is not None:
        for factor, word in ((0.5, "half"), (2.0, "twice")):
            protocol = replace(cell.protocol, current_density_mA_cm2=current * factor)
            changes.append(
                (f"at {word} the current ({number(current * factor)} mA/cm²)", replace(cell, protocol=protocol))
            )
    changes += _solvent_swaps(cell, electrolyte)
    return changes


def _solvent_swaps(cell: Cell, electrolyte: Electrolyte) -> list[tuple[str, Cell]]:
    """The same salt in diglyme, the field's usual reference solvent for sodium."""
    if len(electrolyte.solvents) != 1 or electrolyte.solvents[0].name == "diglyme":
        return []
    share = replace(electrolyte.solvents[0], name="diglyme")
    return [
        (
            f"diglyme instead of {electrolyte.solvents[0].name}",
            replace(cell, electrolyte=replace(electrolyte, solvents=(share,), state=State.LIQUID)),
        )
    ]


def _what_if(cell: Cell, predictor: CellPredictor, row: pd.Series[Any]) -> list[WhatIf]:
    changes = _without(cell)
    if not changes:
        return []
    frame = predictor.predict([changed for _, changed in changes])
    return [
        WhatIf(
            change=text,
            cell=format_cell(changed),
            lifetime_h=float(new["lifetime_h"]),
            overpotential_mV=float(new["overpotential_mV"]),
            lifetime_factor=float(new["lifetime_h"] / row["lifetime_h"]),
            overpotential_factor=float(new["overpotential_mV"] / row["overpotential_mV"]),
            domain=str(new["domain"]),
        )
        for (text, changed), (_, new) in zip(changes, frame.iterrows(), strict=True)
    ]


def _evidence(predictor: CellPredictor, features: Any, row: pd.Series[Any]) -> list[dict[str, Any]]:  # noqa: ANN401
    order, distance = predictor.evidence.nearest(features)
    frame = predictor.evidence.frame.iloc[order[0]].assign(distance=distance[0])
    found = []
    for record in frame.to_dict("records"):
        plain = {str(k): None if isinstance(v, float) and np.isnan(v) else v for k, v in record.items()}
        plain["agrees"] = _agreement(plain, row)
        found.append(plain)
    return found


def _agreement(record: dict[str, Any], row: pd.Series[Any]) -> str:
    """Whether a published outcome contradicts the prediction; a survivor can only contradict from above."""
    hours, predicted = record["lifetime_h"], float(row["lifetime_h"])
    if hours is None:
        return "no lifetime given"
    if hours > CONTRADICTION * predicted:
        return f"contradicts: it lived {hours / predicted:.1f} times as long"
    if record["lifetime_event"] == "failed" and hours * CONTRADICTION < predicted:
        return f"contradicts: it failed at {hours / predicted:.2f} of the predicted time"
    return "consistent"


def _limits(predictor: CellPredictor, row: pd.Series[Any], level: float) -> list[str]:
    info = predictor.info
    censored = f"{info['survived']} of {info['lifetime_labels']} lifetimes"
    percent = f"{100 * level:.0f} %"
    source = f"Learned from {info['cells']} published cells of {info['papers']} papers. {censored} are tests that ended"
    told = [
        f"{source} before the cell failed, so long lifetimes are lower bounds of the truth.",
        f"The bounds hold for about {percent} of the cells of unseen papers; they are wide because papers differ.",
    ]
    if row["domain"] != "in":
        told.append(f"This cell lies at the {row['domain']} of the data: {'; '.join(row['domain_reasons'])}.")
    longest = info["longest_test_h"]
    if row["lifetime_h"] > longest:
        told.append(f"The median exceeds the longest published test ({longest:,.0f} h): read it as “very long”.")
    if row["lifetime_lower_h"] == 0:
        told.append(f"At {percent} the published papers are too few for a lower bound on the lifetime.")
    if np.isinf(row["overpotential_upper_mV"]):
        told.append(f"At {percent} the published papers are too few for an upper bound on the overpotential.")
    told.append("Electrode preparation, electrolyte volume, separator and pressure are not in the data.")
    return told


def summary_lines(explanation: Explanation) -> list[str]:
    """The explanation in a few lines of plain text, for a terminal."""
    lines = [explanation.cell]
    for target in (explanation.lifetime, explanation.overpotential):
        is_lifetime = target.target == "lifetime"
        side, longer, shorter = ("above", "longer", "shorter") if is_lifetime else ("below", "higher", "lower")
        bound = f"{100 * explanation.level:.0f} %: {side} {target.bound:,.0f} {target.unit}"
        lines.append(f"{target.target}: {target.median:,.0f} {target.unit} ({bound})")
        parts = [
            f"{GROUPS[group]} {factor_text(float(np.log(factor)), longer=longer, shorter=shorter)}"
            for group, factor in target.factors.items()
        ]
        lines.append("  " + "; ".join(parts))
    return lines
