"""The report of a retraining as page, Markdown and JSON, all from the same plain values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..models.files import replace_file
from .report import templates, to_json

#: How many conflicts and set-aside rows a page shows; all of them stand in the JSON file.
_SHOWN = 50


def write_reports(told: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write `report.html`, `report.md` and `report.json`.

    Parameters
    ----------
    told : dict
        `Retrained.to_dict()`.
    folder : Path
    """
    texts = {
        "report.html": templates().get_template("retrain.html.j2").render(r=told, shown=_SHOWN),
        "report.md": templates().get_template("retrain.md.j2").render(r=told, shown=_SHOWN),
        "report.json": to_json(dict(told)),
    }
    for name, text in texts.items():
        replace_file(folder / name, text.encode())
    return [folder / name for name in texts]
