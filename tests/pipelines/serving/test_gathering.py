"""Calls of one moment make one batch; each gets its own rows or its own error."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from nacre.pipelines.serving.gathering import Gathered, Records


class Recorder:
    """Squares numbers, slowly enough for others to queue: the first batch waits until told."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.go = threading.Event()

    def __call__(self, frame: pd.DataFrame, options: object) -> Records:
        self.sizes.append(len(frame))
        if len(self.sizes) == 1:
            self.go.wait(10)
        if (frame["x"] < 0).any():
            raise ValueError("negative")
        return [{"y": x * x, "options": options} for x in frame["x"]]


def together(values: list[list[int]], *, most_rows: int = 1000) -> tuple[Recorder, list[object]]:
    recorder = Recorder()
    gathered = Gathered(recorder, most_rows=most_rows)

    def ask(xs: list[int]) -> object:
        try:
            return [record["y"] for record in gathered(pd.DataFrame({"x": xs}), "o")]
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(16) as pool:
        first = pool.submit(ask, [0])
        while not recorder.sizes:
            pass
        rest = [pool.submit(ask, xs) for xs in values]
        while len(gathered._waiting) < len(values):
            pass
        recorder.go.set()
        return recorder, [first.result(), *(one.result() for one in rest)]


def test_waiting_calls_are_answered_as_one_batch() -> None:
    recorder, found = together([[1], [2, 3], [4]])
    assert found == [[0], [1], [4, 9], [16]]
    assert recorder.sizes == [1, 4]


def test_a_bad_call_spoils_only_itself() -> None:
    _, found = together([[1], [-2], [3]])
    assert found == [[0], [1], "negative", [9]]


def test_a_batch_has_a_limit() -> None:
    recorder, found = together([[1], [2, 3], [4], [5]], most_rows=3)
    assert sorted(map(str, found)) == sorted(map(str, [[0], [1], [4, 9], [16], [25]]))
    assert max(recorder.sizes) <= 3


def test_a_call_longer_than_the_limit_goes_alone() -> None:
    gathered = Gathered(lambda frame, _: [{"y": x} for x in frame["x"]], most_rows=2)
    assert len(gathered(pd.DataFrame({"x": range(5)}), None)) == 5


def test_an_error_is_raised_again() -> None:
    gathered = Gathered(Recorder(), most_rows=2)
    gathered._answer.go.set()  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="negative"):
        gathered(pd.DataFrame({"x": [-1]}), None)
