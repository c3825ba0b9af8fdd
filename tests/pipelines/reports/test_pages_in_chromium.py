"""Pages in a real browser: no console message, no serious fault that axe-core finds, light, dark and narrow."""

from __future__ import annotations

import html
import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.explanation.compare import compare
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.overall import overall
from nacre.pipelines.reports.comparison import render_page as render_comparison
from nacre.pipelines.reports.explanation import render_page
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
