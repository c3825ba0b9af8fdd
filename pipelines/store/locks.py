"""One at a time: a lock between processes that the system takes back when its holder dies."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from ...data.errors import StoreError
from ...data.files import replace_file
from ...data.places import home

#: Longer than the longest training that one would wait for.
PATIENCE_S = 3600.0


@contextmanager
def only_one(name: str, *, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock of this name in the user's nacre folder; a second process waits.

    SQLite's file lock is used for it: it works on every system, and a killed process leaves nothing to clean up.

    Parameters
    ----------
    name : str
    patience_s : float
        How long to wait for another holder, s.

    Raises
    ------
    StoreError
        Where the holder does not finish in time, or the folder cannot be written.
    """
    path = home() / f"{name}.lock"
    try:
        connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(
            f"The lock {str(path)!r} cannot be opened: {error}.", hint="See whether the folder can be written to."
        ) from None
    with closing(connection):
        _take(connection, path, patience_s)
        yield


def _take(connection: sqlite3.Connection, path: Path, patience_s: float) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        raise StoreError(
            f"Another nacre ({_holder(path)}) has held {str(path)!r} for {patience_s:.0f} s ({error}).",
            hint="Wait for it or end it; the lock goes with its process.",
        ) from None
    with suppress(OSError):  # the lock is held without the note as well
        replace_file(_note(path), f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC".encode())


def is_held(name: str) -> bool:
    """Whether some process holds the lock of this name."""
    path = home() / f"{name}.lock"
    if not path.is_file():
        return False
    with closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            return True
    return False


def _note(path: Path) -> Path:
    """The file beside a lock in which its holder says who it is; it means nothing while the lock is free."""
    return path.with_suffix(".holder")


def _holder(path: Path) -> str:
    try:
        return _note(path).read_text(encoding="utf-8")
    except OSError:
        return "an unknown process"
