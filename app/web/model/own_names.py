"""Names of one's own: what is known already, one more, one to forget; each fault stands below its field."""

from __future__ import annotations

import streamlit as st

from ...data.chemistry.materials import CLASS_OF_HOST, CLASSES
from ...data.chemistry.own_checks import ROLES, add, faults, remove
from ...data.chemistry.own_names import Row, kept_rows
from ...data.errors import NacreError
from ..shared.errors import show_error
from ..shared.markup import plain, table

_KINDS = {"material": "materials", "molecule": "molecules"}
_HEADS = ("name", "kind", "class or SMILES", "formula or role", "other spellings", "density (g/cm³)", "note")
#: In a session: what the last press of a button did, and what was wrong with the name that was to be kept.
_DONE, _FAULTS = "own_names_done", "own_names_faults"
#: Keys of the fields by the column that they fill.
_FIELD = "own_name_"


def own_names() -> None:
    """The names that the nacre folder holds, and forms to keep and to forget one."""
    st.header("Names of your own", anchor=False)
    st.write(
        "A material or a molecule that nacre does not know gets a name here; pages, commands and tables of this nacre "
        "folder know it from then on."
    )
    if done := st.session_state.pop(_DONE, None):
        st.success(plain(done), icon=":material/check_circle:")
    rows = {word: kept_rows(kind) for word, kind in _KINDS.items()}
    if any(rows.values()):
        st.html(table(_HEADS, [_line(word, row) for word, kept in rows.items() for row in kept], "Kept names"))
        _forget([row["name"] for kept in rows.values() for row in kept])
    st.subheader("One more name", anchor=False)
    word = st.segmented_control("It is a", list(_KINDS), default="material", required=True, key="own_name_kind")
    _form(word or "material")


def _line(word: str, row: Row) -> tuple[str, ...]:
    first, second = ("class", "formula") if word == "material" else ("smiles", "role")
    columns = (first, second, "aliases", "density_g_cm3", "note")
    return (row["name"], word, *(row.get(column, "") for column in columns))


def _forget(names: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Kept name", names, key="own_name_forgotten")
        st.button("Forget this name", on_click=_drop, args=(name,), key="own_name_forget")


def _drop(name: str) -> None:
    try:
        remove(name)
    except NacreError as error:  # another window was faster
        st.session_state[_FAULTS] = {"name": error}
        return
    st.session_state[_DONE] = f"“{name}” is forgotten."


def _form(word: str) -> None:
    """The fields of one kind; what is wrong with the last try stands below each."""
    wrong: dict[str, NacreError] = st.session_state.pop(_FAULTS, {})
    with st.form("own_name_form"):
        _text("name", "Name", "sepiolite" if word == "material" else "pentaglyme", wrong)
        if word == "material":
            _choice("class", "Class", CLASSES, wrong, none="choose one")
            _text("formula", "Formula", "Mg4Si6H6O18", wrong)
            _choice("host_class", "Class as a host", CLASS_OF_HOST, wrong, none="as its class says")
        else:
            _text("smiles", "SMILES", "COCCOCCOCCOCCOCCOC", wrong)
            _choice("role", "Role", ROLES, wrong, none="not said")
        _text("aliases", "Other spellings, with ; between", "G5; tetraethylene glycol ethyl ether", wrong)
        _text("density_g_cm3", "Density (g/cm³)", "1.12", wrong)
        _text("note", "Note", "", wrong)
        st.form_submit_button("Keep this name", type="primary", on_click=_keep, args=(_KINDS[word],))


def _text(column: str, label: str, example: str, wrong: dict[str, NacreError]) -> None:
    st.text_input(label, placeholder=example, key=f"{_FIELD}{column}")
    if column in wrong:
        show_error(wrong[column])


def _choice(column: str, label: str, options: tuple[str, ...], wrong: dict[str, NacreError], *, none: str) -> None:
    st.selectbox(label, options, index=None, placeholder=none, key=f"{_FIELD}{column}")
    if column in wrong:
        show_error(wrong[column])


def _keep(kind: str) -> None:
    """Keep what the fields say, or tell what is wrong with each."""
    state = st.session_state
    of_kind = ("class", "formula", "host_class") if kind == "materials" else ("smiles", "role")
    columns = ("name", "aliases", "density_g_cm3", "note", *of_kind)
    row = {column: (state.get(f"{_FIELD}{column}") or "").strip() for column in columns}
    others = [one for one in kept_rows(kind) if one["name"] != row["name"]]
    wrong = faults(kind, row, beside=others)
    if not wrong:
        try:
            add(kind, row)
        except NacreError as error:
            wrong = {"name": error}
    if wrong:
        state[_FAULTS] = wrong
        return
    for column in columns:
        state[f"{_FIELD}{column}"] = None if column in {"class", "host_class", "role"} else ""
    state[_DONE] = f"“{row['name']}” is known from now on."
