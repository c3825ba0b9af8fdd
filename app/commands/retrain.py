"""`nacre retrain`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shared.console import print_json, print_warnings, progress
from .shared.options import AsJson

if TYPE_CHECKING:
    from ..data.measured.merging import Merged
    from ..pipelines.training.retrain import Retrained


def retrain(
    new: Annotated[
        Path | None,
        typer.Argument(
            metavar="[NEW.csv]",
            help="CSV with the columns of cells.csv, or a folder of them; without it the known cells as they are.",
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="NAME", help='Your lab, where the cells are your own, e.g. "our lab"; without it papers.'),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Promote whatever the comparison says.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would happen; write no data, version or alias.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for the report and quarantine.csv.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, max=50, help="Repeats of the leave-paper-out comparison.")] = 5,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Folds of each repeat.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and boosters.")] = 0,
    no_validation: Annotated[
        bool, typer.Option("--no-validation", help="One repeat of five folds, no usual models, no model card: quick.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let new cells in, train a challenger, and make it the champion where it is better and nowhere worse."""
    from ..api import retrain as run
    from ..models.validation.comparison import BOUNDS_ONLY, Settings

    settings = replace(BOUNDS_ONLY, seed=seed) if no_validation else Settings(repeats, folds, seed)
    with progress("retraining", quiet=as_json) as advance:
        retrained = run(
            new, settings=settings, source=source, force=force, dry_run=dry_run, output=output, progress=advance
        )
    if as_json:
        print_json(retrained.to_dict() | {"files": [str(path) for path in retrained.files]})
        return
    _print(retrained)


_OWN_METRIC = {"decades": "error (decades)", "brier": "chance to last (Brier score)"}


def _print(retrained: Retrained) -> None:
    merged, aside = retrained.merged, len({(issue.file, issue.row) for issue in retrained.issues})
    typer.echo(
        f"{len(merged.added)} new cells, {len(merged.replaced)} in place of known ones, {merged.known} known already, "
        f"{aside} set aside"
    )
    for remark in retrained.intake.remarks:
        typer.echo(remark)
    print_warnings(retrained.intake.warnings)
    _print_conflicts(merged)
    if (compared := retrained.compared) is not None:
        for kind, verdicts in (("all papers", compared.verdicts), ("new papers", compared.forward)):
            for name, verdict in verdicts.items():
                if verdict.rows:
                    typer.echo(
                        f"  {kind}: {name} {verdict.metric} {verdict.champion:.3f} → {verdict.challenger:.3f} "
                        f"({verdict.words}; {verdict.rows} cells of {verdict.papers} papers)"
                    )
    _print_own(retrained)
    for moved in retrained.drift:
        if moved.verdict in {"shifted", "different"}:
            typer.echo(f"  drift: {moved.label} {moved.verdict}. {moved.words}")
    named = f"version {retrained.version}: " if retrained.version else ""
    typer.echo(f"{named}{retrained.decision.reason}")
    for path in retrained.files:
        typer.echo(f"wrote {path}")


def _print_own(retrained: Retrained) -> None:
    """What a lab's own cells show."""
    own = retrained.own
    if own is None:
        return
    for told in own.verdicts:
        typer.echo(
            f"  {own.source}: {told.target} {_OWN_METRIC[told.metric]} {told.champion:.3f} → {told.challenger:.3f} "
            f"({told.words}; {told.cells} cells of {told.formulations} formulations, each left out)"
        )
    for name, factor in own.scatter.items():
        typer.echo(
            f"  {own.source}: {name} × {own.factor[name]:.2f} of the literature's prediction on the whole; cells made "
            f"alike differ by × {factor:.2f} (one standard deviation)"
        )


def _print_conflicts(merged: Merged) -> None:
    for conflict in merged.conflicts[:5]:
        typer.echo(f"  {conflict.record_id}: {conflict.column} {conflict.known or '–'} → {conflict.new or '–'}")
    if len(merged.conflicts) > 5:
        typer.echo(f"  … and {len(merged.conflicts) - 5} more conflicts, all in the report")
