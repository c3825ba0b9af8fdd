"""`nacre screen`."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..data.errors import NacreError
from .shared.console import print_frame, print_json, telling
from .shared.options import AsJson, Level, Model, OwnTarget, open_predictor
from .shared.process import Ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from ..data.quantity import Quantity
    from ..data.space.read import Space
    from ..models.predictor.cell_predictor import CellPredictor
    from ..pipelines.screening.run.engines import Engine
    from ..pipelines.screening.run.settings import ScreenSettings
    from ..pipelines.screening.screened import Screened


class EngineName(StrEnum):
    """Where the candidates are computed."""

    THREADS = "threads"
    DASK = "dask"


def screen(
    space: Annotated[Path, typer.Argument(help="YAML file of choices; see docs/space.md.", show_default=False)],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for tables and page.")] = None,
    objective: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Quantity to rank on, one to three times in order of rank; else all."),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="Leave out what is predicted worse, e.g. 'overpotential <= 30'."),
    ] = None,
    top: Annotated[int, typer.Option(help="How many of the best are kept.")] = 20,
    shortlist: Annotated[int, typer.Option(help="How many different candidates to propose.")] = 10,
    allow_out: Annotated[
        bool, typer.Option("--allow-out", help="Also rank and propose candidates out of the domain.")
    ] = False,
    no_guards: Annotated[
        bool, typer.Option("--no-guards", help="Also predict candidates that cannot work, such as nitriles on sodium.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also explain each on the shortlist in full.")] = False,
    count: Annotated[bool, typer.Option("--count", help="Only tell how large the space is.")] = False,
    sample: Annotated[int | None, typer.Option(help="Screen as many random candidates instead of all.")] = None,
    exact: Annotated[
        bool | None,
        typer.Option(
            "--exact/--all",
            help="Prove the best by bounds, or compute all candidates; else what is faster.",
            show_default=False,
        ),
    ] = None,
    minutes: Annotated[float | None, typer.Option(help="End a proof after so long, and tell the gap.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of a sample.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an interrupted run into the folder was.")
    ] = False,
    engine: Annotated[EngineName, typer.Option(help="Threads of this process, or Dask workers.")] = EngineName.THREADS,
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, e.g. tcp://host:8786.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads, or own Dask workers (2).")] = None,
    level: Level = 0.9,
    target: OwnTarget = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Predict every candidate of a space; keep the best, the Pareto front and a shortlist."""
    from ..data.space.read import load_space
    from ..pipelines.background.screen import record
    from ..pipelines.screening.run.settings import ScreenSettings

    choices = load_space(space)
    if count:
        _tell_count(choices, as_json=as_json)
        return
    settings = ScreenSettings(
        top=top, level=level, sample=sample, exact=exact, minutes=minutes, seed=seed, shortlist=shortlist,
        allow_out=allow_out, guards=not no_guards, explain=explain, objectives=tuple(objective or ()),
        require=tuple(require or ()),
    )  # fmt: skip
    if output is None:
        raise NacreError("No folder for the results is given.", hint="Add e.g. `-o screened`.")
    predictor = open_predictor(model, target)
    computing = _engine(engine, scheduler, workers)
    screened = _run(choices, predictor, settings, output, computing, resume=resume, quiet=as_json)
    record(space, screened, settings)
    _tell(screened, as_json=as_json)


def _engine(name: EngineName, scheduler: str | None, workers: int | None) -> Engine:
    from ..pipelines.screening.run.cluster import Dask
    from ..pipelines.screening.run.engines import Threads

    if name is EngineName.DASK or scheduler is not None:
        return Dask(scheduler, workers or 2)
    return Threads(workers)


def _run(
    space: Space,
    predictor: CellPredictor,
    settings: ScreenSettings,
    output: Path,
    engine: Engine,
    *,
    resume: bool,
    quiet: bool,
) -> Screened:
    from ..pipelines.screening.screen import screen as run

    last = f"explaining {settings.shortlist} candidates, writing" if settings.explain else "writing the results"
    try:
        with telling("screening", quiet=quiet, last=last) as (advance, tell):
            return run(
                space, predictor, settings, output=output, resume=resume, engine=engine, progress=advance, watch=tell
            )
    except (KeyboardInterrupt, Ended):
        typer.echo(f"What is done stays in {str(output)!r}: the same command with --resume goes on there.", err=True)
        raise


