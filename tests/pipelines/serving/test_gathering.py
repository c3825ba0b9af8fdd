"""What waits is answered together and in turns; each caller gets its own rows or its own error."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future

import pandas as pd
import pytest

from nacre.pipelines.serving.gathering import MOST_ROWS, FairQueue, Records, TakesLong

PATIENCE_S = 60


class Recorder:
    """Squares numbers; the first batch waits until told, so that others queue. 77 takes a calculation."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = threading.Event()
        self.calculated = threading.Event()

    def __call__(self, frame: pd.DataFrame, options: object, may_calculate: bool) -> Records:
        self.batches.append(list(frame["x"]))
        if len(self.batches) == 1:
            self.go.wait(PATIENCE_S)
        if (frame["x"] == 77).any():
            if not may_calculate:
                raise TakesLong
            self.calculated.wait(PATIENCE_S)
        if (frame["x"] < 0).any():
            raise ValueError("negative")
        return [{"y": x * x, "options": options} for x in frame["x"]]


def asked(queue: FairQueue, *xs: int, options: str = "o") -> Future[Records]:
    return queue.submit(pd.DataFrame({"x": list(xs)}), options)


def numbers(future: Future[Records]) -> list[int]:
    return [record["y"] for record in future.result(PATIENCE_S)]


@pytest.fixture
def held() -> tuple[Recorder, FairQueue, Future[Records]]:
    """A queue whose first batch is under way."""
    recorder = Recorder()
    queue = FairQueue(recorder)
    first = asked(queue, 0)
    while not recorder.batches:
        pass
    return recorder, queue, first


Held = tuple[Recorder, FairQueue, "Future[Records]"]


def test_waiting_calls_are_answered_as_one_batch(held: Held) -> None:
    recorder, queue, first = held
    rest = [asked(queue, 1), asked(queue, 2, 3), asked(queue, 4)]
    recorder.go.set()
    assert [numbers(first), *map(numbers, rest)] == [[0], [1], [4, 9], [16]]
    assert recorder.batches == [[0], [1, 2, 3, 4]]


def test_a_bad_call_spoils_only_itself(held: Held) -> None:
    recorder, queue, _ = held
    good, bad, other = asked(queue, 1), asked(queue, -2), asked(queue, 3)
    recorder.go.set()
    assert [numbers(good), numbers(other)] == [[1], [9]]
    with pytest.raises(ValueError, match="negative"):
        bad.result(PATIENCE_S)


def test_calls_of_another_kind_have_their_own_batch(held: Held) -> None:
    recorder, queue, _ = held
    one, other = asked(queue, 1), asked(queue, 2, options="p")
    recorder.go.set()
    assert [numbers(one), numbers(other)] == [[1], [4]]
    assert recorder.batches == [[0], [1], [2]]


def test_who_came_first_is_answered_first(held: Held) -> None:
    recorder, queue, _ = held
    waiting = [asked(queue, number, options=kind) for number, kind in enumerate("pqrs", start=1)]
    recorder.go.set()
    assert [numbers(one) for one in waiting] == [[1], [4], [9], [16]]
    assert recorder.batches == [[0], [1], [2], [3], [4]]


def test_a_single_cell_does_not_wait_for_a_long_request(held: Held) -> None:
    recorder, queue, _ = held
    long = asked(queue, *range(100, 10_100))
    short = asked(queue, 5, options="p")
    recorder.go.set()
    assert numbers(short) == [25]
    assert numbers(long) == [x * x for x in range(100, 10_100)]
    assert recorder.batches.index([5]) <= 2
    assert max(map(len, recorder.batches)) <= MOST_ROWS


def test_a_calculation_runs_beside_the_others(held: Held) -> None:
    recorder, queue, _ = held
    slow, quick = asked(queue, 1, 77, 2), asked(queue, 3)
    recorder.go.set()
    assert numbers(quick) == [9]
    assert numbers(asked(queue, 4)) == [16]
    assert not slow.done()
    recorder.calculated.set()
    assert numbers(slow) == [1, 77 * 77, 4]


def test_who_gives_up_costs_nothing_more(held: Held) -> None:
    recorder, queue, _ = held
    gone, stays = asked(queue, *range(100, 1100)), asked(queue, 6)
    assert gone.cancel()
    recorder.go.set()
    assert numbers(stays) == [36]
    assert sum(map(len, recorder.batches)) == 2
    with pytest.raises(CancelledError):
        gone.result(PATIENCE_S)
    assert queue.cells_waiting == 0


def test_no_cells_are_answered_at_once() -> None:
    assert FairQueue(Recorder()).submit(pd.DataFrame({"x": []}), None).result(PATIENCE_S) == []
