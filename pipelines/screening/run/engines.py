"""Where tasks run: threads of this process here, Dask workers in `cluster.py`; findings come back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from typing import Protocol as Interface

from ....data.arrays import Ints
from ....data.errors import SpaceError
from .evaluation import Evaluation
from .findings import Findings

#: Threads of one process: more would wait for the interpreter, and memory grows with each.
MAX_THREADS = 4


class Worker(Interface):
    """Does tasks that are told by a word and whole numbers."""

    def bare(self) -> Worker:
        """The same without what was computed for it, to be sent elsewhere."""
        ...

    def prepare(self) -> None:
        """Compute what all tasks share."""
        ...

    def do(self, kind: str, content: Ints) -> Any:  # noqa: ANN401 - what the task comes to
        """Do one task."""
        ...


#: Does tasks, and gives what they come to in their order.
Serve = Callable[[list[tuple[str, Ints]]], Iterator[Any]]


class Engine(Interface):
    """Computes the tasks of an evaluation."""

    def run(self, evaluation: Evaluation, first: int) -> AbstractContextManager[Iterator[tuple[int, Findings]]]:
        """Open the engine; the iterator gives (chunks done, findings of the task), in order, from chunk `first` on."""
        ...

    def serve(self, worker: Worker) -> AbstractContextManager[Serve]:
        """Open the engine for the tasks of a worker, round after round."""
        ...


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Threads:
    """One chunk a task in each of a few threads; XGBoost and most of numpy compute without the interpreter's lock.

    Attributes
    ----------
    workers : int or None
        Number of threads; None for the cores, at most `MAX_THREADS`.
    """

    workers: int | None = None

    def run(self, evaluation: Evaluation, first: int) -> AbstractContextManager[Iterator[tuple[int, Findings]]]:
        """Open the engine; see `Engine.run`."""
        if self.workers is not None and not 1 <= self.workers <= 64:
            raise SpaceError(f"{self.workers} workers cannot be used.", hint="Give 1 to 64.")
        return _ThreadRun(evaluation, first, self.workers or min(cores(), MAX_THREADS))

    @contextmanager
    def serve(self, worker: Worker) -> Iterator[Serve]:
        """Open the engine; see `Engine.serve`."""
        if self.workers is not None and not 1 <= self.workers <= 64:
            raise SpaceError(f"{self.workers} workers cannot be used.", hint="Give 1 to 64.")
        worker.prepare()
        with ThreadPoolExecutor(self.workers or min(cores(), MAX_THREADS), thread_name_prefix="nacre-screen") as pool:
            yield lambda tasks: pool.map(lambda task: worker.do(*task), tasks)


class _ThreadRun(AbstractContextManager[Iterator[tuple[int, Findings]]]):
    def __init__(self, evaluation: Evaluation, first: int, workers: int) -> None:
        self._evaluation, self._first, self._workers = evaluation, first, workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="nacre-screen")

    def __enter__(self) -> Iterator[tuple[int, Findings]]:
        self._evaluation.prepare()
        return self._results()

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _results(self) -> Iterator[tuple[int, Findings]]:
        running: deque[tuple[int, Future[Findings]]] = deque()
        try:
            for task in self._evaluation.plan.tasks(self._first, 1):
                running.append((task.stop, self._pool.submit(self._evaluation.task, task)))
                if len(running) > self._workers:
                    yield _first(running)
            while running:
                yield _first(running)
        except KeyboardInterrupt:
            # What is in progress must be waited for anyway, so it is kept as well.
            for _, future in running:
                future.cancel()
            while running and not running[0][1].cancelled():
                yield _first(running)
            raise


def _first(running: deque[tuple[int, Future[Findings]]]) -> tuple[int, Findings]:
    """The oldest task, taken off only when its findings are there."""
    done, future = running[0]
    findings = future.result()
    running.popleft()
    return done, findings
