"""Limits: what the model does not know about this cell, from the domain, the coverage of its parts and the bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ...data.cell import UNKNOWN, Cell
from ...features.cell import catalogue
from ...models.domain import IN
from ...models.predictor import CellPredictor
from ...models.quantity import Quantity
from .known import KnownCells, names_of, number_text, outcomes

#: Parts of a cell whose coverage is told.
_PARTS = ("salt", "solvent", "additive", "coating", "host")
#: A part that stands in fewer known cells than this is told as rarely seen.
_RARE = 5


def limits_of(
    cell: Cell,
    features: npt.NDArray[np.float32],
    predictor: CellPredictor,
    known: KnownCells,
    row: Mapping[Any, Any],
    *,
    level: float,
) -> list[str]:
    """What to keep in mind about one prediction, in sentences; only what is true of this cell.

    Parameters
    ----------
    cell : Cell
    features : float32 array of shape (1, n_features)
    predictor : CellPredictor
    known : KnownCells
    row : mapping
        The cell's prediction, by column.
    level : float
        Level of the bounds.
    """
    told = [_domain(row), *_coverage(cell, known), _unknown_features(features)]
    for target in predictor.targets.values():
        told += _quantity(target.quantity, predictor, known, row, level)
    told.append(
        "The model is a step function of what it was shown: beyond the outermost published values its curves stay flat."
    )
    if known.frame.get("lifetime_event") is not None:
        told.append("Electrode preparation, electrolyte volume, separator and pressure are not in the data.")
    return [text for text in told if text]


def _domain(row: Mapping[Any, Any]) -> str:
    if row["domain"] == IN:
        return ""
    where = "at the edge of" if row["domain"] == "edge" else "outside"
    return f"This cell lies {where} what the data cover: {'; '.join(row['domain_reasons'])}."


def _coverage(cell: Cell, known: KnownCells) -> list[str]:
    """How often each part of the cell stands in known cells, and how many of those are known to have failed."""
    n = len(known.cells)
    rare: list[str] = []
    common: list[str] = []
    for part in _PARTS:
        for name in dict.fromkeys(names_of(cell, part)):
            if name == UNKNOWN:
                continue
            count = int(known.with_part(part, name).sum())
            text = f"{name} as {part} in {count}" if count else f"{name} as {part} in none"
            (rare if count < _RARE else common).append(text)
    told = [f"Rarely seen: of {n} known cells {', '.join(rare)}."] if rare else []
    told += [f"Seen more often: {', '.join(common)} of {n} known cells."] if common else []
    return told + _failures(cell, known)


def _failures(cell: Cell, known: KnownCells) -> list[str]:
    """Whether anything is known about how cells with this protection end."""
    if "lifetime_event" not in known.frame:
        return []
    treated = [(part, names) for part in ("coating", "host") if (names := getattr(cell, part))]
    failed = (known.frame["lifetime_event"] == "failed").to_numpy()
    told = []
    for part, names in treated:
        alike = np.array([set(names) <= set(names_of(one, part)) for one in known.cells])
        if alike.any() and not (alike & failed).any():
            told.append(f"No known cell with this {part} was run until it failed, so its end has never been seen.")
    return told


def _unknown_features(features: npt.NDArray[np.float32]) -> str:
    """How much of the cell the model does not see; averages over a coating or host that is absent do not count."""
    entries = catalogue()
    absent = {
        group for group in ("coating", "host") if features[0, [e.name for e in entries].index(f"{group}.present")] == 0
    }
    if features[0, [e.name for e in entries].index("additive.count")] == 0:
        absent.add("additive")
    counted = [i for i, entry in enumerate(entries) if entry.group not in absent]
    missing = [entries[i] for i in counted if np.isnan(features[0, i])]
    if not missing:
        return ""
    groups = list(dict.fromkeys(entry.group for entry in missing))
    words = ", ".join(f"{sum(e.group == group for e in missing)} of the {group}" for group in groups)
    verb = "is" if len(missing) == 1 else "are"
    return f"{len(missing)} of the {len(counted)} numbers that describe this cell {verb} not known ({words})."


def _quantity(
    quantity: Quantity, predictor: CellPredictor, known: KnownCells, row: Mapping[Any, Any], level: float
) -> list[str]:
    """What bounds and labels of one quantity leave open."""
    told = []
    found = outcomes(known.frame, quantity)
    stated = ~np.isnan(found.value)
    if stated.any():
        one_sided = int((found.one_sided & stated).sum())
        papers = known.frame["paper"][stated].nunique()
        text = f"{quantity.name.capitalize()} is learned from {int(stated.sum())} cells of {papers} papers"
        lower = "known from one side only, mostly tests that ended before the cell failed"
        told.append(f"{text}; {one_sided} of them are {lower}." if one_sided else f"{text}.")
        told += _beyond(quantity, found.value[stated], float(row[quantity.column]))
    percent = f"{100 * level:.0f} %"
    for side in quantity.sides:
        bound = float(row[quantity.bound_column(side)])
        if not np.isfinite(bound) or (quantity.scale.kind == "log" and bound == 0):
            told.append(f"At {percent} the papers are too few for {_article(side)} bound on the {quantity.name}.")
        else:
            factor = predictor.targets[quantity.name].bounds[side].factor(level)
            told.append(_width(quantity, side, factor, percent))
    return told


def _beyond(quantity: Quantity, values: npt.NDArray[np.float64], median: float) -> list[str]:
    top = float(values.max())
    if median <= top:
        return []
    most = f"{number_text(top)} {quantity.unit}".rstrip()
    return [f"The median exceeds the largest known {quantity.name} ({most}): no experiment stands behind it."]


def _article(side: str) -> str:
    return "a lower" if side == "lower" else "an upper"


def _width(quantity: Quantity, side: str, factor: float, percent: str) -> str:
    """How far a bound is from the median, and what that says."""
    distance = 1.0 / factor if side == "lower" else factor
    place = "below" if side == "lower" else "above"
    if quantity.scale.kind == "log":
        words = f"× {distance:.3g} {place} the median"
    elif quantity.scale.kind == "linear":
        words = f"{abs(np.log(factor)) * quantity.scale.step:.3g} {quantity.unit} {place} the median".replace("  ", " ")
    else:
        words = f"at odds × {distance:.3g} {place} those of the median"
    return (
        f"The {side} bound of the {quantity.name} lies {words}: of the cells of left-out papers about {percent} were "
        f"no farther off on that side."
    )
