"""Columns of predictions: named so that none can be taken for a measurement, and refused where one is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import TableError

#: What a predicted column's name starts with.
PREFIX = "predicted_"
#: Columns that only tables of predictions have.
_TOLD = {"domain", "domain_reasons", "guard", "evidence", "made"}


def check_measured(columns: Iterable[str], name: str) -> None:
    """Refuse a table of predictions where measured cells are wanted.

    Parameters
    ----------
    columns : iterable of str
    name : str
        The file, for the message.

    Raises
    ------
    TableError
    """
    found = next((one for one in columns if one.startswith(PREFIX)), "")
    if not found and set(columns) >= _TOLD:
        found = "domain"
    if found:
        raise TableError(
            f"{name} holds predictions (column {found!r}); a model must not learn its own answers. "
            "Put the measured columns into a table of their own.",
            [],
        )
