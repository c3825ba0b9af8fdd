"""`nacre suggest`: the next cells to test."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .console import print_frame, print_json, progress
from .options import AsJson


def suggest(
    space: Annotated[Path, typer.Argument(help="YAML file of choices; see docs/space.md.", show_default=False)],
    n: Annotated[int, typer.Option("-n", min=1, max=1000, help="Cells in the batch.")] = 8,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="CSV with an empty column for results.")] = None,
    data: Annotated[Path | None, typer.Option(help="CSV of what was tested; without it the published cells.")] = None,
    target: Annotated[str, typer.Option(help="What to improve: lifetime or overpotential.")] = "overpotential",
    longest_test: Annotated[float | None, typer.Option(help="When a lifetime test will be stopped (h).")] = None,
    allow_out: Annotated[bool, typer.Option(help="Allow candidates outside the domain.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sample of a very large space.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Suggest the next cells to test: a varied batch by expected improvement."""
    from ..data.tables import load_cells, published_cells
    from ..models.dataset import make_dataset
    from ..pipelines.suggest import suggest as run

    known = make_dataset(load_cells(data) if data is not None else published_cells())
    with progress("looking at candidates", quiet=as_json) as advance:
        found = run(
            space, known, target, n=n, longest_test=longest_test, allow_out=allow_out, seed=seed, output=output,
            progress=advance,
        )  # fmt: skip
    if as_json:
        print_json({"candidates": found.size, "scored": found.scored, "suggested": found.frame.to_dict("records")})
        return
    typer.echo(f"{found.scored:,} of {found.size:,} candidates looked at; best expected so far {found.best_known:,.3g}")
    print_frame(found.frame)
    if output is not None:
        typer.echo(f"wrote {output}")
