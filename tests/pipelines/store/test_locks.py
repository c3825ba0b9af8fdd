"""One at a time, also when the holder dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nacre.data.errors import StoreError
from nacre.pipelines.store.locks import is_held, only_one

HOLD = """
import sys
from nacre.pipelines.store.locks import only_one
with only_one("job"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


@contextmanager
def holder() -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock "job" until it is written to or killed."""
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_waits_and_then_says_who_holds_it(home: Path) -> None:
    with holder() as other:
        held = rf"Another nacre \(process {other.pid}, since .* UTC\) has held .*job\.lock"
        with pytest.raises(StoreError, match=held), only_one("job", patience_s=0.1):
            pass
        with only_one("other", patience_s=0.1):  # another job is free
            pass


def test_a_killed_holder_leaves_the_lock_free(home: Path) -> None:
    with holder() as other:
        assert is_held("job")
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    assert not is_held("job")
    with only_one("job", patience_s=10):
        assert is_held("job")


def test_a_waiting_process_goes_on_when_the_holder_ends(home: Path) -> None:
    with holder() as first:
        command = [sys.executable, "-c", HOLD]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as second:
            assert first.stdin is not None
            first.stdin.write("\n")
            first.stdin.flush()
            assert second.stdout is not None
            assert second.stdout.readline() == "held\n"
            assert first.wait() == 0
            second.kill()


def test_the_holder_that_is_named_is_the_present_one(home: Path) -> None:
    with only_one("job"):  # leaves its name behind
        pass
    with holder() as other, pytest.raises(StoreError, match=f"process {other.pid},"), only_one("job", patience_s=0.1):
        pass


def test_a_lock_that_nobody_ever_took_is_free(home: Path) -> None:
    assert not is_held("job")
    assert not list(home.iterdir())


def test_it_is_given_back_after_an_error(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_one("job"):
        raise ZeroDivisionError
    with only_one("job", patience_s=0.1):
        pass


def test_a_folder_in_its_place_is_reported(home: Path) -> None:
    (home / "job.lock").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"), only_one("job"):
        pass