def _tell(screened: Screened, *, as_json: bool) -> None:
    from ..pipelines.screening.screened import parts

    if as_json:
        _print_json(screened)
        return
    for line in _sentences(screened):
        typer.echo(line)
    for title, part in parts(screened.top) if len(screened.top) else ():
        typer.echo(f"\n{title}: the first of the best {len(part)}")
        print_frame(_short(part.head(10), screened.objectives))
    if len(screened.shortlist):
        typer.echo(f"\nshortlist ({len(screened.shortlist)} different candidates; why each is there: screen.html):")
        print_frame(_short(screened.shortlist, screened.objectives))
    for path in screened.files:
        typer.echo(f"wrote {path}")


def _print_json(screened: Screened) -> None:
    tables = {name: getattr(screened, name).to_dict("records") for name in ("top", "front", "shortlist", "choices")}
    counts = {name: getattr(screened, name) for name in ("skipped", "impossible", "refused", "worse")}
    proof = {} if screened.certificate is None else {"certificate": screened.certificate.to_dict()}
    about = {"candidates": screened.size, **counts, "ties": screened.ties, "why_empty": screened.why_empty}
    print_json({**about, **proof, **tables, "files": [str(path) for path in screened.files]})


def _sentences(screened: Screened) -> Iterator[str]:
    """What was left out, what was proved, what ties."""
    from ..pipelines.screening.screened import refused_text, worse_text

    if told := refused_text(screened.refused):
        yield f"left out before the model: {told}"
    if told := worse_text(screened.worse):
        yield f"left out by --require: {told}"
    skipped = screened.skipped + screened.impossible
    yield f"{screened.size:,} candidates" + (f", {skipped:,} of them against the rules or impossible" * bool(skipped))
    if screened.certificate is not None:
        yield screened.certificate.sentences(screened.objectives)
    if screened.why_empty:
        yield f"no candidate is left: {screened.why_empty}"
    elif not len(screened.shortlist):
        yield "no candidate is proposed: each is out of the domain; --allow-out proposes them all the same"
    if screened.ties:
        yield f"{screened.ties} of the best tie with another in all objectives; the lowest number stands first"


def _short(frame: pd.DataFrame, objectives: Sequence[Quantity]) -> pd.DataFrame:
    """What a terminal has room for: the cell, what is known of it, chance, each objective with the bound that hurts."""
    import pandas as pd

    from ..pipelines.screening.front_plot import value_text
    from ..pipelines.screening.screened import CHANCE_AT, chance_column
    from ..pipelines.text import BOUND_WORDS

    columns = {"cell": frame["cell"], "untested pairs": frame["untested_pairs"]}
    for own in objectives:
        if (chance := chance_column(own)) in frame:
            columns[f"lasts {CHANCE_AT:g} {own.unit}"] = frame[chance].map("{:.0%}".format)
        bound = BOUND_WORDS[own.side]
        columns[own.label] = frame[own.column].map(partial(value_text, quantity=own))
        columns[f"{bound} ({own.name})" if bound in columns else bound] = frame[own.bound_column(own.side)].map(
            partial(value_text, quantity=own)
        )
    return pd.DataFrame({**columns, "domain": frame["domain"]})


def _tell_count(space: Space, *, as_json: bool) -> None:
    from ..pipelines.screening.count import count

    size = count(space)
    if as_json:
        sizes = {"candidates": size.size, "possible": size.possible, "possible_error": size.error}
        print_json({**sizes, "axes": size.axes, "left_out": list(size.left_out)})
        return
    typer.echo(f"{size.size:,} candidates: " + " × ".join(f"{n:,} {name}" for name, n in size.axes.items()))
    for text in size.left_out:
        typer.echo(f"left out by limits: {text}")
    about = f"about {size.possible:,} ± {size.error:,} (95 %, from a sample)" if size.error else f"{size.possible:,}"
    typer.echo(f"after exclusions and limits on candidates, and without impossible mixtures: {about}")
