"""`nacre explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..data.errors import NacreError
from .console import print_json, progress, say
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
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Report: .html, .json, .md, .png or .svg; with --table a folder."),
    ] = None,
    against: Annotated[str | None, typer.Option(help="Another cell: tell why the first is better or worse.")] = None,
    table: Annotated[Path | None, typer.Option(help="CSV of cells: an index page and one page each.")] = None,
    overall: Annotated[bool, typer.Option("--global", help="What the model has learned overall.")] = False,
    figures: Annotated[Path | None, typer.Option(help="Folder for single figures as PNG and SVG.")] = None,
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
    check_level(level)
    options = (coating, host, current, capacity, temperature)
    if sum((cell is not None, table is not None, overall)) > 1:
        raise NacreError("A cell, --table and --global exclude each other.", hint="Give one of them.")
    if (against or figures) and (table or overall):
        raise NacreError("--against and --figures go with a cell.", hint="Name the cell first.")
    if target is not None and (table or overall or against):
        raise NacreError(
            "A target of your own is explained cell by cell.", hint="Leave out --table, --global and --against."
        )
    if any(option is not None for option in options) and (table or overall):
        raise NacreError("Options of a cell go with a cell.", hint="Write them into the table.")
    if table is not None:
        _table(table, output, level, model, as_json=as_json)
    elif overall:
        _overall(output, model, as_json=as_json)
    elif against is not None:
        if figures is not None:
            raise NacreError("--figures goes with a single cell.", hint="Leave out --against.")
        _against(read_cell(cell, *options), against, output, level, model, as_json=as_json)
    else:
        _one(read_cell(cell, *options), output, figures, level, model, target, as_json=as_json)


def _one(
    record: Cell,
    output: Path | None,
    figures: Path | None,
    level: float,
    model: Path | None,
    target: str | None,
    *,
    as_json: bool,
) -> None:
    from ..pipelines.explain import explain as run
    from ..pipelines.explain import summary_lines
    from ..pipelines.places import output_file, output_folder
    from ..pipelines.report import FORMATS, write_report

    # A bad name is told before anything is computed.
    if output is not None:
        output_file(output, *FORMATS)
    if figures is not None:
        output_folder(figures)
    predictor = open_predictor(model, target)
    if is_own(predictor):
        if figures is not None:
            raise NacreError("Figures are drawn for lifetime and overpotential.", hint="Leave out --figures.")
        _explain_own(record, predictor, output, level, as_json=as_json)
        return
    explanation = run(record, predictor, level=level)
    if output is not None:
        write_report(explanation, predictor, output)
        _tracked("explain", {"cell": explanation.cell, "level": level}, output)
    if figures is not None:
        from ..pipelines.figures.gallery import write_figures

        write_figures(explanation, predictor, figures)
    if as_json:
        print_json(explanation.to_dict())
        return
    _told(summary_lines(explanation), report=output, figures=figures)


def _tracked(kind: str, params: dict[str, Any], output: Path) -> None:
    from ..pipelines.tracking import track

    with track(kind) as tracked:
        tracked.params(params)
        tracked.file(output)


def _told(lines: list[str], **places: Path | None) -> None:
    for line in lines:
        typer.echo(line)
    for label, place in places.items():
        if place is not None:
            typer.echo(f"{label}: {place}")


def _against(
    record: Cell, against: str, output: Path | None, level: float, model: Path | None, *, as_json: bool
) -> None:
    from ..data.notation import parse_cell
    from ..pipelines.explanation.compare import compare
    from ..pipelines.places import output_file
    from ..pipelines.report import FORMATS
    from ..pipelines.report_compare import summary_lines, write_comparison

    if output is not None:
        output_file(output, *FORMATS)
    other = parse_cell(against)
    comparison = compare(record, other, open_predictor(model), level=level)
    if output is not None:
        write_comparison(comparison, output)
        params = {"cell": comparison.cell, "against": comparison.against, "level": level}
        _tracked("explain-against", params, output)
    if as_json:
        print_json(comparison.to_dict())
        return
    _told(summary_lines(comparison), report=output)


def _table(table: Path, output: Path | None, level: float, model: Path | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from ..pipelines.explain_table import INDEX, explain_table

    if output is None:
        raise NacreError("--table needs a folder for its pages.", hint="Write -o FOLDER.")
    predictor = open_predictor(model)
    with progress("explaining", quiet=as_json) as tick:
        pages = explain_table(table, predictor, output, level=level, progress=tick)
    if as_json:
        print_json([asdict(page) for page in pages])
        return
    say(f"{len(pages)} cells explained: {output / INDEX}", quiet=as_json)


def _overall(output: Path | None, model: Path | None, *, as_json: bool) -> None:
    from ..pipelines.overall import overall
    from ..pipelines.places import output_file
    from ..pipelines.report_overall import FORMATS, summary_lines, write_overall

    if output is not None:
        output_file(output, *FORMATS)
    predictor = open_predictor(model)
    found = overall(predictor)
    if output is not None:
        write_overall(found, predictor, output)
        _tracked("explain-global", {"cells": found.cells}, output)
    if as_json:
        print_json(found.to_dict())
        return
    _told(summary_lines(found), page=output)


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
        print_json(found)
        return
    _told(lines(found), report=output)
