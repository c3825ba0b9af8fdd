"""New cells: checked when they are uploaded, kept only when that is confirmed, learned from in a process of its own."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from ...data.errors import Issue, NacreError, TableError
from ...data.files import csv_bytes
from ...data.measured.intake import Intake, set_aside, take_in
from ...data.measured.own import checked_source, lab_name
from ...data.measured.template import template
from ...data.quantity import Quantity
from ...pipelines.background.job import Job, State, start
from ...pipelines.background.tasks import RetrainTask
from ...pipelines.training.retrain import wanted
from ..shared.errors import show_error
from ..shared.job_view import RUN, chosen_job, watch
from ..shared.markup import table
from ..shared.one_file import one_file
from .retrained import show_retrained

#: A page takes less than the command line does: the file crosses the browser and the server's memory.
MAX_UPLOAD_MB = 10
_SHOWN = 200
_PREVIEW = ("record_id", "electrolyte", "coating", "host")


def new_cells() -> None:
    """Upload, what was understood, and retraining."""
    st.header("New cells", anchor=False)
    st.write("A CSV file with the columns of the known cells. It is checked first; nothing is kept until you say so.")
    st.download_button(
        "A table to fill in",
        csv_bytes(template()),
        "mine.csv",
        "text/csv",
        on_click="ignore",
    )
    upload = one_file("CSV file of measured cells", ["csv"], MAX_UPLOAD_MB)
    if upload is not None:
        checked(upload.name, upload.getvalue())
    retrainings()


def retrainings() -> None:
    """The retrainings that this page started: how far one is, or what it found."""
    st.header("Retrainings", anchor=False)
    job = chosen_job("Retraining", "retrain")
    if job is None:
        st.info("No retraining was started from this page yet.", icon=":material/info:")
        return
    status = watch(job, "steps", goes_on="The champion is as it was; going on begins the training anew.")
    if status.state is State.DONE:
        _result(job)


@st.cache_data(max_entries=8, show_spinner="Checking …")
def _read(name: str, content: bytes, quantities: tuple[Quantity, ...], further: tuple[str, ...]) -> Intake:
    with tempfile.TemporaryDirectory(prefix="nacre-") as folder:
        path = Path(folder) / "upload.csv"
        path.write_bytes(content)
        try:
            intake = take_in(path, quantities, further=further)
        except TableError as error:
            issues = [_renamed(issue, name) for issue in error.issues]
            raise TableError(error.message.replace(path.name, name), issues) from None
    issues, warnings = ([_renamed(one, name) for one in found] for found in (intake.issues, intake.warnings))
    return Intake(intake.tables, issues, warnings)


def _renamed(issue: Issue, name: str) -> Issue:
    return Issue(name, issue.row, issue.column, issue.value, issue.reason, issue.remedy)


def checked(name: str, content: bytes) -> None:
    """Show what a table of new cells holds, its faults, and the buttons to retrain with it."""
    quantities, further = wanted()
    try:
        intake = _read(name, content, quantities, further)
    except TableError as error:
        show_error(error)
        _quarantine(list(error.issues), listed=False)
        return
    aside = len({issue.row for issue in intake.issues})
    st.success(f"{intake.rows:,} rows without fault" + (f"; {aside:,} set aside, see below." if aside else "."))
    frame = pd.concat([one.table.frame for one in intake.tables])
    stated = (column for quantity in quantities for column in quantity.statement_columns)
    shown = [column for column in (*_PREVIEW, *stated, *further) if column in frame]
    st.dataframe(frame[shown].head(_SHOWN), hide_index=True, alt="New cells without fault")
    if intake.warnings:
        st.html(_listed(intake.warnings, f"Let in, but worth a look ({len(intake.warnings):,} warnings)"))
    _quarantine(intake.issues, listed=True)
    lab = st.text_input(
        "Your lab, where these are your own cells",
        value=lab_name(),
        placeholder="our lab",
        help="Own cells make a term of your lab in the model. Leave it empty for cells that were read in papers.",
    )
    quick = st.radio(
        "Training",
        [True, False],
        format_func=lambda quick: (
            "quick: one repeat of five folds, no usual models, no model card (about a minute)"
            if quick
            else "full: five repeats of ten folds beside the usual models, with a model card (many minutes)"
        ),
    )
    with st.container(horizontal=True):
        if st.button("Try it out, keep nothing"):
            _retrain(name, content, lab=lab, quick=quick, dry_run=True)
        if st.button("Keep the cells and retrain", type="primary"):
            _retrain(name, content, lab=lab, quick=quick, dry_run=False)
    st.caption(
        "Retraining lets the rows without fault into the known cells, trains a challenger and makes it the champion "
        "only where it is better and nowhere worse."
    )


def _quarantine(issues: list[Issue], *, listed: bool) -> None:
    if not issues:
        return
    if listed:
        st.html(_listed(issues, f"Set aside, with reasons ({len(issues):,} faults)"))
    st.download_button("quarantine.csv", _issues_csv(issues), "quarantine.csv", "text/csv", on_click="ignore")


def _listed(issues: list[Issue], title: str) -> str:
    rows = [(i.row or "–", i.column, i.value[:120], i.reason, i.remedy) for i in issues[:_SHOWN]]
    return table(("row", "column", "value", "reason", "what to do"), rows, title)


def _issues_csv(issues: list[Issue]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="nacre-") as folder:
        path = Path(folder) / "quarantine.csv"
        set_aside(issues, path)
        return path.read_bytes()


def _retrain(name: str, content: bytes, *, lab: str, quick: bool, dry_run: bool) -> None:
    try:
        lab = checked_source(lab) if lab.strip() else ""
    except NacreError as error:
        show_error(error)
        return
    words = f"{Path(name).name[:60]}, {'tried out' if dry_run else 'kept'}"
    job = start("retrain", RetrainTask(words, quick, dry_run, lab), {"new.csv": content})
    st.query_params[RUN] = job.name


def _result(job: Job) -> None:
    report = json.loads((job.results / "report.json").read_text(encoding="utf-8"))
    task = job.task(RetrainTask)
    show_retrained(report, dry_run=task.dry_run)
    mimes = {".html": "text/html", ".md": "text/markdown", ".json": "application/json", ".csv": "text/csv"}
    with st.container(horizontal=True):
        for path in sorted(job.results.iterdir()):
            if path.suffix in mimes:
                st.download_button(
                    path.name, path.read_bytes(), path.name, mimes[path.suffix], on_click="ignore", key=path.name
                )  # fmt: skip
    if task.dry_run:
        content = (job.folder / "new.csv").read_bytes()
        if st.button("Now keep the cells and retrain", type="primary"):
            _retrain(task.label.rpartition(",")[0], content, lab=task.lab, quick=task.quick, dry_run=False)
            st.rerun()
