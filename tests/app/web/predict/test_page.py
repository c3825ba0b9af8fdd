"""The page Predict without a browser: what it says of cells, faults and an empty registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.changes.knobs import knobs, turned
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.reports.explanation_view import words_of
from nacre.web.predict.page import EXAMPLES

FIELD = "cell"


def script() -> None:
    from nacre.web.predict import page as predict

    predict.page()


def opened() -> AppTest:
    return AppTest.from_function(script, default_timeout=60).run()


def typed(app: AppTest, text: str) -> AppTest:
    app.text_input(FIELD).set_value(text)
    return app.run()


def button(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.error, app.info, app.warning, app.code, app.caption)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_answered_as_the_api_answers(shipped: CellPredictor, name: str) -> None:
    app = typed(opened(), EXAMPLES[name])
    assert not app.exception
    words = words_of(explain(parse_cell(EXAMPLES[name]), shipped))
    shown = [metric.value for metric in app.metric]
    assert shown[:2] == [words["lifetime"].median, words["overpotential"].median]
    assert words["lifetime"].bound.removesuffix(" at 90 %") in said(app).replace("\\", "")


def test_a_fault_is_shown_under_the_field_with_the_caret(shipped: CellPredictor) -> None:
    app = typed(opened(), "1 M NaPF6 in diglime")
    assert not app.exception
    assert "Unknown solvent" in app.error[0].value
    assert "diglyme" in app.error[0].value
    marked = app.code[0].value.splitlines()
    assert marked[1].index("^") == marked[0].index("diglime")
    assert not app.metric


def test_an_empty_field_says_nothing_and_fails_nothing(shipped: CellPredictor) -> None:
    app = typed(opened(), "  ")
    assert not app.exception
    assert not app.error
    assert not app.metric


def test_text_of_a_user_stays_text(shipped: CellPredictor) -> None:
    app = typed(opened(), "1 M NaPF6 in <script>alert(1)</script> **x**")
    assert not app.exception
    assert "<script>" not in app.error[0].value.replace("\\<script\\>", "")
    for one in app.get("html"):
        assert "<script>" not in one.proto.body


def test_menus_write_a_cell(shipped: CellPredictor) -> None:
    app = typed(opened(), "1 M NaPF6 in diglyme | separator: carbon nanotube | 1 mA/cm2, 1 mAh/cm2 | 25 °C")
    app.multiselect("form_solvents").set_value(["EC", "DMC"]).run()
    app.number_input("form_parts_EC").set_value(3).run()
    app.multiselect("form_additive").set_value(["FEC"]).run()
    app.multiselect("form_coating").set_value(["NaF"]).run()
    app = button(app, "Use this cell")
    assert not app.exception
    expected = (
        "1 M NaPF6 in EC/DMC (3:1 v/v) + 2 wt% FEC | coating: NaF | separator: carbon nanotube | 1 mA/cm2, 1 mAh/cm2 "
        "| 25 °C"
    )
    assert parse_cell(app.text_input(FIELD).value) == parse_cell(expected)


@pytest.mark.parametrize("name", EXAMPLES)
def test_menus_start_from_what_was_typed(shipped: CellPredictor, name: str) -> None:
    app = button(typed(opened(), EXAMPLES[name]), "Use this cell")
    assert not app.exception
    assert parse_cell(app.text_input(FIELD).value) == parse_cell(EXAMPLES[name])


def test_what_no_menu_holds_is_left_to_the_field(shipped: CellPredictor) -> None:
    app = typed(opened(), "Na3Zr2Si2PO12 | 0.1 mA/cm2")
    assert not app.exception
    assert "changed in the field" in app.info[0].value


def test_menus_that_make_no_cell_say_why(shipped: CellPredictor) -> None:
    app = opened()
    app.multiselect("form_solvents").set_value([]).run()
    app.multiselect("form_salt").set_value([]).run()
    before = app.text_input(FIELD).value
    app = button(app, "Use this cell")
    assert not app.exception
    assert app.error
    assert app.text_input(FIELD).value == before


def test_a_slider_answers_for_the_changed_cell(shipped: CellPredictor) -> None:
    cell = EXAMPLES["NaF coating"]
    app = typed(opened(), cell)
    assert [one.value for one in app.header][:3] == ["Evidence", "Prediction", "What if"]
    slider = next(one for one in app.select_slider if one.label.startswith("Current density"))
    slider.set_value(3.0 if 3.0 in slider.options else slider.options[-1]).run()
    assert not app.exception
    moved = float(slider.value)
    row = shipped.predict(cell.replace("1 mA/cm2", f"{moved:g} mA/cm2"))
    assert app.metric[0].value.startswith(f"{row['lifetime_h'][0]:,.0f}")
    before = shipped.predict(cell)["lifetime_h"][0]
    assert f"{before:,.0f} h as typed" in app.metric[0].delta
    button(app, "Back to what was typed")
    assert app.metric[0].value.startswith(f"{before:,.0f}")
    assert not app.metric[0].delta


def test_a_cell_of_the_sliders_is_taken(shipped: CellPredictor) -> None:
    app = typed(opened(), EXAMPLES["NaF coating"])
    slider = next(one for one in app.select_slider if one.label.startswith("Temperature"))
    slider.set_value(slider.options[-1]).run()
    app = button(app, "Take this cell")
    assert not app.exception
    assert app.text_input(FIELD).value.endswith("°C")
    assert not app.metric[0].delta


def test_before_any_training_the_shipped_model_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    app = opened()
    assert not app.exception
    assert app.metric
    assert "shipped with nacre" in said(app)


def test_several_knobs_turn_together(predictor: CellPredictor) -> None:
    cell = parse_cell("1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | 1 mA/cm2")
    labels = [knob.label for knob in knobs(cell, predictor)]
    assert labels == ["current density", "areal capacity", "temperature", "NaPF6", "FEC", "EC beside PC"]
    found = turned(cell, predictor, {"NaPF6": 2.0, "EC beside PC": 75.0, "temperature": 0.0})
    assert found == parse_cell("2 M NaPF6 in EC/PC (3:1 v/v) + 5 wt% FEC | 1 mA/cm2 | 0 °C")
    assert turned(cell, predictor, {}) == cell


def test_amounts_that_leave_no_room_make_no_cell(predictor: CellPredictor) -> None:
    cell = parse_cell("1 M NaPF6 in DME + 5 vol% FEC")
    assert turned(cell, predictor, {"NaPF6": 60.0}) is None
