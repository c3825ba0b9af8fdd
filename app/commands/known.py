"""`nacre data versions`, `diff`, `restore` and `forget`: the known cells as they were, and back to them."""

from __future__ import annotations

from typing import Annotated

import typer

from .shared.console import print_frame, print_json
from .shared.options import AsJson

#: Rows and changes that a terminal shows; JSON holds all.
_SHOWN = 20
#: The champion has learned what it has learned.
_UNTIL = "The champion is as it was until a training takes its place."


def versions(as_json: AsJson = False) -> None:
    """List the versions of the known cells, with what came in with each."""
    import pandas as pd

    from ..data.measured.history import history

    entries = history()
    if as_json:
        print_json([entry.to_dict() for entry in entries])
        return
    rows = [
        (one.stored.version, one.stored.written[:10] or "–", one.cells, one.papers,
         one.fault or one.came_in or "–", one.stored.what or "–")
        for one in entries
    ]  # fmt: skip
    print_frame(pd.DataFrame(rows, columns=["version", "written", "cells", "papers", "came in", "for"]))
    for paper in entries[-1].stored.forgotten:
        typer.echo(paper.words)


def diff(
    first: Annotated[int, typer.Argument(metavar="FIRST", min=0, help="Number of a version; 0 ships with nacre.")],
    second: Annotated[int, typer.Argument(metavar="SECOND", min=0, help="The version that it became.")],
    as_json: AsJson = False,
) -> None:
    """Tell how two versions of the known cells differ: rows added, removed and changed."""
    from dataclasses import asdict

    from ..data.measured.history import difference

    found = difference(first, second)
    if as_json:
        print_json({"first": first, "second": second, **asdict(found)})
        return
    typer.echo(f"version {first} → {second}: {found.words}")
    lines = [f"+ column {name}" for name in found.columns_added]
    lines += [f"- column {name}" for name in found.columns_removed]
    lines += [f"+ {record}" for record in found.added] + [f"- {record}" for record in found.removed]
    lines += [f"~ {one.record_id}: {one.column} {one.before or '–'} → {one.after or '–'}" for one in found.changed]
    for line in lines[:_SHOWN]:
        typer.echo(f"  {line}")
    if len(lines) > _SHOWN:
        typer.echo(f"  … and {len(lines) - _SHOWN} more; `--json` tells all")


def restore(
    version: Annotated[int, typer.Argument(metavar="VERSION", min=0, help="Number of a version; 0 ships with nacre.")],
    as_json: AsJson = False,
) -> None:
    """Make a version of the known cells the newest one again; those after it are kept."""
    from ..pipelines.training.undo import restore as run

    stored = run(version)
    if as_json:
        forgotten = [paper.to_dict() for paper in stored.forgotten]
        print_json({"version": stored.version, "restored": version, "forgotten": forgotten})
        return
    typer.echo(f"version {stored.version} says what version {version} says.")
    typer.echo(f"The next `nacre retrain` learns from it, with new cells or without. {_UNTIL}")


def forget(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="DOI, key, part of the citation, or a lab's source.")],
    as_json: AsJson = False,
) -> None:
    """Take a withdrawn paper out of the known cells, for good: its rows come back with no later table."""
    from ..pipelines.training.undo import forget as run

    forgot = run(paper)
    if as_json:
        print_json({"version": forgot.stored.version, "removed": forgot.removed, **forgot.paper.to_dict()})
        return
    count = len(forgot.removed)
    name = forgot.paper.paper or forgot.paper.source
    typer.echo(f"forgot {name}: {count} row{'s' * (count > 1)} ({', '.join(forgot.removed[:5])}{', …' * (count > 5)})")
    typer.echo(f"version {forgot.stored.version} of the known cells is without it.")
    typer.echo(f"`nacre train` and `nacre retrain` learn without it from now on. {_UNTIL}")
    typer.echo(f"`nacre data restore {forgot.stored.version - 1}` takes this back.")
