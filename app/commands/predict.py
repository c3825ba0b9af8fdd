"""`nacre predict`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ..data.errors import NacreError
from . import own_target
from .console import print_frame, print_json, say, short
from .options import (
    AsJson,
    Capacity,
    CellText,
    Coating,
    Current,
    Host,
    Level,
    Model,
    OwnTarget,
    Temperature,
    check_level,
    is_own,
    open_predictor,
    read_cell,
)


def predict(
    cell: CellText = None,
    table: Annotated[Path | None, typer.Option(help="CSV of cells instead of one CELL.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="CSV for the predictions of a table.")] = None,
    quarantine: Annotated[Path | None, typer.Option(help="CSV for a table's bad rows and their reasons.")] = None,
    coating: Coating = None,
    host: Host = None,
    current: Current = None,
    capacity: Capacity = None,
    temperature: Temperature = None,
    level: Level = 0.9,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Predict lifetime and overpotential of a cell, or of every cell of a table."""
    check_level(level)
    if table is not None:
        if cell is not None:
            raise NacreError("Give either a CELL or --table, not both.")
        _predict_table(table, output, quarantine, level, lambda: open_predictor(model, target), as_json)
        return
    for value, name in ((output, "--output"), (quarantine, "--quarantine")):
        if value is not None:
            raise NacreError(
                f"{name} goes with --table.", hint="For one cell write `nacre explain CELL -o report.html`."
            )
    record = read_cell(cell, coating, host, current, capacity, temperature)
    predictor = open_predictor(model, target)
    row = predictor.predict(record, level=level).iloc[0].to_dict()
    if as_json:
        print_json({"cell": str(record), "level": level} | row)
    elif is_own(predictor):
        own_target.print_prediction(predictor, str(record), row, level)
    else:
        _print_prediction(str(record), row, level, longest_test_h=predictor.info["longest_test_h"])


def _predict_table(
    table: Path, output: Path | None, quarantine: Path | None, level: float, load: Callable[[], Any], as_json: bool
) -> None:
    from ..models.files import replace_file
    from ..pipelines.places import output_file
    from ..pipelines.predict import csv_bytes, predict_table

    for path in filter(None, (output, quarantine)):
        if output_file(path, ".csv").resolve() == table.resolve():
            raise NacreError(f"{path.name!r} is the table that is read.", hint="Name another file for the results.")
    predictor = load()
    frame = predict_table(table, predictor, level=level, quarantine=quarantine)
    if output is not None:
        replace_file(output, csv_bytes(frame))
        say(f"{len(frame)} cells predicted: {output}", quiet=as_json)
        if quarantine is not None and quarantine.exists():
            say(f"bad rows set aside: {quarantine}", quiet=as_json)
    if as_json:
        print_json(frame.to_dict("records"))
    elif output is None:
        print_frame(own_target.short(frame, predictor) if is_own(predictor) else short(frame))


def _print_prediction(cell: str, row: dict[str, Any], level: float, *, longest_test_h: float) -> None:
    percent = f"{100 * level:.0f} %"
    low, high = row["lifetime_lower_h"], row["overpotential_upper_mV"]
    typer.echo(cell)
    bound = f"at least {low:,.0f} h at {percent}" if low > 0 else f"no bound at {percent}"
    typer.echo(f"  lifetime       {row['lifetime_h']:>8,.0f} h   {bound}")
    if row["lifetime_h"] > longest_test_h:
        typer.echo(f"                 longer than any published test ({longest_test_h:,.0f} h): read it as “very long”")
    bound = f"at most {high:,.0f} mV at {percent}" if high < float("inf") else f"no bound at {percent}"
    typer.echo(f"  overpotential  {row['overpotential_mV']:>8,.0f} mV  {bound}")
    reasons = "; ".join(row["domain_reasons"]) or "published cells are similar"
    typer.echo(f"  domain         {row['domain']}: {reasons}")
    typer.echo(f"  evidence       {', '.join(row['evidence'])}")
