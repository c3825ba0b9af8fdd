"""`nacre explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    OwnTarget,
    Temperature,
    check_level,
    is_own,
    open_predictor,
    read_cell,
)

if TYPE_CHECKING:
    from ..data.cell import Cell
    from ..models.predictor import CellPredictor


def explain(
    cell: CellText = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Report: .html, .json or .md.")] = None,
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
    """Explain a prediction: why, what if, on what evidence."""
    from ..pipelines.explain import explain as run
    from ..pipelines.explain import summary_lines
    from ..pipelines.report import FORMATS, to_json, write_report

    check_level(level)
    if output is not None:
        from ..pipelines.places import output_file

        output_file(output, *FORMATS)
    record = read_cell(cell, coating, host, current, capacity, temperature)
    predictor = open_predictor(model, target)
    if is_own(predictor):
        _explain_own(record, predictor, output, level, as_json=as_json)
        return
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


def _explain_own(record: Cell, predictor: CellPredictor, output: Path | None, level: float, *, as_json: bool) -> None:
    """The shorter explanation of a lab's own target."""
    from ..pipelines.explain_lab import explain_lab, lines
    from ..pipelines.places import output_file
    from ..pipelines.report import to_json

    found = explain_lab(record, predictor, level=level)
    if output is not None:
        from ..models.files import replace_file

        replace_file(output_file(output, ".json"), to_json(found).encode())
    if as_json:
        typer.echo(to_json(found))
        return
    for line in lines(found):
        typer.echo(line)
    if output is not None:
        typer.echo(f"report: {output}")
