"""`nacre tour`: what nacre does, on the shipped examples, in some minutes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..pipelines.reports.tour import Step

#: The cell that the tour predicts and explains.
CELL = "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
_INGEST = (
    "ingest {examples}/cycler --cells {examples}/cycler-cells.csv --area-cm2 1.13 --paper 'tour lab' "
    "-o {out}/mycells.csv --plots {out}/plots"
)
#: What goes with each step: title, words, arguments of `nacre`, and the files to look at. `{examples}` are the shipped
#: files, `{out}` is the folder of results.
_STEPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "Read the cycler",
        "Three files of a cycler (simulated) become rows of judged cells, each with a picture.",
        _INGEST,
        ("mycells.csv", "plots/coated.png", "plots/bare-landt.png", "plots/additive-arbin.png"),
    ),
    (
        "Read a paper",
        "A made-up paper; each row that it proposes has the sentence it comes from beside it.",
        "read {examples}/kelp.txt -o {out}/proposed.csv",
        ("proposed.csv",),
    ),
    (
        "Let its rows in",
        "Nothing enters the data before a person's yes; here the tour has said yes to both rows.",
        "read --review {out}/proposed.csv",
        ("proposed-accepted.csv",),
    ),
    (
        "Learn from the paper",
        "Both models predict the same papers left out; the new one answers only where it is better.",
        "retrain {out}/proposed-accepted.csv --no-validation -o {out}/with-paper",
        ("with-paper/report.html",),
    ),
    (
        "Learn from your own cells",
        "Three cells of the cycler add a term of the lab to the model; it too is kept only where it is better.",
        "retrain {out}/mycells.csv --source 'tour lab' --no-validation -o {out}/retrained",
        ("retrained/report.html",),
    ),
    ("Predict a cell", "What is published comes first.", f"predict '{CELL}'", ()),
    (
        "Screen a space",
        "34,800 candidates; the best, the Pareto front, and a shortlist with reasons.",
        "screen {examples}/space.yaml -o {out}/screened",
        ("screened/screen.html", "screened/shortlist.csv"),
    ),
    (
        "Explain",
        "Why, what to try, and within which limits.",
        f"explain '{CELL}' -o {{out}}/explanation.html",
        ("explanation.html",),
    ),
)


def _say_yes(folder: Path) -> None:
    """Answer the proposals as a reader would who agrees with all of them."""
    import pandas as pd

    from ..data.files import csv_bytes, replace_file

    path = folder / "proposed.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    replace_file(path, csv_bytes(table.assign(answer="accepted")))


#: What a person does before a step, by its title.
_BEFORE = {"Let its rows in": _say_yes}


def tour(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the results; nacre's own files go there too.")
    ] = Path("nacre-tour"),
) -> None:
    """Show what nacre does on shipped examples: cycler files, a paper, own cells, prediction, screen, explanation."""
    from ..data.places import output_folder
    from ..pipelines.reports.tour import write_tour

    folder = output_folder(output)
    with as_file(files("nacre.examples")) as examples:
        steps = [_step(number, examples, folder) for number in range(len(_STEPS))]
    page = write_tour(steps, folder)
    typer.echo(
        f"\nthe tour's page: {page}\nyour own models and cells are as they were; the tour's are in {folder / 'home'}"
    )


def _step(number: int, examples: Path, folder: Path) -> Step:
    """Run one step, shown as it would be typed, in a nacre folder of the tour's own."""
    from ..data.errors import NacreError
    from ..pipelines.reports.tour import Step

    title, words, line, results = _STEPS[number]
    if before := _BEFORE.get(title):
        before(folder)
    arguments = [part.format(examples=examples, out=folder) for part in shlex.split(line)]
    shown = "nacre " + line.format(examples="examples", out=folder)
    typer.echo(f"\n{number + 1}/{len(_STEPS)} {title}. {words}\n$ {shown}")
    environment = os.environ | {"NACRE_HOME": str((folder / "home").resolve()), "COLUMNS": "110"}
    environment.pop("MLFLOW_TRACKING_URI", None)
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "nacre", *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    typer.echo(ran.stdout, nl=False)
    if ran.returncode:
        raise NacreError(f"The tour stopped at step {number + 1}.", hint="What is wrong stands above.")
    return Step(title, words, shown, ran.stdout, [name for name in results if (folder / name).is_file()])
