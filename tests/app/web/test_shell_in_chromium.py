"""`nacre web` in a real browser: Predict and Compare, two sessions, narrow and dark, no outside network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nacre.pipelines.train import Trained
from tests.pipelines.servers import free_port, running

from .serving import BROWSER, Console, browsing, serious

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
#: What stands out of the screen on the right, but for what scrolls by itself.
_WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => !e.closest('.nacre-table, pre, svg') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 200))"""
PAGES = ("Predict", "Compare", "Screen", "Data and model")


@pytest.fixture(scope="module")
def address(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "nacre", "web", "--port", str(port), "--no-browser"]
    found = f"http://127.0.0.1:{port}"
    with running(command, f"{found}/_stcore/health", tmp_path_factory.mktemp("web")):
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing() as found:
        yield found


@pytest.fixture
def console() -> Iterator[Console]:
    found = Console()
    yield found
    assert found == []


def opened(browser: Any, address: str, console: Console, **options: Any) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, **options)
    page = context.new_page()
    page.set_default_timeout(60_000)
    console.follow(page, address)
    page.goto(address)
    page.get_by_role("heading", name="Predict").wait_for()
    page.get_by_role("heading", name="Limits").wait_for()
    return page


@pytest.fixture
def page(browser: Any, address: str, console: Console) -> Iterator[Any]:
    found = opened(browser, address, console)
    yield found
    found.context.close()


def median(page: Any) -> str:
    return str(page.get_by_test_id("stMetricValue").first.inner_text())


def test_typing_is_read_while_it_is_typed(page: Any) -> None:
    field = page.get_by_role("textbox", name="Cell")
    field.fill("1 M NaPF6 in diglim")
    page.get_by_text("Unknown solvent").wait_for()
    assert page.get_by_text("^", exact=False).first.is_visible()
    field.press_sequentially("e")
    page.get_by_text("Did you mean diglyme").wait_for()
    field.fill("1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2")
    page.get_by_text("Unknown solvent").wait_for(state="detached")
    page.get_by_role("heading", name="Limits").wait_for()
    assert page.get_by_role("img", name="Structure of diglyme").is_visible()


def test_from_example_to_report(page: Any, tmp_path: Path) -> None:
    before = median(page)
    page.get_by_role("button", name="Carbonate with FEC").press("Enter")
    page.wait_for_function("old => document.querySelector('[data-testid=stMetricValue]').innerText != old", arg=before)
    page.get_by_role("heading", name="Limits").wait_for()
    assert serious(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report").click()
    download.value.save_as(tmp_path / "report.html")
    assert "FEC" in (tmp_path / "report.html").read_text()


def test_a_slider_moves_the_prediction_by_keyboard(page: Any) -> None:
    shown = page.get_by_test_id("stMetricValue")
    before = shown.nth(2).inner_text()
    slider = page.get_by_role("slider", name="Current density (mA/cm²)")
    slider.focus()
    for _ in range(6):
        slider.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelectorAll('[data-testid=stMetricValue]')[2].innerText != old", arg=before
    )
    assert shown.first.inner_text() == before


def test_compare_from_the_navigation(page: Any, tmp_path: Path) -> None:
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("heading", name="Cell 3 against cell 1").wait_for()
    assert serious(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the comparison of cell 2").click()
    download.value.save_as(tmp_path / "comparison.html")
    assert "FEC" in (tmp_path / "comparison.html").read_text()


def test_every_page_opens_from_the_navigation(page: Any) -> None:
    for name in PAGES[1:]:
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=name, exact=True, level=1).wait_for()


def test_two_sessions_do_not_know_of_each_other(browser: Any, address: str, page: Any, console: Console) -> None:
    other = opened(browser, address, console)
    field = other.get_by_role("textbox", name="Cell")
    before = median(page)
    field.fill("1 M NaPF6 in EC/PC (1:1 v/v)")
    other.wait_for_function("old => document.querySelector('[data-testid=stMetricValue]').innerText != old", arg=before)
    assert median(page) == before
    other.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Any, address: str, console: Console, scheme: str) -> None:
    page = opened(browser, address, console, color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(500)
    wide = page.evaluate(_WIDE)
    assert wide == []
    assert serious(page) == []
    colour = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    light = sum(int(part) for part in colour.strip("rgba()").split(",")[:3]) > 3 * 128
    assert light == (scheme == "light")
    page.context.close()


def test_a_taken_port_is_told(address: str) -> None:
    port = address.rpartition(":")[2]
    command = [sys.executable, "-m", "nacre", "web", "--port", port, "--no-browser"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ))
    assert found.returncode == 2
    assert f"Nothing can listen at 127.0.0.1:{port}" in found.stderr
