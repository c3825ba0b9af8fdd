"""Validate: how nacre's booster and the usual models do on papers left out, without registering anything."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..data.tables import CellTable, published_cells
from ..models.comparison import Progress, Settings, cross_predictions, validation_table
from ..models.dataset import make_dataset
from ..models.files import replace_file
from .places import output_folder
from .tracking import track


def validate(
    table: CellTable | None = None,
    *,
    settings: Settings | None = None,
    output: Path | str | None = None,
    tracked: bool = True,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Leave papers out and judge every model on them.

    Parameters
    ----------
    table : CellTable, optional
        The published cells where it is left out.
    settings : Settings, optional
    output : path, optional
        Folder for `validation.csv`.
    tracked : bool
        Whether the table goes to MLflow.
    progress : callable, optional

    Returns
    -------
    DataFrame
        See `nacre.models.comparison.validation_table`.
    """
    settings = settings or Settings()
    folder = output_folder(output) if output else None
    data = make_dataset(table or published_cells())
    found = validation_table(data, cross_predictions(data, settings, progress), settings)
    if folder is not None:
        replace_file(folder / "validation.csv", found.to_csv().encode())
    if tracked:
        import tempfile

        with track("validate") as run, tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
            run.params({"repeats": settings.repeats, "folds": settings.folds, "seed": settings.seed})
            run.params({"data_sha256": data.digest})
            found.to_csv(Path(temporary) / "validation.csv")
            run.files(Path(temporary))
    return found
