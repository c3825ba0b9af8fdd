"""Papers to proposed rows, each beside the sentence it comes from; only what a person accepts goes on."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from ...data.errors import NacreError
from ...data.files import csv_bytes
from ...pipelines.reading.documents import SUFFIXES
from ...pipelines.reading.proposals import EVIDENCE, ROW
from ...pipelines.reading.read import Proposals, Refused, read_papers
from ...pipelines.reading.review import EDITABLE, accepted_rows, faults, opened
from ..shared.errors import show_error
from ..shared.markup import plain, small, table
from .new_cells import checked, retrainings

#: A page takes less than the command line does: the file crosses the browser and the server's memory.
MAX_UPLOAD_MB = 10
_ROWS, _AT, _FROM, _KEPT = "reading_rows", "reading_at", "reading_from", "reading_kept"
#: What a reviewer looks at first; the rest of a row stands below.
_FIRST = (
    "electrolyte", "coating", "host", "current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C",
    "lifetime_h", "cycles", "overpotential_mV",
)  # fmt: skip
_CHOICES = {
    "is_control": {"0": "treated", "1": "control: nothing was done"},
    "lifetime_event": {"": "not said", "failed": "failed", "failed_before": "failed before", "survived": "still ran"},
    "overpotential_qualifier": {"": "not said", "eq": "=", "approx": "about", "lt": "below", "gt": "above"},
}
_LABELS = {
    "electrolyte": "Electrolyte", "coating": "Coating (artificial SEI)", "host": "Host",
    "current_density_mA_cm2": "Current density (mA cm⁻²)", "areal_capacity_mAh_cm2": "Areal capacity (mAh cm⁻²)",
    "temperature_C": "Temperature (°C)", "lifetime_h": "Lifetime (h)", "cycles": "Cycles",
    "overpotential_mV": "Overpotential (mV)", "is_control": "Kind of cell", "lifetime_event": "At that time it",
    "overpotential_qualifier": "Overpotential is",
}  # fmt: skip
_ANSWERS = {"": "open", "accepted": "accepted", "skipped": "skipped"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def read_view() -> None:
    """Upload, one row beside its sentence, and the accepted rows."""
    st.header("Read papers", anchor=False)
    st.write(
        "Papers that you have: text, HTML, PDF, Word or a table. Rows are proposed with the sentence each comes from. "
        "Nothing enters the data before you accept it, and nothing leaves this machine."
    )
    uploads = st.file_uploader(
        "Papers, or a file of proposals to go on with",
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        accept_multiple_files=True,
        max_upload_size=MAX_UPLOAD_MB,
        key="papers",
    )
    if not uploads:
        for name in (_ROWS, _FROM, _AT, _KEPT):
            st.session_state.pop(name, None)
        return
    names, contents = tuple(one.name for one in uploads), tuple(one.getvalue() for one in uploads)
    proposals = _read(names, contents)
    ids = tuple(one.file_id for one in uploads)
    if st.session_state.get(_FROM) != ids:
        # Answers that were given stay when one more paper is added.
        given = {_origin(row): row for row in st.session_state.get(_ROWS, []) if row["answer"]}
        rows: list[dict[str, str]] = proposals.table.to_dict("records")  # type: ignore[assignment]
        st.session_state[_ROWS] = [given.get(_origin(row), row) for row in rows]
        st.session_state[_FROM] = ids
        st.session_state[_AT] = _next_open(st.session_state[_ROWS], -1)
        st.session_state.pop(_KEPT, None)
    _told(proposals)
    if rows := st.session_state[_ROWS]:
        _review(rows)


@st.cache_data(max_entries=4, show_spinner="Reading …")
def _read(names: tuple[str, ...], contents: tuple[bytes, ...]) -> Proposals:
    """What the files propose; a file of proposals is taken as it is, with its answers."""
    tables: list[pd.DataFrame] = []
    refused: list[Refused] = []
    silent: list[str] = []
    with tempfile.TemporaryDirectory(prefix="nacre-") as folder:
        paths = []
        for number, (name, content) in enumerate(zip(names, contents, strict=True)):
            # Two papers may have one name; a long one is no name of a file.
            path = Path(folder) / str(number) / f"{Path(name).stem[:80]}{Path(name).suffix}"
            path.parent.mkdir()
            path.write_bytes(content)
            try:
                tables.append(pd.DataFrame(opened(path), columns=[*ROW, *EVIDENCE], dtype=str))
            except (NacreError, OSError):
                paths.append(path)
        if paths:
            try:
                found = read_papers(paths)
            except NacreError as error:
                refused.append(Refused("", str(error).replace(f"{folder}/", "")))
            else:
                tables.append(found.table)
                refused += [Refused(Path(one.file).name, one.reason) for one in found.refused]
                silent += [Path(one).name for one in found.silent]
    table_of_all = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*ROW, *EVIDENCE])
    return Proposals(table_of_all.fillna(""), tuple(refused), tuple(silent))


def _origin(row: Mapping[str, str]) -> tuple[str, str]:
    return row["record_id"], row["sentence"]


def _told(proposals: Proposals) -> None:
    for one in proposals.refused:
        st.error(plain(f"{one.file}: {one.reason}" if one.file else one.reason), icon=":material/error:")
    for name in proposals.silent:
        st.info(plain(f"{name} tells of no symmetric cell."), icon=":material/info:")


def _review(rows: list[dict[str, str]]) -> None:
    answered = {word: sum(row["answer"] == answer for row in rows) for answer, word in _ANSWERS.items()}
    st.write(f"**{len(rows)} rows proposed**: " + ", ".join(f"{count} {word}" for word, count in answered.items()))
    at = st.selectbox(
        "Row",
        range(len(rows)),
        index=min(st.session_state[_AT], len(rows) - 1),
        format_func=lambda number: _line(number, rows),
        key=f"reading_row_{st.session_state[_AT]}_{len(rows)}",
    )
    evidence, form = st.columns([2, 3], gap="large")
    with evidence:
        _evidence(rows[at])
    with form:
        _form(rows, at)
    _downloads(rows)


def _line(number: int, rows: Sequence[Mapping[str, str]]) -> str:
    row = rows[number]
    value = f"{row['lifetime_h']} h" if row["lifetime_h"] else f"{row['overpotential_mV'] or '?'} mV"
    return f"{number + 1} of {len(rows)} · {row['cell_name'] or row['record_id']} · {value} · {_ANSWERS[row['answer']]}"


def _evidence(row: Mapping[str, str]) -> None:
    """The sentence with the row's figures marked, and where it stands."""
    st.html(f'<blockquote style="font-size:1.05rem;line-height:1.6">{_marked(row)}</blockquote>')
    st.write(plain(row["source"]))
    told = {
        "Cell in the paper": row["cell_name"], "Confidence": row["confidence"], "Taken from elsewhere": row["inferred"],
        "Not said there": row["missing"], "Notes": row["notes"],
    }  # fmt: skip
    st.html(table(("", ""), [(name, text) for name, text in told.items() if text], "What was understood"))


