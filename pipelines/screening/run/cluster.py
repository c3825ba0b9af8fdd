"""The tasks of a screen on Dask workers: two processes here, or any cluster whose scheduler has an address."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, TypeAlias

from ....data.arrays import Ints
from ....data.chemistry.own_names import all_rows, bring
from ....data.errors import NacreError, SpaceError
from .engines import Serve, Worker
from .evaluation import Evaluation
from .findings import Findings

#: dask.distributed carries no types.
Client: TypeAlias = Any
Future: TypeAlias = Any

#: Tasks for each thread of a cluster, so that the last ones end together.
_TASKS_PER_THREAD = 32
#: Chunks of one task at most, so that little is lost with a worker.
_MOST_CHUNKS = 64
#: Threads for each chunk of a task at most: short tasks of many threads would end faster than one process joins them.
_THREADS_PER_CHUNK = 10
#: Tasks that wait for each thread of the cluster, so that none runs dry while findings travel.
_AHEAD = 3
_POLL_SECONDS = 1.0
#: How long a scheduler may take to answer.
_CONNECT = "10s"


class ClusterError(NacreError):
    """A Dask cluster that cannot be reached or was lost."""


@dataclass(frozen=True)
class Dask:
    """The same chunks as Dask tasks; findings equal those of one machine bit for bit.

    Attributes
    ----------
    scheduler : str or None
        Address of a running scheduler, e.g. `tcp://10.0.0.5:8786`; None starts workers of its own on this machine.
    workers : int
        Number of own worker processes; without meaning where a scheduler is named.
    chunks_per_task : int or None
        None for as many as suit the number of chunks and of threads.
    """

    scheduler: str | None = None
    workers: int = 2
    chunks_per_task: int | None = None

    @contextmanager
    def run(self, evaluation: Evaluation, first: int) -> Iterator[Iterator[tuple[int, Findings]]]:
        """Open the engine; see `Engine.run`.

        Raises
        ------
        ClusterError
            Where the scheduler cannot be reached, or is lost; what is done stays in the checkpoint.
        """
        if not 1 <= self.workers <= 1024:
            raise SpaceError(f"{self.workers} workers cannot be used.", hint="Give 1 to 1024.")
        with self._client() as client:
            # A task of its own, not data sent once: a worker that comes later can compute it again.
            shared = client.submit(partial(_same, evaluation.bare()), pure=False)
            yield self._results(client, shared, evaluation, first)

    @contextmanager
    def serve(self, worker: Worker) -> Iterator[Serve]:
        """Open the engine for the tasks of a worker; see `Engine.serve`. Raises as `run`."""
        if not 1 <= self.workers <= 1024:
            raise SpaceError(f"{self.workers} workers cannot be used.", hint="Give 1 to 1024.")
        with self._client() as client:
            shared, names = client.submit(partial(_same, worker.bare()), pure=False), all_rows()

            def served(tasks: list[tuple[str, Ints]]) -> Iterator[Any]:
                waiting = [client.submit(_do, shared, names, kind, own, pure=False) for kind, own in tasks]
                for future in waiting:
                    yield _result(client, future)

            yield served

    @contextmanager
    def _client(self) -> Iterator[Client]:
        dask, distributed = _libraries()
        _quiet()
        with dask.config.set({"distributed.comm.timeouts.connect": _CONNECT, "distributed.admin.tick.limit": "60s"}):
            cluster: AbstractContextManager[Any] | None = None
            try:
                if self.scheduler is None:
                    # On the loopback only: nobody else on the network can send tasks.
                    cluster = distributed.LocalCluster(
                        n_workers=self.workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
                    )
                client = distributed.Client(self.scheduler or cluster, timeout=_CONNECT, set_as_default=False)
            except (OSError, ValueError, MemoryError) as error:  # what answers may be no scheduler
                raise ClusterError(
                    f"The scheduler {self.scheduler} cannot be reached: {error}.",
                    hint="Check its address and that it runs; see docs/cluster.md.",
                ) from None
            try:
                yield client
            finally:
                _close(client, cluster)

    def _results(
        self, client: Client, shared: Future, evaluation: Evaluation, first: int
    ) -> Iterator[tuple[int, Findings]]:
        running: deque[tuple[int, Future]] = deque()
        names = all_rows()
        threads = max(1, sum(client.nthreads().values()))
        ahead, chunks = _AHEAD * threads, self.chunks_per_task or task_size(evaluation.plan.n_chunks, threads)
        for task in evaluation.plan.tasks(first, chunks):
            running.append((task.stop, client.submit(_task, shared, names, task.start, task.stop, pure=False)))
            if len(running) >= ahead:
                yield _next(client, running)
        while running:
            yield _next(client, running)


def _libraries() -> tuple[Any, Any]:
    """Dask and dask.distributed."""
    try:
        return import_module("dask"), import_module("distributed")
    except ImportError:
        raise ClusterError(
            "dask.distributed is not installed.",
            hint="Install nacre with the extra `dask`: pip install nacre[dask].",
        ) from None


def task_size(n_chunks: int, threads: int) -> int:
    """Chunks of one task, for a run of so many chunks on so many threads."""
    even = min(n_chunks // (_TASKS_PER_THREAD * threads), _MOST_CHUNKS)
    return max(even, threads // _THREADS_PER_CHUNK, 1)


def _same(what: Any) -> Any:  # noqa: ANN401 - an evaluation or a worker's
    """What all tasks share, on a worker."""
    return what


def _do(worker: Worker, names: dict[str, list[dict[str, str]]], kind: str, content: Ints) -> Any:  # noqa: ANN401
    """A task of a worker, which learns the names of one's own first."""
    bring(names)
    return worker.do(kind, content)


def _task(evaluation: Evaluation, names: dict[str, list[dict[str, str]]], start: int, stop: int) -> bytes:
    """The findings of some chunks, in the form that travels; a worker learns the names of one's own first."""
    bring(names)
    return evaluation.task(range(start, stop)).to_bytes()


def _next(client: Client, running: deque[tuple[int, Future]]) -> tuple[int, Findings]:
    """The findings of the oldest task."""
    done, future = running.popleft()
    return done, Findings.from_bytes(_result(client, future))


def _result(client: Client, future: Future) -> Any:  # noqa: ANN401 - what the task comes to
    """What a task comes to; a lost scheduler is told, not waited for."""
    from concurrent.futures import CancelledError

    distributed = _libraries()[1]
    while True:
        if client.status != "running":
            raise _lost()
        try:
            return future.result(timeout=_POLL_SECONDS)
        except distributed.TimeoutError:
            continue
        except distributed.scheduler.KilledWorker as error:
            raise ClusterError(
                f"A task ended its worker {error.allowed_failures + 1} times.",
                hint="Give workers more memory (about 1 GB a thread), then add `--resume`.",
            ) from None
        except (CancelledError, distributed.comm.CommClosedError, OSError):
            raise _lost() from None


def _lost() -> ClusterError:
    return ClusterError(
        "The scheduler was lost; finished tasks are kept.",
        hint="Start it again and repeat the command with `--resume`.",
    )


def _close(client: Client, cluster: Any) -> None:  # noqa: ANN401 - a cluster manager of Dask or None
    """Close without waiting for what is lost."""
    for thing in (client, cluster):
        if thing is not None:
            try:
                thing.close(timeout=5)
            except (OSError, RuntimeError, TimeoutError):
                continue


def _quiet() -> None:
    """Dask's own news about lost connections stay out of a chemist's terminal."""
    import logging

    for name in ("distributed", "distributed.client", "distributed.core", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
