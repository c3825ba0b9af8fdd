"""Validate: how nacre's booster and the usual models do on papers left out, without registering anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ...data.files import replace_file
from ...data.measured.tables import CellTable, published_cells
from ...data.measured.versions import remembered
from ...data.places import output_folder
from ...data.progress import Progress
from ...data.quantity import QUANTITIES, Quantity
from ...models.labels.dataset import make_dataset
from ...models.validation.comparison import Settings, cross_predictions
from ...models.validation.domain_check import domain_table
from ...models.validation.scoring import validation_table
from ..store.tracking import track


class Validated(NamedTuple):
    """The tables of a validation.

    Attributes
    ----------
    validation : DataFrame
        See `nacre.models.validation.scoring.validation_table`.
    domain : DataFrame
        See `nacre.models.validation.domain_check.domain_table`.
    """

    validation: pd.DataFrame
    domain: pd.DataFrame


def validate(
    table: CellTable | None = None,
    *,
    quantities: Sequence[Quantity] = QUANTITIES,
    settings: Settings | None = None,
    output: Path | str | None = None,
    tracked: bool = True,
    progress: Progress | None = None,
) -> Validated:
    """Leave papers out and judge every model on them.

    Parameters
    ----------
    table : CellTable, optional
        Read for these quantities; the published cells where it is left out.
    quantities : sequence of Quantity
    settings : Settings, optional
    output : path, optional
        Folder for `validation.csv` and `domain.csv`.
    tracked : bool
        Whether the table goes to MLflow.
    progress : callable, optional

    Returns
    -------
    Validated
    """
    settings = settings or Settings()
    folder = output_folder(output) if output else None
    data = make_dataset(remembered(table or published_cells()), quantities)
    predictions = cross_predictions(data, settings, progress)
    judged = validation_table(data, predictions, settings)
    domain = domain_table(data, predictions, settings)
    if folder is not None:
        replace_file(folder / "validation.csv", judged.to_csv().encode())
        replace_file(folder / "domain.csv", domain.to_csv().encode())
    if tracked:
        import tempfile

        with track("validate") as run, tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
            run.params({"repeats": settings.repeats, "folds": settings.folds, "seed": settings.seed})
            run.params({"data_sha256": data.digest})
            judged.to_csv(Path(temporary) / "validation.csv")
            domain.to_csv(Path(temporary) / "domain.csv")
            run.files(Path(temporary))
    return Validated(judged, domain)
