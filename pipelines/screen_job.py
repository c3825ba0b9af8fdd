"""A screen as a job: the space as text, the model as a version, results in the job's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..data.space import read_space
from . import registry
from .jobs import Job, start
from .plan import Plan
from .screen import Screened, screen
from .search import search
from .store import CHAMPION
from .tracking import track

#: The space of a run, in its folder.
SPACE = "space.yaml"
ALL, SAMPLE, SEARCH = "all", "sample", "search"


def start_screen(
    text: str,
    *,
    how: str = ALL,
    number: int = 20_000,
    seed: int = 0,
    top: int = 100,
    shortlist: int = 10,
    allow_out: bool = False,
    level: float = 0.9,
) -> Job:
    """Start a screen by the champion in a process of its own.

    Parameters
    ----------
    text : str
        The space as YAML.
    how : str
        "all" candidates, a random "sample" or a "search".
    number : int
        Candidates of a sample or search.
    seed, top, shortlist, allow_out, level
        As of `screen`.

    Raises
    ------
    SpaceError
        Where the space has a fault or is too large for all its candidates.
    NoChampionError
    """
    space = read_space(text)
    if how == ALL:
        Plan.of(space)
    settings = {"how": how, "number": number, "seed": seed, "top": top, "shortlist": shortlist}
    settings |= {"allow_out": allow_out, "level": level, "label": _label(how, number, space.size)}
    # By number: a run that goes on tomorrow uses the model that it began with.
    settings["version"] = registry.find(CHAMPION).version
    return start("screen", settings, {SPACE: text.encode()})


def _label(how: str, number: int, size: int) -> str:
    """What a list of runs calls it."""
    words = {ALL: "all", SAMPLE: f"a sample of {number:,}", SEARCH: f"a search through {number:,}"}
    return f"{words[how]} of {size:,} candidates"


def screen_job(job: Job, settings: dict[str, Any], progress: Callable[[int, int], None]) -> None:
    """Run the screen of a job, or go on with it."""
    path = job.folder / SPACE
    space, predictor = read_space(path.read_bytes()), registry.load(settings["version"])
    common = {name: settings[name] for name in ("seed", "top", "shortlist", "allow_out", "level")}
    common |= {"output": job.results, "progress": progress}
    if settings["how"] == SEARCH:
        found = search(space, predictor, budget=settings["number"], **common)
    else:
        sample = settings["number"] if settings["how"] == SAMPLE else None
        found = screen(space, predictor, sample=sample, resume=True, **common)
    record(path, found, top=settings["top"], level=settings["level"])


def record(space: Path, found: Screened, *, top: int, level: float) -> None:
    """Record a screen in MLflow with its space and its files."""
    files: Iterable[Path] = [space, *found.files]
    with track("screen") as tracked:
        tracked.params({"space": space.name, "candidates": found.size, "top": top, "level": level})
        for path in files:
            tracked.file(path)
