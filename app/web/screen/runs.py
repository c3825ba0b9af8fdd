"""The runs of the page Screen: progress, and what a finished one found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ...data.errors import NacreError
from ...data.notation.parse import parse_cell
from ...data.quantity import Quantity
from ...models.predictor.cell_predictor import CellPredictor
from ...pipelines.background.job import Job, State
from ...pipelines.background.screen import SPACE, ScreenTask, left_out, objectives
from ...pipelines.explanation.advice import Advice, advice
from ...pipelines.reports.figures.cell_picture import data_uri, picture
from ...pipelines.screening.exact.certificate import Certificate
from ...pipelines.screening.front_plot import records, sentence
from ...pipelines.screening.results import Results, molecules_in, read_results
from ...pipelines.screening.screened import CHANCE_AT, chance_column, parts
from ...pipelines.store import versions as registry
from ...pipelines.text import BOUND_WORDS, title
from ..shared.errors import show_error
from ..shared.job_view import chosen_job, watch
from ..shared.markup import plain, table
from .choices import show_choices
from .pareto import show_front

_MIME = {"html": "text/html", "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "yaml": "text/yaml"}


def screen_runs() -> None:
    """Choose a run and show it."""
    job = chosen_job("Run", "screen")
    if job is None:
        st.info("No screen was started yet.", icon=":material/info:")
        return
    try:
        job.task(ScreenTask)
    except NacreError as error:
        show_error(error)
        return
    status = watch(job, "candidates", goes_on="Nothing is lost: it goes on where it was.")
    space = (job.folder / SPACE).read_text(encoding="utf-8")
    if status.state is State.DONE:
        _show_results(read_results(job.results), objectives(job), job)
    with st.expander("The space of this run"):
        st.code(space, language="yaml")
        st.download_button("space.yaml", space, "space.yaml", _MIME["yaml"], on_click="ignore")


def _show_results(results: Results, ranked: Sequence[Quantity], job: Job) -> None:
    if path := results.files.get("certificate.json"):
        st.info(Certificate(**json.loads(path.read_bytes())).sentences(ranked), icon=":material/verified:")
    st.header("Pareto front", anchor=False)
    if results.front.empty:
        st.warning("No candidate keeps to exclusions and limits and leaves room for solvent: widen the limits.")
        return
    show_front(results.front, results.shortlist, ranked)
    st.header("Shortlist", anchor=False)
    if results.shortlist.empty:
        st.info("Every candidate is out of the domain. Allow these in “More settings” to propose them all the same.")
    for place, row in enumerate(records(results.shortlist), 1):
        _pick(place, row, ranked, _advice(row["cell"], job.task(ScreenTask).version, ranked[0].name))
    if "choices.csv" in results.files:
        show_choices(results.files["choices.csv"], ranked, job.name)
    st.header("Tables", anchor=False)
    for name, part in parts(results.top):
        _table(f"The best by predicted {ranked[0].name}: {name}", part, ranked)
    _table("The Pareto front", results.front, ranked)
    if excluded := left_out(job):
        st.header("Left out", anchor=False)
        st.html(table(("why", "candidates"), [(why, f"{count:,}") for why, count in excluded], "Never predicted"))
    st.header("Download", anchor=False)
    with st.container(horizontal=True):
        for file, path in results.files.items():
            st.download_button(
                file, path.read_bytes(), f"{job.name}-{file}", _MIME[path.suffix[1:]], on_click="ignore", key=file
            )  # fmt: skip


@st.cache_data(max_entries=500, show_spinner=False)
def _advice(cell: str, version: str, name: str) -> Advice:
    return advice(parse_cell(cell), _predictor(version), name)


@st.cache_resource(max_entries=2, show_spinner="Reading the model …")
def _predictor(version: str) -> CellPredictor:
    return registry.load(version)


def _pick(place: int, row: dict[str, Any], ranked: Sequence[Quantity], told: Advice) -> None:
    names = molecules_in(row["cell"])
    with st.container(border=True):
        st.markdown(f"**{place}. {plain(row['cell'])}**")
        # One image each, so that they wrap where the screen is narrow.
        st.image([data_uri(picture([name])) for name in names], width=120, alt=[f"Structure of {n}" for n in names])
        st.markdown(plain(row["why"]))
        st.caption(plain(sentence(row, ranked)))
        if told.reason:
            st.markdown(f":material/science: {plain(told.reason)}")
        st.markdown(f":material/warning: {plain(told.warning)}")
        if row.get("alike"):
            st.caption(plain(f"{title(row['alike'])}."))


def _table(head: str, frame: pd.DataFrame, ranked: Sequence[Quantity]) -> None:
    st.subheader(f"{head} ({len(frame):,})", anchor=False)
    numbers = {own.column: own.label for own in ranked}
    numbers |= {own.bound_column(own.side): f"{own.name}, {BOUND_WORDS[own.side]}" for own in ranked}
    chances = [column for own in ranked if (column := chance_column(own)) in frame]
    columns = [column for own in ranked for column in (own.column, own.bound_column(own.side))]
    shown = frame[["cell", "made", *chances, *columns, "domain", "components", "untested_pairs"]]
    config = {column: st.column_config.NumberColumn(label, format="%.4g") for column, label in numbers.items()}
    for column in chances:
        config[column] = st.column_config.NumberColumn(f"lasts {CHANCE_AT:g} h", format="percent")
    config["made"] = st.column_config.TextColumn("made before")
    config["untested_pairs"] = st.column_config.NumberColumn("untested pairs")
    st.dataframe(shown, hide_index=True, column_config=config, alt=head)
