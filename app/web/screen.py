"""Screen: a space by clicking or as YAML, its size, the run in a process of its own, and what it found."""

from __future__ import annotations

import streamlit as st

from ..data.errors import NacreError
from ..data.space import Space, read_space
from ..pipelines.champion import champion_folder
from ..pipelines.count import Count, count
from ..pipelines.plan import MAX_CANDIDATES
from ..pipelines.screen_job import ALL, SAMPLE, SEARCH, start_screen
from .errors import show_error
from .job_view import RUN
from .screen_runs import screen_runs
from .space_editor import space_editor

_WORDS = {ALL: "all candidates", SAMPLE: "a random sample", SEARCH: "a search for the best (NSGA-II)"}
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
    found = _sized(text)
    _tell_size(found)
    st.header("The run", anchor=False)
    settings = _settings(space)
    try:
        champion_folder()
    except NacreError as error:
        show_error(error)
        st.info("The page “Data and model” trains a first model.", icon=":material/school:")
        return
    # Not `on_click`: its arguments would be those of the fields before the last change.
    if st.button("Start the screen", type="primary"):
        _start(text, settings)


@st.cache_data(max_entries=50, show_spinner="Counting …")
def _sized(text: str) -> Count:
    return count(read_space(text))


def _tell_size(found: Count) -> None:
    st.metric("Candidates", f"{found.size:,}" if found.size < 10**12 else f"{found.size:.2e}")
    st.caption(" × ".join(f"{n:,} {name}" for name, n in found.axes.items()))
    about = f"About {found.possible:,.0f} (± {found.error:,.0f})" if found.error else f"{found.possible:,}"
    if found.possible != found.size:
        st.caption(f"{about} of them keep to exclusions and limits and leave room for solvent.")
    for left in found.left_out:
        st.caption(f"Left out by limits: {left}".replace("[", "\\["))
    if found.size > MAX_CANDIDATES:
        st.warning(
            f"Too many to compute all of them (at most {MAX_CANDIDATES:.0e}): take a random sample, let a search look "
            "for the best, or shorten the lists.",
            icon=":material/warning:",
        )


def _settings(space: Space) -> dict[str, object]:
    ways = [ALL, SAMPLE, SEARCH] if space.size <= MAX_CANDIDATES else [SEARCH, SAMPLE]
    how = st.radio("Compute", ways, format_func=_WORDS.__getitem__, horizontal=True)
    found: dict[str, object] = {"how": how}
    if how != ALL:
        most = min(space.size, 10_000_000)
        low = 1 if how == SAMPLE else min(100, most)
        default = min(most, 1_000_000 if how == SAMPLE else 20_000)
        found["number"] = int(st.number_input("Candidates to compute", low, most, default, key=f"screen_{how}"))
    with st.expander("More settings"):
        found["top"] = int(st.number_input("How many of the best are kept", 1, 100_000, 100))
        found["shortlist"] = int(st.number_input("How many different candidates to propose", 1, 100, 10))
        found["level"] = float(st.select_slider("Level of the bounds", [0.8, 0.9, 0.95], 0.9))
        found["seed"] = int(st.number_input("Seed of a sample or search", 0, 2**31 - 1, 0))
        found["allow_out"] = st.checkbox("Also propose candidates out of the domain (extrapolations)")
    return found


def _start(text: str, settings: dict[str, object]) -> None:
    try:
        job = start_screen(text, **settings)  # type: ignore[arg-type]
    except NacreError as error:
        show_error(error)
        return
    st.query_params[RUN] = job.name
    st.session_state[_STARTED] = True
    st.rerun()
