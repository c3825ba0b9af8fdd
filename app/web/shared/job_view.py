"""A job as a page shows it: how far it is, how fast, and the buttons to stop it or go on."""

from __future__ import annotations

import math
from datetime import datetime

import streamlit as st

from ...data.errors import NacreError
from ...pipelines.background.job import Job, State, Status, find_job, jobs
from .errors import show_failure

#: Name of the run in the page's address, so that a reload or another browser finds it.
RUN = "run"


def chosen_job(label: str, *kinds: str) -> Job | None:
    """The job of the page's address, or the newest one; a menu to choose another. None where there is none."""
    listed = jobs(*kinds)
    if not listed:
        return None
    wanted = st.query_params.get(RUN, listed[0].name)
    try:
        index = listed.index(find_job(wanted, *kinds))
    except NacreError:
        index = 0
    key = f"{kinds[0]}_chosen"
    if key not in st.session_state or st.session_state.get(f"{key}_from") != wanted:
        st.session_state[key], st.session_state[f"{key}_from"] = listed[index].name, wanted
    names = [job.name for job in listed]
    name = st.selectbox(label, names, key=key, format_func=run_label, on_change=_remember, args=(key,))
    st.query_params[RUN] = name
    st.session_state[f"{key}_from"] = name
    return Job(name)


def _remember(key: str) -> None:
    st.query_params[RUN] = st.session_state[f"{key}_from"] = st.session_state[key]


def run_label(name: str) -> str:
    """A job in a line: when it was made and what it does."""
    _, stamp, chance = name.split("-")
    when = datetime.strptime(stamp, "%Y%m%dT%H%M%S%f")  # noqa: DTZ007 - UTC, shown as such
    return f"{when:%Y-%m-%d %H:%M:%S} UTC · {Job(name).label} · {chance}"


def watch(job: Job, unit: str, *, goes_on: str) -> Status:
    """Show where a job is; while it works, the bar moves by itself.

    Parameters
    ----------
    job : Job
    unit : str
        What its steps are, e.g. "candidates".
    goes_on : str
        What happens to work that is stopped.
    """
    status = job.status()
    if status.is_alive:
        _moving(job.name, unit, goes_on)
        st.caption("It runs in a process of its own: you may leave this page or close the browser and come back.")
    elif status.state is State.FAILED:
        show_failure(status.message, status.hint)
        st.button("Try again", on_click=job.launch)
    elif status.state in {State.STOPPED, State.LOST}:
        why = "was stopped" if status.state is State.STOPPED else "stopped unexpectedly: its process is gone"
        far = f" {status.done:,} of {status.total:,} {unit} are done." if status.total else ""
        st.warning(f"This run {why}.{far} {goes_on}", icon=":material/pause_circle:")
        st.button("Go on", type="primary", on_click=job.launch)
    elif status.state is State.DONE:
        st.success("Done.", icon=":material/check_circle:")
    return status


@st.fragment(run_every=1.0)
def _moving(name: str, unit: str, goes_on: str) -> None:
    job = Job(name)
    status = job.status()
    if not status.is_alive:
        st.rerun()
    share = status.done / status.total if status.total else 0.0
    st.progress(min(share, 1.0), text=_words(status, unit))
    if job.note:
        st.caption(job.note)
    if job.stop_file.is_file():
        st.caption("Stopping; what is in progress is finished first.")
    else:
        st.button("Cancel", on_click=job.stop, key=f"stop_{name}", help=goes_on)


def _words(status: Status, unit: str) -> str:
    if not status.total:
        return "Getting ready …"
    if status.done >= status.total:
        return f"All {status.total:,} {unit} are done; the results are being written …"
    words = [f"{status.done:,} of {status.total:,} {unit}"]
    if math.isfinite(status.rate_per_s):
        rate = status.rate_per_s
        words += [f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.2g} a second", f"{_span(status.left_s)} left"]
    return ", ".join(words)


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
