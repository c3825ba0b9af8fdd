"""Servers of other packages, ended with all that they started whatever happens to us.

A server such as MLflow's starts processes of its own, which keep the port when only the first of them is ended. So it
is started by a guardian: a process that holds one end of a pipe whose other end is ours. When we end, be it by a signal
that nobody can catch, the system closes the pipe, and the guardian ends everything that stands below it.

This file is run as a program too, by its path, and imports nothing but the standard library.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

#: How long processes get to end by themselves (s).
_PATIENCE_S = 5.0
#: `prctl`: whose parent ends becomes a child of the guardian instead of the first process of the system.
_SUBREAPER = 36


@contextmanager
def guarded(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, stdout: int | IO[Any] | None = None,
    stderr: int | IO[Any] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:  # fmt: skip
    """Run a server while the context lasts; afterwards none of its processes is left.

    Parameters
    ----------
    command : sequence of str
    environment : mapping, optional
    stdout, stderr : optional
        As of `subprocess.Popen`.

    Yields
    ------
    Popen
        The guardian, which ends with the server and returns its code.
    """
    guardian = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-I", __file__, *command], stdin=subprocess.PIPE, stdout=stdout, stderr=stderr,
        env=environment, start_new_session=True,
    )  # fmt: skip
    try:
        yield guardian
    finally:
        assert guardian.stdin is not None
        with suppress(OSError):
            guardian.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            guardian.wait(3 * _PATIENCE_S)
        if guardian.poll() is None:
            guardian.kill()
            guardian.wait()


def _descendants() -> list[int]:
    """All processes below this one, on Linux; none where the system does not tell."""
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        parent = waiting.pop()
        for path in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):
                children = [int(text) for text in path.read_text().split()]
                found += children
                waiting += children
    return found


def _send(number: int, group: int) -> None:
    """Signal the server's group, and whoever left it."""
    with suppress(OSError):
        os.killpg(group, number)
    for process in _descendants():
        with suppress(OSError):
            os.kill(process, number)


def _reap() -> None:
    with suppress(OSError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _guard(command: Sequence[str]) -> int:
    """Run a command until it ends or the pipe is closed; returns its code."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the pipe tells when it is over
    server = subprocess.Popen(  # noqa: S603 - what we were given
        command,
        stdin=subprocess.DEVNULL,
        process_group=0,
        restore_signals=True,
        preexec_fn=_defaults,  # noqa: PLW1509
    )
    os.set_blocking(0, False)
    while server.poll() is None:
        try:
            if not os.read(0, 1):
                break  # the other end is closed
        except BlockingIOError:
            time.sleep(0.05)
        except OSError:
            break
    code = server.poll()
    _send(signal.SIGTERM, server.pid)
    until = time.monotonic() + _PATIENCE_S
    while (server.poll() is None or _descendants()) and time.monotonic() < until:
        time.sleep(0.05)
        if server.poll() is not None:
            _reap()
    while _descendants():
        _send(signal.SIGKILL, server.pid)
        time.sleep(0.05)
        server.poll()
        _reap()
    return code or 0


def _defaults() -> None:
    """What the guardian does not hear, its server does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    sys.exit(_guard(sys.argv[1:]))
