"""The process of a job: does what the folder's task says, tells how far it is, and stops when it is asked to."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ...data.errors import NacreError, TableError
from ...data.files import replace_file
from ...data.progress import Progress
from ..store.locks import only_one
from .job import Job, State, Status, find_job
from .tasks import CompareTask, RetrainTask, TrainTask

if TYPE_CHECKING:
    from ...models.validation.comparison import Settings

#: How often the stop file is looked for, and how often progress is written at most (s).
_LOOK_S, _REPORT_S = 0.2, 0.25


def _screen(job: Job, progress: Progress) -> None:
    from .screen import screen_job

    screen_job(job, progress)


def _retrain(job: Job, progress: Progress) -> None:
    from ..training.retrain import retrain

    task = job.task(RetrainTask)
    settings = _training(quick=task.quick)
    retrain(
        job.folder / "new.csv", settings=settings, lab=task.lab or None, dry_run=task.dry_run, output=job.results,
        progress=progress,
    )  # fmt: skip


def _train(job: Job, progress: Progress) -> None:
    from ..training.train import train

    train(settings=_training(quick=job.task(TrainTask).quick), output=job.results, progress=progress)


def _compare(job: Job, progress: Progress) -> None:
    from ...models.validation.comparison import Settings
    from ..reports.pages import to_json
    from ..training.retrain import compare_versions

    task = job.task(CompareTask)
    folds = Settings(repeats=1, folds=task.folds, compared=False)
    verdicts = compare_versions(task.version, task.against, folds, progress=progress)
    content = to_json({name: verdict.to_dict() for name, verdict in verdicts.items()})
    replace_file(job.results / "verdicts.json", content.encode())


def _training(*, quick: bool) -> Settings:
    from ...models.validation.comparison import BOUNDS_ONLY, Settings

    return BOUNDS_ONLY if quick else Settings()


#: What a job can do, by the first word of its name.
KINDS: dict[str, Callable[[Job, Progress], None]] = {
    "screen": _screen,
    "retrain": _retrain,
    "train": _train,
    "compare": _compare,
}


class _Reporter:
    """Progress as a file that is written at most a few times a second."""

    def __init__(self, job: Job) -> None:
        self.job, self.status = job, Status(State.RUNNING, updated_s=time.time())
        job.report(self.status)

    def __call__(self, done: int, total: int) -> None:
        now, last = time.time(), self.status
        self.status = replace(last, done=done, total=total)
        if last.total == 0:
            self.status = replace(self.status, first=done, first_s=now)
        elif now - last.updated_s < _REPORT_S:
            return
        self.status = replace(self.status, updated_s=now)
        self.job.report(self.status)

    def end(self, state: State, message: str = "", hint: str = "") -> None:
        """Write how it ended."""
        self.job.report(replace(self.status, state=state, message=message, hint=hint))


def main(name: str) -> int:
    """Run a job by its name; 0 where it is done."""
    job = find_job(name, *KINDS)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started the server with it ignored
    try:
        with only_one(job.lock, patience_s=10.0):
            return _run(job)
    except NacreError as error:  # another process has it
        sys.stderr.write(f"{error}\n")
        return 1


def _run(job: Job) -> int:
    reporter = _Reporter(job)
    over = threading.Event()
    try:
        threading.Thread(target=_watch, args=(job, over), daemon=True).start()
        KINDS[job.kind](job, reporter)
        over.set()
    except KeyboardInterrupt:
        over.set()
        reporter.end(State.STOPPED)
        return 130
    except NacreError as error:
        over.set()
        reporter.end(State.FAILED, str(error) if isinstance(error, TableError) else error.message, error.hint)
        return 2
    except Exception as error:  # noqa: BLE001 - the last place where it can be told
        over.set()
        traceback.print_exc()
        reporter.end(State.FAILED, f"It ended with a fault of nacre's own: {type(error).__name__}: {str(error)[:200]}.",
                     f"The whole message stands in {job.folder / 'log.txt'}.")  # fmt: skip
        return 1
    reporter.end(State.DONE)
    return 0


def _watch(job: Job, over: threading.Event) -> None:
    """Interrupt the main thread, as Ctrl-C would, when the stop file appears."""
    while not over.wait(_LOOK_S):
        if job.stop_file.is_file():
            if hasattr(signal, "pthread_kill"):  # wakes a thread that waits
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            else:
                _thread.interrupt_main()
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
