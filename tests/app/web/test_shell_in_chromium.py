"""The shell in a real browser: every page from the navigation, sliders by keyboard, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .serving import BROWSER, Console, expect

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
PAGES = ("Compare", "Screen", "Data and model", "Predict")
#: What stands out of the screen on the right, but for what scrolls by itself.
_WIDE = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => !e.closest('.nacre-table, pre, svg') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 200))"""
_ANOTHER = "old => document.querySelectorAll('[data-testid=stMetricValue]')[2].innerText != old"


@pytest.fixture
def page(chromium: Any, nacre_web: str, complaints: Console) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    found = context.new_page()
    complaints.follow(found, nacre_web)
    found.set_default_timeout(60_000)
    found.goto(nacre_web)
    found.get_by_role("heading", name="Limits").wait_for()
    yield found
    context.close()


def test_every_page_opens_from_the_navigation(page: Any) -> None:
    for name in PAGES:
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=name, exact=True, level=1).wait_for()


def test_a_slider_moves_the_prediction_by_keyboard(page: Any) -> None:
    shown = page.get_by_test_id("stMetricValue")
    before = shown.nth(2).inner_text()
    slider = page.get_by_role("slider", name="Current density (mA/cm²)")
    slider.focus()
    for _ in range(6):
        slider.press("ArrowRight")
    page.wait_for_function(_ANOTHER, arg=before)
    expect(shown.first).to_have_text(before)


def test_on_a_phone_nothing_stands_out_of_the_screen(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function(f"() => ({_WIDE})().length === 0")
