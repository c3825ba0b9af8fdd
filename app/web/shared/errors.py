"""What is wrong and what to do, in a box: the words of the command line."""

from __future__ import annotations

import streamlit as st

from ...data.errors import NacreError, TableError
from .markup import plain, table


def show_error(error: NacreError) -> None:
    """Show an error with its remedy, and every fault of a table."""
    st.error(_boxed(error.message, error.hint), icon=":material/error:")
    if isinstance(error, TableError) and error.issues:
        columns = ("row", "column", "value", "reason", "what to do")
        rows = [(i.row or "–", i.column, i.value[:120], i.reason, i.remedy) for i in error.issues]
        st.html(table(columns, rows[: TableError.SHOWN * 5], "Faults"))


def show_failure(message: str, hint: str) -> None:
    """Show what a job said when it ended early."""
    st.error("\n\n".join(_boxed(line, "") for line in f"{message}\n{hint}".splitlines() if line.strip()))


def _boxed(message: str, hint: str) -> str:
    return plain(message) + (f"\n\n{plain(hint)}" if hint else "")
