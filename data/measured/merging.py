"""New rows into known ones: what is new, what was known, what a newer row replaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ..cell import Cell, format_cell
from ..errors import Issue
from ..quantity import QUANTITIES, Quantity
from .tables import CellTable

#: What tells two cells of a paper apart besides the notation, which holds composition and protocol.
_FURTHER = ("is_control", "coating_method", "coating_thickness_nm")


def learned(quantities: Sequence[Quantity]) -> tuple[str, ...]:
    """Columns of what was measured, and how much it counts; rows that agree in these teach the same."""
    return (*(column for quantity in quantities for column in quantity.statement_columns), "confidence")


@dataclass(frozen=True, slots=True)
class NewTable:
    """A checked table that is to be merged: its rows without fault, and their numbers in the file."""

    file: str
    table: CellTable
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A known figure that a newer row contradicts."""

    record_id: str
    paper: str
    cell: str
    column: str
    known: str
    new: str
    file: str


@dataclass(frozen=True)
class Merged:
    """The known rows after new ones came in.

    Attributes
    ----------
    table : CellTable
    known : int
        New rows that told nothing new.
    added, replaced : list of str
        Ids of the rows that came in, and of those that took the place of a known one.
    conflicts : list of Conflict
    refused : list of Issue
        Rows that cannot come in, with reasons.
    """

    table: CellTable
    known: int = 0
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Issue] = field(default_factory=list)


def merge(known: CellTable, new: Iterable[NewTable], quantities: Sequence[Quantity] = QUANTITIES) -> Merged:
    """Let new rows in, one after the other, so that the last word on a cell is the one that stays.

    A row is about a known cell where its `record_id` is known in the same paper. It then tells nothing new (same
    outcomes) or replaces the known row (the differences are conflicts). Rows with other ids are other cells, also
    where all their conditions agree: replicates stay. Only a published figure that comes a second time under another
    id (same DOI, cell and outcomes) is known already. A `record_id` that belongs to another paper is refused. Papers
    with the same DOI are one paper, under the name that came first. A row that leaves out an outcome keeps the known
    one.

    Parameters
    ----------
    known : CellTable
    new : iterable of NewTable
    quantities : sequence of Quantity
        What the tables were read for.
    """
    sources = list(new)
    book = _Book([known, *(source.table for source in sources)], quantities)
    merged = Merged(known)
    tally = {"known": 0}
    for source in sources:
        for row, record, cell in _records(source):
            outcome = book.enter(record, cell, source.file, row, merged)
            tally["known"] += outcome == "known"
    return Merged(book.table(), tally["known"], merged.added, merged.replaced, merged.conflicts, merged.refused)


def _records(source: NewTable) -> Iterator[tuple[int, dict[str, Any], Cell]]:
    rows = source.table.frame.to_dict("records")
    for number, record, cell in zip(source.rows, rows, source.table.cells, strict=True):
        yield number, {str(name): value for name, value in record.items()}, cell


