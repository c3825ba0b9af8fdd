"""The queue of a server: what waits is answered as one batch, in small shares, each caller in turn.

A batch of eight costs little more than one cell, so callers of the same kind go together. A long request is cut into
shares that take a twentieth of a second, so that a single cell never waits for a long one. What must be calculated
first goes to a thread of its own.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pandas as pd

Records = list[dict[str, Any]]
#: Answers the rows of a frame with one dict a row; rows do not depend on each other. The last argument tells whether
#: what takes long may be calculated; where it may not, `TakesLong` is raised.
Answer = Callable[[pd.DataFrame, Any, bool], Records]

#: Time that a share should take (s), and its rows at first, before anything is known of how long they take.
SHARE_S = 0.05
FIRST_ROWS = 8
MOST_ROWS = 256


class TakesLong(Exception):  # noqa: N818 - a message between threads, no fault
    """Raised by an answer that needs a calculation first."""


class _Call:
    """What one caller asks, and how far it is answered."""

    def __init__(self, frame: pd.DataFrame, options: Hashable) -> None:
        self.frame = frame
        self.options = options
        self.future: Future[Records] = Future()
        self.found: Records = []
        self.rows = FIRST_ROWS

    @property
    def kind(self) -> tuple[Hashable, ...]:
        """Calls of one kind go together."""
        return (self.options, *self.frame.columns)

    @property
    def left(self) -> int:
        return len(self.frame) - len(self.found)

    def next(self, most: int) -> pd.DataFrame:
        """The rows that come next; they keep their numbers."""
        return self.frame.iloc[len(self.found) : len(self.found) + min(self.rows, most)]

    def add(self, records: Records, seconds: float) -> None:
        """Take the answers of a share, and fit the next one to the time that it took."""
        self.found += records
        fitting = SHARE_S / max(seconds, 1e-4) * len(records)
        self.rows = max(1, min(MOST_ROWS, int(fitting), 2 * self.rows))

    @property
    def is_over(self) -> bool:
        return self.future.done()

    def finish(self, error: Exception | None = None) -> None:
        """Tell the caller, unless it has gone."""
        with suppress(Exception):  # given up at this very moment
            if error is not None:
                self.future.set_exception(error)
            elif not self.future.cancelled():
                self.future.set_result(self.found)


class FairQueue:
    """Answers what many threads ask, in turns.

    Parameters
    ----------
    answer : callable
        See `Answer`.
    most_rows : int
        Rows of a batch beyond which no further call joins it.
    """

    def __init__(self, answer: Answer, *, most_rows: int = MOST_ROWS) -> None:
        self._answer = answer
        self._most_rows = most_rows
        self._waiting: deque[_Call] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._beside = ThreadPoolExecutor(1, "nacre-calculation")

    def submit(self, frame: pd.DataFrame, options: Hashable) -> Future[Records]:
        """Ask; the future brings the records, or raises what `answer` raises for these rows.

        A caller that has waited enough cancels it.
        """
        call = _Call(frame, options)
        if not len(frame):
            call.finish()
            return call.future
        with self._changed:
            self._waiting.append(call)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="nacre-predictions", daemon=True)
                self._thread.start()
            self._changed.notify()
        return call.future

    @property
    def cells_waiting(self) -> int:
        """Rows that are not answered yet."""
        with self._changed:
            return sum(call.left for call in self._waiting)

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                batch = self._batch()
            if batch:
                self._run(batch)

    def _batch(self) -> list[_Call]:
        """The call whose turn it is with those of its kind, as many as fit."""
        chosen: list[_Call] = []
        others: list[_Call] = []
        rows = 0
        while self._waiting:
            call = self._waiting.popleft()
            if call.is_over:
                continue
            size = min(call.rows, call.left)
            if not chosen or (call.kind == chosen[0].kind and rows + size <= self._most_rows):
                chosen.append(call)
                rows += size
            else:
                others.append(call)
        self._waiting.extend(others)
        return chosen

    def _run(self, batch: list[_Call]) -> None:
        shares = [call.next(self._most_rows) for call in batch]
        began = time.perf_counter()
        try:
            records = self._answer(pd.concat(shares) if len(batch) > 1 else shares[0], batch[0].options, False)
        except TakesLong:
            if len(batch) == 1:
                self._beside.submit(self._calculate, batch[0], shares[0])
                return
            self._apart(batch)
        except Exception as error:  # noqa: BLE001 - it is raised again where it belongs
            if len(batch) == 1:
                batch[0].finish(error)
                return
            self._apart(batch)
        else:
            seconds = (time.perf_counter() - began) / len(records) if records else 0.0
            start = 0
            for call, share in zip(batch, shares, strict=True):
                call.add(records[start : start + len(share)], seconds * len(share))
                start += len(share)
            self._go_on(batch)

    def _apart(self, batch: list[_Call]) -> None:
        """Whose fault it is shows when each is answered alone."""
        for call in batch:
            self._run([call])

    def _calculate(self, call: _Call, share: pd.DataFrame) -> None:
        """Answer a share that takes long, beside the others; it is finished, and kept, even where nobody waits."""
        try:
            call.add(self._answer(share, call.options, True), SHARE_S)
        except Exception as error:  # noqa: BLE001 - as above
            call.finish(error)
            return
        self._go_on([call])

    def _go_on(self, batch: list[_Call]) -> None:
        with self._changed:
            for call in batch:
                if not call.left:
                    call.finish()
                elif not call.is_over:
                    self._waiting.append(call)
            self._changed.notify()
