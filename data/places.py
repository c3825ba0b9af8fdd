"""Where nacre keeps its runs, models and caches, and where results may be written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import NacreError, shortened


def _chosen() -> Path | None:
    """`NACRE_HOME`, where it is set."""
    chosen = os.environ.get("NACRE_HOME")
    if chosen and (odd := re.search(r"[?#]", chosen)):
        raise NacreError(
            f"NACRE_HOME {shortened(chosen, 80)!r} holds a {odd[0]!r}, which the address of a database cannot.",
            hint="Set NACRE_HOME to a folder without it.",
        )
    try:
        return Path(chosen).expanduser().resolve() if chosen else None
    except (RuntimeError, OSError, ValueError) as error:
        raise NacreError(
            f"NACRE_HOME {shortened(str(chosen), 80)!r} names no folder: {getattr(error, 'strerror', None) or error}.",
            hint="Set NACRE_HOME to a folder of yours.",
        ) from None


def home_path() -> Path:
    """The user's nacre folder, whether it is there or not: reading makes nothing."""
    from platformdirs import user_data_path

    return _chosen() or user_data_path("nacre")


def home() -> Path:
    """The user's nacre folder: `NACRE_HOME`, else the platform's data folder; made when it is missing."""
    folder = home_path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NacreError(
            f"The folder {str(folder)!r} cannot be made: {error.strerror}.", hint="Set NACRE_HOME to a folder of yours."
        ) from None
    return folder


def cache_file(name: str) -> Path:
    """A file that can be computed anew: in `NACRE_HOME`, else in the platform's cache folder; nothing is made."""
    from platformdirs import user_cache_path

    return (_chosen() or user_cache_path("nacre")) / name


def tracking_uri() -> str:
    """The MLflow server: `MLFLOW_TRACKING_URI`, else SQLite in the user's nacre folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{home() / 'mlflow.db'}"


def without_password(text: str) -> str:
    """A text in which no address tells its user and password.

    Examples
    --------
    >>> without_password("no answer from http://lab:p@ss/word@host:5000/x")
    'no answer from http://host:5000/x'
    """
    return re.sub(r"(?<=://)[^\s'\"<>]*@", "", text)


@contextmanager
def results_folder(path: Path | str | None) -> Iterator[Path | None]:
    """As `output_folder`; where the work fails before anything is written, no empty folder is left."""
    is_new = path is not None and not _exists(Path(path))
    folder = output_folder(path) if path is not None else None
    try:
        yield folder
    except BaseException:
        if is_new and folder is not None:
            with suppress(OSError):  # not empty
                folder.rmdir()
        raise


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long
        return False


def output_folder(path: Path | str) -> Path:
    """A folder for results, made when it is missing.

    Raises
    ------
    NacreError
        Where a file stands in its place or it cannot be written.
    """
    folder = Path(path)
    if _exists(folder) and not folder.is_dir():
        raise NacreError(f"{str(path)!r} is a file.", hint="Name a folder for the results.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NacreError(f"The folder {shortened(str(path), 80)!r} cannot be made: {error.strerror}.") from None
    return folder


def output_file(path: Path | str, *suffixes: str) -> Path:
    """A path for a result whose folder exists and whose ending is one of `suffixes`."""
    file = Path(path)
    if suffixes and file.suffix.lower() not in suffixes:
        raise NacreError(
            f"{file.name!r} does not end in {' or '.join(suffixes)}.", hint="The ending decides the format."
        )
    if file.is_dir():
        raise NacreError(f"{str(path)!r} is a folder.", hint="Name a file.")
    if not file.parent.is_dir():
        raise NacreError(f"The folder {str(file.parent)!r} does not exist.", hint="Make it first.")
    return file
