"""The space of a screen: menus write its YAML, which may be edited, pasted or uploaded."""

from __future__ import annotations

import streamlit as st

from ...data.errors import NacreError, SpaceError
from ...data.space.nodes import MAX_YAML_BYTES
from ...data.space.read import Space, read_space
from ..shared.errors import show_error
from ..shared.one_file import one_file
from .space_form import space_form

_TEXT, _WRITTEN, _UPLOADED = "screen_yaml", "screen_yaml_written", "screen_yaml_uploaded"


def space_editor() -> tuple[str, Space | None]:
    """Show menus and text; give the text and its space, or None where it has a fault (which is shown)."""
    st.header("The space", anchor=False)
    with st.expander("Choose by clicking", expanded=True):
        written = space_form().text()
    _follow(written)
    _upload()
    text = st.text_area("The space as YAML", key=_TEXT, height=300, persist_state="session",
                        help="Every key: docs/space.md. A change is read when you leave the field.")  # fmt: skip
    if text != written:
        st.info("This text is not what the menus say; the text is used.", icon=":material/edit:")
        st.button("Take the menus instead", on_click=_take, args=(written,))
    try:
        return text, read_space(text)
    except NacreError as error:
        show_error(error)
        return text, None


def _follow(written: str) -> None:
    """Write what the menus hold, unless the text was edited since they last wrote it."""
    state = st.session_state
    if _TEXT not in state or state[_TEXT] == state.get(_WRITTEN):
        state[_TEXT] = written
    state[_WRITTEN] = written if state[_TEXT] == written else state.get(_WRITTEN)


def _take(written: str) -> None:
    st.session_state[_TEXT] = st.session_state[_WRITTEN] = written


def _upload() -> None:
    help_ = f"YAML, at most {MAX_YAML_BYTES // 10**6} MB."
    upload = one_file("Or upload a space file", ["yaml", "yml"], 1, help_=help_)
    if upload is None or st.session_state.get(_UPLOADED) == upload.file_id:
        return
    st.session_state[_UPLOADED] = upload.file_id
    content = upload.getvalue()
    try:
        read_space(content, upload.name)
    except SpaceError as error:
        show_error(error)
    try:
        st.session_state[_TEXT] = content[:MAX_YAML_BYTES].decode("utf-8")
    except UnicodeDecodeError:
        return
