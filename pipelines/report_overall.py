"""Reports of what a predictor has learned overall: HTML, JSON or Markdown."""

from __future__ import annotations

from pathlib import Path

from ..features.cell import feature
from ..models.attribution import attribute
from ..models.files import replace_file
from ..models.predictor import CellPredictor
from .claims import VERDICTS, markdown, summary
from .figures.dependence import dependence
from .figures.learned import beeswarm
from .figures.style import page_svg
from .overall import Overall
from .places import output_file
from .report import templates, to_json

FORMATS = (".html", ".json", ".md")


def write_overall(found: Overall, predictor: CellPredictor, path: Path | str) -> Path:
    """Write what was learned; the ending decides the format.

    Raises
    ------
    NacreError
        Where the folder does not exist or the ending is another.
    """
    path = output_file(path, *FORMATS)
    suffix = path.suffix.lower()
    if suffix == ".json":
        text = to_json(found.to_dict())
    elif suffix == ".md":
        head = templates().get_template("overall.md.j2").render(o=found, label=label)
        text = head + "\n" + markdown(found.claims)
    else:
        text = render_page(found, predictor)
    replace_file(path, text.encode())
    return path


def label(name: str) -> str:
    """What a chemist calls a feature."""
    return feature(name).label


def render_page(found: Overall, predictor: CellPredictor) -> str:
    """The HTML page."""
    swarms, drawn = {}, {}
    for place, (name, target) in enumerate(found.targets.items()):
        booster = predictor.targets[name].booster
        contributions = attribute(booster, predictor.evidence.features)
        swarms[name] = page_svg(beeswarm(contributions, predictor, name), f"b{place}")
        drawn[name] = page_svg(dependence(target.drawn, target.quantity), f"d{place}") if target.drawn else ""
    return (
        templates()
        .get_template("overall.html.j2")
        .render(
            o=found, swarms=swarms, drawn=drawn, label=label, verdicts=VERDICTS, counts=summary(found.claims),
        )
    )  # fmt: skip


def summary_lines(found: Overall) -> list[str]:
    """What was learned, in a few lines of plain text for a terminal."""
    lines = [f"learned from {found.cells} known cells"]
    for name, target in found.targets.items():
        used = ", ".join(f"{use.label} ({use.cause})" for use in target.features[:5])
        lines.append(f"{name}: most used are {used}")
    for (kind, quantity), counts in summary(found.claims).items():
        told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
        lines.append(f"claims of the review, {kind}, {quantity}: {told}")
    return lines
