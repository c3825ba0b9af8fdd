"""What commands print: progress bars, tables, JSON."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from ...data.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from ...data.errors import Issue
    from ...data.quantity import Quantity


@contextmanager
def progress(label: str, *, quiet: bool, last: str = "writing the results") -> Iterator[Progress]:
    """A progress bar on standard error with rate and time left.

    Parameters
    ----------
    label : str
    quiet : bool
    last : str
        What is done after the last step, while the bar stands full.
    """
    with telling(label, quiet=quiet, last=last) as (advance, _):
        yield advance


@contextmanager
def telling(
    label: str, *, quiet: bool, last: str = "writing the results"
) -> Iterator[tuple[Progress, Callable[[str], None]]]:
    """As `progress`, and a way to tell beside the bar how things stand."""
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

        def advance(done: int, total: int) -> None:
            # What comes after the last step (writing, drawing, registering) takes seconds too.
            bar.update(task, completed=done, total=total)
            if done >= total:
                bar.update(task, description=f"{label}: {last}")

        yield advance, lambda text: bar.update(task, description=f"{label} ({text})")


def say(text: str, *, quiet: bool) -> None:
    """Print a line unless JSON is wanted."""
    if not quiet:
        typer.echo(text)


def print_json(value: object) -> None:
    """Print records and plain values as JSON for a program to read."""
    from ...pipelines.reports.pages import to_json

    typer.echo(to_json(value))


def print_warnings(warnings: Sequence[Issue], *, err: bool = False) -> None:
    """Print what looks like a slip in a table that is used all the same.

    Parameters
    ----------
    warnings : sequence of Issue
        The first ones are printed; JSON and reports hold all.
    err : bool
        Whether to standard error.
    """
    from ...data.errors import TableError

    for warning in warnings[: TableError.SHOWN]:
        typer.echo(f"  warning: {warning}", err=err)
    if len(warnings) > TableError.SHOWN:
        typer.echo(f"  … and {len(warnings) - TableError.SHOWN} more warnings", err=err)


def figure(value: float, quantity: Quantity) -> str:
    """A predicted value as a terminal shows it; a dash for a bound that is none."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if quantity.from_catalogue else f"{value:.4g}"


def short(frame: pd.DataFrame, quantities: Iterable[Quantity] | None = None, *, prefix: str = "") -> pd.DataFrame:
    """What a terminal has room for: the cell, the medians with their bounds, the domain.

    Parameters
    ----------
    frame : DataFrame
    quantities : iterable of Quantity, optional
    prefix : str
        What the names of predicted columns start with.
    """
    import pandas as pd

    from ...data.quantity import QUANTITIES
    from ...pipelines.text import BOUND_WORDS

    columns = [frame["cell"]]
    for quantity in QUANTITIES if quantities is None else quantities:
        show = partial(figure, quantity=quantity)
        columns.append(frame[prefix + quantity.column].map(show).rename(quantity.label))
        bounds = {side: frame[prefix + quantity.bound_column(side)] for side in quantity.sides}
        columns += [bound.map(show).rename(BOUND_WORDS[side]) for side, bound in bounds.items()]
    return pd.concat([*columns, frame["domain"]], axis=1)


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
