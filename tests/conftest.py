"""Shared fixtures: a home of its own for every run, so that no test touches a user's models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from nacre.models.validation.comparison import Settings
from nacre.pipelines.training.train import Trained, train

if TYPE_CHECKING:
    from nacre.models.predictor.cell_predictor import CellPredictor

#: What keeps a test out of `make test-fast`, by the fixtures that it uses and by its file.
_BY_FIXTURE = {
    "browser": {"chromium", "nacre_web"},
    "server": {"lab", "served"},
    "slow": {"trained", "wheel", "installed"},
}
_BY_FILE = {
    "browser": ("*_in_chromium.py",),
    "server": ("*/test_web_command.py", "pipelines/store/test_server.py", "pipelines/serving/test_server.py"),
    "slow": (
        "test_documents.py",
        "test_notebooks.py",
        "test_recipes.py",
        "test_site.py",
        "app/test_packaging.py",
        "app/test_three_quantities.py",
        "pipelines/training/test_kills.py",
        "pipelines/screening/run/test_cluster.py",
    ),
}

# No test depends on wall time; the same examples every run.
settings.register_profile("nacre", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("nacre")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start a browser or a server or take long."""
    for item in items:
        path = item.path.relative_to(Path(__file__).parent).as_posix()
        for mark, files in _BY_FILE.items():
            if _BY_FIXTURE[mark] & set(getattr(item, "fixturenames", ())) or any(fnmatch(path, one) for one in files):
                item.add_marker(mark)


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
    from nacre.data.measured.tables import published_cells
    from nacre.models.labels.dataset import make_dataset
    from nacre.pipelines.training.train import fit

    return fit(make_dataset(published_cells()), Settings(repeats=1, folds=3, jobs=1, compared=False))[0]


@pytest.fixture(scope="session")
def trained(nacre_home: Path) -> Trained:
    """A training on the published cells, tracked and registered as champion in the session's own home."""
    return train(settings=Settings(repeats=1, folds=4, jobs=1, draws=10), output=nacre_home / "train")


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> CellPredictor:
    """Trained once on a table with lifetime, overpotential and a third quantity, with the shortest validation."""
    from nacre.data.measured.tables import load_cells
    from nacre.data.quantity import QUANTITIES, read_quantity
    from nacre.models.labels.dataset import make_dataset
    from nacre.pipelines.training.train import fit
    from tests.three_quantities import ICE_SPEC, write_three

    quantities = (*QUANTITIES, read_quantity(ICE_SPEC))
    table = load_cells(write_three(tmp_path_factory.mktemp("three")), quantities)
    return fit(make_dataset(table, quantities), Settings(repeats=1, folds=3, jobs=1, compared=False)).predictor
