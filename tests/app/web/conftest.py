"""`nacre web` as a user starts it, and a browser, for the tests of all pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.shipped import FOLDER

from .serving import BROWSER, Console, _free_port, _wait, browsing


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A nacre folder in which nothing was trained: the shipped model answers."""
    return tmp_path_factory.mktemp("shipped")


@pytest.fixture
def shipped(shipped_home: Path, monkeypatch: pytest.MonkeyPatch) -> CellPredictor:
    """The model that answers in such a folder, which is the test's own nacre folder."""
    monkeypatch.setenv("NACRE_HOME", str(shipped_home))
    return CellPredictor.load(FOLDER)


@pytest.fixture(scope="session")
def nacre_web(nacre_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `nacre web` on the session's nacre folder."""
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
