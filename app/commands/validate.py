"""`nacre validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shared.console import print_json, progress
from .shared.options import AsJson
from .shared.validation_table import print_domain, print_validation


def validate(
    data: Annotated[Path | None, typer.Option(help="CSV of measured cells; without it the published ones.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for validation.csv and domain.csv.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out validation.")] = 5,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and models.")] = 0,
    search: Annotated[
        int, typer.Option(min=0, max=1000, help="Settings of the booster to try inside each fold (Optuna); slow.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Judge nacre's booster next to the usual models on papers left out; no model is registered."""
    from ..data.measured.tables import load_cells
    from ..models.validation.comparison import Settings
    from ..pipelines.training.train import validation_records
    from ..pipelines.training.validate import validate as run

    table = load_cells(data) if data is not None else None
    settings = Settings(repeats=repeats, folds=folds, seed=seed, search=search)
    with progress("validating", quiet=as_json) as advance:
        validated = run(table, settings=settings, output=output, progress=advance)
    if as_json:
        print_json(validation_records(validated.validation))
        return
    print_validation(validated.validation)
    print_domain(validated.domain)
    if output is not None:
        typer.echo(f"wrote {output / 'validation.csv'}\nwrote {output / 'domain.csv'}")
