"""Shared fixtures: a home of its own for every run, so that no test touches a user's models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# No test depends on wall time; the same examples every run.
settings.register_profile("nacre", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("nacre")


@pytest.fixture(scope="session", autouse=True)
def nacre_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    kept = {name: os.environ.pop(name, None) for name in ("NACRE_HOME", "MLFLOW_TRACKING_URI")}
    os.environ["NACRE_HOME"] = str(home)
    yield home
    for name, value in kept.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
