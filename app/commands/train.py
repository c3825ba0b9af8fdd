"""`nacre train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .console import print_json, progress
from .options import AsJson
from .validation import print_validation


def train(
    data: Annotated[Path | None, typer.Option(help="CSV of measured cells; without it the published ones.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for table, figures and model files.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out validation.")] = 5,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and boosters.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Train on known cells, validate by leaving papers out, and make the result the champion."""
    from ..data.tables import load_cells
    from ..models.comparison import Settings
    from ..pipelines.train import train as run
    from ..pipelines.train import validation_records

    table = load_cells(data) if data is not None else None
    settings = Settings(repeats=repeats, folds=folds, seed=seed)
    with progress("training", quiet=as_json) as advance:
        trained = run(table, settings=settings, output=output, progress=advance)
    if as_json:
        rows = validation_records(trained.validation)
        print_json({"version": trained.version, "validation": rows, "files": [str(path) for path in trained.files]})
        return
    print_validation(trained.validation)
    typer.echo(f"registered as version {trained.version}, champion")
    for path in trained.files:
        typer.echo(f"wrote {path}")
