"""`nacre ingest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .console import print_frame, print_json, progress
from .options import AsJson

if TYPE_CHECKING:
    from ..pipelines.ingest import Ingested


def ingest(
    files: Annotated[list[Path], typer.Argument(help="Cycler files, or folders of them.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="CSV for the rows, one a file.")],
    cells: Annotated[
        Path | None, typer.Option(help="CSV with a column `file` and what is to be said of each; see docs/ingest.md.")
    ] = None,
    area_cm2: Annotated[float | None, typer.Option(help="Area of one electrode in cm².")] = None,
    electrolyte: Annotated[str | None, typer.Option(help="Electrolyte of all files.")] = None,
    coating: Annotated[str | None, typer.Option(help="Coating of all files.")] = None,
    host: Annotated[str | None, typer.Option(help="Host of all files.")] = None,
    temperature: Annotated[float | None, typer.Option(help="Temperature of all files in °C.")] = None,
    paper: Annotated[str | None, typer.Option(help="Paper or lab; its cells are never split in validation.")] = None,
    control: Annotated[bool, typer.Option("--control", help="All files are of control cells.")] = False,
    plots: Annotated[Path | None, typer.Option(help="Folder for a picture and a table of cycles of each file.")] = None,
    rise: Annotated[float, typer.Option(min=1.1, help="Failure: polarisation above this multiple of its lowest.")] = 3,
    fall: Annotated[float, typer.Option(min=0.05, max=0.9, help="Soft short: a fall below this share.")] = 0.65,
    limit_mv: Annotated[float, typer.Option("--limit-mv", min=1, help="Failure: polarisation above this, mV.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """Judge cycler files of symmetric cells: lifetime, overpotential, soft short, failure; a row each to learn from."""
    from ..data.symmetric_cell import Criteria
    from ..pipelines.ingest import ingest as run

    stated = {
        "area_cm2": area_cm2, "electrolyte": electrolyte, "coating": coating, "host": host,
        "temperature_C": temperature, "paper": paper, "is_control": 1 if control else None,
    }  # fmt: skip
    with progress("ingesting", quiet=as_json) as advance:
        found = run(
            files,
            cells=cells,
            description={name: str(value) for name, value in stated.items() if value is not None},
            criteria=Criteria(rise=rise, fall=fall, limit_mV=limit_mv),
            output=output,
            plots=plots,
            progress=advance,
        )
    if as_json:
        print_json(
            {
                "cells": found.table.astype(object).where(found.table.notna(), None).to_dict("records"),
                "refused": [{"file": each.file, "reason": each.reason} for each in found.refused],
                "files": [str(path) for path in found.files],
            }
        )
    else:
        _print(found)
    if found.refused:
        raise typer.Exit(2)


def _print(found: Ingested) -> None:
    names = ["record_id", "lifetime_h", "lifetime_event", "overpotential_mV", "current_density_mA_cm2", "notes"]
    print_frame(found.table[names].rename(columns={"current_density_mA_cm2": "mA/cm2"}))
    if found.table.current_density_mA_cm2.isna().any():
        typer.echo("Without the electrode's area the current density stays unknown: give --area-cm2.")
    if (found.table.electrolyte == "").any():
        typer.echo("Rows without an electrolyte teach nothing of it: give --electrolyte, or --cells with that column.")
    total = len(found.table) + len(found.refused)
    typer.echo(
        f"{len(found.table)} of {total} files gave a row; wrote {', '.join(str(path) for path in found.files[:1])}"
    )
    if len(found.files) > 1:
        typer.echo(f"pictures and cycles in {found.files[1].parent}")
    for each in found.refused:
        typer.echo(f"refused {each.file}: {each.reason}", err=True)
