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
from typing import Any

from ..data.errors import NacreError, TableError
from ..models.files import replace_file
from .jobs import DONE, FAILED, RUNNING, STOPPED, Job, Status, find_job
from .locks import only_one

Progress = Callable[[int, int], None]

#: How often the stop file is looked for, and how often progress is written at most (s).
_LOOK_S, _TELL_S = 0.2, 0.25


def _screen(job: Job, settings: dict[str, Any], progress: Progress) -> None:
    from .screen_job import screen_job

    screen_job(job, settings, progress)


def _retrain(job: Job, settings: dict[str, Any], progress: Progress) -> None:
    from .retrain import retrain

    retrain(
        job.folder / "new.csv",
        settings=_training(settings),
        dry_run=bool(settings["dry_run"]),
        output=job.results,
        progress=progress,
    )


def _train(job: Job, settings: dict[str, Any], progress: Progress) -> None:
    from .train import train

    train(settings=_training(settings), output=job.results, progress=progress)


def _compare(job: Job, settings: dict[str, Any], progress: Progress) -> None:
    from ..models.comparison import Settings
    from .report import to_json
    from .retrain import compare_versions

    folds = Settings(repeats=1, folds=settings["folds"], compared=False)
    found = compare_versions(settings["version"], settings["against"], folds, progress=progress)
    told = {name: verdict.to_dict() for name, verdict in found.items()}
    replace_file(job.results / "verdicts.json", to_json(told).encode())


def _training(settings: dict[str, Any]) -> Any:  # noqa: ANN401 - imported late
    from ..models.comparison import BOUNDS_ONLY, Settings

    return BOUNDS_ONLY if settings["quick"] else Settings()


#: What a job can do, by the first word of its name.
KINDS: dict[str, Callable[[Job, dict[str, Any], Progress], None]] = {
    "screen": _screen,
    "retrain": _retrain,
    "train": _train,
    "compare": _compare,
}


class _Reporter:
    """Progress as a file that is written at most a few times a second."""

    def __init__(self, job: Job) -> None:
        self.job, self.status = job, Status(RUNNING, updated_s=time.time())
        job.tell(self.status)

    def __call__(self, done: int, total: int) -> None:
        now, told = time.time(), self.status
        if told.total == 0:
            self.status = replace(told, done=done, total=total, first=done, first_s=now, updated_s=now)
            self.job.tell(self.status)
        elif now - told.updated_s >= _TELL_S:
            self.status = replace(told, done=done, total=total, updated_s=now)
            self.job.tell(self.status)
        else:
            self.status = replace(told, done=done, total=total)

    def end(self, state: str, message: str = "", hint: str = "") -> None:
        """Write the last word."""
        self.job.tell(replace(self.status, state=state, message=message, hint=hint))


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
        KINDS[job.kind](job, job.settings(), reporter)
        over.set()
    except KeyboardInterrupt:
        over.set()
        reporter.end(STOPPED)
        return 130
    except NacreError as error:
        over.set()
        reporter.end(FAILED, str(error) if isinstance(error, TableError) else error.message, error.hint)
        return 2
    except Exception as error:  # noqa: BLE001 - the last place where it can be told
        over.set()
        traceback.print_exc()
        reporter.end(FAILED, f"It ended with a fault of nacre's own: {type(error).__name__}: {str(error)[:200]}.",
                     f"The whole message stands in {job.folder / 'log.txt'}.")  # fmt: skip
        return 1
    reporter.end(DONE)
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
