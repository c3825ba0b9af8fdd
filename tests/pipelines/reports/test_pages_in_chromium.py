"""Pages in a real browser: no console message, no serious fault that axe-core finds, light, dark and narrow."""

from __future__ import annotations

import html
import importlib.util
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.compare import compare
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.overall import overall
from nacre.pipelines.reports.comparison import render_page as render_comparison
from nacre.pipelines.reports.explanation import render_page
from nacre.pipelines.reports.figures.style import COLUMN_IN
from nacre.pipelines.reports.overall import render_page as render_overall

from ..explanation.test_explain import CELLS

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
DARK = "--blink-settings=preferredColorScheme=0"
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")

#: Runs axe, then leaves its findings and the width of the page in the document, where --dump-dom finds them.
_RUN_AXE = """
<script>
window.addEventListener("load", () => axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const kept = found.violations.map(v => ({id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map(n => n.html)}));
  const told = {violations: kept, width: document.documentElement.scrollWidth, dark: getComputedStyle(document.body)
    .backgroundColor};
  const place = document.createElement("pre"); place.id = "axe"; place.textContent = JSON.stringify(told);
  document.body.append(place);
}));
</script>
"""


def axe_source() -> str | None:
    """axe-core (MPL-2.0) where a package that brings it is installed; nothing is downloaded."""
    found = importlib.util.find_spec("axe_playwright_python")
    folder = None if found is None or found.origin is None else Path(found.origin).parent
    script = folder / "axe.min.js" if folder else None
    return script.read_text(encoding="utf-8") if script and script.is_file() else None


def opened(path: Path, *options: str) -> tuple[str, list[str]]:
    """The document as Chromium leaves it, and its console messages."""
    assert BROWSER is not None
    profile = path.with_suffix(".profile")
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--virtual-time-budget=60000",
        "--disable-background-networking", "--no-first-run", f"--user-data-dir={profile}", *options, "--dump-dom",
        path.as_uri(),
    ]  # fmt: skip
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return found.stdout, [line for line in found.stderr.splitlines() if "CONSOLE" in line]


def printed(text: str, folder: Path) -> list[str]:
    """The text of each sheet when Chromium prints a page."""
    assert BROWSER is not None
    (folder / "page.html").write_text(text, encoding="utf-8")
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'page.pdf'}",
        (folder / "page.html").as_uri(),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO((folder / "page.pdf").read_bytes())).pages]


@pytest.fixture(scope="module")
def pages(predictor: CellPredictor) -> dict[str, str]:
    cells = {name: explain(parse_cell(CELLS[name]), predictor) for name in ("six components", "everything unknown")}
    found = {name: render_page(cell, predictor) for name, cell in cells.items()}
    pair = [parse_cell(CELLS[name]) for name in ("composite on a MXene", "bare control")]
    found["comparison"] = render_comparison(compare(pair[0], pair[1], predictor))
    found["global"] = render_overall(overall(predictor), predictor)
    return found


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("six components", ("--window-size=1280,900",)),
        ("six components", ("--window-size=1280,900", DARK)),
        ("everything unknown", ("--window-size=500,900",)),
        ("comparison", ("--window-size=1280,900", DARK)),
        ("global", ("--window-size=1280,900", DARK)),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(o[-12:] for o in value),
)
def test_a_page_opens_without_a_fault(
    pages: dict[str, str], name: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    axe = axe_source()
    text = pages[name]
    if axe is not None:
        # All tables opened, so that axe sees them too.
        text = text.replace("<details>", "<details open>").replace(
            "</body>", f"<script>{axe}</script>{_RUN_AXE}</body>"
        )
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    document, console = opened(path, *options)
    assert console == []
    assert "Limits" in document or "differ" in document or "claims" in document
    if axe is None:
        pytest.skip("no axe-core here; the page opened without a console message")
    told = re.search(r'<pre id="axe">(.*?)</pre>', document, re.DOTALL)
    assert told is not None
    found = json.loads(html.unescape(told[1]))
    assert [v for v in found["violations"] if v["impact"] in {"serious", "critical"}] == []
    assert (found["dark"] == "rgb(13, 17, 23)") == (DARK in options)
    width = int(re.findall(r"=(\d+),", options[0])[0])
    assert found["width"] <= width


#: The cells of the demo and of the README, and the one with most components.
PRINTED = {
    "bare": "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2",
    "in situ": "1 M NaClO4 in EC/PC + 50 mM SnCl2 | 0.5 mA/cm2, 1 mAh/cm2",
    "coated": "1 M NaPF6 in diglyme | coating: Na3Bi + PVDF | host: Cu | 1 mA/cm2, 1 mAh/cm2",
    "six components": CELLS["six components"],
}


@pytest.mark.parametrize("text", PRINTED.values(), ids=PRINTED)
def test_a_printed_report_is_short_and_its_first_page_is_enough_to_act_on(
    predictor: CellPredictor, text: str, tmp_path: Path
) -> None:
    explanation = explain(parse_cell(text), predictor)
    sheets = printed(render_page(explanation, predictor), tmp_path)
    assert len(sheets) <= 5
    first = " ".join(sheets[0].split())
    for heading in ("Evidence", "Prediction", "chance to be still running", "What to try"):
        assert heading in first
    # With all suggestions, or the word that there are none.
    last = explanation.suggestions[-1].change if explanation.suggestions else "No single change"
    assert last.split()[0] in first.split("What to try")[1]


def test_waterfalls_and_tables_fit_a_phone(pages: dict[str, str], tmp_path: Path) -> None:
    """At 390 px no picture of the first parts and no table with long texts has to be scrolled sideways."""
    from playwright.sync_api import sync_playwright

    path = tmp_path / "page.html"
    path.write_text(pages["six components"], encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(path.as_uri())
        for marked in (".column svg", "table.stack", "table.chances"):
            boxes = [box for one in page.locator(f"{marked}:visible").all() if (box := one.bounding_box())]
            assert boxes
            assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes), marked
        # Letters have nearly the size that they were drawn with.
        drawn = [box["width"] for one in page.locator(".column svg:visible").all() if (box := one.bounding_box())]
        assert min(drawn) >= 0.85 * COLUMN_IN * 96
        browser.close()