def _marked(row: Mapping[str, str]) -> Markup:
    """The sentence as HTML; figures that went into the row stand out."""
    columns = (*_FIRST[3:], "lifetime_h", "cycles", "overpotential_mV")
    figures = {float(row[name]) for name in columns if _NUMBER.fullmatch(row[name])}
    figures |= {figure / 1000 for figure in figures} | {figure * 1000 for figure in figures}
    parts: list[Markup] = []
    end = 0
    for match in _NUMBER.finditer(row["sentence"]):
        if float(match[0]) in figures:
            parts += [escape(row["sentence"][end : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
            end = match.end()
    return Markup("").join([*parts, escape(row["sentence"][end:])])


def _form(rows: list[dict[str, str]], at: int) -> None:
    row = rows[at]
    with st.form(f"reading_form_{row['record_id']}", border=False):
        typed: dict[str, str] = {}
        places = st.columns(2)
        fields = (*_FIRST, *_CHOICES)
        for number, name in enumerate(fields):
            with places[number * 2 // len(fields)]:
                typed[name] = _field(row, name)
        with st.expander("Paper, source and notes"):
            for name in (name for name in EDITABLE if name not in fields):
                typed[name] = _field(row, name)
        with st.container(horizontal=True):
            accept = st.form_submit_button("Accept", type="primary")
            skip = st.form_submit_button("Skip")
    changed = row | typed
    if accept:
        if wrong := faults(changed):
            show_error(NacreError("This row cannot be accepted as it stands.", hint="\n".join(wrong)))
            return
        rows[at] = changed | {"answer": "accepted"}
    elif skip:
        rows[at] = changed | {"answer": "skipped"}
    else:
        if row["answer"] != "accepted":
            for text in faults(row):
                small(f"Cannot be accepted yet: {text}")
        return
    st.session_state.pop(_KEPT, None)
    st.session_state[_AT] = _next_open(rows, at)
    st.rerun()


def _field(row: Mapping[str, str], name: str) -> str:
    key = f"reading_{row['record_id']}_{name}"
    if name in _CHOICES:
        choices = _CHOICES[name]
        options = list(choices)
        index = options.index(row[name]) if row[name] in choices else 0
        return st.selectbox(_LABELS[name], options, index=index, format_func=lambda one: choices[one], key=key)
    return st.text_input(_LABELS.get(name, name), row[name], key=key, autocomplete="off").strip()


def _next_open(rows: Sequence[Mapping[str, str]], at: int) -> int:
    """The next row without an answer, from the one after `at` on and around; the same one where all are answered."""
    order = [*range(at + 1, len(rows)), *range(at + 1)]
    return next((number for number in order if not rows[number]["answer"]), max(at, 0))


def _downloads(rows: Sequence[Mapping[str, str]]) -> None:
    accepted = accepted_rows(rows)
    with st.container(horizontal=True):
        st.download_button(
            "proposals.csv", csv_bytes(pd.DataFrame(rows, dtype=str)), "proposals.csv", "text/csv", on_click="ignore",
            help="All rows with their answers; upload it here another day to go on.",
        )  # fmt: skip
        if not accepted.empty:
            st.download_button(
                "accepted.csv", csv_bytes(accepted), "accepted.csv", "text/csv", on_click="ignore",
                help="The table that `nacre retrain` takes.",
            )  # fmt: skip
            if st.button("Check accepted rows and retrain", type="primary"):
                st.session_state[_KEPT] = True
    if st.session_state.get(_KEPT) and not accepted.empty:
        checked("accepted.csv", csv_bytes(accepted))
        retrainings()
