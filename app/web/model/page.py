"""Data and model: known cells with their sources, new cells, versions of the model, its card."""

from __future__ import annotations

import streamlit as st

from ...data.errors import NacreError
from ..shared.errors import show_error
from ..shared.job_view import RUN
from .known_cells import known
from .model_card import card
from .new_cells import new_cells
from .own_names import own_names
from .read_papers import read_view
from .versions import versions_view

_VIEW = "data_view"
_ADD, _VERSIONS = "Add cells", "Versions"
_SECTIONS = {
    "Known cells": known,
    "Read papers": read_view,
    _ADD: new_cells,
    "Own names": own_names,
    _VERSIONS: versions_view,
    "Model card": card,
}


def page() -> None:
    """The page."""
    st.title("Data and model", anchor=False)
    st.write(
        "What has been measured and where it was published, new cells of your own, and the model learned from them."
    )
    if _VIEW not in st.session_state and RUN in st.query_params:
        st.session_state[_VIEW] = _ADD if st.query_params[RUN].startswith("retrain") else _VERSIONS
    tabs = st.tabs(list(_SECTIONS), key=_VIEW, on_change="rerun")
    for tab, section in zip(tabs, _SECTIONS.values(), strict=True):
        if tab.open:
            with tab:
                try:
                    section()
                except NacreError as error:
                    show_error(error)
