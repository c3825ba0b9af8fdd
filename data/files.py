"""Files that are either whole or not there: atomic writing, digests checked before reading."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .errors import ModelFileError

if TYPE_CHECKING:
    import pandas as pd

#: Of a file that a killed process left half written: how long nobody has touched it before the next writer removes it.
_STALE_S = 60.0
#: No file of a predictor is larger.
MOST_BYTES = 256 * 2**20


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def replace_file(path: Path, content: bytes) -> None:
    """Write a file under a temporary name in its folder and rename it, so that no reader sees half of it."""
    with replacing(path) as file:
        file.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write in parts; it stands in its place when all is written, and not at all after an error.

    Where a symbolic link stands, the file takes its place: what it points to is left alone. Who may read the file is
    what the user's umask says. What a killed process left half written of this file is removed.
    """
    _sweep(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            _hold(handle)
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _hold(handle: int) -> bool:
    """Take the lock of an open file, which the system takes back when the process ends; False where another has it."""
    if sys.platform == "win32":  # there a file that is open cannot be removed
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held, or a file system without locks
        return False
    return True


def _sweep(path: Path) -> None:
    """Remove temporary files of a file that no process writes any more."""
    left = re.compile(re.escape(f".{path.name}.") + r"[a-z0-9_]{8}")  # as `mkstemp` names them
    with suppress(OSError):
        names = [name for name in os.listdir(path.parent) if left.fullmatch(name)]  # noqa: PTH208 - names are enough
        for stale in (path.parent / name for name in names):
            if time.time() - stale.lstat().st_mtime < _STALE_S:
                continue
            handle = os.open(stale, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                is_left = _hold(handle)
            finally:
                os.close(handle)
            if is_left:
                stale.unlink()


def _umask() -> int:
    """The process's mask; on Linux it can be read without setting it, which other threads would notice."""
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Umask:")).split()[1], 8)
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def verified(path: Path, entry: dict[str, Any]) -> bytes:
    """The bytes of a file whose size and digest agree with the manifest.

    Parameters
    ----------
    path : path
    entry : dict
        `bytes` and `sha256` that the file must have.

    Raises
    ------
    ModelFileError
        Where the file is missing or differs.
    """
    hint = "Restore the file, or train again."
    if not path.is_file():
        raise ModelFileError(f"{path.name} of the saved predictor is missing.", hint=hint)
    if path.stat().st_size > MOST_BYTES:
        raise ModelFileError(f"{path.name} has more than {MOST_BYTES:,} bytes.", hint=hint)
    if path.stat().st_size != entry.get("bytes"):
        raise ModelFileError(
            f"{path.name} has {path.stat().st_size} bytes where {entry.get('bytes')} were saved.", hint=hint
        )
    content = path.read_bytes()
    if sha256(content) != entry.get("sha256"):
        raise ModelFileError(f"{path.name} was changed since it was saved (its digest differs).", hint=hint)
    return content


def csv_bytes(frame: pd.DataFrame, *, header: bool = True) -> bytes:
    """A frame as CSV in which no text can be taken for a formula by a spreadsheet.

    Parameters
    ----------
    frame : DataFrame
    header : bool
        Whether the line of column names is written; not for the later parts of a file.
    """
    import pandas as pd

    safe = frame.copy()
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            text = safe[name].astype(str)
            safe[name] = text.where(~text.str.match(r"^[=+\-@\t\r]"), "'" + text)
    return safe.to_csv(index=False, header=header).encode()
