"""The page Screen in a real browser: end to end, cancelled, gone on with, found again after a lost connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nacre.pipelines.background import job as jobs

from ..serving import BROWSER, Console, expect, fits, serious
from .test_page import HUGE

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
LARGE = """
salts: {names: [NaPF6, NaFSI, NaTFSI], concentrations: [0.5 M, 1 M, 2 M]}
solvents: {names: [DME, diglyme, THF, 2-MeTHF, EC, PC, TTE, BTFE], mix: [1, 2, 3], simplex: 10}
additives: {names: [FEC, VC, SbF3], doses: [1 wt%, 2 wt%, 5 wt%]}
coatings: [none, NaF, NaCl, NaBr, Na3P]
hosts: [none, Cu]
"""


@pytest.fixture
def page(chromium: Any, nacre_web: str, complaints: Console) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    found = context.new_page()
    complaints.follow(found, nacre_web)
    found.set_default_timeout(180_000)
    found.goto(f"{nacre_web}/screen")
    yield found
    context.close()


def write(page: Any, text: str) -> None:
    field = page.get_by_role("textbox", name="The space as YAML")
    field.wait_for()
    field.fill(text)
    field.press("Control+Enter")


def start(page: Any, text: str, size: str) -> None:
    write(page, text)
    page.get_by_test_id("stMetricValue").get_by_text(size, exact=True).wait_for()
    page.get_by_role("button", name="Start the screen").click()


def test_a_small_space_from_menus_to_download(page: Any, tmp_path: Path) -> None:
    coatings = page.get_by_role("combobox", name="Coatings")
    coatings.wait_for()
    assert serious(page) == []
    coatings.press_sequentially("NaF")
    coatings.press("Enter")
    coatings.press("Escape")
    page.get_by_test_id("stMetricValue").get_by_text("6", exact=True).wait_for()
    page.get_by_role("button", name="Start the screen").press("Enter")
    page.get_by_role("heading", name="Pareto front", exact=True).wait_for()
    page.get_by_test_id("stVegaLiteChart").locator("svg").first.wait_for()
    page.get_by_role("heading", name="Download").wait_for()
    expect(page.get_by_role("img", name="Structure of NaPF6").first).to_be_visible()
    assert serious(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="shortlist.csv").click()
    download.value.save_as(tmp_path / "shortlist.csv")
    assert (tmp_path / "shortlist.csv").read_text().startswith("candidate,cell,protection,evidence,made,lifetime_h")


def test_pointing_at_a_candidate_draws_its_molecules(page: Any) -> None:
    start(page, "salts: [1 M NaPF6]\nsolvents: {names: [DME]}\n", "1")
    # The point itself: a candidate of the shortlist has a ring as well, which may not stand in its way.
    page.get_by_test_id("stVegaLiteChart").locator(".mark-symbol path[aria-label*='image:']").first.hover()
    tip = page.locator("#vg-tooltip-element.visible")
    expect(tip.locator("img")).to_have_attribute("src", re.compile("^data:image/svg"))
    expect(tip).to_contain_text("1 M NaPF6 in DME")


def test_cancelled_in_the_middle_found_by_another_session_and_gone_on_with(
    page: Any, chromium: Any, nacre_web: str, complaints: Console
) -> None:
    start(page, LARGE, _size(LARGE))
    page.get_by_text("a second").wait_for()
    assert serious(page) == []
    run = page.url
    # The connection is lost; the run goes on, and another browser finds it.
    page.context.close()
    other = chromium.new_context().new_page()
    other.set_default_timeout(180_000)
    complaints.follow(other, nacre_web)
    other.goto(run)
    other.get_by_text("a second").wait_for()
    other.get_by_role("button", name="Cancel").click()
    other.get_by_text("This run was stopped.").wait_for()  # the tooltip of Cancel tells the rest
    job = jobs.jobs("screen")[0]
    before = job.status()
    assert before.state == "stopped"
    assert 0 < before.done < before.total
    assert (job.results / "unfinished.screen").is_file()
    other.get_by_role("button", name="Go on").click()
    other.get_by_text("a second").wait_for()
    assert job.status().first >= before.done
    other.get_by_role("heading", name="Shortlist").wait_for()
    assert not (job.results / "unfinished.screen").exists()
    other.context.close()


def test_ten_to_the_fifteen_candidates_are_told_at_once(page: Any) -> None:
    write(page, HUGE)
    page.get_by_text("Too many to compute all of them").wait_for()
    expect(page.get_by_role("radio", name="all candidates")).to_have_count(0)


def test_html_in_names_and_a_broken_file_are_text(page: Any, tmp_path: Path) -> None:
    write(page, "salts: ['<img src=x onerror=alert(1)> M NaPF6']\nsolvents: {names: [DME]}\n")
    page.get_by_text("<img src=x onerror=alert(1)>").first.wait_for()
    path = tmp_path / "<b>space.yaml"
    path.write_bytes(b"\xff\xfe\x00salts")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("is not UTF-8").wait_for()
    expect(page.locator("b", has_text="space.yaml")).to_have_count(0)
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"x" * 2_000_000)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("File must be 1.0MB or smaller").or_(page.get_by_text("1MB or smaller")).first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow(chromium: Any, nacre_web: str, complaints: Console, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    complaints.follow(page, nacre_web)
    page.goto(f"{nacre_web}/screen")
    page.get_by_role("button", name="Start the screen").wait_for(timeout=180_000)
    fits(page, 390)
    assert serious(page) == []
    context.close()


def _size(text: str) -> str:
    from nacre.data.space.read import read_space

    return f"{read_space(text).size:,}"
