"""Retraining against a real MLflow server on a real PostgreSQL: several labs, and servers that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from nacre.data.errors import StoreError
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.store import versions as registry
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.store.client import mlflow_client
from nacre.pipelines.training.retrain import retrain
from tests.new_cells import rows, write
from tests.pipelines.homes import QUICK, crowned, environment
from tests.pipelines.servers import free_port, mlflow_server, postgresql

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
RETRAIN = """
import sys
from nacre.pipelines.training.retrain import retrain
from tests.pipelines.homes import QUICK
steps = iter(range(1000))
found = retrain(sys.argv[1], settings=QUICK, progress=lambda *_: print("step", next(steps), flush=True))
print(found.version, found.champion, found.decision.reason, flush=True)
"""


class Lab(NamedTuple):
    folder: Path
    store: str
    port: int


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, predictor: CellPredictor) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    with postgresql() as store:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        settings = {"MLFLOW_TRACKING_URI": address, "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1"}
        with environment(**settings, NACRE_HOME=str(folder / "home")):
            with mlflow_server(store, folder, port):
                crowned(predictor)
            yield Lab(folder, store, port)


def start(table: Path, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", RETRAIN, str(table)],
        env=os.environ | {"NACRE_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def champions() -> list[str]:
    return [one.version for one in registry.versions() if "champion" in one.aliases]


def test_another_lab_reads_the_champion_of_the_server(lab: Lab, predictor: CellPredictor, tmp_path: Path) -> None:
    with (
        mlflow_server(lab.store, lab.folder, lab.port),
        environment(NACRE_HOME=str(tmp_path / "other")),
    ):
        pd.testing.assert_frame_equal(load_champion().predict(CELL), predictor.predict(CELL))


def test_two_retrainings_at_the_same_moment_leave_one_champion(lab: Lab, tmp_path: Path) -> None:
    tables = [write(tmp_path / f"{name}.csv", rows(5, 4, seed=i, prefix=name)) for i, name in enumerate("ab")]
    with mlflow_server(lab.store, lab.folder, lab.port):
        before = len(registry.versions())
        running = [start(table, tmp_path / f"home-{table.stem}") for table in tables]
        said = [one.communicate(timeout=200)[0] for one in running]
        assert [one.returncode for one in running] == [0, 0], said
        assert len(registry.versions()) == before + 2
        assert len(champions()) == 1
        for version in registry.versions():
            registry.load(version.version).predict(CELL)


def test_two_retrainings_in_one_folder_wait_for_each_other(lab: Lab, tmp_path: Path) -> None:
    tables = [write(tmp_path / f"{name}.csv", rows(5, 4, seed=i, prefix=name)) for i, name in enumerate("cd")]
    with mlflow_server(lab.store, lab.folder, lab.port):
        running = [start(table, tmp_path / "home") for table in tables]
        said = [one.communicate(timeout=200)[0] for one in running]
        assert [one.returncode for one in running] == [0, 0], said
        assert len(champions()) == 1
        with environment(NACRE_HOME=str(tmp_path / "home")):
            from nacre.data.measured.versions import known_cells

            known = known_cells()
            assert known.version == 2
            assert {"c0-0", "d0-0"} <= set(known.table.frame["record_id"])


def test_a_server_that_dies_mid_run_is_told_and_the_champion_stays(lab: Lab, tmp_path: Path) -> None:
    table = write(tmp_path / "new.csv", rows(5, 4, seed=7, prefix="dying"))
    with mlflow_server(lab.store, lab.folder, lab.port) as (_, server):
        (before,) = champions()
        said = load_champion().predict(CELL)
        run = start(table, tmp_path / "home")
        assert run.stdout is not None
        assert run.stdout.readline().startswith("step 0")
        os.killpg(server.pid, signal.SIGKILL)
        rest = run.communicate(timeout=300)[0]
        assert run.returncode != 0
        assert "StoreError" in rest
    with mlflow_server(lab.store, lab.folder, lab.port):
        assert champions() == [before]
        pd.testing.assert_frame_equal(load_champion().predict(CELL), said)
        with environment(NACRE_HOME=str(tmp_path / "home")):
            assert int(retrain(table, settings=QUICK).version) > int(before)
            # What the dead run left open is closed by the next one here.
            runs = mlflow_client().search_runs(
                [mlflow_client().get_experiment_by_name("nacre").experiment_id], "attributes.status = 'RUNNING'"
            )
            assert not runs


def test_a_server_that_is_away_is_told_in_a_sentence(lab: Lab) -> None:
    with pytest.raises(StoreError, match=f"127.0.0.1:{lab.port} cannot be (used|reached)"):
        registry.versions()
