"""The page Compare without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.compare import compare
from nacre.web.shared.cell_field import CELLS as KEYS

CELLS = ("1 M NaPF6 in EC/PC (1:1 v/v)", "1 M NaPF6 in diglyme", "1 M NaFSI in DME | coating: NaF")


def script() -> None:
    from nacre.web import compare

    compare.page()


def opened(*cells: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60).run()
    for key, cell in zip(KEYS, cells, strict=False):
        app.text_input(key).set_value(cell)
    return app.run()


def test_each_cell_is_explained_against_the_first(shipped: CellPredictor) -> None:
    app = opened(*CELLS)
    assert not app.exception
    headers = [one.value for one in app.header]
    assert headers == ["Side by side", "Cell 2 against cell 1", "Cell 3 against cell 1"]
    found = compare(parse_cell(CELLS[1]), parse_cell(CELLS[0]), shipped)
    titles = [one.value.replace("\\", "") for one in app.subheader]
    told = found.targets["lifetime"]
    assert titles[2] == f"Lifetime: {told.text if told.is_told else 'no difference that the model can tell'}"
    (side_by_side, *_) = [one.proto.body for one in app.get("html")]
    assert all(cell in side_by_side for cell in CELLS[:2])
    assert "https://doi.org/" in side_by_side


def test_a_fault_of_one_cell_leaves_the_others(shipped: CellPredictor) -> None:
    app = opened(CELLS[0], "1 M NaPF6 in diglime", CELLS[2])
    assert not app.exception
    assert "Unknown solvent" in app.error[0].value
    assert [one.value for one in app.header] == ["Side by side", "Cell 3 against cell 1"]


def test_one_cell_is_not_enough(shipped: CellPredictor) -> None:
    app = opened(CELLS[0], "", "")
    assert not app.exception
    assert "second cell" in app.info[0].value


def test_six_cells_have_room(shipped: CellPredictor) -> None:
    app = opened()
    app.session_state["compare_count"] = 6
    app.run()
    assert not app.exception
    assert len(app.text_input) == 6


def test_the_same_cell_twice_is_told(shipped: CellPredictor) -> None:
    app = opened(CELLS[0], CELLS[0], "")
    assert not app.exception
    assert "The cells are the same." in [one.value for one in app.markdown]
