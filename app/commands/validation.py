"""The validation table as a terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from .console import print_frame

if TYPE_CHECKING:
    import pandas as pd

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


def print_validation(validation: pd.DataFrame) -> None:
    """Print both targets, and what the figures cannot say."""
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
