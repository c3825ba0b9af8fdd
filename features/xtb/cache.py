"""What was calculated once: a small database in the user's cache folder, safe under several writers."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

#: Raised when the recipe changes, so that older values are not taken for new ones.
RECIPE = 1
_BUSY_S = 30.0


@cache
def method() -> str:
    """The recipe and the versions that a value depends on."""
    parts = []
    for package in ("tblite", "rdkit", "ase"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            parts.append(f"no {package}")
    return f"recipe {RECIPE}, {', '.join(parts)}"


def path() -> Path:
    """The database: in `NACRE_HOME`, else in the platform's cache folder."""
    if chosen := os.environ.get("NACRE_HOME"):
        return Path(chosen).expanduser().resolve() / "orbitals.sqlite"
    from platformdirs import user_cache_path

    return user_cache_path("nacre") / "orbitals.sqlite"


def read(smiles: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Stored entries by canonical SMILES; empty where there is no usable database."""
    wanted = list(dict.fromkeys(smiles))
    found: dict[str, dict[str, Any]] = {}
    try:
        if not path().is_file():
            return {}
        with closing(_open()) as database:
            for text in wanted:
                row = database.execute(
                    "SELECT content FROM orbitals WHERE smiles = ? AND method = ?", (text, method())
                ).fetchone()
                if row:
                    found[text] = json.loads(row[0])
    except (sqlite3.Error, OSError, ValueError):
        return found  # a cache that cannot be read costs time, nothing else
    return found


def write(entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Store entries by canonical SMILES; a damaged database is replaced, an unwritable folder is left alone."""
    if not entries:
        return
    rows = [(text, method(), json.dumps(dict(content), sort_keys=True)) for text, content in entries.items()]
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        _insert(rows)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            return
        path().unlink(missing_ok=True)
        _insert(rows)
    except OSError:
        return


def _insert(rows: list[tuple[str, str, str]]) -> None:
    with closing(_open()) as database, database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS orbitals (smiles TEXT, method TEXT, content TEXT, PRIMARY KEY (smiles, method))"
        )
        database.executemany("INSERT OR REPLACE INTO orbitals VALUES (?, ?, ?)", rows)


def _open() -> sqlite3.Connection:
    database = sqlite3.connect(path(), timeout=_BUSY_S)
    database.execute("PRAGMA journal_mode = WAL")
    return database
