"""Jobs that outlive who started them: a process and a folder each; whoever finds the folder can watch, stop, go on."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from ...data.errors import NacreError
from ...data.files import replace_file
from ...data.places import home, output_folder
from ..store.locks import is_held

#: A job's name: what it does, when it was made (µs), and six characters of chance. No other folder is looked up.
_NAME = re.compile(r"(?P<kind>[a-z]+)-\d{8}T\d{12}-[0-9a-f]{6}")
#: A process that has reported nothing for so long after it was started has died (s).
_START_S = 60.0
#: Processes that this one started, by job.
_started: dict[str, subprocess.Popen[bytes]] = {}

_Task = TypeVar("_Task")


class State(StrEnum):
    """What a job is doing, or how it ended."""

    STARTING = "starting"
    RUNNING = "running"
    DONE = "done"
    #: By a user.
    STOPPED = "stopped"
    #: With a message and a hint.
    FAILED = "failed"
    #: Its process is gone and left no message.
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Status:
    """Where a job is.

    Attributes
    ----------
    state : State
    done, total : int
        Finished and all steps; candidates of a screen. `total` is 0 until the first step.
    first : int
        Steps that were finished when this process took over.
    first_s, updated_s : float
        When the first steps were reported, and the last ones (s since 1970).
    message, hint : str
        What went wrong and what to do.
    """

    state: State
    done: int = 0
    total: int = 0
    first: int = 0
    first_s: float = 0.0
    updated_s: float = 0.0
    message: str = ""
    hint: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether a process is at work."""
        return self.state in {State.STARTING, State.RUNNING}

    @property
    def rate_per_s(self) -> float:
        """Steps a second of this process; NaN before there are two points in time."""
        seconds = self.updated_s - self.first_s
        return (self.done - self.first) / seconds if seconds > 0 and self.done > self.first else float("nan")

    @property
    def left_s(self) -> float:
        """Seconds left at this rate; NaN where it is not known."""
        return (self.total - self.done) / self.rate_per_s


@dataclass(frozen=True, slots=True)
class Job:
    """A job by its name, which is the name of its folder in the user's nacre folder."""

    name: str

    @property
    def folder(self) -> Path:
        """Where its task, its input and its results lie."""
        return _folder() / self.name

    @property
    def results(self) -> Path:
        """Where its results lie."""
        return self.folder / "results"

    @property
    def kind(self) -> str:
        """What it does, e.g. "screen"."""
        return self.name.partition("-")[0]

    @property
    def lock(self) -> str:
        """Name of the lock that its process holds."""
        return f"jobs/{self.name}/process"

    @property
    def stop_file(self) -> Path:
        """The file that asks its process to stop."""
        return self.folder / "stop"

    @property
    def note(self) -> str:
        """What its process last told beside the numbers of its progress; empty where it tells nothing."""
        try:
            return self._note_file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def tell(self, note: str) -> None:
        """Leave a sentence beside the numbers of the progress."""
        replace_file(self._note_file, note.encode())

    @property
    def _note_file(self) -> Path:
        return self.folder / "note.txt"

    @property
    def label(self) -> str:
        """What a list of jobs calls it."""
        return str(json.loads(self._task_file.read_bytes()).get("label", ""))

    def task(self, kind: type[_Task]) -> _Task:
        """What it was started with.

        Parameters
        ----------
        kind : type
            The record of its kind of job.

        Raises
        ------
        NacreError
            Where an older nacre started it with other settings.
        """
        try:
            return TypeAdapter(kind).validate_json(self._task_file.read_bytes())
        except ValidationError:
            raise NacreError(
                f"The settings of the run {self.name} are those of another version.", hint="Start a new run."
            ) from None

    @property
    def _task_file(self) -> Path:
        return self.folder / "task.json"

    @property
    def _status_file(self) -> Path:
        return self.folder / "status.json"

    def status(self) -> Status:
        """Where it is now."""
        child = _started.get(self.name)
        ended = child is not None and child.returncode is not None
        try:
            status = _STATUS.validate_json(self._status_file.read_bytes())
        except (OSError, ValidationError):
            return Status(State.LOST)
        if status.state is State.STARTING and not ended and time.time() - status.updated_s < _START_S:
            return status
        if status.is_alive and (ended or not is_held(self.lock)):
            return replace(status, state=State.LOST)
        return status

    def report(self, status: Status) -> None:
        """Write where it is; for its own process."""
        replace_file(self._status_file, _STATUS.dump_json(status))

    def launch(self) -> None:
        """Start its process, or start it again: it goes on where it was, if its kind can."""
        if self.status().is_alive:
            return
        self.stop_file.unlink(missing_ok=True)
        self.report(Status(State.STARTING, updated_s=time.time()))
        with (self.folder / "log.txt").open("ab") as log:
            # A session of its own: what ends the server or closes its terminal leaves the job at work.
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and a name of our making
                [sys.executable, "-m", "nacre.pipelines.background.process", self.name],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        _started[self.name] = child
        # Whoever waits for a process takes it off the system's table when it ends.
        threading.Thread(target=child.wait, daemon=True).start()

    def stop(self) -> None:
        """Ask its process to stop; what is finished is kept."""
        self.stop_file.touch()


_STATUS = TypeAdapter(Status)


def start(kind: str, task: object, files: Mapping[str, bytes] | None = None) -> Job:
    """Make a job and start its process.

    Parameters
    ----------
    kind : str
        One of `process.KINDS`.
    task : dataclass
        The record of this kind of job, with a `label` for lists.
    files : mapping of str to bytes, optional
        Input by the names that the kind expects.

    Returns
    -------
    Job
    """
    job = Job(f"{kind}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}")
    output_folder(job.results)
    for name, content in (files or {}).items():
        replace_file(job.folder / Path(name).name, content)
    replace_file(job._task_file, TypeAdapter(type(task)).dump_json(task))  # noqa: SLF001 - a friend of `Job`
    job.launch()
    return job


def jobs(*kinds: str) -> list[Job]:
    """The jobs of these kinds, newest first."""
    names = [path.name for path in _folder().iterdir() if (path / "task.json").is_file()]
    known = [Job(name) for name in names if (match := _NAME.fullmatch(name)) and match["kind"] in kinds]
    return sorted(known, key=lambda job: job.name.partition("-")[2], reverse=True)


def find_job(name: str, *kinds: str) -> Job:
    """The job of this name.

    Raises
    ------
    NacreError
        Where there is none of these kinds.
    """
    match = _NAME.fullmatch(name)
    if match is None or match["kind"] not in kinds or not (_folder() / name / "task.json").is_file():
        raise NacreError(f"There is no run {name[:80]!r}.", hint="Choose one of the list, or start a new one.")
    return Job(name)


def _folder() -> Path:
    folder = home() / "jobs"
    folder.mkdir(exist_ok=True)
    return folder
