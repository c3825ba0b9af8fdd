"""Review: a person's word on each proposed row; only what is accepted becomes a table that `nacre retrain` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import pandas as pd

from ...data.errors import NacreError
from ...data.files import csv_bytes, replace_file
from ...data.measured.csv_text import text_table
from ...data.measured.tables import check_cells
from ...data.places import output_file
from .proposals import EVIDENCE, ROW

Answer = Literal["accept", "edit", "skip", "quit"]
#: What a reviewer may change.
EDITABLE = tuple(name for name in ROW if name not in {"record_id", "source"})


class Ask(Protocol):
    """Asks for an answer to a row: what is wrong with it, its number, and the count of open rows."""

    def __call__(self, row: Mapping[str, str], wrong: Sequence[str], *, number: int, count: int) -> Answer:
        """The answer."""


#: Asks for changed fields of the row that was shown last.
Edit = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Reviewed:
    """How a review stands.

    Attributes
    ----------
    accepted, skipped, open : int
        Rows of the whole file.
    table : path or None
        The accepted rows, where there are any.
    """

    accepted: int
    skipped: int
    open: int
    table: Path | None


def review(proposed: Path | str, ask: Ask, edit: Edit, *, output: Path | str | None = None) -> Reviewed:
    """Go through the rows of a file that have no answer yet, `accepted` or `skipped`.

    Answers are written into the file after each row, so that a review can stop and go on.

    Parameters
    ----------
    proposed : path
        What `nacre read` wrote.
    ask, edit : callable
        See `Ask` and `Edit`.
    output : path, optional
        CSV for accepted rows; beside the proposals, ending in `-accepted.csv`, where it is left out.

    Raises
    ------
    NacreError
        Where the file is no table of proposals.
    """
    source = Path(proposed)
    target = output_file(output or source.with_name(f"{source.stem}-accepted.csv"), ".csv")
    if target.resolve() == source.resolve():
        raise NacreError(f"{target.name!r} is the table that is read.", hint="Name another file for accepted rows.")
    rows = opened(source)
    # Answers may be typed into the file as well; what cannot be let in is asked again.
    waiting = [row for row in rows if row["answer"] != "skipped" and (row["answer"] != "accepted" or faults(row))]
    for row in waiting:
        row["answer"] = ""
    for number, row in enumerate(waiting, 1):
        answer = _settle(row, partial(ask, number=number, count=len(waiting)), edit)
        if answer == "quit":
            break
        row["answer"] = "accepted" if answer == "accept" else "skipped"
        _write(rows, source, target)
    _write(rows, source, target)
    accepted, skipped = (sum(row["answer"] == word for row in rows) for word in ("accepted", "skipped"))
    return Reviewed(accepted, skipped, len(rows) - accepted - skipped, target if accepted else None)


def opened(source: Path) -> list[dict[str, str]]:
    """The rows of a file of proposals, each field as text.

    Raises
    ------
    NacreError
        Where the file is no table of proposals.
    """
    table = text_table(source)
    missing = [name for name in (*ROW, *EVIDENCE) if name not in table.columns]
    if missing:
        raise NacreError(
            f"{source.name} has no column {missing[0]!r}.", hint="Proposals are written by `nacre read PAPER -o FILE`."
        )
    rows: list[dict[str, str]] = table.to_dict("records")  # type: ignore[assignment]
    return rows


def accepted_rows(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """The rows that a person let in, as a table that `nacre retrain` takes, with the sentence each comes from."""
    table = pd.DataFrame(rows, columns=[*ROW, *EVIDENCE], dtype=str)
    accepted = table[table["answer"] == "accepted"].drop(columns=["answer", "missing"])
    return accepted.assign(read_by="machine, confirmed by a person")


def faults(row: Mapping[str, str]) -> tuple[str, ...]:
    """Why a row cannot enter a table of measured cells; empty for a good one."""
    text = pd.DataFrame([{name: row[name] for name in ROW}], dtype=str)
    _, issues = check_cells(text, "row")
    told = [f"{one.column} {one.value!r} {one.reason}. {one.remedy}".strip() for one in issues]
    if not (row["lifetime_h"] or row["overpotential_mV"] or row["lifetime_event"]):
        told.append("it states no lifetime, event or overpotential. Fill in lifetime_h or overpotential_mV")
    return tuple(told)


def _settle(row: dict[str, str], ask: Callable[[Mapping[str, str], Sequence[str]], Answer], edit: Edit) -> Answer:
    """Ask until a row is accepted without fault, skipped, or the review ends."""
    while True:
        wrong = faults(row)
        answer = ask(row, wrong)
        if answer == "edit":
            row.update(edit())
        elif answer != "accept" or not wrong:
            return answer


def _write(rows: list[dict[str, str]], source: Path, target: Path) -> None:
    """The answers, and the accepted rows."""
    replace_file(source, csv_bytes(pd.DataFrame(rows, dtype=str)))
    accepted = accepted_rows(rows)
    if not accepted.empty:
        replace_file(target, csv_bytes(accepted))
