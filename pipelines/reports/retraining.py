"""The report of a retraining as page, Markdown and JSON, all from the same plain values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...data.files import replace_file
from ..text import figure_text
from .figures.own_cells import learning_curve, measured_against_predicted
from .figures.style import page_svg
from .pages import templates, to_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: How many conflicts and set-aside rows a page shows; all of them stand in the JSON file.
_SHOWN = 50
#: The cells that were foretold worst.
_WORST = 8
_METRICS = {
    "brier": "chance to last (Brier score)",
    "concordance": "concordance",
    "decades": "error (decades)",
    "error": "error (its unit)",
}


def write_reports(retrained: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write `report.html`, `report.md` and `report.json`.

    Parameters
    ----------
    retrained : dict
        `Retrained.to_dict()`.
    folder : Path
    """
    own = _own(retrained)
    page, note = (templates().get_template(f"retrain.{kind}.j2") for kind in ("html", "md"))
    texts = {
        "report.html": page.render(r=retrained, shown=_SHOWN, metrics=_METRICS, own=own),
        "report.md": note.render(r=retrained, shown=_SHOWN, metrics=_METRICS, own=own),
        "report.json": to_json(retrained),
    }
    for name, text in texts.items():
        replace_file(folder / name, text.encode())
    return [folder / name for name in texts]


def own_figures(retrained: Mapping[str, Any]) -> dict[str, Figure]:
    """Measured against predicted for each quantity of a lab's own cells; empty where there are none.

    Parameters
    ----------
    retrained : mapping
        As of `Retrained.to_dict`.
    """
    found = retrained.get("own")
    if not found or not found["cells"]:
        return {}
    return {str(name): measured_against_predicted(rows) for name, rows in _cells(found).groupby("quantity", sort=False)}


def _cells(found: Mapping[str, Any]) -> pd.DataFrame:
    """The cells of a contest; what was still running has no upper end."""
    cells = pd.DataFrame(found["cells"])
    return cells.assign(upper=cells["upper"].astype(float).fillna(np.inf))


def _own(retrained: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a report shows of a lab's own cells: figures, tables and sentences for each quantity."""
    found = retrained.get("own")
    if not found or not found["cells"]:
        return None
    cells = _cells(found)
    curves = {one["target"]: one for one in retrained["curves"]}
    parts = [_part(str(name), rows, found, curves.get(name)) for name, rows in cells.groupby("quantity", sort=False)]
    return {**found, "parts": parts}


def _part(name: str, cells: pd.DataFrame, found: Mapping[str, Any], curve: Mapping[str, Any] | None) -> dict[str, Any]:
    worst = cells.sort_values("challenger_decades", ascending=False).head(_WORST)
    return {
        "name": name,
        "count": len(cells),
        "figure": Markup(page_svg(measured_against_predicted(cells), f"own-{name}")),  # noqa: S704 - our own drawing
        "curve": _curve(name, curve),
        "sentences": _sentences(name, found, curve),
        "worst": [_worst(row) for row in worst.to_dict("records")],
    }


def _curve(name: str, curve: Mapping[str, Any] | None) -> Markup | None:
    if curve is None:
        return None
    return Markup(page_svg(learning_curve(curve["cells"], curve["error"]), f"curve-{name}"))  # noqa: S704 - our own


def _sentences(name: str, found: Mapping[str, Any], curve: Mapping[str, Any] | None) -> list[str]:
    factor, scatter = found["factor"][name], found["scatter"][name]
    told = [
        f"The cells of {found['source']} show × {factor:.2f} of the {name} that the published model predicts.",
        f"Cells made alike differ by × {scatter:.2f} (one standard deviation): no model foretells one cell better.",
    ]
    if curve is not None:
        first, last = 10 ** curve["error"][0], 10 ** curve["error"][-1]
        told.append(
            f"Formulations that were left out are foretold to a factor of {last:.2f} on average after "
            f"{curve['cells'][-1]:.0f} own cells, and of {first:.2f} without any."
        )
    if curve is not None and curve["more"] is not None:
        told.append(f"Ten more cells would bring that to about {10 ** curve['more']:.2f}, if it goes on as it fell.")
    return told


def _worst(row: Mapping[Any, Any]) -> dict[str, str]:
    """A cell that was foretold badly, with what may be behind it."""
    survived = not np.isfinite(row["upper"])
    value = row["lower"] if survived else row["upper"]
    low, high = row["challenger_low"], row["challenger_high"]
    if low is None or low <= value <= high or not row["challenger_decades"]:
        why = "within what 80 % of such cells scatter by"
    else:
        why = "beyond what 80 % of such cells scatter by: see whether it was made and read well"
    return {
        "id": str(row["record_id"]),
        "cell": str(row["cell"]),
        "measured": f"{'> ' if survived else ''}{figure_text(value)} {row['unit']}",
        "before": f"{figure_text(row['champion'])} {row['unit']}",
        "after": f"{figure_text(row['challenger'])} {row['unit']}",
        "why": why,
    }
