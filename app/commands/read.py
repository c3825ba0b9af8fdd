"""`nacre read`: papers to proposed rows, and their review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..data.errors import NacreError
from .shared.console import print_frame, print_json, progress
from .shared.options import AsJson

if TYPE_CHECKING:
    from ..pipelines.reading.read import Proposals
    from ..pipelines.reading.review import Answer

_KEYS: dict[str, Answer] = {"a": "accept", "e": "edit", "s": "skip", "q": "quit"}
#: What a reviewer sees of a row, besides its sentence.
_SHOWN = (
    "cell_name", "is_control", "electrolyte", "coating", "host", "current_density_mA_cm2", "areal_capacity_mAh_cm2",
    "temperature_C", "lifetime_h", "lifetime_event", "cycles", "overpotential_mV", "overpotential_qualifier",
    "inferred", "missing", "confidence", "notes",
)  # fmt: skip


def read(
    papers: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PAPER...",
            help="Text, HTML, PDF, Word, CSV or Excel files, or folders of them.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="CSV to write: proposed rows; with --review the accepted ones."),
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option("--review", metavar="PROPOSED.csv", help="Go through proposed rows: accept, edit or skip each."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read papers: propose rows of measured cells with the sentence each comes from; a person accepts them."""
    if (review is None) == (not papers):
        raise NacreError("Name papers to read, or a file to review.", hint="`nacre read --help` shows both.")
    if review is not None:
        _review(review, output)
        return
    from ..pipelines.reading.read import read_papers

    if output is None and not as_json:
        raise NacreError("The proposals need a file.", hint="Give -o proposed.csv.")
    with progress("reading", quiet=as_json) as advance:
        proposals = read_papers(papers or [], output=output, progress=advance)
    if as_json:
        refused = [{"file": each.file, "reason": each.reason} for each in proposals.refused]
        print_json({"rows": proposals.table.to_dict("records"), "refused": refused, "silent": list(proposals.silent)})
    else:
        _print(proposals, output)
    if proposals.refused:
        raise typer.Exit(2)


def _print(proposals: Proposals, output: Path | None) -> None:
    table = proposals.table
    names = {
        "record_id": "record_id", "cell_name": "cell", "current_density_mA_cm2": "mA/cm2", "lifetime_h": "h",
        "lifetime_event": "event", "overpotential_mV": "mV", "missing": "missing", "confidence": "confidence",
    }  # fmt: skip
    if not table.empty:
        print_frame(table[list(names)].rename(columns=names))
    for file in proposals.silent:
        typer.echo(f"no symmetric cell in {file}")
    for one in proposals.refused:
        typer.echo(f"refused {one.file}: {one.reason}", err=True)
    typer.echo(f"{len(table)} rows proposed: {output}")
    if not table.empty:
        typer.echo(f"nothing is in the data yet; go through them: nacre read --review {output}")


def _review(proposed: Path, output: Path | None) -> None:
    from ..pipelines.reading.review import review as run

    reviewed = run(proposed, _ask, _edit, output=output)
    typer.echo(f"{reviewed.accepted} accepted, {reviewed.skipped} skipped, {reviewed.open} open")
    if reviewed.table is not None:
        typer.echo(f"wrote {reviewed.table}; let them in: nacre retrain {reviewed.table}")


def _ask(row: Mapping[str, str], wrong: Sequence[str], *, number: int, count: int) -> Answer:
    typer.echo(f"\n{number} of {count}  {row['source']}")
    typer.echo(f"  “{row['sentence']}”")
    for name in _SHOWN:
        if row[name]:
            typer.echo(f"  {name:<24}{row[name]}")
    for text in wrong:
        typer.echo(f"  cannot be accepted: {text}")
    while True:
        typed = typer.prompt("  [a]ccept, [e]dit, [s]kip, [q]uit", default="s" if wrong else "a").strip().lower()[:1]
        if typed in _KEYS:
            return _KEYS[typed]


def _edit() -> dict[str, str]:
    """Fields as `column = value`, until an empty line."""
    from ..pipelines.reading.review import EDITABLE

    changed: dict[str, str] = {}
    while typed := typer.prompt("  column = value (empty line: done)", default="", show_default=False).strip():
        name, equals, value = (part.strip() for part in typed.partition("="))
        if equals and name in EDITABLE:
            changed[name] = value
        else:
            typer.echo(f"  no such column: {name}; there are {', '.join(EDITABLE)}")
    return changed
