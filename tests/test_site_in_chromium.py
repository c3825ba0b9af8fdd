"""The built site in a real browser: nothing from another server, no console message, no serious fault for axe."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from nacre.data.quantity import LIFETIME
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.shipped import FOLDER

from .pipelines.reports.test_pages_in_chromium import BROWSER, axe_source

ROOT = Path(__file__).parents[1]
PAGES = (
    "index.html",
    "try.html",
    "tutorials/low-temperature.html",
    "reference/api.html",
    "reference/command-line.html",
    "validation.html",
    "claims/treated-lifetime.html",
    "notebooks/explain.html",
    "notebooks/screen.html",
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly as `make docs` does."""
    package, built = tmp_path_factory.mktemp("package"), tmp_path_factory.mktemp("site")
    places = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-dir"]
    for name, folder in sorted(places.items()):
        left_out = shutil.ignore_patterns("__pycache__", "tables")
        shutil.copytree(ROOT / folder, package.joinpath(*name.split(".")), ignore=left_out, dirs_exist_ok=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(built)]
    environment = {**os.environ, "NACRE_PACKAGE": str(package), "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return built


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """Address of the site, served on the loopback."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_are_whole_alone_and_accessible(site: str, browser: Any, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for name in PAGES:
        page.goto(site + name)
        page.wait_for_selector(".md-search[aria-label]", state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        axe = axe_source()
        if axe is not None:
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            serious = [v["id"] for v in found["violations"] if v["impact"] in {"serious", "critical"}]
            assert serious == [], name
    page.close()
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []
    assert said == []


def test_the_search_finds_what_is_there(site: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(site + "index.html")
    page.click(".md-search__input")
    page.keyboard.type("donor number")
    page.wait_for_selector(".md-search-result__link")
    assert page.locator(".md-search-result__link").count() > 0
    page.close()


def test_a_copy_button_copies_the_commands_alone(site: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(site + "index.html")
    page.wait_for_selector(".md-search[aria-label]", state="attached")
    button = page.locator(".md-code__button[data-md-type=copy], .md-clipboard").first
    button.click()
    copied = (button.get_attribute("data-clipboard-text") or "").splitlines()
    assert [line.split()[:2] for line in copied] == [["nacre", "predict"], ["nacre", "explain"]]
    page.close()


# -- the page that predicts ---------------------------------------------------------------------------------------

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"


@pytest.fixture
def trying(browser: Any, folder: Path) -> Iterator[Any]:
    """The page, opened from the disk: what it complains about or asks of the network is a fault."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(180_000)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(("file:", "data:", "blob:")) or faults.append(asked.url))
    page.goto((folder / "try.html").as_uri())
    page.wait_for_selector("#nacre-try[data-ready]")
    yield page
    page.close()
    assert faults == []


def lifetime(page: Any) -> str:
    return str(page.locator(".nacre-value[data-name=lifetime]").inner_text())


def predicted(cell: str) -> str:
    """What Python predicts, as the page writes it."""
    (value,) = CellPredictor.load(FOLDER).predict(cell)["lifetime_h"]
    return LIFETIME.text(float(value))


def test_the_page_predicts_from_the_disk_evidence_first(trying: Any) -> None:
    assert trying.locator(".nacre-cell").inner_text() == CELL
    assert trying.locator(".nacre-answer h2").all_inner_texts() == ["Evidence", "Prediction"]
    assert trying.locator(".nacre-known tbody tr").count() > 3
    assert trying.locator(".nacre-known a[href^='https://doi.org/']").count() > 0
    assert lifetime(trying) == predicted(CELL)


def test_menus_and_numbers_change_the_cell_and_its_prediction(trying: Any) -> None:
    trying.get_by_label("Current density (mA/cm²)", exact=True).last.fill("3")
    trying.get_by_label("Solvent 1").select_option("DME")
    trying.get_by_role("button", name="Add a solvent").click()
    trying.get_by_label("Parts of diglyme").fill("2")
    trying.get_by_role("button", name="Add an additive").click()
    trying.get_by_role("button", name="Remove NaF").click()
    asked = "1 M NaPF6 in DME/diglyme (1:2 v/v) + 2 wt% FEC | 3 mA/cm2, 1 mAh/cm2"
    assert trying.locator(".nacre-cell").inner_text() == asked
    assert lifetime(trying) == predicted(asked)
    # The address holds the cell: a reload shows it again, in the menus too.
    trying.reload()
    trying.wait_for_selector("#nacre-try[data-ready]")
    assert trying.locator(".nacre-cell").inner_text() == asked
    assert trying.get_by_label("Parts of diglyme").input_value() == "2"


def test_what_cannot_work_is_told_before_the_prediction(trying: Any) -> None:
    trying.get_by_label("Solvent 1").select_option("DMF")
    told = trying.locator(".nacre-answer > *").first
    assert told.inner_text().startswith("This cell cannot work: reacts with sodium: DMF is an amide")


def test_a_fault_takes_the_place_of_the_answer(trying: Any) -> None:
    trying.get_by_label("Amount of NaPF6").fill("50")
    assert "more than the pure substance" in trying.get_by_role("alert").inner_text()
    assert trying.locator(".nacre-value").count() == 0
    trying.get_by_label("Amount of NaPF6").fill("1")
    assert lifetime(trying) == predicted(CELL)


def test_a_published_cell_is_found_before_its_prediction(trying: Any) -> None:
    trying.get_by_role("button", name="Remove NaF").click()
    assert "this very cell" in trying.locator(".nacre-known caption").first.inner_text()
    assert trying.locator(".nacre-same").count() > 0


_REST = '"additives":[],"coating":[],"host":[],"separator":[],"basis":null,"protection":null,"conditions":{}'
NO_CELLS = (
    "{nonsense",
    "null",
    f'{{"salts":[{{"name":"NaPF6","amount":"x","unit":"M"}}],"solvents":[],{_REST}}}',
    f'{{"salts":[{{"name":"NaPF6","amount":1,"unit":"M"}}],"solvents":[{{"name":"beer","parts":1}}],{_REST}}}',
)


@pytest.mark.parametrize("told", NO_CELLS)
def test_an_address_that_holds_no_cell_shows_the_first_example(trying: Any, told: str) -> None:
    trying.goto(f"{trying.url.split('#')[0]}#cell={quote(told)}")
    trying.reload()
    trying.wait_for_selector("#nacre-try[data-ready]")
    assert trying.locator(".nacre-cell").inner_text() == CELL


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_every_state_of_the_page_is_accessible_and_fits(site: str, browser: Any, width: int, scheme: str) -> None:
    axe = axe_source()
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(site + "try.html")
    page.wait_for_selector("#nacre-try[data-ready]")
    page.add_style_tag(content="* { transition: none !important }")  # a colour on its way has no contrast of its own
    for button in page.locator(".nacre-examples button").all():
        button.click()
        for summary in page.locator(".nacre-answer summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if axe is not None:
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert [v["id"] for v in found["violations"] if v["impact"] in {"serious", "critical"}] == []


def test_pages_from_the_disk_promise_no_search(folder: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / "index.html").as_uri())
    page.wait_for_selector(".md-search", state="detached")
    assert page.get_by_role("heading", level=1).is_visible()
    page.close()


def test_a_notebooks_page_shows_what_its_cells_showed(site: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(site + "notebooks/explain.html")
    outputs = page.locator(".output")
    assert outputs.count() >= 5
    assert outputs.get_by_text("average cell").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
