"""What a retraining found: champion against challenger, rows, conflicts, drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ...pipelines.reports.retraining import own_figures
from ...pipelines.text import title
from ..shared.drawn import show_figure
from ..shared.markup import plain, table

_METRICS = {
    "concordance": "concordance (up is better)",
    "decades": "error in decades (down is better)",
    "error": "error in its unit (down is better)",
    "brier": "Brier score of the chance to last (down is better)",
}
_SHOWN = 50


def show_retrained(report: Mapping[str, Any], *, dry_run: bool) -> None:
    """Show a report as `Retrained.to_dict` gives it."""
    reason = plain(f"{report['reason'][:1].upper()}{report['reason'][1:]}.")
    named = f"Version {report['version']}: " if report["version"] else ""
    (st.success if report["promoted"] else st.info)(f"{named}{reason}")
    if dry_run:
        st.caption("It was tried out: no cell, no version and no champion was changed.")
    rows = report["rows"]
    st.write(
        f"{len(rows['added']):,} new cells, {len(rows['replaced']):,} in place of known ones, {rows['known']:,} known "
        f"already, {rows['set_aside']:,} set aside."
    )
    for remark in report.get("remarks", []):
        st.write(plain(remark))
    for kind, caption in (("verdicts", "all papers"), ("forward", "papers that the champion has not seen")):
        if report.get(kind):
            show_verdicts(list(report[kind].values()), f"Champion against challenger, {caption}")
    if own := report.get("own"):
        counted = [{**one, "rows": one["cells"], "papers": one["formulations"]} for one in own["verdicts"]]
        show_verdicts(counted, f"Cells of {own['source']}, each formulation left out (in brackets: formulations)")
    for name, figure in own_figures(report).items():
        st.subheader(plain(title(f"{name}: measured against predicted")), anchor=False)
        show_figure(figure, f"{name}: measured against predicted, each formulation left out, before and after")
    if report.get("verdicts") or report.get("own"):
        st.caption(plain(report["rule"]))
    _list(report["conflicts"], ("cell", "paper", "column", "known", "new"), "Conflicts: the newer value was taken")
    moved = [one for one in report["drift"] if one["verdict"] in {"shifted", "different"}]
    _list(moved, ("label", "verdict", "words"), "New cells that do not look like the known ones")
    _list(report.get("warnings", []), ("row", "column", "value", "reason", "remedy"), "Let in, but worth a look")
    _list(report["issues"], ("row", "column", "value", "reason", "remedy"), "Set aside")


def show_verdicts(verdicts: Sequence[Mapping[str, Any]], caption: str) -> None:
    """Champion and challenger, one line a quantity."""
    columns = ("quantity", "metric", "champion", "challenger", "gain", "80 % of the draws", "cells (papers)", "verdict")
    rows = [
        (
            one["target"], _METRICS.get(one["metric"], one["metric"]), _figure(one["champion"]),
            _figure(one["challenger"]), _figure(one["gain"]), f"{_figure(one['low'])} to {_figure(one['high'])}",
            f"{one['rows']} ({one['papers']})", one["words"],
        )
        for one in verdicts
    ]  # fmt: skip
    st.html(table(columns, rows, caption))


def _figure(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3f}"  # noqa: PLR0124 - NaN


def _list(records: Sequence[Mapping[str, Any]], columns: Sequence[str], caption: str) -> None:
    if records:
        rows = [[_cell(one.get(name)) for name in columns] for one in records[:_SHOWN]]
        more = f" (the first {_SHOWN} of {len(records):,})" if len(records) > _SHOWN else ""
        st.html(table(columns, rows, f"{caption}{more}"))


def _cell(value: object) -> str:
    return "–" if value is None else str(value)[:200]
