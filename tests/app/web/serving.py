"""The two pages in a server of their own, a real Chromium, and axe-core."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

import nacre.web as main
from nacre.commands.servers import page_options

from ...pipelines.reports.test_pages_in_chromium import BROWSER, axe_source

__all__ = ["BROWSER", "Console", "browsing", "copied", "expect", "fits", "serious", "serving"]

# A page is asked until it shows what it should: a busy machine draws late.
expect.set_options(timeout=180_000)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(home: Path, folder: Path) -> Iterator[str]:
    """Serve the pages with this nacre folder; the address."""
    port = _free_port()
    script = Path(main.__file__).with_name("server.py")
    command = [sys.executable, "-m", "streamlit", "run", str(script), *page_options("127.0.0.1", port, browser=False)]
    with (folder / "server.txt").open("wb") as log:
        server = subprocess.Popen(
            command, env=os.environ | {"NACRE_HOME": str(home)}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


class Console(list[str]):
    """What a page complained about: messages of the console, errors of scripts, dialogs, requests to elsewhere."""

    def follow(self, page: Any, address: str) -> None:
        def message(told: Any) -> None:
            if told.type == "error":
                self.append(f"{told.text} {told.location.get('url', '')}")

        def request(asked: Any) -> None:
            if not asked.url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
                self.append(f"request to {asked.url}")

        def dialog(opened: Any) -> None:
            self.append(f"dialog: {opened.message}")
            opened.dismiss()

        page.on("console", message)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("request", request)
        page.on("dialog", dialog)


@contextmanager
def browsing() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def serious(page: Any) -> list[str]:
    """What axe-core finds serious or critical once the page has come to rest; empty where axe-core is not installed.

    A page that is being redrawn shows half of the old one, paler; what is found then is looked for again.
    """
    source = axe_source()
    if source is None:
        return []
    page.evaluate(source)
    until = time.monotonic() + 180
    while True:
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        told = [
            f"{one['id']}: {one['nodes'][0]['html'][:300]}" for one in found if one["impact"] in {"serious", "critical"}
        ]
        if not told or time.monotonic() > until:
            return told
        page.wait_for_timeout(500)


def fits(page: Any, width: int, element: str = "document.querySelector('[data-testid=stMain]')") -> None:
    """Wait until the element is no wider than the screen."""
    page.wait_for_function(f"width => {element}.scrollWidth <= width", arg=width, timeout=180_000)


def copied(home: Path, folder: Path) -> Path:
    """A copy of a nacre folder, so that what a test registers stays its own."""
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("jobs", "*.lock"))
    return folder
