"""Limits: what the model does not know about this cell, from the domain, the coverage of its parts and the bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...data.arrays import Floats, Matrix
from ...data.cell import Cell
from ...data.chemistry.material_names import format_materials
from ...data.chemistry.species import UNKNOWN
from ...data.quantity import FAILED, Quantity, Reading, Side
from ...features.catalogue import LAB_GROUPS
from ...features.feature import Feature
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.domain import IN
from ...models.predictor.target import HELPFUL, Target
from ..text import is_bound, percent
from .known_cells import KnownCells, names_of, outcomes

#: Parts of a cell whose coverage is stated.
_PARTS = ("salt", "solvent", "additive", "coating", "host", "separator")
#: A part that stands in fewer known cells than this is rarely seen.
_RARE = 5
#: Of a part in fewer papers no effect of its own is claimed.
LEAST_PAPERS = 3


def limits_of(
    cell: Cell,
    features: Matrix,
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
    lines = [_domain(row), *_coverage(cell, known)]
    quantities = [target.quantity for target in predictor.targets.values()]
    lines += [text for quantity in quantities for text in _failures(cell, quantity, known)]
    lines += _no_difference(cell, predictor)
    lines.append(_unknown_features(features, predictor.columns.entries))
    for quantity in quantities:
        lines += _bounds_and_labels(quantity, predictor, known, row, level)
    lines.append(
        "The model is a step function of what it was shown: beyond the outermost published values its curves stay flat."
    )
    if any(quantity.from_catalogue for quantity in quantities):
        lines.append("Electrode preparation, electrolyte volume, separator and pressure are not in the data.")
    return [text for text in lines if text]


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
    lines = [f"Rarely seen: of {n} known cells {', '.join(rare)}."] if rare else []
    lines += [f"Seen more often: {', '.join(common)} of {n} known cells."] if common else []
    return lines


def _no_difference(cell: Cell, predictor: CellPredictor) -> list[str]:
    """Parts of few papers, of which no effect of their own can be claimed."""
    names = [("additive", dose.name) for dose in cell.electrolyte.additives]
    names += [
        (part, format_materials(own)) for part in ("coating", "host", "separator") if (own := getattr(cell, part))
    ]
    few = [
        f"{part} {name} ({n})"
        for part, name in names
        if (n := predictor.evidence.made.papers_of(part, name)) < LEAST_PAPERS
    ]
    if not few:
        return []
    count = f"In fewer than {LEAST_PAPERS} papers (their number in brackets): {', '.join(few)}."
    claim = "No difference between it and others of its kind is claimed"
    return [f"{count} {claim}: the prediction comes from the rest of the cell and from what they share."]


def _failures(cell: Cell, quantity: Quantity, known: KnownCells) -> list[str]:
    """Whether anything is known about how cells with this protection end."""
    if quantity.reading is not Reading.EVENT:
        return []
    treated = [(part, names) for part in ("coating", "host") if (names := getattr(cell, part))]
    _, event = quantity.statement_columns
    failed = known.frame[event].isin(FAILED).to_numpy()
    lines = []
    for part, names in treated:
        alike = np.array([set(names) <= set(names_of(one, part)) for one in known.cells])
        if alike.any() and not (alike & failed).any():
            lines.append(f"No known cell with this {part} was run until it failed, so its end has never been seen.")
    return lines


def _unknown_features(features: Matrix, entries: tuple[Feature, ...]) -> str:
    """How much of the cell the model does not see; averages over a coating or host that is absent do not count."""
    values = dict(zip((entry.name for entry in entries), features[0], strict=True))
    flags = {"coating": "coating.present", "host": "host.present", "additive": "additive.count"}
    absent = {group for group, flag in flags.items() if values.get(flag) == 0}
    counted = [entry for entry in entries if entry.group not in absent]
    missing = Counter(entry.group for entry in counted if np.isnan(values[entry.name]))
    if not missing:
        return ""
    words = ", ".join(f"{n} of the {LAB_GROUPS.get(group, group)}" for group, n in missing.items())
    verb = "is" if missing.total() == 1 else "are"
    return f"{missing.total()} of the {len(counted)} numbers that describe this cell {verb} not known ({words})."


def _bounds_and_labels(
    quantity: Quantity, predictor: CellPredictor, known: KnownCells, row: Mapping[Any, Any], level: float
) -> list[str]:
    """What bounds and labels of one quantity leave open."""
    lines = []
    published = outcomes(known.frame, quantity)
    stated = ~np.isnan(published.value)
    if stated.any():
        one_sided = int((published.one_sided & stated).sum())
        papers = known.frame["paper"][stated].nunique()
        text = f"{quantity.name.capitalize()} is learned from {int(stated.sum())} cells of {papers} papers"
        why = "" if quantity.reading is Reading.BOUNDS else ", mostly tests that ended before the cell failed"
        lines.append(f"{text}; {one_sided} of them are known from one side only{why}." if one_sided else f"{text}.")
        lines += _beyond(quantity, published.value[stated], float(row[quantity.column]))
    for side in quantity.sides:
        bound = float(row[quantity.bound_column(side)])
        if is_bound(bound, quantity, side):
            factor = float(quantity.scale.positive(bound) / quantity.scale.positive(float(row[quantity.column])))
            lines.append(_width(quantity, side, factor, percent(level)))
        else:
            lines.append(_no_bound(predictor.targets[quantity.name], side, level))
    return lines


def _beyond(quantity: Quantity, values: Floats, median: float) -> list[str]:
    top = float(values.max())
    if median <= top:
        return []
    return [
        f"The median exceeds the largest known {quantity.name} ({quantity.text(top)}): no experiment stands behind it."
    ]


def _no_bound(target: Target, side: Side, level: float) -> str:
    """Why a quantity has no bound: too few papers, or errors so large that it would help nobody."""
    name = f"{'a lower' if side == 'lower' else 'an upper'} bound on the {target.quantity.name}"
    if 0.0 < target.bounds[side].factor(level) < np.inf:
        return f"At {percent(level)} {name} would stand further than × {HELPFUL:g} from the median: none is given."
    return f"At {percent(level)} the papers are too few for {name}."


def _width(quantity: Quantity, side: str, factor: float, share: str) -> str:
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
        f"The {side} bound of the {quantity.name} lies {words}: of the cells of left-out papers about {share} were "
        f"no farther off on that side."
    )
