"""`nacre web` as a user starts it, and a browser, for the tests of all pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nacre.pipelines.training.train import Trained

from .serving import BROWSER, Console, _free_port, _wait, browsing


@pytest.fixture(scope="session")
def nacre_web(trained: Trained, nacre_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `nacre web` with the session's champion."""
    port = _free_port()
    command = [sys.executable, "-m", "nacre", "web", "--port", str(port), "--no-browser"]
    with (tmp_path_factory.mktemp("web") / "server.txt").open("wb") as log:
        server = subprocess.Popen(
            command, env=os.environ | {"NACRE_HOME": str(nacre_home)}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium; Playwright runs once at a time in a process, so it ends with its module."""
    if BROWSER is None:
        pytest.skip("no Chromium here")
    with browsing() as found:
        yield found


@pytest.fixture
def complaints() -> Iterator[Console]:
    """What the pages of a test complained about; a test fails where that is anything."""
    found = Console()
    yield found
    assert found == []
