"""The command line: a thin face over the pipelines. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .data.errors import NacreError, TableError

if TYPE_CHECKING:
    import pandas as pd

    from .data.cell import Cell

app = typer.Typer(
    name="nacre",
    help="Which electrolyte, coating and host next for a sodium-metal cell, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
data_app = typer.Typer(help="Look at the data and check tables.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(data_app, name="data")

CellText = Annotated[
    str | None,
    typer.Argument(
        metavar="CELL",
        show_default=False,
        help="One line, e.g. '1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2', or the electrolyte alone.",
    ),
]
Coating = Annotated[str | None, typer.Option(help="Coating, e.g. 'NaF + PVDF'.")]
Host = Annotated[str | None, typer.Option(help="3D host, e.g. 'carbon cloth'.")]
Current = Annotated[str | None, typer.Option(help="Current density in mA/cm2, e.g. 1 or '0.5 mA/cm2'.")]
Capacity = Annotated[str | None, typer.Option(help="Areal capacity in mAh/cm2.")]
Temperature = Annotated[str | None, typer.Option(help="Temperature in °C.")]
Level = Annotated[float, typer.Option(help="Share of new papers' cells that the bounds should hold for.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Model = Annotated[Path | None, typer.Option(help="Folder of a saved predictor; without it the registry's champion.")]

_state = {"debug": False}


def _print_version(wanted: bool) -> None:
    if wanted:
        from .data.version import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback prints and exits
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    _state["debug"] = debug


@app.command()
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
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Predict lifetime and overpotential of a cell, or of every cell of a table."""
    _check_level(level)
    if table is not None:
        if cell is not None:
            raise NacreError("Give either a CELL or --table, not both.")
        _predict_table(table, output, quarantine, level, model, as_json)
        return
    for value, name in ((output, "--output"), (quarantine, "--quarantine")):
        if value is not None:
            raise NacreError(
                f"{name} goes with --table.", hint="For one cell write `nacre explain CELL -o report.html`."
            )
    record = _read_cell(cell, coating, host, current, capacity, temperature)
    predictor = _predictor(model)
    row = predictor.predict(record, level=level).iloc[0].to_dict()
    if as_json:
        _print_json({"cell": str(record), "level": level} | row)
    else:
        _print_prediction(str(record), row, level, longest_test_h=predictor.info["longest_test_h"])


def _predict_table(
    table: Path, output: Path | None, quarantine: Path | None, level: float, model: Path | None, as_json: bool
) -> None:
    from .models.files import replace_file
    from .pipelines.places import output_file
    from .pipelines.predict import csv_bytes, predict_table

    for path in filter(None, (output, quarantine)):
        if output_file(path, ".csv").resolve() == table.resolve():
            raise NacreError(f"{path.name!r} is the table that is read.", hint="Name another file for the results.")
    frame = predict_table(table, _predictor(model), level=level, quarantine=quarantine)
    if output is not None:
        replace_file(output, csv_bytes(frame))
        _say(f"{len(frame)} cells predicted: {output}", quiet=as_json)
        if quarantine is not None and quarantine.exists():
            _say(f"bad rows set aside: {quarantine}", quiet=as_json)
    if as_json:
        _print_json(frame.to_dict("records"))
    elif output is None:
        _print_frame(_short(frame))


@app.command()
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
    from .pipelines.explain import explain as run
    from .pipelines.explain import summary_lines
    from .pipelines.report import FORMATS, to_json, write_report

    _check_level(level)
    if output is not None:
        from .pipelines.places import output_file

        output_file(output, *FORMATS)
    record = _read_cell(cell, coating, host, current, capacity, temperature)
    predictor = _predictor(model)
    explanation = run(record, predictor, level=level)
    if output is not None:
        from .pipelines.tracking import track

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


