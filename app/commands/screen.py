"""`nacre screen`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..data.errors import NacreError
from .console import print_frame, print_json, progress, short
from .options import AsJson, Level, Model, OwnTarget, check_level, is_own, open_predictor

if TYPE_CHECKING:
    from ..data.space import Space
    from ..models.predictor import CellPredictor
    from ..pipelines.engines import Engine
    from ..pipelines.screen import Screened


class EngineName(StrEnum):
    """Where the candidates are computed."""

    THREADS = "threads"
    DASK = "dask"


class SearchName(StrEnum):
    """How a space too large to enumerate is searched."""

    NSGA = "nsga"


def screen(
    space: Annotated[Path, typer.Argument(help="YAML file of choices; see docs/space.md.", show_default=False)],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for tables and page.")] = None,
    top: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the best are kept.")] = 20,
    shortlist: Annotated[int, typer.Option(min=1, max=100, help="How many different candidates to propose.")] = 10,
    allow_out: Annotated[bool, typer.Option("--allow-out", help="Also propose candidates out of the domain.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also explain each on the shortlist in full.")] = False,
    count: Annotated[bool, typer.Option("--count", help="Only tell how large the space is.")] = False,
    sample: Annotated[int | None, typer.Option(min=1, help="Screen as many random candidates instead of all.")] = None,
    search: Annotated[SearchName | None, typer.Option(help="Search instead of computing all candidates.")] = None,
    budget: Annotated[int, typer.Option(min=100, max=10_000_000, help="Candidates that a search computes.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of a sample or search.")] = 0,
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
    from ..data.space import load_space
    from ..pipelines.screen_job import record

    check_level(level)
    choices = load_space(space)
    if count:
        _tell_count(choices, as_json=as_json)
        return
    if output is None:
        raise NacreError("No folder for the results is given.", hint="Add e.g. `-o screened`.")
    predictor = _published(model, target)
    settings: dict[str, Any] = {"top": top, "level": level, "output": output, "seed": seed}
    settings |= {"shortlist": shortlist, "allow_out": allow_out, "explain": explain}
    if search is None:
        settings |= {"sample": sample, "resume": resume, "engine": _engine(engine, scheduler, workers)}
        found = _run(choices, predictor, settings, quiet=as_json)
    else:
        if sample is not None or resume or scheduler is not None or engine is EngineName.DASK:
            raise NacreError("A search runs in one process, anew.", hint="Leave out --sample, --resume and --engine.")
        found = _search(choices, predictor, settings | {"budget": budget}, quiet=as_json)
    record(space, found, top=top, level=level)
    _tell(found, as_json=as_json)


def _published(model: Path | None, target: str | None) -> CellPredictor:
    """The predictor that ranks; it must know lifetime and overpotential."""
    predictor: CellPredictor = open_predictor(model, target)
    if is_own(predictor):
        raise NacreError(
            "A screen ranks by lifetime and overpotential; a target of your own is not screened yet.",
            hint="Use `nacre suggest --data TABLE.csv --target …`, or `nacre predict --table` with candidates.",
        )
    return predictor


def _engine(name: EngineName, scheduler: str | None, workers: int | None) -> Engine:
    from ..pipelines.cluster import Dask
    from ..pipelines.engines import Threads

    if name is EngineName.DASK or scheduler is not None:
        return Dask(scheduler, workers or 2)
    return Threads(workers)


def _run(space: Space, predictor: CellPredictor, settings: dict[str, Any], *, quiet: bool) -> Screened:
    from ..pipelines.screen import screen as run

    with progress("screening", quiet=quiet) as advance:
        return run(space, predictor, progress=advance, **settings)


def _search(space: Space, predictor: CellPredictor, settings: dict[str, Any], *, quiet: bool) -> Screened:
    from ..pipelines.search import search as run

    with progress("searching", quiet=quiet) as advance:
        return run(space, predictor, progress=advance, **settings)


def _tell(found: Screened, *, as_json: bool) -> None:
    if as_json:
        tables = {name: getattr(found, name).to_dict("records") for name in ("top", "front", "shortlist", "choices")}
        sizes = {"candidates": found.size, "skipped": found.skipped, "impossible": found.impossible}
        print_json({**sizes, **tables, "files": [str(path) for path in found.files]})
        return
    skipped = found.skipped + found.impossible
    left = f", {skipped:,} of them against the rules or impossible" if skipped else ""
    typer.echo(f"{found.size:,} candidates{left}; the first of the best {len(found.top)}:")
    print_frame(short(found.top.head(10)))
    typer.echo(f"\nshortlist ({len(found.shortlist)} different candidates; why each is there: screen.html):")
    print_frame(short(found.shortlist))
    for path in found.files:
        typer.echo(f"wrote {path}")


def _tell_count(space: Space, *, as_json: bool) -> None:
    from ..pipelines.count import count

    found = count(space)
    if as_json:
        sizes = {"candidates": found.size, "possible": found.possible, "possible_error": found.error}
        print_json({**sizes, "axes": found.axes, "left_out": list(found.left_out)})
        return
    typer.echo(f"{found.size:,} candidates: " + " × ".join(f"{n:,} {name}" for name, n in found.axes.items()))
    for text in found.left_out:
        typer.echo(f"left out by limits: {text}")
    about = (
        f"about {found.possible:,} ± {found.error:,} (95 %, from a sample)" if found.error else f"{found.possible:,}"
    )
    typer.echo(f"after exclusions and limits on candidates, and without impossible mixtures: {about}")
