"""Threads give findings in order and, when a user stops them, finish what they have begun."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from nacre.data.errors import SpaceError
from nacre.pipelines.screening.run.engines import Threads
from nacre.pipelines.screening.run.plan import Plan


@dataclass
class Counting:
    """An evaluation whose findings are the numbers of the chunks; it stops the run in the middle of one of them."""

    plan: Plan
    stop_in: int = -1

    def prepare(self) -> None:
        """Nothing is shared."""

    def task(self, chunks: Iterable[int]) -> list[int]:
        """The chunks themselves."""
        found = list(chunks)
        if self.stop_in in found:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        return found


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_findings_come_in_order_from_the_first_chunk_that_is_left(workers: int) -> None:
    with Threads(workers).run(Counting(Plan(95, 95, 10)), 3) as results:
        assert list(results) == [(n + 1, [n]) for n in range(3, 10)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stopped_run_gives_what_it_had_begun(workers: int) -> None:
    seen: list[int] = []

    def collect() -> None:
        with Threads(workers).run(Counting(Plan(1000, 1000, 1), stop_in=20), 0) as results:
            seen.extend(done for done, _ in results)

    with pytest.raises(KeyboardInterrupt):
        collect()
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) >= 20


def test_no_threads_are_refused() -> None:
    with pytest.raises(SpaceError, match="1 to 64"):
        Threads(0).run(Counting(Plan(1, 1, 1)), 0)
