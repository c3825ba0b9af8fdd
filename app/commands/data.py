"""`nacre data`: look at the shipped tables, check one of your own, start a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..data.errors import NacreError, TableError
from .shared.console import print_frame, print_json, print_warnings
from .shared.options import AsJson


def show(
    table: Annotated[str, typer.Argument(help="cells, molecules, materials or another shipped table.")] = "cells",
    rows: Annotated[int, typer.Option(min=1, help="How many rows are shown.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the first rows of a table that ships with nacre."""
    from ..data.measured.schema import TABLES
    from ..data.measured.tables import load_table

    if table not in TABLES:
        raise NacreError(f"There is no table {table!r}.", hint=f"Tables are {', '.join(TABLES)}.")
    frame = load_table(table)
    if as_json:
        print_json(frame.to_dict("records"))
        return
    typer.echo(f"{table}: {len(frame)} rows, {len(frame.columns)} columns")
    shown = ["record_id", "electrolyte", "coating", "host", "current_density_mA_cm2", "lifetime_h", "overpotential_mV"]
    print_frame(frame[shown if table == "cells" else list(frame.columns[:8])].head(rows))


def validate(
    file: Annotated[Path | None, typer.Argument(help="CSV of measured cells; without it every shipped table.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a table of measured cells; each fault is shown with file, row, column, reason and remedy."""
    from dataclasses import asdict

    from ..data.measured.schema import TABLES
    from ..data.measured.tables import load_table, read_cells

    if file is None:
        sizes = {name: len(load_table(name)) for name in TABLES}
        if as_json:
            print_json({"tables": sizes, "issues": []})
        else:
            for name, size in sizes.items():
                typer.echo(f"{name}: {size} rows, no fault")
        return
    table, issues = read_cells(file)
    if as_json:
        told = {"issues": [asdict(one) for one in issues], "warnings": [asdict(one) for one in table.warnings]}
        print_json({"rows_without_fault": len(table), **told})
    elif issues:
        print_warnings(table.warnings, err=True)
        raise TableError(f"{file.name} has {len(issues)} fault{'s' * (len(issues) > 1)}.", issues)
    else:
        doubts = f", {len(table.warnings)} warning{'s' * (len(table.warnings) > 1)}" if table.warnings else ""
        typer.echo(f"{file.name}: {len(table)} cells, no fault{doubts}")
        print_warnings(table.warnings)
    if issues:
        raise typer.Exit(2)


def rename_source(name: Annotated[str, typer.Argument(help="The new name of your lab.")]) -> None:
    """Give the lab of this nacre folder another name: its cells, its model, its predictions."""
    from ..pipelines.training.renaming import rename_lab

    old = rename_lab(name)
    typer.echo(f"{old!r} is {name!r} now; versions of the model under the old name stay in the store")


def template() -> None:
    """Write a table to fill in, with an example row that is never learned from: `nacre data template > mine.csv`."""
    from ..data.measured.template import template as table

    typer.echo(table().to_csv(index=False), nl=False)
