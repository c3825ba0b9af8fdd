"""`nacre suggest`: the next cells to test."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shared.console import print_frame, print_json, progress
from .shared.options import AsJson


def suggest(
    space: Annotated[Path, typer.Argument(help="YAML file of choices; see docs/space.md.", show_default=False)],
    n: Annotated[int, typer.Option("-n", help="Cells in the batch.")] = 8,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="CSV with an empty column for results.")] = None,
    data: Annotated[Path | None, typer.Option(help="CSV of what was tested; without it the published cells.")] = None,
    target: Annotated[
        str | None,
        typer.Option(help="What to improve: a quantity of the published cells (the last one), or a column of --data."),
    ] = None,
    minimize: Annotated[
        bool, typer.Option("--minimize/--maximize", help="For a column of your own: whether less is better.")
    ] = False,
    bounded: Annotated[
        tuple[float, float] | None, typer.Option(metavar="LOW HIGH", help="What the column cannot be below and above.")
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="The column is above zero and spans decades.")] = False,
    extra: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Further column of --data that matters.")
    ] = None,
    acquisition: Annotated[
        str,
        typer.Option(
            help="What is sought: expected improvement, upper confidence, probability, Thompson, pure exploration."
        ),
    ] = "expected improvement",
    beta: Annotated[float | None, typer.Option(help="Standard deviations that upper confidence hopes for.")] = None,
    threshold: Annotated[
        str | None, typer.Option(metavar="VALUE", help='To be beaten in place of the best known cell, e.g. "500 h".')
    ] = None,
    at_most: Annotated[
        list[str] | None,
        typer.Option(metavar="QUANTITY=VALUE", help="Limit on another quantity, e.g. overpotential=50."),
    ] = None,
    at_least: Annotated[
        list[str] | None, typer.Option(metavar="QUANTITY=VALUE", help="The same from below, e.g. lifetime=200.")
    ] = None,
    per_cost: Annotated[
        bool,
        typer.Option("--per-cost", help="Divide the worth by the price of a kilogram (`prices` of the space)."),
    ] = False,
    longest_test: Annotated[
        float | None, typer.Option(help="When a test will be stopped, in the unit of the quantity.")
    ] = None,
    allow_out: Annotated[bool, typer.Option(help="Allow candidates outside the domain.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of Thompson's draws and of the sample of a very large space.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Suggest the next cells to test: a varied batch, each cell for what a test of it is worth."""
    from ..api import suggest as run
    from ..data.quantity import QUANTITIES
    from ..pipelines.text import title

    with progress("looking at candidates", quiet=as_json) as advance:
        batch = run(
            space, target or QUANTITIES[-1].name, data=data, extra=extra or (), bounded=bounded, log=log,
            minimize=minimize, n=n, acquisition=acquisition, beta=beta, threshold=threshold, at_most=at_most or (),
            at_least=at_least or (), per_cost=per_cost, longest_test=longest_test, allow_out=allow_out,
            seed=seed, output=output, progress=advance,
        )  # fmt: skip
    if as_json:
        print_json(
            {
                "quantity": batch.quantity.name,
                "unit": batch.quantity.unit,
                "higher_is_better": batch.quantity.higher_is_better,
                "acquisition": batch.acquisition.name,
                "best_known": batch.best_known,
                "best_known_cell": batch.best_cell,
                "to_beat": batch.mark,
                "requirements": list(batch.requirements),
                "candidates": batch.size,
                "scored": batch.scored,
                "suggested": batch.frame.to_dict("records"),
            }
        )
        return
    typer.echo(f"{batch.summary} {batch.scored:,} of {batch.size:,} candidates looked at.")
    print_frame(batch.frame.drop(columns="why"))
    for place, why in enumerate(batch.frame["why"], start=1):
        typer.echo(f"{place}. {title(why)}.")
    if output is not None:
        typer.echo(f"wrote {output}")
