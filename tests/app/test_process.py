"""What surrounds a command: closed streams, folders that are gone, full disks, signals, stores that do not answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nacre.data.files import replace_file
from nacre.data.places import results_folder, without_password

PATIENCE_S = 120


def nacre(*arguments: str, before: str = "", after: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell that prepares something first, or sends its output elsewhere."""
    words = " ".join(f"'{one}'" for one in (sys.executable, "-m", "nacre", *arguments))
    return subprocess.run(
        ["sh", "-c", f"{before} exec {words} {after}"], capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        env=os.environ | variables,
    )  # fmt: skip


def test_docstrings_that_are_left_out_are_told() -> None:
    done = nacre("--help", PYTHONOPTIMIZE="2")
    assert (done.returncode, "PYTHONOPTIMIZE" in done.stderr) == (2, True)
    assert nacre("--help", PYTHONOPTIMIZE="1").returncode == 0


def test_a_closed_output_is_no_fault() -> None:
    done = nacre("component", "NaF", after=">&-")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_told() -> None:
    done = nacre("component", "NaF", after="> /dev/full")
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_working_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    done = nacre("component", "NaF", before=f"cd {tmp_path}/gone; rmdir {tmp_path}/gone;")
    assert (done.returncode, "working folder is gone" in done.stderr) == (2, True)


@pytest.mark.parametrize("home", ["~nosuchuser/nacre", "/" + "x" * 300, "/dev/null/nacre"])
def test_a_home_that_is_none_is_told(home: str) -> None:
    done = nacre("models", "list", NACRE_HOME=home)
    assert done.returncode in {1, 2}
    assert done.stderr.startswith("error: ")
    assert "Error" not in done.stderr


def test_a_store_that_does_not_answer_is_told_before_the_work(tmp_path: Path) -> None:
    began = time.process_time()
    done = nacre(
        "train", "-o", str(tmp_path / "out"), NACRE_HOME=str(tmp_path / "home"),
        MLFLOW_TRACKING_URI="http://lab:pass/word@127.0.0.1:9/x",
    )  # fmt: skip
    assert time.process_time() - began < PATIENCE_S
    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    assert "pass" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_train_that_is_told_to_end_closes_its_run(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    environment = os.environ | {"NACRE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "nacre", "train", "--repeats", "5"]
    train = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)

    def statuses() -> list[str]:
        try:
            with closing(sqlite3.connect(tmp_path / "mlflow.db", timeout=30)) as connection:
                return [row[0] for row in connection.execute("SELECT status FROM runs")]
        except sqlite3.Error:
            return []

    until = time.monotonic() + PATIENCE_S
    while statuses() != ["RUNNING"] and time.monotonic() < until:
        time.sleep(0.2)
    train.send_signal(signal.SIGTERM)
    _, told = train.communicate(timeout=PATIENCE_S)
    assert train.returncode == 128 + signal.SIGTERM
    assert b"Ended by SIGTERM" in told
    assert statuses() == ["FAILED"]


@pytest.mark.parametrize(
    "uri",
    [
        "http://lab:secret@host:1/x",
        "http://lab:sec/ret@host:1/x",
        "postgresql+psycopg2://lab:s@cret@host/db",
        "s3://k:secret@h",
    ],
)
def test_no_password_is_told(uri: str) -> None:
    assert "cret" not in without_password(f"No answer from {uri}, try again.")
    assert "lab" not in without_password(uri)


def test_the_umask_is_kept(tmp_path: Path) -> None:
    for mask, mode in ((0o077, 0o600), (0o027, 0o640), (0o022, 0o644)):
        before = os.umask(mask)
        try:
            replace_file(tmp_path / "file", b"x")
        finally:
            os.umask(before)
        assert (tmp_path / "file").stat().st_mode & 0o777 == mode


def refused(folder: Path, *, kept: bool) -> None:
    """Work that fails, before or after it has written something."""
    with results_folder(folder) as place:
        assert place is not None
        if kept:
            (place / "kept").touch()
        raise ValueError("refused")


@pytest.mark.parametrize("kept", [False, True])
def test_refused_work_leaves_no_empty_folder(tmp_path: Path, kept: bool) -> None:
    with pytest.raises(ValueError, match="refused"):
        refused(tmp_path / "new", kept=kept)
    assert (tmp_path / "new").exists() == kept
