"""What came in with each version of the known cells, and how two versions differ."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from .versions import Stored, noted_versions, stored_version


@dataclass(frozen=True, slots=True)
class Change:
    """A field that two versions state differently."""

    record_id: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What the second of two versions has, has not, and has otherwise.

    Attributes
    ----------
    added, removed : list of str
        Ids of rows.
    changed : list of Change
        Fields of rows that both have.
    columns_added, columns_removed : list of str
    """

    added: list[str]
    removed: list[str]
    changed: list[Change]
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """In one line: "24 rows added, 2 removed, 1 changed"."""
        rows = len({one.record_id for one in self.changed})
        counts = ((len(self.added), "added"), (len(self.removed), "removed"), (rows, "changed"))
        return ", ".join(f"{count} {word}" for count, word in counts if count) or "the same rows"


@dataclass(frozen=True)
class Entry:
    """A version in the list.

    Attributes
    ----------
    stored : Stored
    cells, papers : int
        0 where the file cannot be read.
    came_in : str
        Against the version before.
    fault : str
        What is wrong with its file.
    """

    stored: Stored
    cells: int
    papers: int
    came_in: str
    fault: str

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        one = self.stored
        forgotten = [paper.to_dict() for paper in one.forgotten]
        about = {"version": one.version, "written": one.written, "cells": self.cells, "papers": self.papers}
        told = {"what": one.what, "came_in": self.came_in, "forgotten": forgotten, "fault": self.fault}
        return about | told | {"file": one.path.name if one.path else ""}


def history() -> list[Entry]:
    """Every version, oldest first; one whose file is damaged or missing says so."""
    entries: list[Entry] = []
    before: pd.DataFrame | None = None
    for stored in noted_versions():
        if fault := stored.fault:
            entries.append(Entry(stored, 0, 0, "", fault))
            continue
        frame = text_of(stored)
        came_in = "" if before is None else _between(before, frame).words
        entries.append(Entry(stored, len(frame), frame["paper"].nunique(), came_in, ""))
        before = frame
    return entries


def difference(first: int, second: int) -> Difference:
    """What changed from one version to another.

    Parameters
    ----------
    first, second : int
        0 is the table that ships with nacre.

    Raises
    ------
    StoreError
        Where there is no such version, or its file is missing or was changed.
    """
    return _between(text_of(stored_version(first)), text_of(stored_version(second)))


def text_of(stored: Stored) -> pd.DataFrame:
    """A version as it was written, every field as text.

    Parameters
    ----------
    stored : Stored

    Raises
    ------
    StoreError
        Where its file is missing or was changed.
    """
    return pd.read_csv(io.BytesIO(stored.content()), dtype=str, keep_default_na=False)


def _between(before: pd.DataFrame, after: pd.DataFrame) -> Difference:
    before, after = before.set_index("record_id", drop=False), after.set_index("record_id", drop=False)
    added, removed = after.index.difference(before.index, sort=False), before.index.difference(after.index, sort=False)
    both = after.index.intersection(before.index, sort=False)
    changed = []
    for name in [*after.columns, *(one for one in before.columns if one not in after)]:
        blank = pd.Series("", index=both)
        old, new = before.loc[both].get(name, blank), after.loc[both].get(name, blank)
        changed += [Change(record, name, old[record], new[record]) for record in both[_differ(old, new)]]
    return Difference(
        list(added),
        list(removed),
        sorted(changed, key=lambda change: change.record_id),
        [name for name in after.columns.astype(str) if name not in before],
        [name for name in before.columns.astype(str) if name not in after],
    )


def _differ(old: pd.Series[str], new: pd.Series[str]) -> pd.Series[bool]:
    """Where two fields say something else; 25 and 25.0 say the same."""
    numbers = pd.to_numeric(old, errors="coerce"), pd.to_numeric(new, errors="coerce")
    return (old != new) & ~(numbers[0] == numbers[1])
