"""The report of a retraining as page, Markdown and JSON, all from the same plain values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...data.files import replace_file
from .pages import templates, to_json

#: How many conflicts and set-aside rows a page shows; all of them stand in the JSON file.
_SHOWN = 50
_METRICS = {"concordance": "concordance", "decades": "error (decades)", "error": "error (its unit)"}


def write_reports(retrained: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write `report.html`, `report.md` and `report.json`.

    Parameters
    ----------
    retrained : dict
        `Retrained.to_dict()`.
    folder : Path
    """
    page, note = (templates().get_template(f"retrain.{kind}.j2") for kind in ("html", "md"))
    texts = {
        "report.html": page.render(r=retrained, shown=_SHOWN, metrics=_METRICS),
        "report.md": note.render(r=retrained, shown=_SHOWN, metrics=_METRICS),
        "report.json": to_json(retrained),
    }
    for name, text in texts.items():
        replace_file(folder / name, text.encode())
    return [folder / name for name in texts]
