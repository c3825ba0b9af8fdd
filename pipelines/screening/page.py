"""The page of a screen: the front as points, a shortlist with structures, what choices do; one file, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...data.arrays import Ints
from ...data.chemistry.names import find
from ...data.quantity import Quantity
from ...data.version import __version__
from ..explanation.advice import advice
from ..reports.figures.front import DOMAINS, FrontPlot, front
from ..reports.figures.molecule import structure_svg
from ..reports.figures.style import page_svg
from ..reports.pages import templates
from .choice_tables import MAX_CHOICES, choice_column, choice_tables
from .front_plot import front_plot, records, sentence, spread
from .left_out import excluded
from .run.evaluation import Evaluation
from .run.marginals import Classes
from .screened import Screened

#: Points and structures of a page, so that it stays below 1.5 MB; the tables hold everything.
MAX_POINTS, MAX_STRUCTURES = 800, 60


def render_page(
    screened: Screened, evaluation: Evaluation, how: str = "", explained: Mapping[int, str] | None = None
) -> str:
    """Write the page.

    Parameters
    ----------
    screened : Screened
    evaluation : Evaluation
    how : str
        How the candidates were chosen, where they are not the whole space.
    explained : mapping of int to str, optional
        Files of full explanations by candidate, beside the page.

    Returns
    -------
    str
        HTML.
    """
    space, objectives = evaluation.space, screened.objectives
    part = spread(screened.front, MAX_POINTS)
    plot = front_plot(part, space.cells(_numbers(part)), objectives)
    cells = space.cells(_numbers(screened.shortlist))
    molecules = {number: cell.molecules for number, cell in zip(screened.shortlist["candidate"], cells, strict=True)}
    names = dict.fromkeys(name for some in [*molecules.values(), *plot.points["molecules"]] for name in some)
    structures = {name: _structure(name) for name in list(names)[:MAX_STRUCTURES]}
    tables = choice_tables(screened.choices, objectives)
    return (
        templates()
        .get_template("screen.html.j2")
        .render(
            s=screened,
            objectives=objectives,
            total=space.size,
            excluded=excluded(screened),
            how=how,
            drawn=len(plot.points),
            plot=Markup(page_svg(front(plot), "front", points=True)),  # noqa: S704 - our own drawing
            plot_label=" against ".join(axis.title for axis in plot.panels[0]),
            domains={name: called for name, (_, _, called) in DOMAINS.items()},
            picks=[
                _pick(row, objectives, molecules[row["candidate"]], structures)
                | asdict(advice(space.cell(row["candidate"]), evaluation.predictor, objectives[0].name))
                for row in records(screened.shortlist)
            ],
            explained=explained or {},
            axes=tables,
            columns=[choice_column(own) for own in objectives],
            shown=MAX_CHOICES,
            cut=any(len(rows) == MAX_CHOICES for rows in tables.values()),
            class_width=_widths(evaluation.classes),
            percent=f"{100 * evaluation.settings.level:.0f} %",
            left_out=space.left_out,
            structures=list(structures.values()),
            points=_json(_details(plot)),
            version=__version__,
        )
    )


def _numbers(frame: pd.DataFrame) -> Ints:
    return frame["candidate"].to_numpy(dtype=np.int64)


def _structure(name: str) -> dict[str, str]:
    species = find(name)
    return {"name": name, "svg": structure_svg(species.smiles, 120, 80) if species else ""}


def _details(plot: FrontPlot) -> list[dict[str, Any]]:
    """What the page tells of each point."""
    return records(plot.points[["cell", "told", "reasons", "molecules"]])


def _pick(
    row: dict[str, Any], objectives: Sequence[Quantity], molecules: Sequence[str], structures: dict[str, dict[str, str]]
) -> dict[str, Any]:
    known = [structures[name] for name in molecules if name in structures]
    return {**row, "told": sentence(row, objectives), "reasons": row["domain_reasons"], "molecules": known}


def _json(value: Any) -> Markup:  # noqa: ANN401 - plain values
    """JSON that cannot end its script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - escaped above


def _widths(classes: Sequence[Classes]) -> str:
    """How wide the classes of medians are: a share of the value, or a difference where effects are differences."""
    return ", ".join(dict.fromkeys(_width(own) for own in classes))


def _width(own: Classes) -> str:
    kind, quantity = own.quantity.scale.kind, own.quantity
    if kind == "linear":
        return quantity.text(quantity.scale.step * np.log1p(own.width))
    return f"{100 * own.width:.0f} %{' of the odds' if kind == 'bounded' else ''}"
