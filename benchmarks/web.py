"""The page: how long a slider takes, and what stands behind it, beside one whole explanation.

The first rows are functions in this process. With a Chromium at hand the last row is a real page: a key pressed on
the slider of the current density until the changed cell stands there, `nacre web` and the browser on this machine.
The page asks the champion; without one, this script trains it in a folder that is removed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

CELL = "1 M NaPF6 in diglyme + 5 wt% FEC | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
REPEATS = 20


def median_ms(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median time of a call (ms), after one that is not counted."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def functions() -> dict[str, float]:
    """Times of what the page calls (ms)."""
    from nacre.data.notation import parse_cell
    from nacre.models.predictor import CellPredictor
    from nacre.pipelines.champion import champion_folder
    from nacre.pipelines.explain import explain
    from nacre.pipelines.explanation.knobs import turned
    from nacre.pipelines.explanation.known import KnownCells
    from nacre.pipelines.figures.style import file_bytes
    from nacre.pipelines.figures.waterfall import ENDS, waterfall

    predictor = CellPredictor.load(champion_folder())
    known, cell = KnownCells.of(predictor), parse_cell(CELL)
    told = explain(cell, predictor, known=known).targets["lifetime"]
    ends = told.base, told.median
    moved = {"current density": 2.0, "FEC": 2.0}
    return {
        "read a cell": median_ms(lambda: parse_cell(CELL)),
        "a slider: change, predict, bounds, domain": median_ms(
            lambda: predictor.predict([cell, turned(cell, predictor, moved) or cell])
        ),
        "explain": median_ms(lambda: explain(cell, predictor, known=known)),
        "draw one waterfall": median_ms(
            lambda: file_bytes(waterfall(told.components, told.quantity, ends, ENDS), ".png"), 5
        ),
    }


def round_trip(browser: str) -> float:
    """Median time from a key on a slider to the changed cell on the page (ms)."""
    from playwright.sync_api import sync_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([sys.executable, "-m", "nacre", "web", "--port", str(port), "--no-browser"])
    try:
        _wait(f"{address}/_stcore/health")
        with sync_playwright() as playwright:
            page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
            page.goto(address)
            page.get_by_role("heading", name="Limits").wait_for()
            slider = page.get_by_role("slider", name="Current density")
            changed = page.get_by_test_id("stCode").last
            times = []
            for _ in range(10):
                before, start = changed.inner_text(), time.perf_counter()
                slider.press("ArrowRight")
                while changed.inner_text() == before and time.perf_counter() - start < 10:
                    time.sleep(0.002)
                times.append(time.perf_counter() - start)
                page.wait_for_timeout(300)
        return 1000 * statistics.median(times)
    finally:
        server.terminate()
        server.wait()


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - the loopback address
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the page did not start")


def main() -> None:
    """Print the table; with `--json` one last line of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("NACRE_HOME", home)
        _champion(Path(home))
        figures = functions()
        browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if browser:
            figures["a slider in Chromium, key to changed cell"] = round_trip(browser)
    whole = figures["explain"]
    for name, value in figures.items():
        print(f"{name:45s} {value:8.1f} ms {value / whole:8.2f} of one explanation")
    if wanted.json:
        print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


def _champion(folder: Path) -> None:
    from nacre.data.errors import NoChampionError
    from nacre.models.comparison import Settings
    from nacre.pipelines.champion import champion_folder
    from nacre.pipelines.train import train

    try:
        champion_folder()
    except NoChampionError:
        train(settings=Settings(repeats=1, folds=3, jobs=1), output=folder / "train")


if __name__ == "__main__":
    main()
