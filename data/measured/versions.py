"""The known cells of a lab: numbered versions of one table in the user's nacre folder, each under its digest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreError
from ..files import replace_file, sha256
from ..places import home
from ..quantity import QUANTITIES, Quantity
from .tables import CellTable, load_cells, published_cells

_NAME = re.compile(r"cells-(\d{4,})-([0-9a-f]{16})\.csv")


@dataclass(frozen=True)
class Known:
    """A version of the known cells.

    Attributes
    ----------
    version : int
        0 is the table that ships with nacre.
    table : CellTable
    path : Path or None
        Its file; None for the shipped table.
    """

    version: int
    table: CellTable
    path: Path | None = None


def known_cells(quantities: Sequence[Quantity] = QUANTITIES, *, further: Sequence[str] = ()) -> Known:
    """The newest version.

    Parameters
    ----------
    quantities : sequence of Quantity
        What it is read for; a version need not have the columns of own quantities.
    further : sequence of str
        Columns that are features, where it has them.

    Raises
    ------
    StoreError
        Where its file was changed since it was written.
    """
    versions = _files()
    if not versions:
        return Known(0, published_cells())
    version, digest, path = versions[-1]
    if sha256(path.read_bytes())[:16] != digest:
        raise StoreError(
            f"The known cells {path.name!r} were changed since they were written.",
            hint=f"Restore the file, or remove it to go on with version {version - 1}.",
        )
    return Known(version, load_cells(path, quantities, further=further, complete=False), path)


def keep(table: CellTable) -> Known:
    """Write a table as the next version, whole or not at all; a table equal to the newest one is not written again."""
    versions = _files()
    content = table.frame.to_csv(index=False).encode()
    digest = sha256(content)[:16]
    if versions and versions[-1][1] == digest:
        return Known(versions[-1][0], table, versions[-1][2])
    version = versions[-1][0] + 1 if versions else 1
    path = _folder() / f"cells-{version:04d}-{digest}.csv"
    replace_file(path, content)
    return Known(version, table, path)


def _folder() -> Path:
    folder = home() / "data"
    folder.mkdir(exist_ok=True)
    return folder


def _files() -> list[tuple[int, str, Path]]:
    matches = [(_NAME.fullmatch(path.name), path) for path in _folder().iterdir()]
    return sorted((int(match[1]), match[2], path) for match, path in matches if match)
