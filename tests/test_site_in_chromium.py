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

import pytest

from .pipelines.reports.test_pages_in_chromium import BROWSER, axe_source

ROOT = Path(__file__).parents[1]
PAGES = (
    "index.html",
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
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the site, built strictly as `make docs` does."""
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
def site(built: Path) -> Iterator[str]:
    """Address of the site, served on the loopback."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(built))
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


def test_pages_from_the_disk_promise_no_search(built: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((built / "index.html").as_uri())
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
