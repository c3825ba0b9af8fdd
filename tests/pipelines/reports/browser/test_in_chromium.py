"""The scripts of the page predict in Chromium what Python predicts, for a thousand cells that the menus allow."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.cell import Cell, format_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.evidence import evidence_of, same_cells

from ..test_pages_in_chromium import BROWSER
from .chosen import Chooser, chosen_of

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
DOCS = Path(__file__).parents[4] / "docs"
#: How far a figure may be from Python's, as a share of it.
TOLERANCE = 1e-6
_ANSWERS = """cells => cells.map(cell => {
    try { return nacre.answer(cell); } catch (error) {
        if (error instanceof nacre.Fault) return {fault: error.message};
        throw error;
    }
})"""
Pairs = list[tuple[dict[str, Any], Cell]]


@pytest.fixture(scope="module")
def page(written: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page on the disk with the scripts in the order in which the docs load them; without form and drawing."""
    playwright = pytest.importorskip("playwright.sync_api")
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(DOCS / "try", folder / "try")
    (folder / "try" / "data.js").write_text(written, encoding="utf-8")
    scripts = re.findall(r'<script src="(try/\w+\.js)"></script>', (DOCS / "try.md").read_text("utf-8"))
    tags = "".join(f'<script src="{name}"></script>' for name in scripts if name not in {"try/form.js", "try/page.js"})
    (folder / "page.html").write_text(f'<!doctype html><meta charset="utf-8">{tags}', encoding="utf-8")
    said: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        found = browser.new_page()
        found.set_default_timeout(180_000)
        found.on("console", lambda message: said.append(message.text))
        found.on("pageerror", lambda error: said.append(str(error)))
        found.goto((folder / "page.html").as_uri())
        yield found
        browser.close()
    assert said == []


@pytest.fixture(scope="module")
def drawn(data: dict[str, Any]) -> Pairs:
    """A thousand cells at random, with room for their solvents."""
    pairs = Chooser(data["menus"], data["protections"], seed=21).cells(1020)
    impossible = CellBatch.from_cells([cell for _, cell in pairs]).composition.impossible
    return [pair for pair, none in zip(pairs, impossible, strict=True) if not none][:1000]


@pytest.fixture(scope="module")
def published(data: dict[str, Any], shipped: CellPredictor) -> Pairs:
    """Known cells that the menus allow: their features lie on the very thresholds of the trees."""
    return [(chosen, cell) for cell in shipped.evidence.cells if (chosen := chosen_of(cell, data["menus"])) is not None]


@pytest.fixture(scope="module")
def answers(page: Any, drawn: Pairs, published: Pairs) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(_ANSWERS, [chosen for chosen, _ in [*drawn, *published]])
    return found


@pytest.fixture(scope="module")
def cells(drawn: Pairs, published: Pairs) -> list[Cell]:
    return [cell for _, cell in [*drawn, *published]]


@pytest.fixture(scope="module")
def rows(cells: list[Cell], shipped: CellPredictor) -> list[dict[Any, Any]]:
    return shipped.predict(cells).to_dict("records")


def test_cells_are_a_thousand_of_all_kinds(
    drawn: Pairs, published: Pairs, answers: list[dict[str, Any]], rows: list[dict[Any, Any]]
) -> None:
    assert len(drawn) == 1000
    assert len(published) > 150
    assert [answer["fault"] for answer in answers if "fault" in answer] == []
    assert {row["domain"] for row in rows} == {"in", "edge", "out"}
    refused = {reason.split(":")[0].split(" at ")[0] for row in rows for reason in row["guard"]}
    assert refused >= {"reacts with sodium", "does not dissolve the salt", "beyond solubility", "frozen", "boiling"}


def test_notation_is_that_of_the_records(answers: list[dict[str, Any]], cells: list[Cell]) -> None:
    assert [answer["text"] for answer in answers] == [format_cell(cell) for cell in cells]


def test_every_feature_is_the_same_float32(
    answers: list[dict[str, Any]], cells: list[Cell], shipped: CellPredictor
) -> None:
    features = shipped.featurize(CellBatch.from_cells(cells))
    told = np.array([answer["features"] for answer in answers], dtype=np.float32)
    differs = ~((features == told) | (np.isnan(features) & np.isnan(told)))
    where = [(str(cells[row]), shipped.feature_names[column]) for row, column in np.argwhere(differs)]
    assert where == []


def test_medians_and_bounds_are_those_of_python(answers: list[dict[str, Any]], rows: list[dict[Any, Any]]) -> None:
    columns = ["lifetime_h", "lifetime_lower_h", "lifetime_upper_h", "overpotential_mV", "overpotential_upper_mV"]
    expected = np.array([[row[column] for column in columns] for row in rows])
    told = np.array([_figures(answer) for answer in answers])
    np.testing.assert_allclose(told, expected, rtol=TOLERANCE, atol=0.0)
    # Both kinds of bounds occur: those that help, and those that would say nothing.
    assert 0 < np.isinf(expected[:, -1]).sum() < len(expected)


def _figures(answer: dict[str, Any]) -> list[float]:
    lifetime, overpotential = answer["targets"]
    bounds = [lifetime["bounds"]["lower"], lifetime["bounds"]["upper"]]
    return [lifetime["median"], *bounds, overpotential["median"], overpotential["bounds"]["upper"]]


