"""What commands print: progress bars, tables, JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def progress(label: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error with rate and time left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Units a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f}/s" if speed else "")

    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def say(text: str, *, quiet: bool) -> None:
    """Print a line unless JSON is wanted."""
    if not quiet:
        typer.echo(text)


def print_json(value: Any) -> None:  # noqa: ANN401 - plain values
    """Print plain values as JSON for a program to read."""
    from ..pipelines.report import to_json

    typer.echo(to_json(value))


def short(frame: pd.DataFrame) -> pd.DataFrame:
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


def print_frame(frame: pd.DataFrame) -> None:
    """Print a table that fits the terminal."""
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
