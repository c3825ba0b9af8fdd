"""Predict and Compare in a real browser: by keyboard, with faults, two sessions at once, light, dark and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..serving import BROWSER, Console, expect, fits, serious

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")


@pytest.fixture
def opened(chromium: Any, nacre_web: str, complaints: Console) -> Iterator[Callable[..., Any]]:
    """Open the page in a session of its own, on the section that is asked for."""
    contexts = []

    def one(section: str = "Predict", *, width: int = 1280, scheme: str = "light") -> Any:
        context = chromium.new_context(viewport={"width": 1280, "height": 1000}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        complaints.follow(page, nacre_web)
        page.set_default_timeout(180_000)
        page.goto(nacre_web)
        if section != "Predict":
            page.get_by_role("link", name=section).click()
        # Narrow only now: the menu of a narrow window lies over the page until it is closed.
        page.set_viewport_size({"width": width, "height": 1000})
        return page

    yield one
    for context in contexts:
        context.close()


def field(page: Any, name: str = "Cell") -> Any:
    return page.get_by_role("textbox", name=name, exact=True)


def ready(page: Any) -> None:
    page.get_by_role("heading", name="Limits").wait_for()


def taken(page: Any, button: str, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(folder / "taken.html")
    return (folder / "taken.html").read_text(encoding="utf-8")


def test_a_cell_is_typed_predicted_changed_and_taken_away(opened: Callable[..., Any], tmp_path: Path) -> None:
    page = opened()
    ready(page)
    # Typed without leaving the field: it is read while it is typed.
    field(page).fill("")
    field(page).press_sequentially("1 M NaFSI in DME + 5 wt% FEC | 2 mA/cm2, 1 mAh/cm2")
    page.get_by_role("img", name="Structure of FEC").wait_for()
    ready(page)
    for name in ("lifetime", "overpotential"):
        expect(page.get_by_role("img", name=f"Waterfall of {name}")).to_have_count(1)
    slider = page.get_by_role("slider", name="Current density")
    slider.focus()
    slider.press("ArrowRight")
    page.get_by_text("mA/cm2, 1 mAh/cm2").filter(has_not_text="| 2 mA/cm2").last.wait_for()
    report = taken(page, "Download the report", tmp_path)
    assert report.startswith("<!doctype html>")
    assert "FEC" in report


def test_an_example_is_taken_with_the_keyboard(opened: Callable[..., Any]) -> None:
    page = opened()
    ready(page)
    page.get_by_role("button", name="Carbon host").press("Enter")
    page.get_by_text("carbon cloth").first.wait_for()
    expect(field(page)).to_have_value(re.compile("carbon cloth"))


def test_a_fault_is_told_while_typing_and_its_mending_too(opened: Callable[..., Any]) -> None:
    page = opened()
    ready(page)
    field(page).fill("1 M NaPF66 in diglyme")
    told = page.get_by_role("alert").get_by_text("Did you mean NaPF6")
    told.wait_for()
    expect(page.get_by_text("^")).to_have_count(1)
    field(page).fill("1 M NaPF6 in diglyme")
    ready(page)
    told.wait_for(state="detached")


def test_html_in_a_name_is_text(opened: Callable[..., Any]) -> None:
    page = opened()
    ready(page)
    field(page).fill("1 M NaPF6 in <img src=x onerror=alert(1)>")
    page.get_by_role("alert").filter(has_text="Cannot read").wait_for()
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_two_sessions_do_not_see_each_other(opened: Callable[..., Any]) -> None:
    one, other = opened(), opened()
    field(one).fill("1 M NaOTf in DME")
    field(other).fill("2 M NaFSI in THF")
    for page, name, foreign in ((one, "DME", "THF"), (other, "THF", "DME")):
        page.get_by_role("img", name=f"Structure of {name}", exact=False).first.wait_for()
        expect(page.get_by_role("img", name=f"Structure of {foreign}", exact=False)).to_have_count(0)


def test_cells_are_compared_and_the_comparison_taken_away(opened: Callable[..., Any], tmp_path: Path) -> None:
    page = opened("Compare")
    page.get_by_role("heading", name="Cell 3 against cell 1").wait_for()
    page.get_by_role("radio", name="4").click()
    field(page, "Cell 4").fill("1 M NaFSI in DME | coating: NaF")
    page.get_by_role("heading", name="Cell 4 against cell 1").wait_for()
    page.get_by_role("button", name="Download the comparison of cell 4").wait_for()
    found = taken(page, "Download the comparison of cell 4", tmp_path)
    assert found.startswith("<!doctype html>")
    assert "NaFSI" in found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("section", "last"), [("Predict", "Limits"), ("Compare", "Cell 3 against cell 1")])
def test_a_page_is_accessible_and_no_wider_than_the_screen(
    opened: Callable[..., Any], section: str, last: str, width: int, scheme: str
) -> None:
    page = opened(section, width=width, scheme=scheme)
    page.get_by_role("heading", name=last).wait_for()
    # Every table open, so that axe sees them too.
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.click()
    page.locator(".nacre-table").last.wait_for(state="attached")
    assert serious(page) == []
    fits(page, width, "document.documentElement")
    backgrounds = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    red = int(backgrounds.removeprefix("rgb(").split(",")[0])
    assert (red < 128) == (scheme == "dark")
    # On a phone tables do not scroll sideways, and waterfalls have letters of nearly the size they were drawn with.
    page.wait_for_function(
        "[...document.querySelectorAll('.nacre-table')].every(one => one.scrollWidth <= one.clientWidth + 1)"
    )
    drawn = page.get_by_role("img", name="Waterfall").first
    drawn.wait_for()
    assert drawn.bounding_box()["width"] >= 300
