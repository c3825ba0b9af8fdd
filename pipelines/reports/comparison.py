"""Reports of a comparison: HTML, JSON, Markdown, or one picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...data.notebook import notebook_html
from ..explanation.compare import Comparison, TargetComparison
from ..text import known_word
from .figures.column import column_waterfall
from .figures.style import WIDTH_IN, house_style, new_figure, page_svg, pictures, wrapped
from .figures.waterfall import draw_waterfall, waterfall_height
from .pages import templates, to_json, write_as

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What the ends of a waterfall are called.
ENDS = ("the other cell", "this cell")


def write_comparison(comparison: Comparison, path: Path | str) -> Path:
    """Write a comparison; the ending decides the format.

    Parameters
    ----------
    comparison : Comparison
    path : path
        Ends in `.html`, `.json`, `.md`, `.png` (300 dpi) or `.svg`.

    Raises
    ------
    NacreError
        Where the folder does not exist or the ending is another.
    """
    return write_as(
        path,
        {
            ".html": lambda: render_page(comparison),
            ".json": lambda: to_json(comparison),
            ".md": lambda: templates().get_template("comparison.md.j2").render(c=comparison, **_words(comparison)),
            **pictures(lambda: picture(comparison)),
        },
    )


def render_page(comparison: Comparison) -> str:
    """The HTML page."""
    figures = {
        name: [
            page_svg(column_waterfall(parts, t.quantity, (t.against, t.median), ENDS), f"q{place}-{kind}")
            for kind, parts in (("groups", t.groups), ("causes", t.causes))
        ]
        for place, (name, t) in enumerate(comparison.targets.items())
    }
    return (
        templates()
        .get_template("comparison.html.j2")
        .render(
            c=comparison,
            figures=figures,
            ends=ENDS,
            known=known_word(t.quantity for t in comparison.targets.values()),
            **_words(comparison),
        )
    )


@notebook_html.register
def render_fragment(comparison: Comparison) -> str:
    """A short HTML table for notebooks."""
    return templates().get_template("comparison_fragment.html.j2").render(c=comparison, **_words(comparison))


def _words(comparison: Comparison) -> dict[str, dict[str, tuple[str, str]]]:
    return {
        "medians": {
            name: (t.quantity.text(t.median), t.quantity.text(t.against)) for name, t in comparison.targets.items()
        }
    }


@house_style
def picture(comparison: Comparison) -> Figure:
    """Waterfalls by group of every quantity, for a slide or a paper."""
    targets: list[TargetComparison] = list(comparison.targets.values())
    heights = [waterfall_height(t.groups) for t in targets]
    title = f"{wrapped(comparison.cell, 76)}\nagainst\n{wrapped(comparison.against, 76)}"
    figure = new_figure(WIDTH_IN, sum(heights) + 0.3 + 0.2 * title.count("\n"), aligned=True)
    panels = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False).ravel()
    for axes, t in zip(panels, targets, strict=True):
        draw_waterfall(axes, t.groups, t.quantity, (t.against, t.median), ENDS)
    figure.suptitle(title, x=0.02, ha="left", fontsize=10, weight="bold")
    return figure


def summary_lines(comparison: Comparison) -> list[str]:
    """The comparison in a few lines of plain text, for a terminal."""
    lines = [comparison.cell, f"against {comparison.against}"]
    for name, target in comparison.targets.items():
        mine, theirs = _words(comparison)["medians"][name]
        lines.append(f"{name}: {mine} against {theirs}: {target.text}")
        lines.append("  " + "; ".join(f"{part.label} {part.text}" for part in target.groups))
    return lines
