"""Requests that come in at the same moment, answered as one batch: a batch of eight costs little more than one cell."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

#: How long a batch waits for company (s), where the one before had company: those who were just answered ask again.
WAIT_S = 0.004

Records = list[dict[str, Any]]
#: Answers the rows of a frame, with one dict a row; rows do not depend on each other.
Answer = Callable[[pd.DataFrame, Any], Records]


@dataclass
class _Call:
    frame: pd.DataFrame
    options: Hashable
    found: Records | None = None
    error: Exception | None = None

    @property
    def kind(self) -> tuple[Hashable, ...]:
        """Calls of one kind go together."""
        return (self.options, *self.frame.columns)


class Gathered:
    """A function that several threads may call; what waits while a batch is under way makes the next batch.

    Parameters
    ----------
    answer : callable
        Takes a frame and options, returns one dict a row.
    most_rows : int
        Rows of a batch beyond which no further call joins it.
    """

    def __init__(self, answer: Answer, *, most_rows: int = 1000) -> None:
        self._answer = answer
        self._most_rows = most_rows
        self._waiting: list[_Call] = []
        self._list = threading.Lock()
        self._turn = threading.Lock()
        self._had_company = False

    def __call__(self, frame: pd.DataFrame, options: Hashable) -> Records:
        """Answer one call; raises what `answer` raises for its rows alone."""
        call = _Call(frame, options)
        with self._list:
            self._waiting.append(call)
        with self._turn:
            if call.found is None and call.error is None:
                if self._had_company:
                    time.sleep(WAIT_S)
                batch = self._batch(call)
                self._had_company = len(batch) > 1
                self._run(batch)
        if call.error is not None:
            raise call.error
        assert call.found is not None
        return call.found

    def _batch(self, first: _Call) -> list[_Call]:
        with self._list:
            chosen, rows = [first], len(first.frame)
            for call in self._waiting:
                if call is not first and call.kind == first.kind and rows + len(call.frame) <= self._most_rows:
                    chosen.append(call)
                    rows += len(call.frame)
            self._waiting = [call for call in self._waiting if not any(call is one for one in chosen)]
        return chosen

    def _run(self, batch: Sequence[_Call]) -> None:
        frames = [call.frame for call in batch]
        try:
            answers = self._answer(
                pd.concat(frames, ignore_index=True) if len(batch) > 1 else frames[0], batch[0].options
            )
        except Exception as error:  # noqa: BLE001 - it is raised again in the thread that it belongs to
            if len(batch) == 1:
                batch[0].error = error
                return
            for call in batch:  # whose fault it is shows when each is answered alone
                self._run([call])
            return
        start = 0
        for call in batch:
            call.found = answers[start : start + len(call.frame)]
            start += len(call.frame)
