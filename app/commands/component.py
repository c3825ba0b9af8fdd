"""`nacre component`: the card of a molecule, a salt or a material."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shared.console import print_json
from .shared.options import AsJson


def component(
    name: Annotated[str, typer.Argument(metavar="NAME|SMILES|FORMULA", help="E.g. FEC, NaFSI, COCCOC, Na3Bi.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Card: .html, .svg or .json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is known of a component: structure, LUMO, physical data, published cells."""
    from ..data.places import output_file
    from ..pipelines.component import component as run
    from ..pipelines.reports.component import FORMATS, lines, write_card

    if output is not None:
        output_file(output, *FORMATS)  # a bad name is an error before anything is computed
    cards = run(name)
    if output is not None:
        write_card(cards, output)
    if as_json:
        print_json(cards)
        return
    for card in cards:
        for line in lines(card):
            typer.echo(line)
    if output is not None:
        typer.echo(f"card: {output}")
