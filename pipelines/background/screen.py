"""A screen as a job: the space as text, the model as a version, results in the job's folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ...data.files import replace_file
from ...data.progress import Progress
from ...data.quantity import Quantity
from ...data.space.read import read_space
from ..screening.run.evaluation import EXACT_FROM
from ..screening.run.plan import Plan
from ..screening.run.settings import ScreenSettings
from ..screening.screen import screen
from ..screening.screened import Screened
from ..store import versions as registry
from ..store.adopting import champion_version
from ..store.tracking import track
from .job import Job, start

#: The space of a run, in its folder.
SPACE = "space.yaml"
_LEFT_OUT = "left-out.json"
_OBJECTIVES = "objectives.json"
_QUANTITIES = TypeAdapter(tuple[Quantity, ...])


@dataclass(frozen=True, slots=True)
class ScreenTask:
    """Screen the space in the job's folder.

    Attributes
    ----------
    label : str
        What a list of jobs calls it.
    version : str
        Number of the model's version: a run that goes on tomorrow uses the model that it began with.
    settings : ScreenSettings
    """

    label: str
    version: str
    settings: ScreenSettings


def start_screen(text: str, settings: ScreenSettings) -> Job:
    """Start a screen by the champion in a process of its own.

    Parameters
    ----------
    text : str
        The space as YAML.
    settings : ScreenSettings

    Returns
    -------
    Job

    Raises
    ------
    SpaceError
        Where the space has a fault or is too large for all its candidates.
    NoChampionError
        Where nothing has been trained yet.
    """
    space = read_space(text)
    counted = settings.exact is False or (settings.exact is None and space.size <= EXACT_FROM)
    if settings.sample is None and counted:
        Plan.of(space)
    task = ScreenTask(_label(settings, space.size), champion_version(), settings)
    return start("screen", task, {SPACE: text.encode()})


def _label(settings: ScreenSettings, size: int) -> str:
    if settings.exact:
        part = "the best, proved,"
    else:
        part = "all" if settings.sample is None else f"a sample of {settings.sample:,}"
    return f"{part} of {size:,} candidates"


def screen_job(job: Job, progress: Progress) -> None:
    """Run the screen of a job, or go on with it."""
    path, task = job.folder / SPACE, job.task(ScreenTask)
    space, predictor = read_space(path.read_bytes()), registry.load(task.version)
    replace_file(job.folder / _OBJECTIVES, _QUANTITIES.dump_json(task.settings.quantities(predictor)))
    screened = screen(space, predictor, task.settings, output=job.results, resume=True, progress=progress,
                      watch=lambda gaps: job.tell(f"What is found so far can be beaten by {gaps}."))  # fmt: skip
    left = {"size": screened.size, "skipped": screened.skipped, "impossible": screened.impossible}
    replace_file(job.folder / _LEFT_OUT, json.dumps(left | {"refused": screened.refused | screened.worse}).encode())
    record(path, screened, task.settings)


def left_out(job: Job) -> list[tuple[str, int]]:
    """Why candidates of a finished screen were not predicted, and how many: rules, room for solvent, each guard."""
    path = job.folder / _LEFT_OUT
    if not path.is_file():  # the screen of an earlier version
        return []
    told = json.loads(path.read_text(encoding="utf-8"))
    reasons = [("against an exclusion or limit", told["skipped"]), ("no room for solvent", told["impossible"])]
    return [(why, count) for why, count in [*reasons, *told["refused"].items()] if count]


def objectives(job: Job) -> tuple[Quantity, ...]:
    """What a job's candidates are ranked on."""
    return _QUANTITIES.validate_json((job.folder / _OBJECTIVES).read_bytes())


def record(space: Path, screened: Screened, settings: ScreenSettings) -> None:
    """Record a screen in MLflow with its space and its files."""
    files: Iterable[Path] = [space, *screened.files]
    with track("screen") as tracked:
        tracked.params({"space": space.name, "candidates": screened.size, "top": settings.top, "level": settings.level})
        for path in files:
            tracked.file(path)
