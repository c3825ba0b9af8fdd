"""A field for a cell in chemists' notation, read while it is typed, with the caret under a fault.

What it holds stands in the page's address, so that a link, a reload and the way back lead to the same cell.
"""

from __future__ import annotations

import streamlit as st

from ...data.cell import Cell
from ...data.errors import NacreError, NotationError
from ...data.notation.parse import parse_cell
from .errors import show_error

#: Name of the first cell in the address of every page, and the key of its field.
CELL = "cell"
#: Cells that an address can name: that of all pages, and those that Compare has besides.
CELLS = (CELL, *(f"{CELL}{number}" for number in range(2, 7)))
#: Longer texts are no cells.
MOST_CHARACTERS = 1000
_HELP = (
    "Electrolyte | coating: … | host: … | current density, areal capacity | temperature; all but the electrolyte may "
    "be left out."
)
_PLACEHOLDER = "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2"
#: In a session: what the address named and what it was set to in the last run; what was typed, also while another page
#: is shown; whether anything but the address has changed since the last run.
_ADDRESS, _KEPT, _SEEN, _QUIET, _PAGE = "cells_address", "cells_kept", "cells_seen", "cells_quiet", "cells_page"
_TURNS = "cells_turns"


def begin_cells(page: str) -> None:
    """Begin a run: see whether only the address has changed since the last one, as the way back does.

    Parameters
    ----------
    page : str
        Which page it is; the fields of another one start from the address and from what was typed there.
    """
    state = st.session_state
    if state.get(_PAGE) != page:
        state[_PAGE] = page
        for key in CELLS:
            state.pop(field_key(key), None)
    now = _values()
    state[_QUIET] = all(now.get(key, value) == value for key, value in state.get(_SEEN, {}).items())
    state[_SEEN] = now


def end_cells() -> None:
    """End a run: the widgets that it made are looked at as well from now on."""
    st.session_state[_SEEN] = _values()


def _values() -> dict[str, object]:
    """What the widgets hold, but for buttons, which are off again after the run, and menus that a run fills."""
    return {
        str(key): value
        for key, value in st.session_state.items()
        if isinstance(value, str | float | int | list)
        and not isinstance(value, bool)
        and key != _PAGE
        and not str(key).startswith("form_")
    }


def named_cells() -> dict[str, str]:
    """The cells that the address of any page names."""
    kept = st.session_state.get(_KEPT, {})
    named = {key: kept.get(key) or st.query_params.get(key) for key in CELLS}
    return {key: text for key, text in named.items() if text}


def keep_cells() -> None:
    """On a page without a field: name in the address what was typed on another one, where no link carried it along.

    A click that comes before a run has ended may be on a link of the run before.
    """
    for key, text in st.session_state.get(_KEPT, {}).items():
        if text and key not in st.query_params:
            st.query_params[key] = text


def field_key(key: str) -> str:
    """The key of the field of a cell at present.

    A field that is being typed in keeps its text whatever the server says; where the way back brings another cell, a
    field of another key takes its place.
    """
    turns = st.session_state.get(_TURNS, {}).get(key, 0)
    return f"{key} {turns}" if turns else key


def put_cell(key: str, text: str) -> None:
    """Put a text into the field of a cell, as a callback of another widget."""
    st.session_state[field_key(key)] = text


def _from_address(key: str, default: str) -> None:
    """Put what the address names into the field where a link, a reload or the way back has brought it.

    Under load a run may be asked for with the address of before the last run; it is taken for the way back only where
    nothing else has changed.
    """
    state, told = st.session_state, st.query_params.get(key)
    received, written = state.setdefault(_ADDRESS, {}).get(key, (None, None))
    if field_key(key) not in state:
        state[field_key(key)] = (told or state.get(_KEPT, {}).get(key) or default)[:MOST_CHARACTERS]
    elif told is not None and told != written and (told != received or state.get(_QUIET, False)):
        turns = state.setdefault(_TURNS, {})
        turns[key] = turns.get(key, 0) + 1
        state[field_key(key)] = told[:MOST_CHARACTERS]


def _to_address(key: str, text: str, default: str) -> None:
    """Name the cell in the address; an example that nobody asked for is not named."""
    state, told = st.session_state, st.query_params.get(key)
    is_example = told is None and text == default
    if text and text != told and not is_example:
        st.query_params[key] = text
    elif not text and told is not None:
        del st.query_params[key]
    state[_ADDRESS][key] = (told, text)
    state.setdefault(_KEPT, {})[key] = "" if is_example else text


def cell_field(label: str, key: str, *, default: str = "") -> Cell | None:
    """Show the field and give its cell; None where it is empty or has a fault, which is shown under the field.

    Parameters
    ----------
    label : str
    key : str
        Of the field, and its name in the address.
    default : str
        What it holds where the address names nothing.
    """
    _from_address(key, default)
    text = st.text_input(
        label, key=field_key(key), live="300ms", max_chars=MOST_CHARACTERS, autocomplete="off",
        placeholder=_PLACEHOLDER, help=_HELP,
    )  # fmt: skip
    _to_address(key, text or "", default)
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
