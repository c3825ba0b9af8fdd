"""What a guarded server started ends with us, however we end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nacre.pipelines.serving.guardian import guarded

#: A server with a child in a session of its own, as MLflow's has; both write down who they are and sleep.
SERVER = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
open(sys.argv[1] + ".new", "w").write(f"{os.getpid()} {child.pid}")
os.replace(sys.argv[1] + ".new", sys.argv[1])
time.sleep(600)
"""
US = """
import sys
from nacre.pipelines.serving.guardian import guarded
with guarded([sys.executable, "-c", sys.argv[2], sys.argv[1]]) as server:
    server.wait()
"""
PATIENCE_S = 60.0


def started(note: Path) -> list[int]:
    until = time.monotonic() + PATIENCE_S
    while not note.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return [int(text) for text in note.read_text().split()]


def is_running(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def ended(processes: list[int]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while any(map(is_running, processes)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_running, processes))


def test_all_processes_end_with_the_context(tmp_path: Path) -> None:
    with guarded([sys.executable, "-c", SERVER, str(tmp_path / "note")]):
        processes = started(tmp_path / "note")
        assert all(map(is_running, processes))
    assert not any(map(is_running, processes))


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_all_processes_end_with_us(tmp_path: Path, sent: signal.Signals) -> None:
    us = subprocess.Popen([sys.executable, "-c", US, str(tmp_path / "note"), SERVER], stderr=subprocess.DEVNULL)
    processes = started(tmp_path / "note")
    us.send_signal(sent)
    us.wait(PATIENCE_S)
    assert ended(processes)


def test_a_server_that_ends_tells_its_code(tmp_path: Path) -> None:
    with guarded([sys.executable, "-c", "raise SystemExit(7)"]) as server:
        assert server.wait(PATIENCE_S) == 7


def test_it_is_a_program_that_needs_nothing_of_nacre() -> None:
    from nacre.pipelines.serving import guardian

    done = subprocess.run(
        [sys.executable, "-I", guardian.__file__, sys.executable, "-c", "print('here')"], stdin=subprocess.PIPE,
        capture_output=True, env=os.environ | {"PYTHONPATH": ""}, timeout=PATIENCE_S, check=True, input=None,
    )  # fmt: skip
    assert done.returncode == 0
