"""The page Predict without a browser: what it shows of a cell, of a fault, and of an empty registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nacre.data.notation import parse_cell
from nacre.pipelines.train import Trained
from nacre.web.predict import EXAMPLES, LEVELS

#: Places of the notations on the page: that of the menus is the first.
NOTATION, CHANGED = 1, 2


def script() -> None:
    from nacre.web import predict

    predict.page()


@pytest.fixture
def page(trained: Trained) -> Callable[[str], AppTest]:
    def opened(text: str) -> AppTest:
        app = AppTest.from_function(script, default_timeout=60)
        app.session_state["predict_cell"] = text
        return app.run()

    return opened


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_example_is_predicted_explained_and_written_back(page: Callable[[str], AppTest], text: str) -> None:
    app = page(text)
    assert not app.exception
    assert [one.label for one in app.metric[:2]] == ["Lifetime", "Overpotential"]
    headers = [one.value for one in app.header]
    assert headers == ["What was understood", "Why", "Evidence", "What if", "Limits"]
    assert parse_cell(app.code[NOTATION].value) == parse_cell(text)


def test_a_click_on_an_example_fills_the_field(page: Callable[[str], AppTest]) -> None:
    app = page("")
    assert not app.metric
    app.button("example Carbon host").click().run()
    assert app.text_input("predict_cell").value == EXAMPLES["Carbon host"]
    assert app.metric


def test_a_fault_is_shown_with_the_caret_under_it(page: Callable[[str], AppTest]) -> None:
    text = "1 M NaPF6 in diglyme | coating: NaF | 1 mX/cm2"
    app = page(text)
    assert app.error
    line, caret = app.code[0].value.split("\n")
    assert line.strip() == text
    assert line[caret.index("^") :] == "1 mX/cm2"
    assert not app.metric


def test_a_name_that_is_not_known_brings_near_ones(page: Callable[[str], AppTest]) -> None:
    assert "Did you mean NaPF6" in page("1 M NaPF66 in diglyme").error[0].value


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "1 M NaPF6 in <img src=x onerror=alert(1)>", "1 M NaPF6 in [**bold**](javascript:0)"],
)
def test_html_and_markdown_in_a_name_are_shown_as_typed(page: Callable[[str], AppTest], text: str) -> None:
    app = page(text)
    assert not app.exception
    assert app.error
    for one in (*app.error, *app.markdown):
        unescaped = one.value.replace(r"\<", "").replace(r"\[", "").replace(r"\*", "")
        assert not {"<", "["} & set(unescaped)


def test_the_menus_write_a_cell(page: Callable[[str], AppTest]) -> None:
    app = page("")
    app.multiselect("form_additive").set_value(["FEC"])
    app.multiselect("form_solvents").set_value(["EC", "PC"])
    app.multiselect("form_coating").set_value(["NaF"])
    app.run()
    app.button("form_use").click().run()
    cell = parse_cell(app.text_input("predict_cell").value)
    assert cell == parse_cell(
        "1 M NaPF6 in EC/PC (1:1 v/v) + 2 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2 | 25 °C"
    )  # fmt: skip
    assert app.metric


def test_a_slider_predicts_the_changed_cell(page: Callable[[str], AppTest]) -> None:
    app = page(EXAMPLES["NaF coating"])
    slider = next(one for one in app.select_slider if one.label.startswith("Current density"))
    slider.set_value(float(slider.options[-1])).run()
    assert not app.exception
    changed = parse_cell(app.code[CHANGED].value)
    assert changed.protocol.current_density_mA_cm2 == pytest.approx(float(slider.options[-1]), rel=0.01)
    before, after = app.metric[0].value, app.metric[2].value
    assert before != after
    assert app.metric[2].delta


def test_a_higher_level_promises_less(page: Callable[[str], AppTest]) -> None:
    app = page(EXAMPLES["NaF coating"])
    bounds = []
    for level in LEVELS:
        app.session_state["level"] = level
        words = app.run().caption[0].value.replace("\\", "")
        bounds.append(float(words.removeprefix("at least ").split(" h")[0].replace(",", "")))
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] > bounds[-1]


def test_without_a_model_it_says_where_one_is_trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    assert "No model has been trained" in app.error[0].value.replace("\\", "")
    assert "Data and model" in app.info[0].value
    assert app.text_input("predict_cell").value
