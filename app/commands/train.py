"""`nacre train`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from .shared.console import print_json, progress
from .shared.options import AsJson, Bounded, Data, Folds, Further, Log, Minimize, Repeats, Search, Seed, Targets


def train(
    data: Data = None,
    target: Targets = None,
    bounded: Bounded = None,
    log: Log = False,
    minimize: Minimize = False,
    extra: Further = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for table, figures and model files.")
    ] = None,
    repeats: Repeats = 5,
    folds: Folds = 10,
    seed: Seed = 0,
    search: Search = 0,
    no_validation: Annotated[
        bool, typer.Option("--no-validation", help="Only calibrate the bounds; compare no models, write no card.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print the whole validation table.")] = False,
    as_json: AsJson = False,
) -> None:
    """Train on known cells, validate by leaving papers out, and make the result the champion."""
    from ..api import train as run
    from ..models.validation.comparison import BOUNDS_ONLY, Settings
    from ..pipelines.training.train import validation_records
    from .shared.validation_table import print_validation, summary_line

    settings = replace(BOUNDS_ONLY, seed=seed) if no_validation else Settings(repeats, folds, seed)
    with progress("training", quiet=as_json, last="fitting on all cells, writing, registering") as advance:
        trained = run(
            data, target=target, bounded=bounded, log=log, minimize=minimize, extra=extra or (),
            settings=replace(settings, search=search), output=output, progress=advance,
        )  # fmt: skip
    remarks = trained.predictor.info.get("remarks", [])
    if as_json:
        summary = {"version": trained.version, "validation": validation_records(trained.validation)}
        print_json(summary | {"remarks": remarks, "files": [str(path) for path in trained.files]})
        return
    for remark in remarks:
        typer.echo(remark)
    info = trained.predictor.info
    typer.echo(f"learned from {info['cells']} cells of {info['papers']} papers")
    if verbose and not no_validation:
        print_validation(trained.validation)
    elif not no_validation:
        for name in trained.validation.index.unique("target"):
            typer.echo(summary_line(str(name), trained.validation.loc[name]))
    typer.echo(f"registered as version {trained.version}, champion")
    if trained.files:
        typer.echo(f"wrote {', '.join(path.name for path in trained.files)} to {output}")
