"""`nacre explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import (
    AsJson,
    Capacity,
    CellText,
    Coating,
    Current,
    Host,
    Level,
    Model,
    Temperature,
    check_level,
    open_predictor,
    read_cell,
)


def explain(
    cell: CellText = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Report: .html, .json or .md.")] = None,
    coating: Coating = None,
    host: Host = None,
    current: Current = None,
    capacity: Capacity = None,
    temperature: Temperature = None,
    level: Level = 0.9,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Explain a prediction: why, what if, on what evidence."""
    from ..pipelines.explain import explain as run
    from ..pipelines.explain import summary_lines
    from ..pipelines.report import FORMATS, to_json, write_report

    check_level(level)
    if output is not None:
        from ..pipelines.places import output_file

        output_file(output, *FORMATS)
    record = read_cell(cell, coating, host, current, capacity, temperature)
    predictor = open_predictor(model)
    explanation = run(record, predictor, level=level)
    if output is not None:
        from ..pipelines.tracking import track

        write_report(explanation, predictor, output)
        with track("explain") as tracked:
            tracked.params({"cell": explanation.cell, "level": level})
            tracked.file(output)
    if as_json:
        typer.echo(to_json(explanation.to_dict()))
        return
    for line in summary_lines(explanation):
        typer.echo(line)
    if output is not None:
        typer.echo(f"report: {output}")
