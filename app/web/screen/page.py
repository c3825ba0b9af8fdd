"""Screen: a space by clicking or as YAML, its size, the run in a process of its own, and what it found."""

from __future__ import annotations

import streamlit as st

from ...data.errors import NacreError
from ...data.space.read import Space, read_space
from ...pipelines.background.screen import start_screen
from ...pipelines.screening.count import Count, count
from ...pipelines.screening.run.plan import MAX_CANDIDATES
from ...pipelines.screening.run.settings import ScreenSettings
from ...pipelines.store.champion import champion_folder
from ..shared.errors import show_error
from ..shared.job_view import RUN
from .runs import screen_runs
from .space_editor import space_editor

_ALL, _SAMPLE, _EXACT = "all", "sample", "exact"
_WORDS = {_ALL: "all candidates", _SAMPLE: "a random sample", _EXACT: "the best, proved"}
_VIEW, _NEW, _RUNS, _STARTED = "screen_view", "New screen", "Runs", "screen_started"


def page() -> None:
    """The page."""
    st.title("Screen", anchor=False)
    st.write("Predict every combination of your choices; keep the best, the Pareto front and a shortlist.")
    if st.session_state.pop(_STARTED, False) or (_VIEW not in st.session_state and RUN in st.query_params):
        st.session_state[_VIEW] = _RUNS
    new, runs = st.tabs([_NEW, _RUNS], key=_VIEW, on_change="rerun")
    if new.open:
        with new:
            _new()
    if runs.open:
        with runs:
            screen_runs()


def _new() -> None:
    text, space = space_editor()
    if space is None:
        return
    _tell_size(_sized(text))
    st.header("The run", anchor=False)
    how = _how(space)
    settings = _settings(how)
    try:
        champion_folder()
    except NacreError as error:
        show_error(error)
        return
    # Not `on_click`: its arguments would be those of the fields before the last change.
    if st.button("Start the screen", type="primary"):
        _start(text, settings)


@st.cache_data(max_entries=50, show_spinner="Counting …")
def _sized(text: str) -> Count:
    return count(read_space(text))


def _tell_size(size: Count) -> None:
    st.metric("Candidates", f"{size.size:,}" if size.size < 10**12 else f"{size.size:.2e}")
    st.caption(" × ".join(f"{n:,} {name}" for name, n in size.axes.items()))
    about = f"About {size.possible:,.0f} (± {size.error:,.0f})" if size.error else f"{size.possible:,}"
    if size.possible != size.size:
        st.caption(f"{about} of them keep to exclusions and limits and leave room for solvent.")
    for left in size.left_out:
        st.caption(f"Left out by limits: {left}".replace("[", "\\["))
    if size.size > MAX_CANDIDATES:
        st.warning(
            f"Too many to compute all of them (at most {MAX_CANDIDATES:.0e}): have the best proved, take a random "
            "sample, or shorten the lists.",
            icon=":material/warning:",
        )


def _how(space: Space) -> tuple[str, int]:
    """Which candidates are computed, and how many of them."""
    ways = [_ALL, _SAMPLE, _EXACT] if space.size <= MAX_CANDIDATES else [_EXACT, _SAMPLE]
    how = st.radio("Compute", ways, format_func=_WORDS.__getitem__, horizontal=True)
    if how != _SAMPLE:
        return how, space.size
    most = min(space.size, 10_000_000)
    return how, int(st.number_input("Candidates to compute", 1, most, min(most, 1_000_000), key=f"screen_{how}"))


def _settings(how: tuple[str, int]) -> ScreenSettings:
    with st.expander("More settings"):
        top = st.number_input("How many of the best are kept", 1, 100_000, 100)
        shortlist = st.number_input("How many different candidates to propose", 1, 100, 10)
        level = st.select_slider("Level of the bounds", [0.8, 0.9, 0.95], 0.9)
        seed = st.number_input("Seed of a sample", 0, 2**31 - 1, 0)
        allow_out = st.checkbox("Also propose candidates out of the domain (extrapolations)")
    return ScreenSettings(
        top=int(top),
        shortlist=int(shortlist),
        level=float(level),
        seed=int(seed),
        allow_out=allow_out,
        sample=how[1] if how[0] == _SAMPLE else None,
        exact=True if how[0] == _EXACT else None,
    )


def _start(text: str, settings: ScreenSettings) -> None:
    try:
        job = start_screen(text, settings)
    except NacreError as error:
        show_error(error)
        return
    st.query_params[RUN] = job.name
    st.session_state[_STARTED] = True
    st.rerun()