def test_chances_are_those_of_python(answers: list[dict[str, Any]], rows: list[dict[Any, Any]]) -> None:
    expected = [[row[f"lifetime_chance_{hours}_h"] for hours in (100, 200, 500, 1000)] for row in rows]
    told = [answer["targets"][0]["chances"] for answer in answers]
    np.testing.assert_allclose(told, expected, rtol=TOLERANCE, atol=0.0)


@pytest.mark.parametrize("name", ["made", "guard"])
def test_words_are_those_of_python(answers: list[dict[str, Any]], rows: list[dict[Any, Any]], name: str) -> None:
    assert [answer[name] for answer in answers] == [row[name] for row in rows]


def test_domain_and_reasons_are_those_of_python(answers: list[dict[str, Any]], rows: list[dict[Any, Any]]) -> None:
    told = [(answer["domain"]["where"], answer["domain"]["reasons"]) for answer in answers]
    assert told == [(row["domain"], row["domain_reasons"]) for row in rows]


def test_nearest_cells_are_those_of_python(
    answers: list[dict[str, Any]], rows: list[dict[Any, Any]], shipped: CellPredictor
) -> None:
    ids = shipped.evidence.frame["record_id"].tolist()
    assert [[ids[row] for row in answer["nearest"]] for answer in answers] == [row["evidence"] for row in rows]


def test_known_cells_are_found_again(
    answers: list[dict[str, Any]], cells: list[Cell], drawn: Pairs, shipped: CellPredictor
) -> None:
    assert [answer["same"] for answer in answers] == [same_cells(cell, shipped) for cell in cells]
    assert sum(map(bool, (answer["same"] for answer in answers[len(drawn) :]))) > 150


def test_what_differs_and_what_contradicts_are_those_of_python(
    page: Any, answers: list[dict[str, Any]], cells: list[Cell], rows: list[dict[Any, Any]], shipped: CellPredictor
) -> None:
    some = [*range(150), *range(1000, len(cells))]
    told = page.evaluate(
        """answers => answers.map(({cell, same, nearest, targets}) =>
            [...same, ...nearest.filter(row => !same.includes(row))]
                .map(row => [nacre.differences(cell, row), nacre.contradictions(row, targets)]))""",
        [answers[place] for place in some],
    )
    expected = []
    for place in some:
        features = shipped.featurize(CellBatch.from_cells([cells[place]]))
        known = evidence_of(cells[place], features, shipped, rows[place])
        expected.append([[one.differences, one.contradictions] for one in known])
    assert told == expected
    assert any(contradicts for cell in expected for _, contradicts in cell)


def test_bounds_are_written_as_the_terminal_does(page: Any, answers: list[dict[str, Any]]) -> None:
    from nacre.data.quantity import QUANTITIES
    from nacre.pipelines.text import bounds_text

    told = page.evaluate("answers => answers.map(one => one.targets.map(nacre.boundsText))", answers[:200])
    for answer, texts in zip(answers, told, strict=False):
        for quantity, target, text in zip(QUANTITIES, answer["targets"], texts, strict=True):
            row = {quantity.bound_column(side): target["bounds"][side] for side in quantity.sides}
            assert text == bounds_text(row, quantity, 0.9)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"salts": []}, "Choose a salt"),
        ({"solvents": []}, "Choose a solvent"),
        ({"salts": [{"name": "NaPF6", "amount": 0, "unit": "M"}]}, "above zero"),
        ({"salts": [{"name": "NaPF6", "amount": float("nan"), "unit": "M"}]}, "above zero"),
        ({"salts": [{"name": "NaPF6", "amount": 50, "unit": "M"}]}, "more than the pure substance"),
        ({"salts": [{"name": "NaPF6", "amount": 1, "unit": "M"}] * 2}, "NaPF6 stands twice among the salts"),
        ({"solvents": [{"name": "EC", "parts": 0}, {"name": "PC", "parts": 1}]}, "part of EC"),
        ({"additives": [{"name": "FEC", "amount": 100, "unit": "wt%"}]}, "leaves nothing of the electrolyte"),
        (
            {"additives": [{"name": "FEC", "amount": 60, "unit": "wt%"}, {"name": "VC", "amount": 50, "unit": "wt%"}]},
            "The wt% add up to 110",
        ),
        ({"conditions": {"current_density_mA_cm2": 2000}}, "The current density 2000 mA/cm2 is outside"),
        ({"conditions": {"temperature_C": -200}}, "The temperature -200 °C is outside -120 to 250"),
        (
            {
                "salts": [{"name": "NaPF6", "amount": 8, "unit": "M"}],
                "additives": [{"name": "FEC", "amount": 90, "unit": "vol%"}],
            },
            "leave no room for the solvent",
        ),
    ],
)
def test_what_nacre_refuses_is_refused_in_words(page: Any, change: dict[str, Any], words: str) -> None:
    cell = {
        "salts": [{"name": "NaPF6", "amount": 1, "unit": "M"}],
        "solvents": [{"name": "diglyme", "parts": 1}],
        "basis": "v/v",
        "additives": [],
        "coating": [],
        "host": [],
        "separator": [],
        "protection": None,
        "conditions": {},
    }
    (answer,) = page.evaluate(_ANSWERS, [cell | change])
    assert words in answer.get("fault", "")
