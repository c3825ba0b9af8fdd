"""Take the picture of docs/web.md: `nacre web --no-browser`, then `python docs/examples/web_picture.py OUT.png`."""

from __future__ import annotations

import shutil
import sys

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1280, "height": 1150})
    page.goto("http://127.0.0.1:8501")
    page.get_by_role("heading", name="Limits").wait_for(timeout=120_000)
    page.wait_for_timeout(1000)
    page.screenshot(path=sys.argv[1])
    browser.close()
