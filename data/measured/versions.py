"""The known cells of a lab: numbered versions of one table in the user's nacre folder, each under its digest.

Beside each version lies a note: when it was written, what for, and which papers are forgotten from then on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..errors import StoreError
from ..files import replace_file, sha256
from ..places import home, home_path
from ..quantity import QUANTITIES, Quantity
from .forgotten import Forgotten, without
from .tables import CellTable, load_cells, published_cells

_NAME = re.compile(r"cells-(\d{4,})-([0-9a-f]{16})\.(csv|json)")


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


@dataclass(frozen=True)
class Stored:
    """A version's file and its note.

    Attributes
    ----------
    version : int
    path : Path or None
        None for the shipped table.
    digest : str
        What the content had when it was written, 16 hexadecimal digits.
    written : str
        UTC, ISO 8601; empty where it is not known.
    what : str
        What it was written for.
    forgotten : tuple of Forgotten
        Papers that are learned from no more.
    """

    version: int
    path: Path | None = None
    digest: str = ""
    written: str = ""
    what: str = ""
    forgotten: tuple[Forgotten, ...] = ()

    @property
    def fault(self) -> str:
        """What is wrong with the file; empty where nothing is."""
        if self.path is None:
            return ""
        if not self.path.is_file():
            return "its file is missing"
        return "" if sha256(self.path.read_bytes())[:16] == self.digest else "its file was changed since it was written"

    def content(self) -> bytes:
        """The table as CSV, as it was written.

        Raises
        ------
        StoreError
            Where the file is missing or was changed.
        """
        if self.path is None:
            return published_cells().frame.to_csv(index=False).encode()
        if fault := self.fault:
            raise StoreError(
                f"Version {self.version} of the known cells cannot be read: {fault}.",
                hint=f"Bring {self.path.name} back from a backup, or use another version (`nacre data versions`).",
            )
        return self.path.read_bytes()


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
    newest = stored_versions()[-1]
    if newest.path is None:
        return Known(0, published_cells())
    if newest.fault:
        raise StoreError(
            f"The known cells {newest.path.name!r} were changed since they were written.",
            hint=f"Restore the file, or remove it to go on with version {newest.version - 1}.",
        )
    table = load_cells(newest.path, quantities, further=further, complete=False)
    return Known(newest.version, table, newest.path)


def keep(table: CellTable, what: str = "new cells") -> Known:
    """Write a table as the next version, whole or not at all; a table equal to the newest one is not written again.

    Parameters
    ----------
    table : CellTable
    what : str
        What it is written for.
    """
    content = table.frame.to_csv(index=False).encode()
    newest = stored_versions()[-1]
    if newest.path is not None and newest.digest == sha256(content)[:16]:
        return Known(newest.version, table, newest.path)
    stored = write_version(content, what, forgotten_papers())
    return Known(stored.version, table, stored.path)


def write_version(content: bytes, what: str, forgotten: Sequence[Forgotten]) -> Stored:
    """Write a table as the next version: its note first, since a note without a table does nothing.

    Parameters
    ----------
    content : bytes
        CSV.
    what : str
        What it is written for.
    forgotten : sequence of Forgotten
        Papers that are learned from no more.
    """
    version, digest = next_version(), sha256(content)[:16]
    path = _folder() / f"cells-{version:04d}-{digest}.csv"
    written = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    note = {"written": written, "what": what, "forgotten": [one.to_dict() for one in forgotten]}
    replace_file(path.with_suffix(".json"), json.dumps(note, ensure_ascii=False, indent=1).encode())
    replace_file(path, content)
    return Stored(version, path, digest, written, what, tuple(forgotten))


def stored_versions() -> list[Stored]:
    """Version 0, which ships with nacre, and every version that was written and has its file, oldest first.

    Raises
    ------
    StoreError
        Where a note cannot be read.
    """
    return [one for one in noted_versions() if one.path is None or one.path.is_file()]


def noted_versions() -> list[Stored]:
    """As `stored_versions`, with those of which only the note is left."""
    return [Stored(0, what="the table that ships with nacre"), *(_noted()[number] for number in sorted(_noted()))]


def stored_version(version: int) -> Stored:
    """A version by its number.

    Raises
    ------
    StoreError
        Where there is none.
    """
    listed = noted_versions()
    for one in listed:
        if one.version == version:
            return one
    numbers = ", ".join(str(one.version) for one in listed)
    raise StoreError(f"There is no version {version} of the known cells.", hint=f"There are {numbers}.")


def forgotten_papers() -> tuple[Forgotten, ...]:
    """Papers that are learned from no more, as the newest version says.

    Raises
    ------
    StoreError
        Where its note is gone, though papers were forgotten before.
    """
    listed = stored_versions()
    newest = listed[-1]
    if not newest.what and newest.path is not None and any(one.forgotten for one in listed):
        raise StoreError(
            f"The note {newest.path.with_suffix('.json').name!r} is missing; it says which papers are forgotten.",
            hint=f"Bring it back from a backup, or `nacre data restore {listed[-2].version}`.",
        )
    return newest.forgotten


def next_version() -> int:
    """The number of the version that is written next."""
    return max(_noted(), default=0) + 1


def remembered(table: CellTable) -> CellTable:
    """A table without the papers that the user's known cells have forgotten, each told in a remark.

    Parameters
    ----------
    table : CellTable
    """
    return without(table, forgotten_papers())


def _folder() -> Path:
    folder = home() / "data"
    folder.mkdir(exist_ok=True)
    return folder


def _noted() -> dict[int, Stored]:
    """Versions by number, those with a file before those of which only a note is left."""
    folder = home_path() / "data"
    files = folder.iterdir() if folder.is_dir() else ()
    names = sorted((path.suffix == ".csv", path.name) for path in files if _NAME.fullmatch(path.name))
    found = {}
    for _, name in names:
        match = _NAME.fullmatch(name)
        assert match is not None
        found[int(match[1])] = _stored(int(match[1]), match[2])
    return found


def _stored(version: int, digest: str) -> Stored:
    path = _folder() / f"cells-{version:04d}-{digest}.csv"
    note = path.with_suffix(".json")
    if not note.is_file():
        # Versions of earlier releases have no note.
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else None
        return Stored(version, path, digest, f"{written:%Y-%m-%dT%H:%M:%SZ}" if written else "")
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        forgotten = tuple(Forgotten.from_dict(one) for one in told["forgotten"])
        return Stored(version, path, digest, str(told["written"]), str(told["what"]), forgotten)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"The note {note.name!r} beside the known cells cannot be read: {error}.",
            hint="It says which papers are forgotten. Bring it back from a backup, or remove it and forget them anew.",
        ) from None
