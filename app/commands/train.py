"""`nacre train`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .console import print_frame, print_json, progress
from .options import AsJson
from .own_target import print_validation

if TYPE_CHECKING:
    import pandas as pd


def train(
    data: Annotated[Path | None, typer.Option(help="CSV of measured cells; without it the published ones.")] = None,
    target: Annotated[str | None, typer.Option(help="Column of --data to learn; see docs/own-target.md.")] = None,
    bounded: Annotated[
        tuple[float, float] | None, typer.Option(metavar="LOW HIGH", help="What the target cannot be below and above.")
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="Learn factors of the target, which is above zero.")] = False,
    minimize: Annotated[bool, typer.Option("--minimize", help="Lower values of the target are better.")] = False,
    extra: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Further column of --data as feature; repeat for more.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for table, figures and model files.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out validation.")] = 5,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and boosters.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Train on known cells, validate by leaving papers out, and make the result the champion."""
    from ..api import train as run
    from ..models.comparison import Settings
    from ..pipelines.train import validation_records

    settings = Settings(repeats=repeats, folds=folds, seed=seed)
    with progress("training", quiet=as_json) as advance:
        trained = run(
            data, target=target, bounded=bounded, log=log, minimize=minimize, extra=extra or (),
            settings=settings, output=output, progress=advance,
        )  # fmt: skip
    remarks = trained.predictor.info.get("remarks", [])
    if as_json:
        told = {"version": trained.version, "validation": validation_records(trained.validation)}
        print_json(told | {"remarks": remarks, "files": [str(path) for path in trained.files]})
        return
    if target is None:
        _print_validation(trained.validation)
    else:
        print_validation(target, trained.validation, remarks)
    typer.echo(f"registered as version {trained.version}, champion")
    for path in trained.files:
        typer.echo(f"wrote {path}")


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
        print_frame(pd.DataFrame({"model": frame.index, **shown, "90 % bound holds": bounds}))
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
