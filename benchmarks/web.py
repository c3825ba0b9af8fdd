"""How long a chemist waits for a slider: the prediction alone, and from the key to the new figure in a browser.

    python benchmarks/web.py [--json]

Trains into a folder of its own, opens the page on the loopback address in Chromium, moves a slider by keyboard.
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
_NEW = "old => document.querySelectorAll('[data-testid=stMetricValue]')[2].innerText != old"


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
    metric, found = page.get_by_test_id("stMetricValue").nth(2), []
    for move in range(moves):
        before = metric.inner_text()
        start = time.perf_counter()
        slider.press("ArrowRight" if move % 2 == 0 else "ArrowLeft")
        # A step of the slider need not change the figure: trees are steps themselves.
        with suppress(Exception):
            page.wait_for_function(_NEW, arg=before, timeout=3000)
            found.append(1e3 * (time.perf_counter() - start))
    return found


def in_browser(port: int, moves: int) -> list[float]:
    """Serve the page, open it, move the slider."""
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
            page = browser.new_page()
            page.goto(address)
            page.get_by_role("heading", name="Limits").wait_for(timeout=120_000)
            found = shown_ms(page, moves)
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
        alone, shown = predicted_ms(predictor, chosen.moves), in_browser(chosen.port, chosen.moves)
    found = {
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
