"""Figures as SVG text or image files: waterfalls, outcome scales, molecules, what a model has learned."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..features.catalogue import GROUPS
from ..features.cell import catalogue
from ..models.attribution import attribute
from ..models.predictor import CellPredictor

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .explain import TargetExplanation

#: Okabe and Ito's colours, told apart by colour-blind readers too.
BETTER, WORSE, NEUTRAL, PREDICTED = "#0072B2", "#D55E00", "#7F7F7F", "#CC79A7"
_FONT: dict[str, Any] = {"font.family": "DejaVu Sans", "font.size": 9, "svg.fonttype": "path", "svg.hashsalt": "nacre"}


def _figure(width_in: float, height_in: float) -> Figure:
    from matplotlib import rcParams
    from matplotlib.figure import Figure

    rcParams.update(_FONT)  # type: ignore[arg-type]
    return Figure(figsize=(width_in, height_in), layout="constrained")


def _svg(figure: Figure) -> str:
    handle = io.StringIO()
    figure.savefig(handle, format="svg", metadata={"Date": None})
    text = handle.getvalue()
    return text[text.index("<svg") :]


def waterfall(target: TargetExplanation) -> str:
    """Factor of each group from the average cell to the prediction, on a log scale, as SVG."""
    names = [GROUPS[group] for group in target.factors]
    values = np.log(np.array(list(target.factors.values())))
    starts = np.log(target.base) + np.concatenate([[0.0], np.cumsum(values)])
    figure = _figure(7.2, 0.36 * (len(names) + 2) + 0.7)
    axes = figure.subplots()
    good = values > 0 if target.target == "lifetime" else values < 0
    colors = [BETTER if g else WORSE for g in good]
    rows = np.arange(1, len(names) + 1)
    axes.barh(rows, np.exp(starts[1:]) - np.exp(starts[:-1]), left=np.exp(starts[:-1]), color=colors, height=0.62)
    axes.plot([target.base] * 2, [-0.4, 0.4], color=NEUTRAL, lw=2)
    axes.plot([target.median] * 2, [len(names) + 0.6, len(names) + 1.4], color=PREDICTED, lw=3)
    _log_axis(axes, f"{target.target} ({target.unit}), log scale", np.exp(starts))
    edge = axes.get_xlim()[1]
    for row, value in zip(rows, values, strict=True):
        axes.text(edge, float(row), f"  × {np.exp(value):.2f}", va="center", ha="left", fontsize=9)
    axes.text(edge, 0, f"  {target.base:,.0f} {target.unit}", va="center", ha="left")
    axes.text(edge, len(names) + 1, f"  {target.median:,.0f} {target.unit}", va="center", ha="left", weight="bold")
    axes.set_yticks([0, *rows, len(names) + 1])
    axes.set_yticklabels(["average cell", *names, "this cell"])
    axes.invert_yaxis()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return _svg(figure)


def _log_axis(axes: Axes, label: str, values: Any) -> None:  # noqa: ANN401
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axes.set_xscale("log")
    low, high = float(np.min(values)), float(np.max(values))
    margin = max((high / low) ** 0.08, 1.25)
    axes.set_xlim(low / margin, high * margin)
    axes.set_xlabel(label)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}" if x >= 1 else f"{x:g}"))
    axes.xaxis.set_minor_formatter(FuncFormatter(_minor) if high / low < 30 else NullFormatter())


def _minor(value: float, _: object) -> str:
    lead = value / 10 ** np.floor(np.log10(value))
    return f"{value:,.0f}" if round(lead) in {2, 5} and value >= 1 else ""


def scale(target: TargetExplanation, known: Any, censored: Any) -> str:  # noqa: ANN401
    """The prediction and its bound above the published outcomes, as SVG.

    Parameters
    ----------
    target : TargetExplanation
    known : array of shape (n,)
        Published outcomes; NaN is left out.
    censored : bool array of shape (n,)
        Outcomes that are one-sided, drawn hollow.
    """
    known, censored = np.asarray(known, dtype=float), np.asarray(censored, dtype=bool)
    keep = ~np.isnan(known)
    known, censored = known[keep], censored[keep]
    figure = _figure(7.2, 1.5)
    axes = figure.subplots()
    spread = np.random.default_rng(0).uniform(-0.25, 0.25, len(known))
    axes.scatter(known[~censored], spread[~censored], s=16, color=NEUTRAL, alpha=0.8, lw=0, label="published")
    axes.scatter(known[censored], spread[censored], s=16, facecolors="none", edgecolors=NEUTRAL, alpha=0.8,
                 label="published, one-sided")  # fmt: skip
    axes.plot([target.median] * 2, [-0.5, 0.5], color=PREDICTED, lw=3, label="prediction")
    values = [*known, target.median]
    if np.isfinite(target.bound) and target.bound > 0:
        axes.plot([target.median, target.bound], [0, 0], color=PREDICTED, lw=1.5, ls="--", label="bound")
        values.append(target.bound)
    _log_axis(axes, f"{target.target} ({target.unit})", np.array(values))
    axes.set_ylim(-0.6, 0.6)
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=4, frameon=False, fontsize=8)
    return _svg(figure)


def molecule(smiles: str, width: int = 150, height: int = 100) -> str:
    """The structure of a molecule or salt as SVG; empty where RDKit refuses it."""
    from rdkit import Chem, RDLogger
    from rdkit.Chem.Draw import rdMolDraw2D

    RDLogger.DisableLog("rdApp.*")  # type: ignore[attr-defined]
    drawn = Chem.MolFromSmiles(smiles) if smiles else None
    if drawn is None:
        return ""
    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    options: Any = drawer.drawOptions()
    options.clearBackground = False
    options.bondLineWidth = 1.2
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, drawn)
    drawer.FinishDrawing()
    text = drawer.GetDrawingText()
    return str(text[text.index("<svg") :])


def learned(predictor: CellPredictor, folder: Path) -> list[Path]:
    """What each booster uses, as beeswarm plots over the published cells drawn by shap."""
    import shap
    from matplotlib.figure import Figure

    written = []
    labels = [entry.label for entry in catalogue()]
    for name, target in predictor.targets.items():
        found = attribute(target.booster, predictor.evidence.features)
        explanation = shap.Explanation(
            values=found.contributions,
            base_values=found.base,
            data=predictor.evidence.features.astype(np.float64),
            feature_names=["\n".join(textwrap.wrap(label, 34)) for label in labels],
        )
        figure = Figure(figsize=(9, 7), layout="constrained")
        axes = figure.subplots()
        shap.plots.beeswarm(explanation, max_display=15, show=False, ax=axes, plot_size=None)
        axes.set_xlabel(f"contribution to ln {name} (e-folds)")
        path = folder / f"learned-{name}.png"
        figure.savefig(path, dpi=150)
        written.append(path)
    return written
