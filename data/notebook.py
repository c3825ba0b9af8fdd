"""How a notebook shows a record: records ask here, and the rooms that know a form register it."""

from __future__ import annotations

from functools import singledispatch


@singledispatch
def notebook_html(record: object) -> str | None:  # noqa: ARG001 - registered functions use it
    """HTML of a record for a notebook; None, which shows its plain text, where no form is registered.

    Examples
    --------
    >>> notebook_html.register(Cell, cell_html)  # doctest: +SKIP
    """
    return None
