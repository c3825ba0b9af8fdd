"""The figure of a record: whole for each kind of cell, and thin without losing a peak."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nacre.data.cycling.judgement import judge
from nacre.pipelines.reports.figures.cycling import DRAWN, cycling_figure, thinned

from ....data.cycling.simulated_cell import SimulatedCell, traced

CELL = SimulatedCell(test_h=40, event_h=25)


@pytest.mark.parametrize("kind", ["survived", "soft short", "failure"])
def test_the_same_record_gives_the_same_picture(kind: str) -> None:
    cell = replace(CELL, kind=kind, event_factor=8.0 if kind == "failure" else 0.3)
    trace = traced(cell.trace())
    found = judge(trace, area_cm2=1.13)
    picture = cycling_figure(trace, found, "cell 1")
    assert picture.startswith(b"\x89PNG")
    assert picture == cycling_figure(trace, found, "cell 1")


def test_the_drawing_names_the_event() -> None:
    trace = traced(replace(CELL, kind="soft short").trace())
    picture = cycling_figure(trace, judge(trace, area_cm2=1.13), "<cell> & co", file_format="svg").decode()
    assert "<!-- soft short, 25 h -->" in picture
    assert "<cell>" not in picture


def test_thinning_keeps_every_peak() -> None:
    x = np.arange(100_000.0)
    y = np.sin(x / 50)
    y[54_321] = 9.0
    few, values = thinned(x, y)
    assert len(few) <= DRAWN
    assert (np.diff(few) >= 0).all()
    assert (values.max(), values.min()) == (9.0, y.min())
