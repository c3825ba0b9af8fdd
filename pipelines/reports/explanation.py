"""Reports: an explanation as HTML, JSON, Markdown, or as one picture; each is one self-contained file."""

from __future__ import annotations

from pathlib import Path

from ...data.notebook import notebook_html
from ...models.attribution.effects import effect_text
from ...models.predictor.cell_predictor import CellPredictor
from ..explanation.records import Explanation, Known
from .explanation_view import page_view, words_of
from .figures.style import pictures
from .figures.summary import summary
from .pages import templates, to_json, write_as


def write_report(explanation: Explanation, predictor: CellPredictor, path: Path | str) -> Path:
    """Write an explanation; the ending decides the format.

    Parameters
    ----------
    explanation : Explanation
    predictor : CellPredictor
        For the known outcomes behind the prediction.
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
            ".html": lambda: render_page(explanation, predictor),
            ".json": lambda: to_json(explanation),
            ".md": lambda: render_markdown(explanation),
            **pictures(lambda: summary(explanation, predictor)),
        },
    )


def render_page(explanation: Explanation, predictor: CellPredictor, *, index: str = "") -> str:
    """The HTML page; `index` is the address of a page of pages that it belongs to.

    Parameters
    ----------
    explanation : Explanation
    predictor : CellPredictor
    index : str
        Page to go back to.
    """
    view = page_view(explanation, predictor)
    return templates().get_template("explanation.html.j2").render(e=explanation, index=index, **view)


def render_markdown(explanation: Explanation) -> str:
    """Markdown for a lab notebook."""
    return templates().get_template("explanation.md.j2").render(e=explanation, words=words_of(explanation))


def known_line(known: Known) -> str:
    """A known cell in one line: what came out, of which cell, and where that is written."""
    told = [f"{name} {text}" for name, text in known.outcomes.items() if text != "not given"]
    doubt = " (doubtful)" if known.is_doubtful else ""
    control = " (control)" if known.is_control else ""
    return f"{', '.join(told) or 'no figure'}{doubt} | {known.cell}{control} | {known.citation or known.paper}"


@notebook_html.register
def render_fragment(explanation: Explanation) -> str:
    """A short HTML table for notebooks."""
    return templates().get_template("explanation_fragment.html.j2").render(e=explanation, words=words_of(explanation))


def summary_lines(explanation: Explanation) -> list[str]:
    """The explanation in a few lines of plain text, for a terminal."""
    lines = [explanation.cell, *(f"cannot work: {text}" for text in explanation.guard)]
    words = words_of(explanation)
    lines += [f"{'this very cell' if one.is_same else 'near'}: {known_line(one)}" for one in explanation.evidence[:3]]
    for name, target in explanation.targets.items():
        lines.append(f"{name}: {words[name].median} ({words[name].bound})")
        parts = [f"{part.label} {effect_text(part.contribution, target.quantity)}" for part in target.components]
        lines.append("  " + "; ".join(parts))
    if explanation.suggestions:
        best = explanation.suggestions[0]
        gains = ", ".join(f"{name} {outcome.text}" for name, outcome in best.outcomes.items())
        lines.append(f"worth a try: {best.change} ({gains})")
    return lines
