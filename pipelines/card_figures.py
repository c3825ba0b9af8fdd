"""Figures of a model card: calibration, residuals, coverage, importance of groups, learning curve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..features.catalogue import GROUPS
from ..models.attribution import attribute
from ..models.comparison import BOOSTER, CONSTANT
from ..models.dataset import Dataset
from ..models.predictor import CellPredictor
from ..models.scoring import LEVELS
from ..models.validation import averaged

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]

_EXACT, _CENSORED, _LINE = "#0072b2", "#d55e00", "#7f7f7f"
_DPI = 150
_UNITS = {"lifetime": "h", "overpotential": "mV"}


def _figure(width_in: float, height_in: float, panels: int = 1) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    axes = figure.subplots(1, panels, squeeze=False)[0]
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Figure, path: Path) -> Path:
    figure.savefig(path, dpi=_DPI, facecolor="white")
    return path


def left_out(data: Dataset, predictions: dict[tuple[str, str], Floats], folder: Path) -> Path:
    """Reported against predicted outcome of cells whose paper was left out, and the errors by prediction."""
    from matplotlib.ticker import NullFormatter

    figure, _ = _figure(8.4, 7.2)
    figure.clear()
    grid = figure.subplots(len(data.outcomes), 2, squeeze=False)
    for (against, errors), (target, labels) in zip(grid, data.outcomes.items(), strict=True):
        mean = averaged(predictions[target, BOOSTER])
        point, exact = labels.interval.point, labels.interval.is_exact
        unit = _UNITS.get(target, "")
        for axis in (against, errors):
            axis.spines[["top", "right"]].set_visible(False)
            axis.set_xscale("log")
        against.set_yscale("log")
        ends = [min(mean.min(), point.min()) / 1.5, max(mean.max(), point.max()) * 1.5]
        against.plot(ends, ends, color=_LINE, lw=1)
        for chosen, color, marker, word in (
            (exact, _EXACT, "o", "measured"), (~exact, _CENSORED, "^", "a bound only"),
        ):  # fmt: skip
            against.scatter(mean[chosen], point[chosen], s=18, color=color, marker=marker, label=word, alpha=0.7)
            errors.scatter(mean[chosen], np.log10(point / mean)[chosen], s=18, color=color, marker=marker, alpha=0.7)
        errors.axhline(0.0, color=_LINE, lw=1)
        errors.xaxis.set_minor_formatter(NullFormatter())
        _label(against, f"predicted {target} ({unit})", f"reported ({unit})")
        _label(errors, f"predicted {target} ({unit})", "reported / predicted, decades")
        against.legend(frameon=False, fontsize=8)
    return _save(figure, folder / "left-out.png")


def _label(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)


def coverage_plot(validation: pd.DataFrame, folder: Path) -> Path:
    """Share of left-out cells for which the bounds held, by level, for the booster and a constant."""
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


def importance(predictor: CellPredictor, folder: Path) -> Path:
    """Mean absolute contribution of each group of features over the known cells, as a factor."""
    names = list(GROUPS)
    figure, axes = _figure(4.4 * len(predictor.targets), 3.2, len(predictor.targets))
    for axis, (target, one) in zip(axes, predictor.targets.items(), strict=True):
        found = attribute(one.booster, predictor.evidence.features).by_group()
        values = np.exp([float(np.abs(found[name]).mean()) for name in names])
        axis.barh([GROUPS[name] for name in names][::-1], values[::-1] - 1.0, left=1.0, color=_EXACT)
        axis.set_title(target, fontsize=10)
        _label(axis, "mean factor, up or down", "")
    return _save(figure, folder / "groups.png")


def learning(curve: pd.DataFrame, folder: Path) -> Path:
    """Left-out metric against the number of papers learned from."""
    targets = list(dict.fromkeys(curve["target"]))
    figure, axes = _figure(4.0 * len(targets), 3.2, len(targets))
    for axis, target in zip(axes, targets, strict=True):
        own = curve[curve["target"] == target]
        axis.fill_between(own["papers"], own["low"], own["high"], color=_EXACT, alpha=0.15)
        axis.plot(own["papers"], own["value"], marker="o", color=_EXACT)
        _label(axis, "papers learned from", f"{target}: {_METRIC_WORDS[own['metric'].iloc[0]]}")
    return _save(figure, folder / "learning-curve.png")


_METRIC_WORDS = {
    "reported_hours_concordance_treated": "concordance of reported hours",
    "log10_mae": "log10 MAE",
}
