"""The page Compare without a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from nacre.pipelines.train import Trained


def script() -> None:
    from nacre.web import compare

    compare.page()


@pytest.fixture
def page(trained: Trained) -> Callable[..., AppTest]:
    def opened(*cells: str) -> AppTest:
        app = AppTest.from_function(script, default_timeout=60)
        app.session_state["compare_count"] = len(cells)
        for number, text in enumerate(cells):
            app.session_state[f"compare_{number}"] = text
        return app.run()

    return opened


CELLS = (
    "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaFSI in DME | coating: NaF | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaOTf in diglyme | host: carbon cloth | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in DME | 1 mA/cm2, 1 mAh/cm2",
    "0.5 M NaPF6 in DME | 1 mA/cm2, 1 mAh/cm2",
)


@pytest.mark.parametrize("count", [2, 6])
def test_each_cell_is_explained_against_the_first(page: Callable[..., AppTest], count: int) -> None:
    app = page(*CELLS[:count])
    assert not app.exception
    told = [one.value for one in app.header]
    assert told == ["Side by side", *(f"Cell {number} against cell 1" for number in range(2, count + 1))]
    assert len(app.get("download_button")) == count - 1
    predictions = app.get("html")[0].proto.body
    assert all(f"<td>{cell}" in predictions for cell in CELLS[:count])


def test_cells_that_are_the_same_are_told_so(page: Callable[..., AppTest]) -> None:
    app = page(CELLS[0], CELLS[0])
    assert any("The cells are the same" in one.value for one in app.markdown)


def test_a_fault_in_one_cell_leaves_the_others(page: Callable[..., AppTest]) -> None:
    app = page(CELLS[0], "1 M NaPF66 in DME", CELLS[2])
    assert "Did you mean NaPF6" in app.error[0].value
    assert [one.value for one in app.header] == ["Side by side", "Cell 3 against cell 1"]


def test_one_cell_asks_for_a_second(page: Callable[..., AppTest]) -> None:
    app = page(CELLS[0], "")
    assert "second cell" in app.info[0].value
    assert not app.header
