"""`nacre validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shared.console import print_json, progress
from .shared.options import AsJson, Bounded, Data, Folds, Further, Log, Minimize, Repeats, Search, Seed, Targets

#: How often papers are drawn anew for the intervals.
DRAWS = 100


def validate(
    data: Data = None,
    target: Targets = None,
    bounded: Bounded = None,
    log: Log = False,
    minimize: Minimize = False,
    extra: Further = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for validation.csv and domain.csv.")
    ] = None,
    repeats: Repeats = 5,
    folds: Folds = 10,
    seed: Seed = 0,
    search: Search = 0,
    as_json: AsJson = False,
) -> None:
    """Judge nacre's booster next to the usual models on papers left out; no model is registered."""
    from ..api import measured_table
    from ..models.validation.comparison import Settings
    from ..pipelines.training.train import validation_records
    from ..pipelines.training.validate import validate as run
    from .shared.validation_table import print_domain, print_validation

    table, quantities = measured_table(
        data, target=target, extra=extra or (), bounded=bounded, log=log, minimize=minimize, search=search
    )
    settings = Settings(repeats=repeats, folds=folds, seed=seed, search=search, draws=DRAWS)
    with progress("validating", quiet=as_json) as advance:
        validated = run(table, quantities=quantities, settings=settings, output=output, progress=advance)
    if as_json:
        print_json(validation_records(validated.validation))
        return
    print_validation(validated.validation)
    print_domain(validated.domain)
    if output is not None:
        typer.echo(f"wrote {output / 'validation.csv'}\nwrote {output / 'domain.csv'}")
