"""Every figure of an explanation as a file of its own, at print quality."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ....data.files import replace_file
from ....data.places import output_folder
from ....models.predictor.cell_predictor import CellPredictor
from ...explanation.known_cells import outcomes
from ...explanation.records import Explanation
from .scale import scale
from .style import file_bytes
from .sweep import curves
from .waterfall import ENDS, waterfall

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Each figure is written in both: one for a text, one to work on.
SUFFIXES = (".png", ".svg")


def write_figures(explanation: Explanation, predictor: CellPredictor, folder: Path | str) -> list[Path]:
    """Write scales, waterfalls and curves to a folder, each as PNG (300 dpi) and SVG.

    Parameters
    ----------
    explanation : Explanation
    predictor : CellPredictor
    folder : path
        Where files are written.

    Raises
    ------
    NacreError
        Where the folder is a file or cannot be made.
    """
    place = output_folder(folder)
    written = []
    for name, figure in figures_of(explanation, predictor):
        for suffix in SUFFIXES:
            path = place / f"{name}{suffix}"
            replace_file(path, file_bytes(figure, suffix))
            written.append(path)
    return written


def figures_of(explanation: Explanation, predictor: CellPredictor) -> Iterator[tuple[str, Figure]]:
    """Name and figure, one after the other; names hold nothing that a user wrote."""
    quantities = {name: target.quantity for name, target in explanation.targets.items()}
    for number, target in enumerate(explanation.targets.values(), start=1):
        # A lab's name of a quantity need not be a file name.
        name = target.quantity.name if target.quantity.name.isidentifier() else f"quantity-{number}"
        ends = (target.base, target.median)
        yield f"{name}-scale", scale(target, outcomes(predictor.evidence.frame, target.quantity))
        yield f"{name}-components", waterfall(target.components, target.quantity, ends, ENDS)
        yield f"{name}-causes", waterfall(target.causes, target.quantity, ends, ENDS)
    for number, sweep in enumerate(explanation.sweeps, start=1):
        yield f"curve-{number}", curves(sweep, quantities)
