"""What a booster uses over the known cells: beeswarms drawn by shap."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...features.cell import catalogue
from ...models.attribution import Attribution, attribute
from ...models.predictor import CellPredictor
from .style import INK, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Features of a beeswarm, the most used first.
MOST = 15


def learned(predictor: CellPredictor, folder: Path) -> list[Path]:
    """Write a beeswarm of each quantity over the known cells."""
    written = []
    for place, (name, target) in enumerate(predictor.targets.items()):
        figure = beeswarm(attribute(target.booster, predictor.evidence.features), predictor, name)
        path = folder / f"learned-{_file_name(name, place)}.png"
        figure.savefig(path, dpi=150)
        written.append(path)
    return written


def _file_name(name: str, place: int) -> str:
    """A lab's name of a quantity need not be a file name."""
    return name if name.isidentifier() else str(place)


def beeswarm(found: Attribution, predictor: CellPredictor, name: str) -> Figure:
    """Contributions of the most used features, a dot a known cell, coloured by the feature's value."""
    import shap

    explanation = shap.Explanation(
        values=found.contributions,
        base_values=found.base,
        data=predictor.evidence.features.astype(np.float64),
        feature_names=["\n".join(textwrap.wrap(entry.label, 34)) for entry in catalogue()],
    )
    figure = new_figure(9.0, 7.0, aligned=True)
    axes = figure.subplots()
    shap.plots.beeswarm(
        explanation,
        max_display=MOST,
        show=False,
        ax=axes,
        axis_color=INK,
        plot_size=None,
        group_remaining_features=False,
    )
    axes.set_xlabel(f"contribution to ln {name} (e-folds)")
    return figure
