"""The columns of a table against those that are read: what is missing, and what nobody reads."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from ..errors import Issue

#: Row of the column names.
HEADER = 1


def near_column(name: str, among: Iterable[str]) -> str:
    """The column that may be meant, whatever its case; empty where none is near."""
    plain = {other.lower().replace(" ", "_"): other for other in among}
    asked = name.lower().replace(" ", "_")
    near = difflib.get_close_matches(asked, list(plain), n=1, cutoff=0.7)
    holding = [other for other in plain if len(asked) > 4 and asked in other]
    near = near or (holding if len(holding) == 1 else [])
    return plain[near[0]] if near else ""


def missing_columns(required: Iterable[str], present: Collection[str], file: str) -> list[Issue]:
    """A fault for each column that must be there and is not, with the table's own one that may be meant.

    Parameters
    ----------
    required : iterable of str
    present : collection of str
        The table's columns.
    file : str
        Name for messages.
    """
    return [
        Issue(file, None, name, "", "is missing", _remedy(name, present)) for name in required if name not in present
    ]


def _remedy(name: str, present: Collection[str]) -> str:
    near = near_column(name, present)
    return f"Is it {near!r}? Rename it" if near else "Add it to the header; its fields may be empty"


#: What a review of papers leaves beside each row, for readers.
OF_REVIEWS = ("cell_name", "sentence", "page", "place", "inferred", "read_by")


def unread_columns(
    present: Collection[str], known: Collection[str], file: str, *, only_near: bool = False
) -> list[Issue]:
    """A warning for each column that nobody reads, with the one that may be meant.

    Parameters
    ----------
    present, known : collection of str
        The table's columns, and those that are read.
    file : str
        Name for messages.
    only_near : bool
        Leave out columns that are like none that is read, because they are passed on as they are.
    """
    known = [*known, *OF_REVIEWS]
    absent = [name for name in known if name not in present]
    warnings = []
    for name in present:
        if name in known:
            continue
        near = near_column(name, absent)
        if near or not only_near:
            remedy = f"Did you mean `{near}`? Then rename it" if near else "It is kept, and nothing is learned from it"
            warnings.append(Issue(file, HEADER, name, "", "is no column that nacre reads", remedy))
    return warnings
