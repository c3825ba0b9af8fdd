"""What the process of a command needs before anything else runs, and how it ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from ...data.errors import NacreError


class Ended(BaseException):
    """Raised where the process is told to end, so that runs are closed and workers ended on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def prepare() -> None:
    """Give the process what every package takes for granted.

    Raises
    ------
    NacreError
        Where the working folder is gone, or Python was told to leave out docstrings.
    """
    _open_streams()
    if sys.flags.optimize >= 2:
        raise NacreError(
            "Python leaves out docstrings (PYTHONOPTIMIZE=2 or -OO), which packages below nacre need.",
            hint="Unset PYTHONOPTIMIZE, or set it to 1.",
        )
    try:
        os.getcwd()  # noqa: PTH109 - only whether there is one
    except OSError:
        raise NacreError("The working folder is gone.", hint="Change to one that exists, e.g. `cd ~`.") from None


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Raise `Ended` where the process is told to end; what was started by `nohup` goes on without its terminal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heard = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in heard:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> None:
    """Unwind once; what comes after is left out, so that nothing is cut short on the way."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise Ended(number)


def _open_streams() -> None:
    """Open what the caller closed: the next file would else get its number, and be written to by everybody."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, closefd=False))


def flush() -> str:
    """Write what is still held; returns the reason where that cannot be done, and lets Python say no more of it."""
    reason = ""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            reason = reason or "pipe"
        except OSError as error:
            reason = reason or (error.strerror or "it cannot be written")
        else:
            continue
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return reason
