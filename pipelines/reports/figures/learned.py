"""What a booster uses over the known cells: beeswarms drawn by shap."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ....data.files import replace_file
from ....data.quantity import Quantity
from ....models.attribution.contributions import Attribution, attribute
from ....models.predictor.cell_predictor import CellPredictor
from .dependence import evenly
from .style import INK, file_bytes, house_style, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Features of a beeswarm, the most used first.
MOST = 15


def learned(predictor: CellPredictor, folder: Path) -> list[Path]:
    """Write a beeswarm of each quantity over the known cells."""
    written = []
    for place, (name, target) in enumerate(predictor.targets.items()):
        figure = beeswarm(attribute(target, predictor.evidence.features, predictor.columns), predictor, name)
        path = folder / f"learned-{_file_name(name, place)}.png"
        replace_file(path, file_bytes(figure, ".png", dpi=150))
        written.append(path)
    return written


def _position(quantity: Quantity) -> str:
    """What contributions add up to, with its unit."""
    if quantity.scale.kind == "linear":
        return f"{quantity.name} (units of {quantity.scale.step:.3g} {quantity.unit}".rstrip() + ")"
    return f"ln {'odds of ' if quantity.scale.kind == 'bounded' else ''}{quantity.name} (e-folds)"


def _file_name(name: str, place: int) -> str:
    """A lab's name of a quantity need not be a file name."""
    return name if name.isidentifier() else str(place)


@contextmanager
def _dots_in_place() -> Iterator[None]:
    """Shap spreads dots by numpy's global generator: the same every time here, and a user's numbers go on as before."""
    state = np.random.get_state()  # noqa: NPY002 - shap's generator
    np.random.seed(0)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


@house_style
def beeswarm(attribution: Attribution, predictor: CellPredictor, name: str) -> Figure:
    """Contributions of the most used features, a dot a known cell, coloured by the feature's value.

    Of more than `DOTS` known cells so many are drawn, evenly spaced.
    """
    import shap

    drawn = evenly(len(attribution.base))
    explanation = shap.Explanation(
        values=attribution.contributions[drawn],
        base_values=attribution.base[drawn],
        data=predictor.evidence.features[drawn].astype(np.float64),
        feature_names=["\n".join(textwrap.wrap(entry.label, 34)) for entry in attribution.entries],
    )
    figure = new_figure(9.0, 7.0, aligned=True)
    axes = figure.subplots()
    with _dots_in_place():
        shap.plots.beeswarm(
            explanation, max_display=MOST, show=False, ax=axes, axis_color=INK, plot_size=None,
            group_remaining_features=False,
        )  # fmt: skip
    axes.set_xlabel(f"contribution to {_position(predictor.targets[name].quantity)}")
    return figure