@app.command()
def screen(
    space: Annotated[Path, typer.Argument(help="YAML file of choices; see docs/space.md.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for top.csv and front.csv.")],
    top: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the best are kept.")] = 20,
    level: Level = 0.9,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Predict every candidate of a space; keep the best and the Pareto front."""
    from .data.space import load_space
    from .pipelines.screen import screen as run
    from .pipelines.tracking import track

    _check_level(level)
    choices = load_space(space)
    predictor = _predictor(model)
    with _progress("screening", quiet=as_json) as advance:
        found = run(choices, predictor, top=top, level=level, output=output, progress=advance)
    with track("screen") as tracked:
        tracked.params({"space": space.name, "candidates": found.size, "top": top, "level": level})
        for path in [space, *found.files]:
            tracked.file(path)
    if as_json:
        records = {"top": found.top.to_dict("records"), "front": found.front.to_dict("records")}
        _print_json({"candidates": found.size, **records, "files": [str(path) for path in found.files]})
        return
    typer.echo(f"{found.size:,} candidates; the first of the best {len(found.top)}:")
    _print_frame(_short(found.top.head(10)))
    for path in found.files:
        typer.echo(f"wrote {path}")


@app.command()
def train(
    data: Annotated[Path | None, typer.Option(help="CSV of measured cells; without it the published ones.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for table, figures and model files.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out validation.")] = 5,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and boosters.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Train on known cells, validate by leaving papers out, and make the result the champion."""
    from .data.tables import load_cells
    from .models.comparison import Settings
    from .pipelines.train import train as run
    from .pipelines.train import validation_records

    table = load_cells(data) if data is not None else None
    settings = Settings(repeats=repeats, folds=folds, seed=seed)
    with _progress("training", quiet=as_json) as advance:
        trained = run(table, settings=settings, output=output, progress=advance)
    if as_json:
        rows = validation_records(trained.validation)
        _print_json({"version": trained.version, "validation": rows, "files": [str(path) for path in trained.files]})
        return
    _print_validation(trained.validation)
    typer.echo(f"registered as version {trained.version}, champion")
    for path in trained.files:
        typer.echo(f"wrote {path}")


@data_app.command("show")
def data_show(
    table: Annotated[str, typer.Argument(help="Name of a shipped table.")] = "cells",
    rows: Annotated[int, typer.Option(min=1, help="How many rows.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show a table that ships with nacre."""
    from .data.schema import TABLES
    from .data.tables import load_table

    if table not in TABLES:
        raise NacreError(f"There is no table {table!r}.", hint=f"Tables are {', '.join(TABLES)}.")
    frame = load_table(table)
    if as_json:
        _print_json(frame.to_dict("records"))
        return
    typer.echo(f"{table}: {len(frame)} rows, {len(frame.columns)} columns")
    shown = ["record_id", "electrolyte", "coating", "host", "current_density_mA_cm2", "lifetime_h", "overpotential_mV"]
    _print_frame(frame[shown if table == "cells" else list(frame.columns[:8])].head(rows))


@data_app.command("validate")
def data_validate(
    file: Annotated[Path | None, typer.Argument(help="CSV of measured cells; without it every shipped table.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a table of measured cells; every fault is told with file, row, column, reason and remedy."""
    from dataclasses import asdict

    from .data.schema import TABLES
    from .data.tables import load_table, read_cells

    if file is None:
        sizes = {name: len(load_table(name)) for name in TABLES}
        if as_json:
            _print_json({"tables": sizes, "issues": []})
        else:
            for name, size in sizes.items():
                typer.echo(f"{name}: {size} rows, no fault")
        return
    table, issues = read_cells(file)
    if as_json:
        _print_json({"rows_without_fault": len(table), "issues": [asdict(issue) for issue in issues]})
    elif issues:
        raise TableError(f"{file.name} has {len(issues)} fault{'s' * (len(issues) > 1)}.", issues)
    else:
        typer.echo(f"{file.name}: {len(table)} cells, no fault")
    if issues:
        raise typer.Exit(2)


def run() -> None:
    """Run the command line; errors of the input end in one paragraph and exit 2, others in one line and exit 1."""
    try:
        app()
    except NacreError as error:
        _fail(error, str(error), 2)
    except KeyboardInterrupt:
        _fail(None, "Interrupted; nothing half-written is left.", 130)
    except Exception as error:  # noqa: BLE001 - the last guard before the user
        _fail(error, f"{type(error).__name__}: {error}. `nacre --debug …` shows where.", 1)


def _fail(error: BaseException | None, text: str, code: int) -> None:
    if _state["debug"] and error is not None:
        raise error
    typer.echo(f"error: {text}", err=True)
    sys.exit(code)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise NacreError(f"The level {level:g} is not between 0 and 1.", hint="Write e.g. 0.9.")


def _predictor(model: Path | None) -> Any:  # noqa: ANN401 - a CellPredictor, imported late
    from .api import load_predictor

    return load_predictor(model)


def _read_cell(
    text: str | None,
    coating: str | None,
    host: str | None,
    current: str | None,
    capacity: str | None,
    temperature: str | None,
) -> Cell:
    """A cell from its one-line text, to which options add parts that the text does not state."""
    from .data.notation import parse_cell

    if text is None:
        raise NacreError(
            "No cell is given.", hint="Write e.g. nacre predict '1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2'."
        )
    quantities = [
        _with_unit(value, unit)
        for value, unit in ((current, "mA/cm2"), (capacity, "mAh/cm2"), (temperature, "°C"))
        if value is not None
    ]
    parts = [text]
    parts += [f"coating: {coating}"] if coating is not None else []
    parts += [f"host: {host}"] if host is not None else []
    parts += [", ".join(quantities)] if quantities else []
    return parse_cell(" | ".join(parts))


def _with_unit(value: str, unit: str) -> str:
    plain = value.strip()
    return plain if plain[-1:].isalpha() or (plain[-1:] in {"2", "²"} and "/" in plain) else f"{plain} {unit}"


@contextmanager
def _progress(label: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error with rate and time left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        typer.echo(text)


def _print_json(value: Any) -> None:  # noqa: ANN401 - plain values
    from .pipelines.report import to_json

    typer.echo(to_json(value))


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


def _short(frame: pd.DataFrame) -> pd.DataFrame:
    """What a terminal has room for: the cell, both medians with their bounds, the domain."""
    import pandas as pd

    columns = {
        "cell": frame["cell"],
        "lifetime (h)": frame["lifetime_h"].map("{:,.0f}".format),
        "at least": frame["lifetime_lower_h"].map("{:,.0f}".format),
        "overpotential (mV)": frame["overpotential_mV"].map("{:,.0f}".format),
        "at most": frame["overpotential_upper_mV"].map("{:,.0f}".format),
        "domain": frame["domain"],
    }
    return pd.DataFrame(columns)


def _print_frame(frame: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_edge=False, pad_edge=False)
    for name in frame.columns:
        table.add_column(str(name), overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*(_shown(value) for value in row))
    Console(width=None if sys.stdout.isatty() else 200).print(table, markup=False)


def _shown(value: Any) -> str:  # noqa: ANN401 - a field of a table
    from rich.markup import escape

    if isinstance(value, float):
        return "" if value != value else f"{value:.4g}"  # noqa: PLR0124
    return escape(", ".join(value) if isinstance(value, list) else str(value))


#: Columns of the printed validation table: metric → heading.
_VALIDATION = {
    "lifetime": {
        "c_index": "C-index, all",
        "c_index_treated": "C-index, treated",
        "pairs_treated_over_control": "treated over control",
        "pairs_treatment_over_treatment": "treatment over treatment",
        "reported_hours_concordance_treated": "reported hours, treated",
    },
    "overpotential": {"log10_mae": "log10 MAE", "spearman": "Spearman"},
}


def _print_validation(validation: pd.DataFrame) -> None:
    import pandas as pd

    for target, columns in _VALIDATION.items():
        typer.echo(f"\n{target}, papers left out [95 % interval over papers]")
        frame = validation.loc[target]
        shown = {
            heading: [_with_interval(row, name) for _, row in frame.iterrows()] for name, heading in columns.items()
        }
        bounds = [
            f"{row['coverage_certain_90']:.0%}, median {row['median_bound_90']:,.0f}" for _, row in frame.iterrows()
        ]
        _print_frame(pd.DataFrame({"model": frame.index, **shown, "90 % bound holds": bounds}))
        typer.echo(_counts(frame.iloc[0], columns))
    typer.echo(
        "\n“Control or not” wins over all cells because controls are the cells that failed. Among treated cells hardly"
    )
    typer.echo("any failure is published: see the numbers of pairs, and “Known faults” in data/README.md.")


def _counts(row: pd.Series[float], columns: dict[str, str]) -> str:
    """How many pairs or cells stand behind each metric."""
    pairs = [f"{heading} {row[f'n_{name}']:,.0f}" for name, heading in columns.items() if row.get(f"n_{name}", -1) >= 0]
    return f"pairs: {'; '.join(pairs)}" if "n" not in row or row["n"] != row["n"] else f"cells: {row['n']:.0f}"


def _with_interval(row: pd.Series[float], name: str) -> str:
    value = row[name]
    if value != value:  # noqa: PLR0124 - NaN: no pair
        return "no pair"
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    return f"{value:.2f}" if low is None or low != low else f"{value:.2f} [{low:.2f}, {high:.2f}]"  # noqa: PLR0124