class _Book:
    """Rows by id and by what they are about."""

    def __init__(self, tables: Sequence[CellTable], quantities: Sequence[Quantity]) -> None:
        known = tables[0]
        self.numbers = _numbers(tables)
        self.further = tuple(dict.fromkeys(name for table in tables for name in table.further))
        self.learned = (*_FURTHER, *learned(quantities), *self.further)
        stated = [(*quantity.statement_columns, *quantity.circumstances) for quantity in quantities]
        self.together: tuple[tuple[str, ...], ...] = (*stated, *((name,) for name in self.further))
        self.rows: list[tuple[dict[str, Any], Cell]] = []
        self.by_id: dict[str, int] = {}
        self.by_cell: dict[tuple[str, ...], list[int]] = {}
        self.papers: dict[str, str] = {}
        for record, cell in zip(known.frame.to_dict("records"), known.cells, strict=True):
            self._put(len(self.rows), {str(name): value for name, value in record.items()}, cell)

    def enter(self, record: dict[str, Any], cell: Cell, file: str, row: int, merged: Merged) -> str:
        record = record | {"paper": self.papers.get(_doi(record), record["paper"])}
        place, name = self.by_id.get(record["record_id"]), record["record_id"]
        if place is not None and self.rows[place][0]["paper"] != record["paper"]:
            other = self.rows[place][0]["paper"]
            merged.refused.append(
                Issue(file, row, "record_id", name, f"stands for a cell of the paper {other}", "Give it another id")
            )
            return "refused"
        if place is None and self._is_told(record, cell):
            return "known"
        if place is None:
            self._put(len(self.rows), record, cell)
            merged.added.append(name)
            return "added"
        record = self._completed(self.rows[place][0], record)
        conflicts = self._conflicts(self.rows[place], (record, cell), file)
        if not conflicts:
            return "known"
        merged.conflicts.extend(conflicts)
        merged.replaced.append(name)
        self._drop(place)
        self._put(place, record, cell)
        return "replaced"

    def _is_told(self, record: dict[str, Any], cell: Cell) -> bool:
        """Whether a published figure stands in another row already; a lab's own row is a cell of its own."""
        if _said(record.get("lab")) or not _doi(record):
            return False
        places = self.by_cell.get(_about(record, cell), ())
        return any(not self._conflicts(self.rows[place], (record, cell), "") for place in places)

    def _put(self, place: int, record: dict[str, Any], cell: Cell) -> None:
        if place == len(self.rows):
            self.rows.append((record, cell))
        else:
            self.rows[place] = (record, cell)
        self.by_id[record["record_id"]] = place
        self.by_cell.setdefault(_about(record, cell), []).append(place)
        if doi := _doi(record):
            self.papers.setdefault(doi, record["paper"])

    def _drop(self, place: int) -> None:
        record, cell = self.rows[place]
        del self.by_id[record["record_id"]]
        self.by_cell[_about(record, cell)].remove(place)

    def _completed(self, known: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        """A newer row that leaves an outcome out does not take back the known one."""
        for columns in self.together:
            if not any(_said(new.get(name)) for name in columns):
                new = new | {name: known[name] for name in columns if name in known}
        return new

    def _conflicts(
        self, known: tuple[dict[str, Any], Cell], new: tuple[dict[str, Any], Cell], file: str
    ) -> list[Conflict]:
        (old, old_cell), (record, cell) = known, new
        pairs: list[tuple[str, str, str]] = [("cell", format_cell(old_cell), format_cell(cell))]
        pairs += [(name, _said(old.get(name)), _said(record.get(name))) for name in self.learned]
        return [
            Conflict(old["record_id"], record["paper"], format_cell(cell), column, before, after, file)
            for column, before, after in pairs
            if before != after
        ]

    def table(self) -> CellTable:
        frame = pd.DataFrame([record for record, _ in self.rows])
        for name in frame.columns:
            is_number = name in self.numbers
            frame[name] = frame[name].astype(float) if is_number else frame[name].fillna("").astype(str)
        return CellTable(frame, tuple(cell for _, cell in self.rows), self.further)


def _numbers(tables: Sequence[CellTable]) -> set[str]:
    """Columns that are numbers in every table that has them."""
    kinds = pd.DataFrame([{name: kind.kind == "f" for name, kind in one.frame.dtypes.items()} for one in tables])
    return set(kinds.columns[kinds.fillna(True).all()])


def _doi(record: dict[str, Any]) -> str:
    return str(record.get("doi") or "").strip().lower()


def _about(record: dict[str, Any], cell: Cell) -> tuple[str, ...]:
    return (record["paper"], format_cell(cell), *(_said(record.get(name)) for name in _FURTHER))


def _said(value: Any) -> str:  # noqa: ANN401 - a field
    """A field as text; an empty one and a missing one say the same."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value).strip()


def numbered(file: str, table: CellTable) -> NewTable:
    """A table that was read from a file, each row with its place in it.

    Parameters
    ----------
    file : str
        Name for messages.
    table : CellTable
    """
    return NewTable(file, table, table.rows)
