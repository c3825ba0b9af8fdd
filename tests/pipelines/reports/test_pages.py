"""JSON without NaN, files whose ending decides, and nothing left behind in a user's process."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from nacre.data.errors import NacreError
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.component import component
from nacre.pipelines.explanation.overall import overall
from nacre.pipelines.reports.component import svg
from nacre.pipelines.reports.figures.model_card import importance
from nacre.pipelines.reports.overall import render_page
from nacre.pipelines.reports.pages import to_json, write_as


@dataclass(frozen=True, slots=True)
class Record:
    value: float
    parts: dict[str, object]


def test_json_holds_records_and_numbers_of_numpy() -> None:
    numbers = [np.float32(2.5), np.int64(3), np.bool_(True), np.array([1.0, np.inf])]
    stored = json.loads(to_json([Record(np.nan, {"Na⁺": numbers, "none": None})]), parse_constant=pytest.fail)
    assert stored == [{"value": None, "parts": {"Na⁺": [2.5, 3, True, [1.0, None]], "none": None}}]
    assert "Na⁺" in to_json({"Na⁺": 1})


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(NacreError, match="cannot be written as JSON"):
        to_json({"a": object()})


def test_only_the_form_that_is_asked_for_is_made(tmp_path: Path) -> None:
    forms = {".md": lambda: "text", ".png": lambda: pytest.fail("not asked for")}
    assert write_as(tmp_path / "a.MD", forms).read_bytes() == b"text"
    with pytest.raises(NacreError, match=r"\.md or \.png"):
        write_as(tmp_path / "a.pdf", forms)


def test_a_user_keeps_matplotlib_and_numpy_as_they_were(predictor: CellPredictor, tmp_path: Path) -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 23.0, "text.color": "red"}):
        before = dict(mpl.rcParams)
        np.random.seed(5)  # noqa: NPY002
        expected = np.random.random()  # noqa: NPY002
        np.random.seed(5)  # noqa: NPY002
        page = render_page(overall(predictor), predictor)
        importance(predictor, tmp_path)
        assert dict(mpl.rcParams) == before
        assert np.random.random() == expected  # noqa: NPY002
    assert page == render_page(overall(predictor), predictor)


NOTEBOOK = """
import sys, nacre
predictor = nacre.load_predictor(sys.argv[1])
cell, other = "1 M NaPF6 in diglyme | 1 mA/cm2", "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2"
shown = {
    "explain": nacre.explain(cell, predictor=predictor),
    "compare": nacre.compare(cell, other, predictor=predictor),
    "predict": nacre.predict([cell, other], predictor=predictor),
    "row": nacre.predict(cell, predictor=predictor).explain(),
    "component": nacre.component("FEC")[0],
}
for name, result in shown.items():
    html = result._repr_html_()
    assert html and "<table" in html, name
assert "<svg" in shown["component"]._repr_html_()
print("shown")
"""


def test_a_notebook_shows_results_after_import_nacre_alone(predictor: CellPredictor, tmp_path: Path) -> None:
    folder = predictor.save(tmp_path / "model")
    found = subprocess.run(
        [sys.executable, "-c", NOTEBOOK, str(folder)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert found.stdout.strip() == "shown", found.stderr


def test_one_drawing_of_the_lumo_serves_page_and_card() -> None:
    (card,) = component("FEC")
    assert 'class="lumo"' in svg(card)
    assert 'class="donor"' in svg(card)
    assert "currentColor" not in svg(card)
