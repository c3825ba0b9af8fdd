"""The page Data and model in a real browser: sources, uploads good and bad, retraining, promotion, rollback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nacre.pipelines.store import versions as registry
from nacre.pipelines.training.train import Trained
from tests.new_cells import rows, write
from tests.pipelines.homes import environment
from tests.pipelines.reading.made_up_papers import text_paper

from ..serving import BROWSER, Console, copied, expect, fits, serious, serving

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")


@pytest.fixture(scope="module")
def home(trained: Trained, nacre_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(nacre_home, tmp_path_factory.mktemp("data") / "home")


@pytest.fixture(scope="module")
def address(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(home, tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture
def page(chromium: Any, address: str, complaints: Console) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    found = context.new_page()
    complaints.follow(found, address)
    found.set_default_timeout(180_000)
    found.goto(f"{address}/data")
    found.get_by_role("tab", name="Known cells").wait_for()
    yield found
    context.close()


def upload(page: Any, path: Path) -> None:
    page.get_by_role("tab", name="Add cells").click()
    page.locator("input[type=file]").set_input_files(path)


def kept(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "data").glob("*.csv")) if (home / "data").is_dir() else []


def test_cells_are_found_with_their_source(page: Any) -> None:
    count = page.get_by_text("cells match")
    count.wait_for()
    assert serious(page) == []
    before, words = count.inner_text(), page.get_by_role("textbox", name="Words")
    words.fill("diglyme")
    words.press("Enter")
    expect(count).not_to_have_text(before)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    record = page.get_by_role("combobox", name="One cell in full")
    citation, until = page.get_by_role("table").get_by_text("citation"), time.monotonic() + 60
    while not citation.is_visible() and time.monotonic() < until:  # a list that is drawn anew closes
        record.press("ArrowDown")
        record.press("Enter")
        page.wait_for_timeout(1000)
    expect(citation).to_be_visible()
    assert serious(page) == []


def test_a_paper_is_read_beside_its_sentences_and_only_what_is_accepted_goes_on(
    page: Any, home: Path, tmp_path: Path
) -> None:
    before = kept(home)
    page.get_by_role("tab", name="Read papers").click()
    silent = tmp_path / "silent.txt"
    silent.write_text("The full cell with NVP kept 90 % of its capacity. <img src=http://example.org/x>", "utf-8")
    page.locator("input[type=file]").set_input_files([text_paper(tmp_path / "tin.txt"), silent])
    expect(page.get_by_text("3 rows proposed: 3 open")).to_be_visible()
    expect(page.get_by_text("silent.txt tells of no symmetric cell")).to_be_visible()
    expect(page.locator("mark").get_by_text("840")).to_be_visible()
    expect(page.get_by_label("Electrolyte", exact=True)).to_have_value("1 M NaPF6 in diglyme")
    assert serious(page) == []
    # What cannot enter a table says why, beside the sentence.
    page.get_by_label("Coating (artificial SEI)").fill("kelp")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("alert").get_by_text("kelp")).to_be_visible()
    page.get_by_label("Coating (artificial SEI)").fill("NaF")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("3 rows proposed: 2 open, 1 accepted, 0 skipped")).to_be_visible()
    expect(page.locator("mark").get_by_text("130")).to_be_visible()
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("3 rows proposed: 1 open, 1 accepted, 1 skipped")).to_be_visible()
    # The button below gets its file last in a run.
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    with page.expect_download() as proposals:
        page.get_by_role("button", name="proposals.csv").click()
    proposals.value.save_as(tmp_path / "proposals.csv")
    page.get_by_role("button", name="Check accepted rows and retrain").click()
    expect(page.get_by_text("1 rows without fault")).to_be_visible()
    expect(page.get_by_role("button", name="Keep the cells and retrain")).to_be_visible()
    assert kept(home) == before
    # The file of proposals goes on where it was left.
    page.reload()
    page.get_by_role("tab", name="Read papers").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "proposals.csv")
    expect(page.get_by_text("3 rows proposed: 1 open, 1 accepted, 1 skipped")).to_be_visible()
    expect(page.locator("mark").get_by_text("260")).to_be_visible()


def test_a_paper_that_cannot_be_read_says_why(page: Any, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Read papers").click()
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.4 and nothing more")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("alert").get_by_text("paper.pdf is damaged")).to_be_visible()


def test_formulas_and_html_are_set_aside_as_text(page: Any, home: Path, tmp_path: Path) -> None:
    frame = rows(3, 3, prefix="odd")
    frame.loc[0, "electrolyte"] = '=HYPERLINK("http://example.org")'
    frame.loc[1, "coating"] = "<img src=http://example.org/x onerror=alert(1)>"
    frame.loc[2, "record_id"] = "<b>bold</b>"
    before = kept(home)
    upload(page, write(tmp_path / "odd.csv", frame))
    page.get_by_text("7 rows without fault; 2 set aside").wait_for()
    page.get_by_text("<img src=http://example.org/x onerror=alert(1)>", exact=True).wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="quarantine.csv").click()
    download.value.save_as(tmp_path / "quarantine.csv")
    assert "'=HYPERLINK" in (tmp_path / "quarantine.csv").read_text()
    assert serious(page) == []
    assert kept(home) == before


def test_a_refused_file_is_told_beside_the_field_and_takes_the_former_result_away(page: Any, tmp_path: Path) -> None:
    good, large, other = write(tmp_path / "good.csv", rows(2, 2)), tmp_path / "large.csv", tmp_path / "cells.exe"
    large.write_bytes(b"record_id\n" + b"x" * 11_000_000)
    other.write_bytes(b"MZ")
    for refused, why in ((large, "10.0MB or smaller"), (other, "files are not allowed")):
        upload(page, good)
        expect(page.get_by_text("4 rows without fault.")).to_be_visible()
        page.locator("input[type=file]").set_input_files(refused)
        # The words have room of their own: what only screen readers get is one pixel wide.
        told = page.get_by_role("alert").get_by_text(why)
        expect(told).to_be_visible()
        assert told.bounding_box()["width"] > 100
        expect(page.get_by_text("4 rows without fault.")).to_have_count(0)
        expect(page.get_by_role("button", name="Keep the cells and retrain")).to_have_count(0)
        assert serious(page) == []


def test_tried_out_kept_promoted_and_rolled_back(page: Any, home: Path, tmp_path: Path) -> None:
    # Other tests of this process may have registered versions before.
    with environment(NACRE_HOME=str(home)):
        before, new = registry.find("champion").version, str(int(registry.versions()[0].version) + 1)
    upload(page, write(tmp_path / "lab.csv", rows(6, 5)))
    page.get_by_role("button", name="Keep the cells and retrain").click()
    page.get_by_role("button", name="Cancel").wait_for()
    page.get_by_text("Champion against challenger, all papers").first.wait_for(timeout=300_000)
    assert len(kept(home)) == 1
    assert serious(page) == []
    page.get_by_role("tab", name="Versions").click()
    table = page.get_by_role("region", name="Versions of the model")
    table.wait_for()
    newest = table.get_by_role("row").nth(1)
    if "champion" not in newest.inner_text():
        page.get_by_text(f"I want version {new} to predict from now on").click()
        page.get_by_role("button", name=f"Make version {new} the champion").click()
        page.get_by_text(f"Version {new} is the champion.").wait_for()
    page.get_by_text(f"I want to withdraw version {new}").click()
    page.get_by_role("button", name="Roll back").click()
    page.get_by_text(f"Version {before} is the champion.").wait_for()
    assert serious(page) == []
    page.get_by_role("tab", name="Model card").click()
    page.get_by_role("heading", name="Papers left out").wait_for()
    page.get_by_role("img", name="coverage by level").wait_for()
    assert serious(page) == []


def test_a_name_of_ones_own_is_kept_used_and_forgotten(page: Any, home: Path, address: str) -> None:
    page.get_by_role("tab", name="Own names").click()
    page.get_by_label("Name", exact=True).fill("sepiolite")
    page.get_by_label("Formula").fill("Mg4Si6H6O1x")
    page.get_by_label("Density (g/cm³)").fill("heavy")
    page.get_by_role("button", name="Keep this name").click()
    # Each fault stands below its own field.
    for label, said in (("Formula", "is no formula"), ("Density (g/cm³)", "is no density")):
        told = page.get_by_role("alert").get_by_text(said)
        expect(told).to_be_visible()
        field, words = page.get_by_label(label).bounding_box(), told.bounding_box()
        assert 0 < words["y"] - field["y"] < 120
    assert not (home / "my-materials.csv").exists()
    assert serious(page) == []
    page.get_by_label("Formula").fill("Mg4Si6H6O18")
    page.get_by_label("Density (g/cm³)").fill("2.1")
    page.get_by_label("Class", exact=True).click()
    page.get_by_role("option", name="oxide", exact=True).click()
    page.get_by_role("button", name="Keep this name").click()
    expect(page.get_by_text("“sepiolite” is known from now on.")).to_be_visible()
    expect(page.get_by_role("table").get_by_text("sepiolite")).to_be_visible()
    assert "sepiolite" in (home / "my-materials.csv").read_text()
    page.goto(f"{address}/predict?cell=1 M NaPF6 in diglyme | coating: sepiolite | 1 mA/cm2")
    expect(page.get_by_role("heading", name="Prediction")).to_be_visible()
    page.goto(f"{address}/data")
    page.get_by_role("tab", name="Own names").click()
    page.get_by_role("button", name="Forget this name").click()
    expect(page.get_by_text("“sepiolite” is forgotten.")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow(chromium: Any, address: str, complaints: Console, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    complaints.follow(page, address)
    page.goto(f"{address}/data")
    for name in ("Known cells", "Read papers", "Add cells", "Own names", "Versions", "Model card"):
        page.get_by_role("tab", name=name).click(timeout=180_000)
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel").locator("visible=true").last).not_to_be_empty()
        fits(page, 390)
        assert serious(page) == []
    context.close()
