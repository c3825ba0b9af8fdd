"""`nacre models`: which versions there are, and which is the champion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shared.console import print_json, progress
from .shared.options import AsJson, OwnTarget

if TYPE_CHECKING:
    from ..models.promotion.rule import Verdict
    from ..pipelines.store.versions import Version

Which = Annotated[str, typer.Argument(metavar="VERSION", help="Number of the version, or champion or challenger.")]


def list_versions(target: OwnTarget = None, as_json: AsJson = False) -> None:
    """List the versions, newest first."""
    from ..pipelines.store.versions import versions

    listed = versions(target)
    if as_json:
        print_json([one.to_dict() for one in listed])
        return
    if not listed:
        typer.echo(
            "no version yet: the model that ships with nacre predicts; `nacre train` or `nacre retrain` makes the first"
        )
    for one in listed:
        typer.echo(_line(one))


#: What `models show` tells of a version: the ends of the names of its figures, in this order.
_MATTER = (
    "c_index", "c_index_treated", "log10_mae", "brier", "coverage_certain_90", "bound_factor_90", "spearman", "r2",
    "mae",
)  # fmt: skip
_MOST_SHOWN = 10


def show(
    version: Which = "champion",
    target: OwnTarget = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every parameter and metric.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a version learned from and how it was judged."""
    from ..pipelines.store.versions import find

    chosen = find(version, target)
    if as_json:
        print_json(chosen.to_dict())
        return
    typer.echo(_line(chosen))
    if not verbose:
        figures = _that_matter(chosen.metrics)
        for name, told in figures:
            typer.echo(f"  {name:44} {told:.3g}")
        if not figures:
            typer.echo("  made without validation: no figure tells how good it is; `nacre validate` finds out")
        typer.echo("  `--verbose` prints every parameter and metric")
        return
    for title, values in (("parameters", chosen.params), ("metrics", chosen.metrics)):
        typer.echo(title)
        for name, value in sorted(values.items()):
            typer.echo(f"  {name:44} {value if isinstance(value, str) else format(value, '.4g')}")


def _that_matter(metrics: dict[str, float]) -> list[tuple[str, float]]:
    """The figures of nacre's own models that tell how good a version is, at most ten."""
    own = {name: value for name, value in metrics.items() if ".nacre" in name}
    found = [
        (name.replace(".nacre_booster.", " ").replace(".nacre.", " ").replace("_", " "), own[name])
        for end in _MATTER
        for name in sorted(own)
        if name.endswith(f".{end}")
    ]
    return found[:_MOST_SHOWN]


def compare(
    version: Which,
    against: Annotated[str, typer.Argument(metavar="AGAINST", help="The other; the champion where left out.")] = (
        "champion"
    ),
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out comparison.")] = 1,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Judge a version against another on the known cells, each paper left out."""
    from ..models.validation.comparison import Settings
    from ..pipelines.training.retrain import compare_versions

    with progress("comparing", quiet=as_json) as advance:
        verdicts = compare_versions(
            version, against, Settings(repeats=repeats, folds=folds, compared=False), progress=advance
        )
    if as_json:
        print_json({name: verdict.to_dict() for name, verdict in verdicts.items()})
        return
    for verdict in verdicts.values():
        typer.echo(_verdict(verdict, version, against))


def promote(version: Which, target: OwnTarget = None, as_json: AsJson = False) -> None:
    """Make a version the champion; its files are checked first."""
    from ..pipelines.store.versions import promote as run

    _tell(run(version, target), as_json)


def rollback(target: OwnTarget = None, as_json: AsJson = False) -> None:
    """Make the champion before the present one champion again."""
    from ..pipelines.store.versions import rollback as run

    _tell(run(target), as_json)


def check(
    folder: Annotated[Path, typer.Argument(help="Folder of a saved predictor, e.g. one that somebody sent.")],
    as_json: AsJson = False,
) -> None:
    """Check a saved predictor in a process of its own with limits, before anything else reads it."""
    from ..models.predictor.trial import try_folder

    found = try_folder(folder)
    if as_json:
        print_json({"quantities": list(found.quantities), "cells": found.cells, "features": found.features})
        return
    typer.echo(
        f"{folder.name} is sound: {', '.join(found.quantities)}, {found.cells} known cells, {found.features} features"
    )
    typer.echo("whether its predictions are good nobody can see from its files")


def _tell(champion: Version, as_json: bool) -> None:
    if as_json:
        print_json(champion.to_dict())
    else:
        typer.echo(f"version {champion.version} is the champion")


def _line(one: Version) -> str:
    facts = [f"version {one.version}", *one.aliases, one.job, f"made {one.created[:16]}"]
    facts += [f"{one.params['cells']} cells"] if "cells" in one.params else []
    facts += [f"champion since {one.promoted[:16]}"] if "champion" in one.aliases and one.promoted else []
    return ", ".join(facts)


def _verdict(verdict: Verdict, version: str, against: str) -> str:
    return (
        f"{verdict.target}: {verdict.metric} {verdict.challenger:.3f} ({version}) against {verdict.champion:.3f} "
        f"({against}): {verdict.words}; {verdict.rows} cells of {verdict.papers} papers"
    )
