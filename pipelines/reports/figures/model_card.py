"""Figures of a model card: calibration, residuals, coverage, importance of groups, learning curve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ....data.arrays import Floats
from ....data.files import replace_file
from ....models.attribution.contributions import GROUP_WORDS, attribute
from ....models.labels.dataset import Dataset
from ....models.predictor.cell_predictor import CellPredictor
from ....models.validation.comparison import BOOSTER, CONSTANT, own_name
from ....models.validation.folds import averaged
from ....models.validation.scoring import LEVELS
from .style import BETTER, NEUTRAL, WORSE, file_bytes, house_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


_EXACT, _CENSORED, _LINE = BETTER, WORSE, NEUTRAL
_DPI = 150


def _figure(width_in: float, height_in: float, panels: int = 1) -> tuple[Figure, Any]:
    figure = new_figure(width_in, height_in, aligned=True)
    axes = figure.subplots(1, panels, squeeze=False)[0]
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Figure, path: Path) -> Path:
    replace_file(path, file_bytes(figure, ".png", dpi=_DPI))
    return path


@house_style
def left_out(data: Dataset, predictions: dict[tuple[str, str], Floats], folder: Path) -> Path:
    """Reported against predicted outcome of cells whose paper was left out, and the errors by prediction.

    Parameters
    ----------
    data : Dataset
    predictions : dict of (target, model) to float64 array of shape (n_repeats, n_labelled)
        Left-out predictions, from `cross_predictions`.
    folder : path
        Where files are written.
    """
    figure, _ = _figure(8.4, 3.6 * len(data.outcomes))
    figure.clear()
    grid = figure.subplots(len(data.outcomes), 2, squeeze=False)
    for (against, errors), (target, labels) in zip(grid, data.outcomes.items(), strict=True):
        quantity = labels.quantity
        log = quantity.scale.kind == "log"
        mean, point = (
            quantity.scale.value(x) for x in (averaged(predictions[target, own_name(quantity)]), labels.interval.point)
        )
        off = np.log10(point / mean) if log else point - mean
        exact = labels.interval.is_exact
        _scales(against, errors, log=log)
        low, high = min(mean.min(), point.min()), max(mean.max(), point.max())
        ends = [low / 1.5, high * 1.5] if log else [low, high]
        against.plot(ends, ends, color=_LINE, lw=1)
        for chosen, color, marker, word in (
            (exact, _EXACT, "o", "measured"), (~exact, _CENSORED, "^", "a bound only"),
        ):  # fmt: skip
            against.scatter(mean[chosen], point[chosen], s=18, color=color, marker=marker, label=word, alpha=0.7)
            errors.scatter(mean[chosen], off[chosen], s=18, color=color, marker=marker, alpha=0.7)
        errors.axhline(0.0, color=_LINE, lw=1)
        unit = f" ({quantity.unit})" if quantity.unit else ""
        _label(against, f"predicted {quantity.label}", f"reported{unit}")
        words = "reported / predicted, decades" if log else f"reported less predicted{unit}"
        _label(errors, f"predicted {quantity.label}", words)
        against.legend(frameon=False, fontsize=8)
    return _save(figure, folder / "left-out.png")


def _scales(against: Axes, errors: Axes, *, log: bool) -> None:
    from matplotlib.ticker import FuncFormatter, NullFormatter

    for axis in (against, errors):
        axis.spines[["top", "right"]].set_visible(False)
    if log:
        against.set_xscale("log")
        against.set_yscale("log")
        errors.set_xscale("log")
        for scale in (against.xaxis, against.yaxis, errors.xaxis):
            scale.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
            scale.set_minor_formatter(NullFormatter())


def _label(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)


@house_style
def coverage_plot(validation: pd.DataFrame, folder: Path) -> Path:
    """Share of left-out cells for which the bounds held, by level, for the booster and a constant."""
    validation = validation.dropna(subset=[f"coverage_certain_{100 * LEVELS[0]:.0f}"])
    targets = list(dict.fromkeys(target for target, _ in validation.index))
    figure, axes = _figure(4.0 * len(targets), 3.4, len(targets))
    for axis, target in zip(axes, targets, strict=True):
        levels = np.array(LEVELS)
        axis.plot(levels, levels, color=_LINE, lw=1, label="as promised")
        for model, color, marker in ((BOOSTER, _EXACT, "o"), (CONSTANT, _CENSORED, "s")):
            row = validation.loc[(target, model)]
            axis.set_xticks(levels)
            certain, possible = (
                np.array([row[f"coverage_{kind}_{100 * level:.0f}"] for level in LEVELS])
                for kind in ("certain", "possible")
            )
            axis.fill_between(levels, certain, possible, color=color, alpha=0.15)
            axis.plot(levels, certain, marker=marker, color=color, label=model)
        _label(axis, f"level of the {target} bound", "share of left-out cells")
        axis.legend(frameon=False, fontsize=8, loc="lower right")
    return _save(figure, folder / "coverage.png")


@house_style
def importance(predictor: CellPredictor, folder: Path) -> Path:
    """Mean absolute contribution of each group of features over the known cells, as a factor."""
    figure, axes = _figure(4.4 * len(predictor.targets), 3.2, len(predictor.targets))
    for axis, (target, one) in zip(axes, predictor.targets.items(), strict=True):
        groups = attribute(one, predictor.evidence.features, predictor.columns).by_group()
        values = np.exp([float(np.abs(parts).mean()) for parts in groups.values()])
        axis.barh([GROUP_WORDS[name] for name in groups][::-1], values[::-1] - 1.0, left=1.0, color=_EXACT)
        axis.set_title(target, fontsize=10)
        _label(axis, "mean factor, up or down", "")
    return _save(figure, folder / "groups.png")


@house_style
def learning(curve: pd.DataFrame, folder: Path) -> Path:
    """Left-out metric against the number of papers learned from."""
    targets = list(dict.fromkeys(curve["target"]))
    figure, axes = _figure(4.0 * len(targets), 3.2, len(targets))
    for axis, target in zip(axes, targets, strict=True):
        own = curve[curve["target"] == target]
        axis.fill_between(own["papers"], own["low"], own["high"], color=_EXACT, alpha=0.15)
        axis.plot(own["papers"], own["value"], marker="o", color=_EXACT)
        _label(
            axis, "papers learned from", f"{target}: {_METRIC_WORDS.get(own['metric'].iloc[0], own['metric'].iloc[0])}"
        )
    return _save(figure, folder / "learning-curve.png")


_METRIC_WORDS = {
    "reported_hours_concordance_treated": "concordance of reported hours",
    "log10_mae": "log10 MAE",
    "mae": "MAE",
}
