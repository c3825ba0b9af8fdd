"""`nacre validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .console import print_json, progress
from .options import AsJson
from .validation import print_validation


def validate(
    data: Annotated[Path | None, typer.Option(help="CSV of measured cells; without it the published ones.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for validation.csv.")] = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out validation.")] = 5,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and models.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Judge nacre's booster next to the usual models on papers left out; no model is registered."""
    from ..data.tables import load_cells
    from ..models.comparison import Settings
    from ..pipelines.train import validation_records
    from ..pipelines.validate import validate as run

    table = load_cells(data) if data is not None else None
    settings = Settings(repeats=repeats, folds=folds, seed=seed)
    with progress("validating", quiet=as_json) as advance:
        found = run(table, settings=settings, output=output, progress=advance)
    if as_json:
        print_json(validation_records(found))
        return
    print_validation(found)
    if output is not None:
        typer.echo(f"wrote {output / 'validation.csv'}")
