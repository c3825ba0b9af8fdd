"""The page of a screen: the front as points, a shortlist with structures, what choices do; one file, no network."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from markupsafe import Markup

from ..data.cell import Cell
from ..data.registry import find
from ..data.version import __version__
from .evaluation import Evaluation
from .figures.molecule import structure_svg
from .report import figure_text, templates

if TYPE_CHECKING:
    from .screen import Screened

Floats = npt.NDArray[np.float64]

#: Points and structures of a page, so that it stays below 1.5 MB; the tables hold everything.
MAX_POINTS, MAX_STRUCTURES, MAX_CHOICES = 800, 60, 40
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 900, 480, 70, 880, 15, 420


def render_page(
    found: Screened, evaluation: Evaluation, level: float, how: str = "", explained: Mapping[int, str] | None = None
) -> str:
    """Write the page.

    Parameters
    ----------
    found : Screened
    evaluation : Evaluation
    level : float
    how : str
        How the candidates were chosen, where they are not the whole space.
    explained : mapping of int to str, optional
        Files of full explanations by candidate, beside the page.
    """
    space = evaluation.space
    front = spread(found.front, MAX_POINTS)
    cells = dict(zip(found.shortlist["candidate"], space.cells(_numbers(found.shortlist)), strict=True))
    drawn = dict(zip(front["candidate"], space.cells(_numbers(front)), strict=True))
    names = dict.fromkeys(name for cell in [*cells.values(), *drawn.values()] for name in molecules_of(cell))
    structures = {name: _structure(name) for name in list(names)[:MAX_STRUCTURES]}
    axes = _axes(found.choices)
    return (
        templates()
        .get_template("screen.html.j2")
        .render(
            s=found,
            total=space.size,
            how=how,
            drawn=len(front),
            plot=_plot(front),
            picks=[_pick(row, cells[row["candidate"]], structures) for row in _records(found.shortlist)],
            explained=explained or {},
            axes=axes,
            shown=MAX_CHOICES,
            cut=any(len(rows) == MAX_CHOICES for rows in axes.values()),
            class_width=f"{100 * (10 ** (5 / evaluation.choices.classes) - 1):.0f} %",
            percent=f"{100 * level:.0f} %",
            left_out=space.left_out,
            structures=list(structures.values()),
            points=_json([_point(row, drawn[row["candidate"]]) for row in _records(front)]),
            version=__version__,
        )
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _numbers(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    return frame["candidate"].to_numpy(dtype=np.int64)


def spread(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """At most so many rows, evenly along the front."""
    if len(frame) <= most:
        return frame
    return frame.iloc[np.unique(np.linspace(0, len(frame) - 1, most).astype(int))].reset_index(drop=True)


def molecules_of(cell: Cell) -> list[str]:
    """Names of salts, solvents and additives."""
    e = cell.electrolyte
    return [item.name for role in (e.salts, e.solvents, e.additives) for item in role]


def _structure(name: str) -> dict[str, str]:
    species = find(name)
    return {"name": name, "svg": structure_svg(species.smiles, 120, 80) if species else ""}


def told(row: dict[str, Any]) -> str:
    """What a row says of its candidate, in a sentence."""

    def bound(value: float, word: str, unit: str) -> str:
        return "no bound" if value == 0 or math.isinf(value) else f"{word} {figure_text(value)} {unit}"

    life = bound(row["lifetime_lower_h"], "at least", "h")
    over = bound(row["overpotential_upper_mV"], "at most", "mV")
    pairs = int(row["untested_pairs"])
    return (
        f"Lifetime {figure_text(row['lifetime_h'])} h ({life}), overpotential "
        f"{figure_text(row['overpotential_mV'])} mV ({over}); {row['components']} components, "
        f"{pairs} untested pair{'s' * (pairs != 1)}; domain: {row['domain']}."
    )


def _point(row: dict[str, Any], cell: Cell) -> dict[str, Any]:
    return {"cell": row["cell"], "told": told(row), "reasons": row["domain_reasons"], "molecules": molecules_of(cell)}


def _pick(row: dict[str, Any], cell: Cell, structures: dict[str, dict[str, str]]) -> dict[str, Any]:
    known = [structures[name] for name in molecules_of(cell) if name in structures]
    return {**row, "told": told(row), "reasons": row["domain_reasons"], "molecules": known}


def _json(value: Any) -> Markup:  # noqa: ANN401 - plain values
    """JSON that cannot end its script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - escaped above


