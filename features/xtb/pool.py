"""Worker processes with a time limit: what hangs is killed, what dies is replaced, nothing is left behind."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Literal

from .structure import Structure

Task = Literal["orbitals", "bare", "weights"]

#: Seconds for a molecule up to 30 heavy atoms, and above.
_TIMEOUT_S, _TIMEOUT_LARGE_S = 60.0, 120.0
_LARGE = 30
#: Seconds for a worker to import what it needs.
_START_S = 60.0
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Calculation:
    """What one calculation gave.

    Attributes
    ----------
    result : dict
        By name; empty where nothing is known.
    reason : str
        Why something is missing, else empty.
    is_lasting : bool
        Whether another try would end the same way: not so where time ran out, the process was killed, or a library
        could not be loaded.
    """

    result: dict[str, Any]
    reason: str = ""
    is_lasting: bool = True


@dataclass
class Worker:
    """One process, started when it is first needed."""

    process: subprocess.Popen[bytes] | None = None
    _pending: bytes = field(default=b"", repr=False)

    def run(self, structure: Structure, task: Task, timeout_s: float) -> Calculation:
        """Calculate one molecule.

        Parameters
        ----------
        structure : Structure
        task : {"orbitals", "bare", "weights"}
            As in `calculate`.
        timeout_s : float
            After which the process is killed.

        Returns
        -------
        Calculation
            Whatever happens inside the process is its `reason`.
        """
        try:
            self._start()
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            return Calculation({}, f"the xTB worker does not start ({error})", is_lasting=False)
        request = {
            "smiles": structure.smiles, "charge": structure.charge, "heavy_atoms": structure.heavy_atoms, "task": task,
        }  # fmt: skip
        known: dict[str, Any] = {}
        until = time.monotonic() + timeout_s
        try:
            self._send(request)
            while True:
                answer = self._receive(until)
                if "reason" in answer:
                    return Calculation(known, str(answer["reason"]), is_lasting=bool(answer["lasting"]))
                known = dict(answer["values"])
                if answer["final"]:
                    return Calculation(known)
        except TimeoutError:
            self.close()
            return Calculation(known, f"stopped after {timeout_s:g} s", is_lasting=False)
        except (EOFError, OSError, ValueError):
            self.close()
            # It may have been killed for want of memory: another try may end otherwise.
            return Calculation(known, "the calculation ended its process", is_lasting=False)

    def kill(self) -> None:
        """End the calculation that runs, from another thread; `run` then returns."""
        if (process := self.process) is not None:
            process.kill()

    def close(self) -> None:
        """Kill the process and wait for its end."""
        if self.process is None:
            return
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not sent to a dead process
                    stream.close()
        self.process.wait()
        self.process, self._pending = None, b""

    def _start(self) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        self.close()
        self.process = subprocess.Popen(
            # -P: nothing of the folder that the user works in is imported.
            [sys.executable, "-P", "-m", "nacre.features.xtb.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
        )
        self._receive(time.monotonic() + _START_S)

    def _send(self, request: dict[str, Any]) -> None:
        if self.process is None or self.process.stdin is None:
            raise EOFError("no process")
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()

    def _receive(self, until: float) -> dict[str, Any]:
        """The next line of the process; TimeoutError at `until` (monotonic clock), EOFError where it has ended."""
        if self.process is None or self.process.stdout is None:
            raise EOFError("no process")
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._pending:
                if not selector.select(max(until - time.monotonic(), 0.0)):
                    raise TimeoutError("no answer in time")
                part = os.read(self.process.stdout.fileno(), 65_536)
                if not part:
                    raise EOFError("the process has ended")
                self._pending += part
        line, _, self._pending = self._pending.partition(b"\n")
        return dict(json.loads(line))


def longest_s(structures: Sequence[Structure]) -> float:
    """Seconds that one of some molecules may take at most.

    Parameters
    ----------
    structures : sequence of Structure

    Returns
    -------
    float
    """
    return _TIMEOUT_LARGE_S if any(one.heavy_atoms > _LARGE for one in structures) else _TIMEOUT_S


def calculate(
    structures: Sequence[Structure], task: Task = "orbitals", *, timeout_s: float | None = None, n_workers: int = 1
) -> list[Calculation]:
    """Calculate molecules in `n_workers` processes, several molecules each, in the order given.

    Parameters
    ----------
    structures : sequence of Structure
    task : {"orbitals", "bare", "weights"}
        "bare" leaves out the Na⁺ complex, "weights" gives the share of LUMO and HOMO on each heavy atom.
    timeout_s : float, optional
        For one molecule; 60 s up to 30 heavy atoms and 120 s above where it is left out.
    n_workers : int
        Processes; each uses one thread.

    Returns
    -------
    list of Calculation
        One for each structure; what hangs or dies inside a worker is its `reason`.
    """
    with _workers(min(n_workers, len(structures))) as (workers, free):

        def run(structure: Structure) -> Calculation:
            worker = free.get()
            try:
                return worker.run(structure, task, timeout_s or longest_s([structure]))
            finally:
                free.put(worker)

        if n_workers == 1 or len(structures) < 2:
            return [run(structure) for structure in structures]
        with ThreadPoolExecutor(n_workers) as threads:
            try:
                return list(threads.map(run, structures))
            except BaseException:
                # An interrupt must not wait until the running molecules reach their time limit.
                for worker in workers:
                    worker.kill()
                raise


@contextmanager
def _workers(n: int) -> Iterator[tuple[list[Worker], SimpleQueue[Worker]]]:
    workers = [Worker() for _ in range(max(n, 1))]
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        free.put(worker)
    try:
        yield workers, free
    finally:
        for worker in workers:
            worker.close()
