"""Reports of what a predictor has learned overall: HTML, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...models.attribution.contributions import attribute
from ...models.predictor.cell_predictor import CellPredictor
from ..explanation.claims import VERDICTS, summary
from ..explanation.overall import Overall
from .claims import markdown
from .figures.dependence import dependence
from .figures.learned import beeswarm
from .figures.style import page_svg
from .pages import templates, to_json, write_as

FORMATS = (".html", ".json", ".md")


def write_overall(learned: Overall, predictor: CellPredictor, path: Path | str) -> Path:
    """Write what was learned; the ending decides the format.

    Parameters
    ----------
    learned : Overall
    predictor : CellPredictor
        For the contributions of every known cell.
    path : path
        Ends in `.html`, `.json` or `.md`.

    Raises
    ------
    NacreError
        Where the folder does not exist or the ending is another.
    """
    forms = (lambda: render_page(learned, predictor), lambda: to_json(learned), lambda: _markdown(learned, predictor))
    return write_as(path, dict(zip(FORMATS, forms, strict=True)))


def _markdown(learned: Overall, predictor: CellPredictor) -> str:
    head = templates().get_template("overall.md.j2").render(o=learned, label=_labels(predictor))
    return head + "\n" + markdown(learned.claims)


def _labels(predictor: CellPredictor) -> Callable[[str], str]:
    """What a chemist calls a feature, by its name."""
    return {entry.name: entry.label for entry in predictor.columns.entries}.__getitem__


def render_page(learned: Overall, predictor: CellPredictor) -> str:
    """The HTML page."""
    swarms, drawn = {}, {}
    for place, (name, target) in enumerate(learned.targets.items()):
        attribution = attribute(predictor.targets[name], predictor.evidence.features, predictor.columns)
        swarms[name] = page_svg(beeswarm(attribution, predictor, name), f"b{place}")
        drawn[name] = page_svg(dependence(target.drawn, target.quantity), f"d{place}") if target.drawn else ""
    return (
        templates()
        .get_template("overall.html.j2")
        .render(
            o=learned, swarms=swarms, drawn=drawn, label=_labels(predictor), verdicts=VERDICTS,
            counts=summary(learned.claims),
        )
    )  # fmt: skip


def summary_lines(learned: Overall) -> list[str]:
    """What was learned, in a few lines of plain text for a terminal."""
    lines = [f"learned from {learned.cells} known cells"]
    for name, target in learned.targets.items():
        used = ", ".join(f"{use.label} ({use.cause})" for use in target.features[:5])
        lines.append(f"{name}: most used are {used}")
    for (kind, quantity), counts in summary(learned.claims).items():
        verdicts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
        lines.append(f"claims of the review, {kind}, {quantity}: {verdicts}")
    return lines