def plotted(front: pd.DataFrame) -> tuple[tuple[str, str], bool]:
    """The columns of the two axes, and whether they are bounds: medians where a candidate has no bound."""
    bounded = front["lifetime_lower_h"].gt(0) & np.isfinite(front["overpotential_upper_mV"])
    if len(front) and bool(bounded.all()):
        return ("lifetime_lower_h", "overpotential_upper_mV"), True
    return ("lifetime_h", "overpotential_mV"), False


def _plot(front: pd.DataFrame) -> dict[str, Any]:
    """Places of points and ticks; bounds where they exist, else medians."""
    (x_name, y_name), has_bounds = plotted(front)
    x, y = (front[name].to_numpy(dtype=np.float64) for name in (x_name, y_name))
    x_ticks, x_at = _scale(x, _LEFT, _RIGHT)
    y_ticks, y_at = _scale(y, _BOTTOM, _TOP)
    order = np.lexsort((y, -x))
    best = order[np.diff(np.minimum.accumulate(y[order]), prepend=np.inf) < 0] if len(order) else order
    return {
        "width": _WIDTH, "height": _HEIGHT, "left": _LEFT, "right": _RIGHT, "top": _TOP, "bottom": _BOTTOM,
        "x_ticks": x_ticks, "y_ticks": y_ticks,
        "x_label": f"lifetime (h), {'lower bound' if has_bounds else 'median'}, log scale",
        "y_label": f"overpotential (mV), {'upper bound' if has_bounds else 'median'}, log scale",
        "trade": " ".join(f"{x_at[i]},{y_at[i]}" for i in best),
        "dots": [
            {
                "x": x_at[i], "y": y_at[i], "r": round(2.4 + 0.5 * float(front["components"].iloc[i]), 1),
                "point": int(i), "domain": front["domain"].iloc[i], "label": front["cell"].iloc[i],
            }
            for i in order
        ],
    }  # fmt: skip


def _scale(values: Floats, start: float, stop: float) -> tuple[list[dict[str, Any]], list[float]]:
    """Round ticks on a log axis, and the place of each value."""
    if not len(values):
        return [], []
    low, high = math.log10(values.min()) - 0.03, math.log10(values.max()) + 0.03
    at = [round(start + (math.log10(v) - low) / (high - low) * (stop - start), 1) for v in values]
    steps: Sequence[float] = (1, 2, 5) if high - low > 0.6 else (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)
    every = [m * 10.0**e for e in range(math.floor(low), math.ceil(high) + 1) for m in steps]
    ticks = [v for v in every if low <= math.log10(v) <= high] or [float(values.min())]
    found = [
        {"at": round(start + (math.log10(v) - low) / (high - low) * (stop - start), 1), "label": f"{v:,.4g}"}
        for v in ticks
    ]
    return found, at


def _axes(choices: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Rows of each axis with more than one choice, longest median lifetime first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for axis, part in choices.groupby("axis", sort=False):
        if len(part) > 1:
            ordered = part.sort_values("lifetime_median_h", ascending=False, kind="stable").head(MAX_CHOICES)
            found[str(axis)] = list(_bars(ordered))
    return found


def _bars(part: pd.DataFrame) -> Iterable[dict[str, Any]]:
    bound = part["overpotential_upper_median_mV"]
    over = bound if np.isfinite(bound).all() else part["overpotential_median_mV"]
    for (_, row), value in zip(part.iterrows(), over, strict=True):
        yield {
            "choice": row["choice"],
            "candidates": int(row["candidates"]),
            "life": figure_text(row["lifetime_median_h"]),
            "life_percent": round(100 * row["lifetime_median_h"] / part["lifetime_median_h"].max(), 1),
            "over": figure_text(value),
            "over_percent": round(100 * value / over.max(), 1),
        }
