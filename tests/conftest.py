"""Shared fixtures: a home of its own for every run, so that no test touches a user's models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from nacre.models.comparison import Settings
from nacre.pipelines.train import Trained, train

if TYPE_CHECKING:
    from nacre.models.predictor import CellPredictor

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


@pytest.fixture(scope="session")
def predictor() -> CellPredictor:
    """Trained once on the published cells, with the shortest validation."""
    from nacre.data.tables import published_cells
    from nacre.models.dataset import make_dataset
    from nacre.pipelines.train import fit

    return fit(make_dataset(published_cells()), Settings(repeats=1, folds=3, jobs=1))[0]


@pytest.fixture(scope="session")
def trained(nacre_home: Path) -> Trained:
    """A training on the published cells, tracked and registered as champion in the session's own home."""
    return train(settings=Settings(repeats=1, folds=4, jobs=1), output=nacre_home / "train")
