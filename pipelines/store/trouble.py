"""What is wrong with a store in a sentence, with the remedy for that cause."""

from __future__ import annotations

import re

from ...data.errors import StoreError
from ...data.places import tracking_uri, without_password

#: Words of MLflow, SQLAlchemy, Alembic and SQLite → what happened, and the remedy; the first that fits is told.
_CAUSES = (
    (
        r"out-of-date database schema|Can't locate revision|No such revision",
        "it was made by another version of MLflow",
        "Of an older one, copy the file aside and run `mlflow db upgrade {uri}`; else use another folder (NACRE_HOME).",
    ),
    (
        r"file is not a database|malformed|disk image|no such table|no such column|not a database",
        "the database is damaged",
        "Put a copy of it back, or move it away: `nacre train` makes a new one.",
    ),
    (
        r"unable to open database|readonly database|read-only",
        "the database cannot be opened for writing",
        "See who owns the folder, or set NACRE_HOME to a folder of yours.",
    ),
    (r"disk is full|No space left", "the disk is full", "Make room; the champion is as it was."),
    (r"database is locked", "another program holds the database", "Wait for it or end it, then try again."),
    (
        r"active state|deleted state|is deleted|lifecycle",
        "its experiment or run was deleted",
        "Restore it: `mlflow experiments search --view deleted_only`, then `mlflow experiments restore -x ID`.",
    ),
)
_USUAL = "Check MLFLOW_TRACKING_URI and that the server runs, or unset it to use the local store."
_LONGEST = 160


def trouble(error: BaseException) -> StoreError:
    """An error of the store in nacre's words."""
    uri = without_password(tracking_uri())
    said = without_password(str(error).strip())
    for pattern, what, remedy in _CAUSES:
        if re.search(pattern, said, re.IGNORECASE):
            return StoreError(f"The MLflow store {uri} cannot be used: {what}.", hint=remedy.format(uri=uri))
    first = said.splitlines()[0][:_LONGEST].rstrip() if said else type(error).__name__
    return StoreError(f"The MLflow store {uri} cannot be used: {first} …", hint=_USUAL)
