"""A field for a cell in chemists' notation, read while it is typed, with the caret under a fault."""

from __future__ import annotations

import streamlit as st

from ...data.cell import Cell
from ...data.errors import NacreError, NotationError
from ...data.notation.parse import parse_cell
from .errors import show_error

#: Longer texts are no cells.
MOST_CHARACTERS = 1000


def cell_field(label: str, key: str, *, placeholder: str = "") -> Cell | None:
    """Show the field and give its cell; None where it is empty or has a fault, which is shown under the field."""
    text = st.text_input(
        label, key=key, live="300ms", max_chars=MOST_CHARACTERS, autocomplete="off", placeholder=placeholder,
        help="Electrolyte | coating: … | host: … | current density, areal capacity | temperature; all but the "
        "electrolyte may be left out.",
    )  # fmt: skip
    if not (text or "").strip():
        return None
    try:
        return parse_cell(text)
    except NotationError as error:
        show_error(error)
        st.code(error.marked(), language=None)
    except NacreError as error:
        show_error(error)
    return None
