"""The runs of the page Screen: progress, and what a finished one found."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ..pipelines.figures.cell_picture import data_uri, picture
from ..pipelines.jobs import DONE, Job
from ..pipelines.screen_job import SEARCH, SPACE
from ..pipelines.screen_page import told
from ..pipelines.screen_results import Results, molecules_in, read_results
from .job_view import chosen_job, watch
from .markup import plain
from .pareto import show_front

_MIME = {"html": "text/html", "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "yaml": "text/yaml"}


def screen_runs() -> None:
    """Choose a run and show it."""
    job = chosen_job("Run", "screen")
    if job is None:
        st.info("No screen was started yet.", icon=":material/info:")
        return
    searched = job.settings()["how"] == SEARCH
    goes_on = "A search begins anew." if searched else "Nothing is lost: it goes on where it was."
    status = watch(job, "candidates", goes_on=goes_on)
    space = (job.folder / SPACE).read_text(encoding="utf-8")
    if status.state == DONE:
        _found(read_results(job.results), job)
    with st.expander("The space of this run"):
        st.code(space, language="yaml")
        st.download_button("space.yaml", space, "space.yaml", _MIME["yaml"], on_click="ignore")


def _found(results: Results, job: Job) -> None:
    st.header("Pareto front", anchor=False)
    if results.front.empty:
        st.warning("No candidate keeps to exclusions and limits and leaves room for solvent: widen the limits.")
        return
    show_front(results.front)
    st.header("Shortlist", anchor=False)
    if results.shortlist.empty:
        st.info("Every candidate is out of the domain. Allow these in “More settings” to propose them all the same.")
    records: list[dict[str, Any]] = results.shortlist.to_dict("records")  # type: ignore[assignment]
    for place, row in enumerate(records, 1):
        _pick(place, row)
    st.header("Tables", anchor=False)
    _table("The best by predicted lifetime", results.top)
    _table("The Pareto front", results.front)
    st.header("Download", anchor=False)
    with st.container(horizontal=True):
        for name, path in results.files.items():
            st.download_button(
                name, path.read_bytes(), f"{job.name}-{name}", _MIME[path.suffix[1:]], on_click="ignore", key=name
            )  # fmt: skip


def _pick(place: int, row: dict[str, Any]) -> None:
    names = molecules_in(row["cell"])
    with st.container(border=True):
        st.markdown(f"**{place}. {plain(row['cell'])}**")
        # One image each, so that they wrap where the screen is narrow.
        st.image([data_uri(picture([name])) for name in names], width=120, alt=[f"Structure of {n}" for n in names])
        st.markdown(plain(row["why"]))
        st.caption(plain(told(row)))
        if row["domain_reasons"]:
            st.caption(plain(f"Domain: {row['domain_reasons']}."))


_SHOWN = {
    "cell": "cell",
    "lifetime_h": "lifetime (h)",
    "lifetime_lower_h": "at least (h)",
    "overpotential_mV": "overpotential (mV)",
    "overpotential_upper_mV": "at most (mV)",
    "domain": "domain",
    "components": "components",
    "untested_pairs": "untested pairs",
}


def _table(title: str, frame: pd.DataFrame) -> None:
    st.subheader(f"{title} ({len(frame):,})", anchor=False)
    shown = frame[list(_SHOWN)].rename(columns=_SHOWN)
    numbers = {name: st.column_config.NumberColumn(format="%.4g") for name in shown.columns if "(" in name}
    st.dataframe(shown, hide_index=True, column_config=numbers, alt=title)
