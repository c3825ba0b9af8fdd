"""A store that is new, deleted, damaged or of another version, each with its own remedy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from nacre.data.errors import StoreError
from nacre.data.places import home
from nacre.pipelines.store.client import EXPERIMENT, mlflow_client, store_errors
from nacre.pipelines.store.tracking import track
from nacre.pipelines.store.versions import versions

#: What a first use is.
_FIRST = "from nacre.pipelines.store.tracking import track\nwith track('first') as run: run.params({'a': 1})"


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return tmp_path / "home"


@pytest.fixture
def used_home(own_home: Path) -> Path:
    with track("first"):
        pass
    return own_home


def test_several_processes_may_use_a_new_folder_at_once(own_home: Path) -> None:
    command = [sys.executable, "-c", _FIRST]
    started = [
        subprocess.Popen(command, env=os.environ | {"NACRE_HOME": str(own_home)}, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], told
    with store_errors():
        client = mlflow_client()
        experiment = client.get_experiment_by_name(EXPERIMENT)
        assert len(client.search_runs([experiment.experiment_id])) == 3


def changed(statement: str) -> None:
    with closing(sqlite3.connect(home() / "mlflow.db")) as database:
        database.execute(statement)
        database.commit()


@pytest.mark.parametrize(
    ("version", "said", "remedy"),
    [
        ("451aebb31d03", "was made by another version of MLflow", "mlflow db upgrade"),
        ("ffffffffffff", "version of MLflow", "another folder"),
    ],
)
def test_a_database_of_another_version_is_told_with_what_to_do(
    used_home: Path, version: str, said: str, remedy: str
) -> None:
    changed(f"UPDATE alembic_version SET version_num = '{version}'")
    # MLflow looks at the version once in a process.
    ended = subprocess.run([sys.executable, "-c", _FIRST], capture_output=True, text=True, check=False)
    last = ended.stderr.strip().splitlines()[-1]
    assert "StoreError" in last
    assert said in last
    assert remedy in last


def test_a_deleted_experiment_is_told_with_the_way_back(used_home: Path) -> None:
    changed("UPDATE experiments SET lifecycle_stage = 'deleted'")
    with pytest.raises(StoreError, match="was deleted") as caught, track("again"):
        pass
    assert "mlflow experiments restore" in caught.value.hint


def test_a_damaged_database_is_told(used_home: Path) -> None:
    (used_home / "mlflow.db").write_bytes(b"no database at all, but some text that is long enough for a header" * 100)
    with pytest.raises(StoreError, match="is damaged") as caught:
        versions()
    assert "nacre train" in caught.value.hint
