"""`nacre ingest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shared.console import print_frame, print_json, progress
from .shared.options import AsJson

if TYPE_CHECKING:
    from ..pipelines.ingest import Ingested


def ingest(
    files: Annotated[list[Path], typer.Argument(help="Cycler files, or folders of them.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="CSV to write: one row for each file.")],
    cells: Annotated[
        Path | None,
        typer.Option(help="CSV with a column `file` and what each cell is; see docs/ingest.md."),
    ] = None,
    area_cm2: Annotated[float | None, typer.Option(help="Area of one electrode in cm².")] = None,
    electrolyte: Annotated[
        str | None, typer.Option(help="Electrolyte of all files, e.g. '1 M NaPF6 in diglyme'.")
    ] = None,
    coating: Annotated[str | None, typer.Option(help="Coating of all files, e.g. 'NaF'.")] = None,
    host: Annotated[str | None, typer.Option(help="3D host of all files, e.g. 'carbon cloth'.")] = None,
    temperature: Annotated[float | None, typer.Option(help="Temperature of all files in °C.")] = None,
    paper: Annotated[str | None, typer.Option(help="Paper or lab; validation keeps its cells together.")] = None,
    control: Annotated[bool, typer.Option("--control", help="All files are of control cells.")] = False,
    plots: Annotated[Path | None, typer.Option(help="Folder for a plot and a table of cycles of each file.")] = None,
    rise: Annotated[
        float, typer.Option(min=1.1, help="Failed where the polarisation exceeds this multiple of its lowest.")
    ] = 3,
    fall: Annotated[
        float,
        typer.Option(
            min=0.05, max=0.9, help="Soft short where the polarisation suddenly falls below this share of its level."
        ),
    ] = 0.65,
    limit_mv: Annotated[
        float, typer.Option("--limit-mv", min=1, help="Failed where the polarisation exceeds this, mV.")
    ] = 1000,
    shorted_ohm_cm2: Annotated[
        float,
        typer.Option(
            "--shorted-ohm-cm2", min=0, help="Refused where a cell resists less than this from the start, Ω cm²."
        ),
    ] = 4,
    as_json: AsJson = False,
) -> None:
    """Read cycler files of symmetric cells: lifetime, overpotential, soft short, failure; one row a file."""
    from ..data.cycling.judgement import Criteria
    from ..pipelines.ingest import ingest as run

    stated = {
        "area_cm2": area_cm2, "electrolyte": electrolyte, "coating": coating, "host": host,
        "temperature_C": temperature, "paper": paper, "is_control": 1 if control else None,
    }  # fmt: skip
    with progress("ingesting", quiet=as_json) as advance:
        ingested = run(
            files,
            cells=cells,
            description={name: str(value) for name, value in stated.items() if value is not None},
            criteria=Criteria(rise=rise, fall=fall, limit_mV=limit_mv, shorted_ohm_cm2=shorted_ohm_cm2),
            output=output,
            plots=plots,
            progress=advance,
        )
    if as_json:
        print_json(
            {
                "cells": ingested.table.astype(object).where(ingested.table.notna(), None).to_dict("records"),
                "refused": [{"file": each.file, "reason": each.reason} for each in ingested.refused],
                "skipped": [{"file": each.file, "reason": each.reason} for each in ingested.skipped],
                "unmatched": list(ingested.unmatched),
                "files": [str(path) for path in ingested.files],
            }
        )
    else:
        _print(ingested)
    if ingested.refused:
        raise typer.Exit(2)


def _print(ingested: Ingested) -> None:
    table, files, refused = ingested.table, ingested.files, ingested.refused
    names = ["record_id", "lifetime_h", "lifetime_event", "overpotential_mV", "current_density_mA_cm2", "notes"]
    print_frame(table[names].rename(columns={"current_density_mA_cm2": "mA/cm2"}))
    if table.current_density_mA_cm2.isna().any():
        typer.echo("Without the electrode's area the current density stays unknown: give --area-cm2.")
    if (table.electrolyte == "").any():
        typer.echo("Rows without an electrolyte teach little: give --electrolyte, or --cells with that column.")
    wrote = f"; wrote {files[0]}" if files else ""
    typer.echo(f"{len(table)} of {len(table) + len(refused)} files gave a row{wrote}")
    if len(files) > 1:
        typer.echo(f"pictures and cycles in {files[1].parent}")
    for one in refused:
        typer.echo(f"refused {one.file}: {one.reason}", err=True)
    for one in ingested.skipped:
        typer.echo(f"passed by {one.file}: {one.reason}", err=True)
    for name in ingested.unmatched:
        typer.echo(f"no file for the row {name!r} of --cells: correct the name in its column `file`", err=True)
