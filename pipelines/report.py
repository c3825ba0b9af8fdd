"""Reports: an explanation as HTML, JSON or Markdown, one self-contained file."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..data.errors import NacreError
from ..features.catalogue import GROUPS
from ..models.files import replace_file
from ..models.predictor import CellPredictor
from . import figures
from .places import output_file

if TYPE_CHECKING:
    from jinja2 import Environment

    from .explain import Explanation, TargetExplanation

FORMATS = (".html", ".json", ".md")


@cache
def templates() -> Environment:
    """The one environment of all pages, with escaping on."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nacre.pipelines", "templates"),
        autoescape=True,  # names come from users
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["inf"] = math.inf
    environment.filters |= {"figure": _number, "factor": lambda x: f"× {x:.2f}", "doi": _doi_link}
    return environment


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "no bound"
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"


def _doi_link(doi: str | None) -> str:
    return f"https://doi.org/{doi}" if doi else ""


def write_report(explanation: Explanation, predictor: CellPredictor, path: Path | str) -> Path:
    """Write an explanation; the ending decides the format.

    Parameters
    ----------
    explanation : Explanation
    predictor : CellPredictor
        For the published outcomes behind the prediction.
    path : path
        Ends in `.html`, `.json` or `.md`.
    """
    path = output_file(path, *FORMATS)
    if path.suffix.lower() == ".json":
        text = json.dumps(_plain(explanation.to_dict()), indent=1, ensure_ascii=False, allow_nan=False)
    elif path.suffix.lower() == ".md":
        text = render("explanation.md.j2", explanation, predictor)
    else:
        text = render("explanation.html.j2", explanation, predictor)
    replace_file(path, text.encode())
    return path


def render(template: str, explanation: Explanation, predictor: CellPredictor) -> str:
    """Fill a template with an explanation and its figures."""
    is_page = template.endswith(".html.j2")
    targets = [
        _target_view(target, predictor, drawn=is_page) for target in (explanation.lifetime, explanation.overpotential)
    ]
    structures = {c.name: figures.molecule(c.smiles) for c in explanation.components} if is_page else {}
    return (
        templates()
        .get_template(template)
        .render(
            e=explanation,
            targets=targets,
            structures=structures,
            groups=GROUPS,
            percent=f"{100 * explanation.level:.0f} %",
        )
    )


def render_fragment(explanation: Explanation) -> str:
    """A short HTML table for notebooks."""
    return (
        templates()
        .get_template("fragment.html.j2")
        .render(e=explanation, groups=GROUPS, targets=[explanation.lifetime, explanation.overpotential])
    )


def _target_view(target: TargetExplanation, predictor: CellPredictor, *, drawn: bool) -> dict[str, Any]:
    frame = predictor.evidence.frame
    words = ("longer", "shorter", "at least") if target.target == "lifetime" else ("higher", "lower", "at most")
    view: dict[str, Any] = {"t": target, "up": words[0], "down": words[1], "bound_word": words[2]}
    if drawn:
        column, one_sided = (
            ("lifetime_h", frame["lifetime_event"] == "survived")
            if target.target == "lifetime"
            else ("overpotential_mV", frame["overpotential_qualifier"].isin(["lt", "gt"]))
        )
        known = frame[column].to_numpy(dtype=np.float64)
        view |= {
            "waterfall": figures.waterfall(target),
            "scale": figures.scale(target, known, one_sided.to_numpy()),
            "published": int((~np.isnan(known)).sum()),
        }
    return view


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
