"""The shell in a real browser: every page from the navigation, sliders by keyboard, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from .serving import BROWSER, Console, expect

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
PAGES = ("Compare", "Screen", "Data and model", "Predict")
#: What stands out of the screen on the right, but for what scrolls by itself.
_WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => !e.closest('.nacre-table, pre, svg') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 200))"""
_ANOTHER = "old => document.querySelectorAll('[data-testid=stMetricValue]')[0].innerText != old"


@pytest.fixture
def page(chromium: Any, nacre_web: str, complaints: Console) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    found = context.new_page()
    complaints.follow(found, nacre_web)
    found.set_default_timeout(180_000)
    found.goto(nacre_web)
    found.get_by_role("heading", name="Limits").wait_for()
    yield found
    context.close()


def test_every_page_opens_from_the_navigation(page: Any) -> None:
    for name in PAGES:
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=name, exact=True, level=1).wait_for()


def test_a_slider_moves_the_prediction_by_keyboard(page: Any) -> None:
    before = page.get_by_test_id("stMetricValue").first.inner_text()
    slider = page.get_by_role("slider", name="Current density (mA/cm²)")
    slider.focus()
    for _ in range(6):
        slider.press("ArrowRight")
    page.wait_for_function(_ANOTHER, arg=before)
    page.get_by_role("heading", name="Prediction of the changed cell").wait_for()
    page.get_by_text(f"{before} as typed").wait_for()


def test_the_first_screen_holds_input_evidence_prediction_and_sliders(page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    for part in (
        page.get_by_role("textbox", name="Cell", exact=True),
        page.get_by_role("region", name="Not published itself"),
        page.get_by_test_id("stMetricValue").last,
        page.get_by_test_id("stSlider").last,
    ):
        expect(part).to_be_in_viewport(ratio=1)


def test_the_address_keeps_the_cell_on_every_page_and_on_the_way_back(page: Any, nacre_web: str) -> None:
    first, second = "1 M NaOTf in DME", "1 M NaFSI in THF"
    # For a moment the field that gives way stands beside the new one.
    field = page.get_by_role("textbox", name="Cell", exact=True).first
    for cell in (first, second):
        field.fill(cell)
        page.wait_for_url(_naming(cell))
    page.go_back()
    page.wait_for_url(_naming(first))
    expect(field).to_have_value(first)
    for name in PAGES:
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=name, exact=True, level=1).wait_for()
        page.wait_for_url(_naming(first))
    expect(field).to_have_value(first)
    page.reload()
    expect(field).to_have_value(first)
    # Another tab with another cell leaves this one alone.
    other = page.context.new_page()
    other.goto(f"{nacre_web}/compare?{urlencode({'cell': second})}")
    expect(other.get_by_role("textbox", name="Cell 1")).to_have_value(second, timeout=180_000)
    page.reload()
    expect(field).to_have_value(first)
    other.close()


@pytest.mark.parametrize("path", ["predict", "compare", "screen", "data"])
def test_every_page_opens_by_its_own_address(page: Any, nacre_web: str, path: str) -> None:
    page.goto(f"{nacre_web}/{path}")
    name = "Data and model" if path == "data" else path.title()
    page.get_by_role("heading", name=name, exact=True, level=1).wait_for()


def _naming(cell: str) -> Callable[[str], bool]:
    return lambda address: parse_qs(urlsplit(address).query).get("cell") == [cell]


def test_on_a_phone_nothing_stands_out_of_the_screen(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function(f"() => ({_WIDE})().length === 0")
