"""`nacre explain`, `nacre compare`, `nacre explain-table`, `nacre explain-model`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shared.console import print_json, progress, say
from .shared.options import (
    AsJson,
    Capacity,
    CellText,
    Coating,
    Current,
    Extra,
    Host,
    Level,
    Model,
    OwnTarget,
    ProtectedBy,
    Separator,
    Temperature,
    check_level,
    open_predictor,
    read_cell,
    read_extra,
)

Report = Annotated[
    Path | None, typer.Option("-o", "--output", help="Report: .html, .json, .md, .png or .svg; the ending decides.")
]


def explain(
    cell: CellText = None,
    output: Report = None,
    figures: Annotated[Path | None, typer.Option(help="Folder for single figures as PNG and SVG.")] = None,
    coating: Coating = None,
    host: Host = None,
    current: Current = None,
    capacity: Capacity = None,
    temperature: Temperature = None,
    separator: Separator = None,
    protection: ProtectedBy = None,
    extra: Extra = None,
    level: Level = 0.9,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Explain the prediction of a cell: why, what if, on what evidence."""
    from ..data.places import output_file, output_folder
    from ..pipelines.explanation.explain import explain as run
    from ..pipelines.reports.explanation import summary_lines, write_report
    from ..pipelines.reports.figures.gallery import write_figures
    from ..pipelines.reports.pages import FORMATS

    check_level(level)
    record = read_cell(cell, coating, host, current, capacity, temperature, separator=separator, protection=protection)
    # A bad name is an error before anything is computed.
    if output is not None:
        output_file(output, *FORMATS)
    if figures is not None:
        output_folder(figures)
    predictor = open_predictor(model, target)
    explanation = run(record, predictor, level=level, further=read_extra(extra))
    if output is not None:
        write_report(explanation, predictor, output)
        _track("explain", {"cell": explanation.cell, "level": level}, output)
    if figures is not None:
        write_figures(explanation, predictor, figures)
    if as_json:
        print_json(explanation)
        return
    _print(summary_lines(explanation), report=output, figures=figures)


def compare(
    cell: Annotated[str, typer.Argument(metavar="CELL", help="One line, as of `nacre explain`.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The cell that it is compared with.")],
    output: Report = None,
    extra: Extra = None,
    level: Level = 0.9,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Tell why one cell is predicted better or worse than another."""
    from ..data.notation.parse import parse_cell
    from ..data.places import output_file
    from ..pipelines.explanation.compare import compare as run
    from ..pipelines.reports.comparison import summary_lines, write_comparison
    from ..pipelines.reports.pages import FORMATS

    check_level(level)
    if output is not None:
        output_file(output, *FORMATS)
    one, against = parse_cell(cell), parse_cell(other)
    comparison = run(one, against, open_predictor(model, target), level=level, further=read_extra(extra))
    if output is not None:
        write_comparison(comparison, output)
        _track("compare", {"cell": comparison.cell, "against": comparison.against, "level": level}, output)
    if as_json:
        print_json(comparison)
        return
    _print(summary_lines(comparison), report=output)


def explain_table(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="CSV of cells.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for an index page and one page each.")],
    level: Level = 0.9,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Explain every cell of a table: an index page and one page each."""
    from ..pipelines.reports.table import INDEX
    from ..pipelines.reports.table import explain_table as run

    check_level(level)
    predictor = open_predictor(model, target)
    with progress("explaining", quiet=as_json) as tick:
        pages = run(table, predictor, output, level=level, progress=tick)
    if as_json:
        print_json(pages)
        return
    say(f"{len(pages)} cells explained: {output / INDEX}", quiet=as_json)


def explain_model(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Page: .html, .json or .md.")] = None,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Show what the model has learned overall: which features it uses, how, and of which claims."""
    from ..data.places import output_file
    from ..pipelines.explanation.overall import overall
    from ..pipelines.reports.overall import FORMATS, summary_lines, write_overall

    if output is not None:
        output_file(output, *FORMATS)
    predictor = open_predictor(model, target)
    learned = overall(predictor)
    if output is not None:
        write_overall(learned, predictor, output)
        _track("explain-model", {"cells": learned.cells}, output)
    if as_json:
        print_json(learned)
        return
    _print(summary_lines(learned), page=output)


def _track(kind: str, params: dict[str, str | float], output: Path) -> None:
    from ..pipelines.store.tracking import track

    with track(kind) as tracked:
        tracked.params(params)
        tracked.file(output)


def _print(lines: list[str], **places: Path | None) -> None:
    for line in lines:
        typer.echo(line)
    for label, place in places.items():
        if place is not None:
            typer.echo(f"{label}: {place}")
