"""`nacre train`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..data.errors import NacreError
from .shared.console import print_json, progress
from .shared.options import AsJson
from .shared.validation_table import print_validation


def train(
    data: Annotated[Path | None, typer.Option(help="CSV of measured cells; without it the published ones.")] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            help="lifetime, overpotential or a column of --data, also as 'COLUMN: 0 to 100' or 'COLUMN: log, lower is "
            "better'; repeat for more; see docs/own-target.md."
        ),
    ] = None,
    bounded: Annotated[
        tuple[float, float] | None, typer.Option(metavar="LOW HIGH", help="What the target cannot be below and above.")
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="Learn factors of the target, which is above zero.")] = False,
    minimize: Annotated[bool, typer.Option("--minimize", help="Lower values of the target are better.")] = False,
    extra: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Further column of --data as feature; repeat for more.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for table, figures and model files.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out validation.")] = 5,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and boosters.")] = 0,
    search: Annotated[
        int, typer.Option(min=0, max=1000, help="Settings of the booster to try inside each fold (Optuna); slow.")
    ] = 0,
    no_validation: Annotated[
        bool, typer.Option("--no-validation", help="Only calibrate the bounds; compare no models, write no card.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Train on known cells, validate by leaving papers out, and make the result the champion."""
    from ..api import train as run
    from ..api import wanted_quantities
    from ..models.validation.comparison import BOUNDS_ONLY, Settings
    from ..pipelines.training.train import validation_records

    settings = replace(BOUNDS_ONLY, seed=seed) if no_validation else Settings(repeats, folds, seed)
    quantities = wanted_quantities(target, extra=extra or (), bounded=bounded, log=log, minimize=minimize)
    if search and not any(quantity.from_catalogue for quantity in quantities):
        raise NacreError("--search is for lifetime and overpotential.", hint="Leave it out.")
    with progress("training", quiet=as_json) as advance:
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
    if not no_validation:
        print_validation(trained.validation)
    typer.echo(f"registered as version {trained.version}, champion")
    for path in trained.files:
        typer.echo(f"wrote {path}")
