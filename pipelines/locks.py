"""One at a time: a lock between processes that the system takes back when its holder dies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from ..data.errors import StoreError
from .places import home

#: Longer than the longest training that one would wait for.
PATIENCE_S = 3600.0


@contextmanager
def only_one(name: str, *, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock of this name in the user's nacre folder; a second process waits.

    SQLite's file lock is used for it: it works on every system, and a killed process leaves nothing to clean up.

    Raises
    ------
    StoreError
        Where the holder does not finish in time, or the folder cannot be written.
    """
    path = home() / f"{name}.lock"
    try:
        connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"The lock {str(path)!r} cannot be opened: {error}.") from None
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise StoreError(
                f"Another nacre has held {str(path)!r} for {patience_s:.0f} s ({error}).",
                hint="Wait for it or end it; the lock goes with its process.",
            ) from None
        yield


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
