"""The report of a retraining as page, Markdown and JSON, all from the same plain values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..models.files import replace_file
from .report import templates, to_json

#: How many conflicts and set-aside rows a page shows; all of them stand in the JSON file.
_SHOWN = 50
_METRICS = {"concordance": "concordance", "decades": "error (decades)"}


def write_reports(told: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write `report.html`, `report.md` and `report.json`.

    Parameters
    ----------
    told : dict
        `Retrained.to_dict()`.
    folder : Path
    """
    page, note = (templates().get_template(f"retrain.{kind}.j2") for kind in ("html", "md"))
    texts = {
        "report.html": page.render(r=told, shown=_SHOWN, metrics=_METRICS),
        "report.md": note.render(r=told, shown=_SHOWN, metrics=_METRICS),
        "report.json": to_json(dict(told)),
    }
    for name, text in texts.items():
        replace_file(folder / name, text.encode())
    return [folder / name for name in texts]
