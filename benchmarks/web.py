"""How long a chemist waits: for the first page, another cell, a slider (the prediction alone, and in a browser).

    python benchmarks/web.py [--json]

Trains into a folder of its own, opens the page on the loopback address in Chromium twice, types cells, moves a slider
by keyboard.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from nacre.data.notation.parse import parse_cell
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.validation.comparison import BOUNDS_ONLY
from nacre.pipelines.explanation.changes.knobs import turned
from nacre.pipelines.training.train import train

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
_OTHER = "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2"
_TOLD = "[...document.querySelectorAll('[data-testid=stMetric]')].map(one => one.innerText).join()"
_NEW = f"old => {_TOLD} && {_TOLD} != old"


def predicted_ms(predictor: CellPredictor, moves: int) -> list[float]:
    """Milliseconds of what the page computes for each of some moves."""
    cell, found = parse_cell(CELL), []
    for move in range(moves):
        start = time.perf_counter()
        changed = turned(cell, predictor, {"current density": 1.0 + 0.01 * move, "NaPF6": 1.0 + 0.01 * move})
        assert changed is not None
        predictor.predict([cell, changed])
        found.append(1e3 * (time.perf_counter() - start))
    return found


def shown_ms(page: Page, moves: int) -> list[float]:
    """Milliseconds from the key to the new figure."""
    slider = page.get_by_role("slider", name="Current density (mA/cm²)")
    slider.focus()
    found = []
    for move in range(moves):
        before = page.evaluate(_TOLD)
        start = time.perf_counter()
        slider.press("ArrowRight" if move % 2 == 0 else "ArrowLeft")
        # A step of the slider need not change the figure: trees are steps themselves.
        with suppress(Exception):
            page.wait_for_function(_NEW, arg=before, timeout=3000)
            found.append(1e3 * (time.perf_counter() - start))
    return found


def changed_ms(page: Page, changes: int) -> list[float]:
    """Milliseconds from the last letter of another cell to its figures."""
    field, found = page.get_by_role("textbox", name="Cell", exact=True).first, []
    for change in range(changes):
        before, start = page.evaluate(_TOLD), time.perf_counter()
        field.fill(CELL if change % 2 else _OTHER)
        page.wait_for_function(_NEW, arg=before, timeout=60_000)
        found.append(1e3 * (time.perf_counter() - start))
    return found


def opened_ms(page: Page, address: str) -> float:
    """Milliseconds from the address to the figures of the first page."""
    start = time.perf_counter()
    page.goto(address)
    page.get_by_test_id("stMetricValue").nth(1).wait_for(timeout=120_000)
    return 1e3 * (time.perf_counter() - start)


def in_browser(port: int, moves: int) -> tuple[list[float], list[float], list[float]]:
    """Serve the page: milliseconds of opening it (the first time, then warm), of other cells, of the slider."""
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "nacre", "web", "--port", str(port), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310
                break
            time.sleep(0.1)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            opened = []
            for _ in range(2):
                page = browser.new_page()
                opened.append(opened_ms(page, address))
            page.get_by_role("heading", name="Limits").wait_for(timeout=120_000)
            found = opened, changed_ms(page, max(moves // 2, 2)), shown_ms(page, moves)
            browser.close()
        return found
    finally:
        os.killpg(server.pid, 15)
        server.wait()


def main() -> None:
    """Print the table and, if asked, one line of figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--moves", type=int, default=20)
    options.add_argument("--port", type=int, default=8601)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nacre-") as home:
        os.environ["NACRE_HOME"] = str(Path(home))
        predictor = train(settings=BOUNDS_ONLY).predictor
        alone, (opened, changed, shown) = predicted_ms(predictor, chosen.moves), in_browser(chosen.port, chosen.moves)
    found = {
        "first_page_ms": opened[0],
        "first_page_warm_ms": opened[1],
        "change_shown_ms": statistics.median(changed),
        "slider_predicted_ms": statistics.median(alone),
        "slider_shown_ms": statistics.median(shown),
        "slider_shown_worst_ms": max(shown),
        "moves_shown": len(shown),
    }
    for name, value in found.items():
        print(f"{name:24} {value:8.1f}")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
