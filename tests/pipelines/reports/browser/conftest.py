"""The shipped predictor, and what the page of the docs computes with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.shipped import FOLDER
from nacre.pipelines.reports.browser.data import script


@pytest.fixture(scope="module")
def shipped() -> CellPredictor:
    return CellPredictor.load(FOLDER)


@pytest.fixture(scope="module")
def written(shipped: CellPredictor) -> str:
    """The script as the site gets it."""
    return script(shipped)


@pytest.fixture(scope="module")
def data(written: str) -> dict[str, Any]:
    """What the script holds."""
    found: dict[str, Any] = json.loads(written.removeprefix("window.NACRE_DATA=").removesuffix(";\n"))
    return found
