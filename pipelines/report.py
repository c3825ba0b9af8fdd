"""Reports: an explanation as HTML, JSON, Markdown, or as one picture; each is one self-contained file."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from ..data.errors import NacreError
from ..models.effects import short_text
from ..models.files import replace_file
from ..models.predictor import CellPredictor
from .explanation.known import number_text
from .places import output_file

if TYPE_CHECKING:
    from jinja2 import Environment

    from .explanation.records import Explanation

PICTURES = (".png", ".svg")
FORMATS = (".html", ".json", ".md", *PICTURES)
#: Characters that a DOI may have and an address too.
_OF_DOIS = "/.()-;:_"


@cache
def templates() -> Environment:
    """The templates of pages, with escaping on."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nacre.pipelines", "templates"),
        autoescape=True,  # names come from users
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["inf"] = math.inf
    environment.filters |= {
        "figure": _number,
        "factor": lambda x: f"× {x:.2f}",
        "doi": _doi_link,
        "md": _markdown,
        "signed": lambda x: "–" if x is None or math.isnan(x) else f"{x:+.3f}",
        "effect": short_text,
        "sentence": lambda text: f"{text[:1].upper()}{text[1:]}",
    }
    return environment


def figure_text(value: float | None) -> str:
    """A figure as a reader wants it: two digits below 20, whole above."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "no bound"
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"


def _number(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else number_text(value)


def _doi_link(doi: str | None) -> str:
    return f"https://doi.org/{quote(doi, safe=_OF_DOIS)}" if doi else ""


def _markdown(text: str) -> str:
    """Text as Markdown shows it: nothing in a name becomes markup, a link or a column of a table."""
    text = " ".join(str(text).split())
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|#" else mark for mark in text)


def write_report(explanation: Explanation, predictor: CellPredictor, path: Path | str) -> Path:
    """Write an explanation; the ending decides the format.

    Parameters
    ----------
    explanation : Explanation
    predictor : CellPredictor
        For the published outcomes behind the prediction.
    path : path
        Ends in `.html`, `.json`, `.md`, `.png` (300 dpi) or `.svg`.

    Raises
    ------
    NacreError
        Where the folder does not exist or the ending is another.
    """
    path = output_file(path, *FORMATS)
    suffix = path.suffix.lower()
    if suffix == ".json":
        content = to_json(explanation.to_dict()).encode()
    elif suffix == ".md":
        content = render_markdown(explanation).encode()
    elif suffix in PICTURES:
        from .figures.style import file_bytes
        from .figures.summary import summary

        content = file_bytes(summary(explanation, predictor), suffix)
    else:
        content = render_page(explanation, predictor).encode()
    replace_file(path, content)
    return path


def render_page(explanation: Explanation, predictor: CellPredictor, *, index: str = "") -> str:
    """The HTML page; `index` is the address of a page of pages that it belongs to."""
    from .report_view import page_view

    view = page_view(explanation, predictor)
    return templates().get_template("explanation.html.j2").render(e=explanation, index=index, **view)


def render_markdown(explanation: Explanation) -> str:
    """Markdown for a lab notebook."""
    from .report_view import words_of

    return templates().get_template("explanation.md.j2").render(e=explanation, words=words_of(explanation))


def render_fragment(explanation: Explanation) -> str:
    """A short HTML table for notebooks."""
    from .report_view import words_of

    return templates().get_template("fragment.html.j2").render(e=explanation, words=words_of(explanation))


def _plain(value: Any) -> Any:  # noqa: ANN401
    """JSON has no NaN or infinity: unknown is null, and so is a bound that does not exist."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (np.integer, np.bool_)):
        return value.item()
    return value


def to_json(value: Any) -> str:  # noqa: ANN401
    """JSON text of plain values, without NaN."""
    try:
        return json.dumps(_plain(value), indent=1, ensure_ascii=False, allow_nan=False)
    except TypeError as error:
        raise NacreError(f"The result cannot be written as JSON: {error}.") from None
