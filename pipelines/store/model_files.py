"""What a training left in its run for readers: the model card with its figures, and the validation table."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .client import mlflow_client, store_errors
from .versions import Version

_CARD, _VALIDATION = "model-card.md", "validation.csv"


@dataclass(frozen=True)
class ModelFiles:
    """The files of a version.

    Attributes
    ----------
    card : str
        Markdown; empty where models were not compared, since then no card was written.
    figures : dict of str to bytes
        PNG images by the names that the card uses.
    validation : DataFrame or None
        See `validation_table`.
    """

    card: str
    figures: dict[str, bytes]
    validation: pd.DataFrame | None


def model_files(version: Version) -> ModelFiles:
    """Fetch a version's files for readers.

    Raises
    ------
    StoreError
        Where the store cannot be used.
    """
    with store_errors(), tempfile.TemporaryDirectory(prefix="nacre-") as folder:
        client = mlflow_client()
        wanted = {_CARD, _VALIDATION}
        names = [
            item.path
            for item in client.list_artifacts(version.run_id)
            if not item.is_dir and (item.path in wanted or item.path.endswith(".png"))
        ]
        files = {name: Path(client.download_artifacts(version.run_id, name, folder)) for name in names}
        return ModelFiles(
            files[_CARD].read_text(encoding="utf-8") if _CARD in files else "",
            {name: path.read_bytes() for name, path in files.items() if name.endswith(".png")},
            pd.read_csv(files[_VALIDATION], index_col=[0, 1]) if _VALIDATION in files else None,
        )
