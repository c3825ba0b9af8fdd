"""What was calculated once: a small database in the user's cache folder, safe under several writers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ...data.places import cache_file

#: Raised when the recipe changes, so that older values are not taken for new ones.
RECIPE = 1
_BUSY_S = 30.0


@cache
def method() -> str:
    """The recipe and the versions that a value depends on, such as "recipe 1, tblite 0.4.0, rdkit …"."""
    return f"recipe {RECIPE}, {', '.join(map(_installed, ('tblite', 'rdkit', 'ase')))}"


def _installed(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"no {package}"


def path() -> Path:
    """Where the database stands, whether it is there or not."""
    return cache_file("orbitals.sqlite")


def read(smiles: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read what was calculated by the present method.

    Parameters
    ----------
    smiles : iterable of str
        Canonical SMILES.

    Returns
    -------
    dict of str to dict
        The entries that are stored; empty where there is no usable database.
    """
    query = "SELECT content FROM orbitals WHERE smiles = ? AND method = ?"
    entries: dict[str, dict[str, Any]] = {}
    # A cache that cannot be read costs time, nothing else.
    with suppress(sqlite3.Error, OSError, ValueError):
        if path().is_file():
            with closing(_open()) as database:
                for text in dict.fromkeys(smiles):
                    if row := database.execute(query, (text, method())).fetchone():
                        entries[text] = json.loads(row[0])
    return entries


def write(entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Store entries; a damaged database is replaced, a folder that cannot be written is left alone.

    Parameters
    ----------
    entries : mapping of str to mapping
        Canonical SMILES → values that JSON can hold.
    """
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
