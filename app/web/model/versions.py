"""Versions of the model: which is the champion, how they compare, and moving the alias."""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from ...data.errors import NacreError
from ...pipelines.background.job import State, start
from ...pipelines.background.tasks import CompareTask, TrainTask
from ...pipelines.store import versions as registry
from ...pipelines.store.client import CHAMPION
from ...pipelines.store.versions import Version
from ..shared.errors import show_error
from ..shared.job_view import RUN, chosen_job, watch
from ..shared.markup import table
from .retrained import show_verdicts

_SAID, _ERROR = "versions_said", "versions_error"


def versions_view() -> None:
    """The list, one version in full, and what can be done with it."""
    if error := st.session_state.pop(_ERROR, None):
        show_error(error)
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check_circle:")
    versions = registry.versions()
    if versions:
        _list(versions)
        _one(versions)
    else:
        st.info(
            "The model that ships with nacre predicts. A training on the known cells, or a retraining with your own "
            "cells, makes the first version here.",
            icon=":material/info:",
        )
    _training(first=not versions)


def champion_of(versions: list[Version]) -> str:
    """Number of the champion; empty where there is none."""
    return next((one.version for one in versions if CHAMPION in one.aliases), "")


def _list(versions: list[Version]) -> None:
    rows = [
        (
            one.version, ", ".join(one.aliases) or "–", one.job, one.created[:16].replace("T", " "),
            one.params.get("cells", "–"), one.promoted[:16].replace("T", " ") or "–",
        )
        for one in versions
    ]  # fmt: skip
    st.html(
        table(
            ("version", "alias", "made by", "made (UTC)", "cells", "champion since (UTC)"),
            rows,
            "Versions of the model",
        )
    )


def _one(versions: list[Version]) -> None:
    champion = champion_of(versions)
    by_number = {one.version: one for one in versions}
    number = st.selectbox("Version", list(by_number), format_func=lambda n: _named(by_number[n]), key="version")
    one = by_number[number]
    with st.expander("What it learned from and how it was judged"):
        st.html(table(("parameter", "value"), sorted(one.params.items()), f"Parameters of version {number}"))
        figures = [(name, f"{value:.4g}") for name, value in sorted(one.metrics.items())]
        st.html(table(("metric", "value"), figures, f"Metrics of version {number}"))
    if number != champion:
        if champion:
            st.button(f"Compare version {number} with the champion", on_click=_compare, args=(number, champion))
        sure = st.checkbox(f"I want version {number} to predict from now on", key=f"sure_{number}")
        st.button(f"Make version {number} the champion", disabled=not sure, on_click=_promote, args=(number, champion))
    elif any(other.promoted and other.version != champion for other in versions):
        sure = st.checkbox(f"I want to withdraw version {champion}", key=f"withdraw_{champion}")
        st.button("Roll back to the champion before it", disabled=not sure, on_click=_rollback)
    job = chosen_job("Comparison", "compare")
    if job is not None and watch(job, "steps", goes_on="A comparison begins anew.").state is State.DONE:
        verdicts = json.loads((job.results / "verdicts.json").read_text(encoding="utf-8"))
        show_verdicts(list(verdicts.values()), f"Challenger against champion: {job.label}")


def _named(one: Version) -> str:
    return f"{one.version} ({', '.join(one.aliases)})" if one.aliases else one.version


def _training(*, first: bool) -> None:
    st.header("Train on the known cells", anchor=False)
    if first:
        quick = st.radio("Training", [True, False], format_func=_pace, key="first_quick")
        st.button("Train the first model", type="primary", on_click=_train, args=(quick,))
    else:
        st.caption("New cells are learned from under “Add cells”.")
    job = chosen_job("Training", "train")
    if job is not None:
        watch(job, "steps", goes_on="Going on begins the training anew.")


def _pace(quick: bool) -> str:
    return "quick, without model card (about a minute)" if quick else "full, with model card (many minutes)"


def _train(quick: bool) -> None:
    st.query_params[RUN] = start("train", TrainTask("known cells", quick)).name


def _compare(version: str, champion: str) -> None:
    label = f"version {version} against version {champion}"
    st.query_params[RUN] = start("compare", CompareTask(label, version, champion, folds=5)).name


def _promote(version: str, champion: str) -> None:
    _move(lambda: registry.promote(version, expected=champion))


def _rollback() -> None:
    _move(registry.rollback)


def _move(change: Callable[[], Version]) -> None:
    try:
        champion = change()
    except NacreError as error:
        st.session_state[_ERROR] = error
        return
    st.session_state[_SAID] = f"Version {champion.version} is the champion."
