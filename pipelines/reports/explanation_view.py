"""What a page of an explanation shows besides its records: drawings, tables behind them, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...data.chemistry.species import UNKNOWN
from ...features.catalogue import CAUSES
from ...models.attribution.effects import KINDS, short_text
from ...models.predictor.cell_predictor import CellPredictor
from ..explanation.known_cells import outcomes
from ..explanation.records import Explanation, TargetExplanation
from ..text import bound_text, known_word, title
from .figures.column import column_waterfall
from .figures.molecule import Drawing, drawing
from .figures.scale import scale
from .figures.style import COLUMN_IN, page_svg
from .figures.sweep import curves
from .figures.waterfall import ENDS

_JOINED = {
    "log": "The factors multiply up to the prediction",
    "linear": "The differences add up to the prediction",
    "bounded": "The factors of the odds multiply up to the prediction",
}


@dataclass(frozen=True, slots=True)
class TargetWords:
    """One quantity's numbers as they are written."""

    name: str
    median: str
    base: str
    bound: str
    effect: str
    joined: str


@dataclass(frozen=True, slots=True)
class TargetView:
    """One quantity's pictures and the tables behind them."""

    key: str
    scale: str
    components: str
    causes: str
    published: list[tuple[str, str]]
    table: list[tuple[str, list[str]]]


def words_of(explanation: Explanation) -> dict[str, TargetWords]:
    """The numbers of each quantity in words."""
    return {
        name: TargetWords(
            name=title(name),
            median=target.quantity.text(target.median),
            base=target.quantity.text(target.base),
            bound=bound_text(target.bound, target.quantity, target.quantity.side, explanation.level),
            effect=KINDS[target.quantity.scale.kind],
            joined=_JOINED[target.quantity.scale.kind],
        )
        for name, target in explanation.targets.items()
    }


def page_view(explanation: Explanation, predictor: CellPredictor) -> dict[str, Any]:
    """Everything that the template of the page needs besides the explanation."""
    quantities = {name: target.quantity for name, target in explanation.targets.items()}
    return {
        "words": words_of(explanation),
        "causes": CAUSES,
        "ends": ENDS,
        "known": known_word(quantities.values()),
        "drawings": drawings(explanation),
        # Ids go by number: a lab's name of a quantity need not be one.
        "views": {
            name: _target(f"q{place}", target, predictor)
            for place, (name, target) in enumerate(explanation.targets.items())
        },
        "curves": [page_svg(curves(sweep, quantities), f"s{place}") for place, sweep in enumerate(explanation.sweeps)],
    }


def drawings(explanation: Explanation) -> dict[str, Drawing]:
    """The structures of the molecules and salts by name; without those that cannot be drawn."""
    named = [c.name for c in explanation.components if c.smiles and c.name != UNKNOWN]
    drawn = {name: drawing(name) for name in dict.fromkeys(named)}
    return {name: picture for name, picture in drawn.items() if picture is not None}


def _target(key: str, target: TargetExplanation, predictor: CellPredictor) -> TargetView:
    frame, quantity = predictor.evidence.frame, target.quantity
    known = outcomes(frame, quantity)
    order = np.argsort(known.value, kind="stable")[: int((~np.isnan(known.value)).sum())]
    cells = frame["cell"].tolist()
    ends = (target.base, target.median)
    return TargetView(
        key=key,
        scale=page_svg(scale(target, known, width_in=COLUMN_IN), f"{key}-scale"),
        components=page_svg(column_waterfall(target.components, quantity, ends, ENDS), f"{key}-parts"),
        causes=page_svg(column_waterfall(target.causes, quantity, ends, ENDS), f"{key}-causes"),
        published=[(str(cells[row]), known.text(int(row), quantity.unit)) for row in order],
        table=[
            (effect.label, [short_text(part, quantity) if abs(part) >= 0.005 else "–" for part in parts])
            for effect, parts in zip(target.components, target.table, strict=True)
        ],
    )
