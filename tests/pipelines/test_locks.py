"""One at a time, also when the holder dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nacre.data.errors import StoreError
from nacre.pipelines.locks import only_one

HOLD = """
import time
from nacre.pipelines.locks import only_one
with only_one("job"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


def test_a_second_process_waits_and_then_says_who_holds_it(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreError, match=r"Another nacre has held .*job\.lock"), only_one("job", patience_s=0.1):
            pass
        with only_one("other", patience_s=0.1):  # another job is free
            pass
        os.kill(holder.pid, signal.SIGKILL)
    with only_one("job", patience_s=10):
        pass


def test_it_is_given_back_after_an_error(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_one("job"):
        raise ZeroDivisionError
    with only_one("job", patience_s=0.1):
        pass


def test_a_folder_in_its_place_is_told(home: Path) -> None:
    (home / "job.lock").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"), only_one("job"):
        pass
