"""Workers: time limits, deaths, order, and nothing that stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from nacre.features.xtb.pool import Calculation, Worker, calculate
from nacre.features.xtb.structure import Structure, read_structure

WATER, METHANE = read_structure("O"), read_structure("C")


def test_results_come_in_order_from_several_workers() -> None:
    results = calculate([WATER, METHANE, WATER], "bare", n_workers=2)
    assert results[0].result == results[2].result
    assert results[0].result["dipole_D"] > 1 > results[1].result["dipole_D"]
    assert all(not one.reason for one in results)


def test_a_worker_that_is_killed_is_replaced() -> None:
    worker = Worker()
    try:
        assert worker.run(WATER, "bare", 30).result
        assert worker.process is not None
        os.kill(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        assert worker.run(WATER, "bare", 30).result
    finally:
        worker.close()
    assert worker.process is None


def test_a_calculation_that_was_killed_may_be_tried_again() -> None:
    worker = Worker()
    try:
        assert worker.run(WATER, "bare", 30).result
        assert worker.process is not None
        pid = worker.process.pid
        Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
        calculation = worker.run(read_structure("CCOCCOCCOCCOCCOCCOCCOCC"), "bare", 60)
    finally:
        worker.close()
    assert calculation.reason == "the calculation ended its process"
    assert not calculation.is_lasting


def test_files_of_the_working_folder_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ase.py").write_text("open('imported', 'w')\n")
    monkeypatch.chdir(tmp_path)
    (calculation,) = calculate([WATER], "bare")
    assert calculation.result
    assert not (tmp_path / "imported").exists()


def test_an_interrupt_kills_what_runs_in_several_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    killed = Event()

    def run(worker: Worker, structure: Structure, task: str, timeout_s: float) -> Calculation:
        if structure == WATER:
            os.kill(os.getpid(), signal.SIGINT)
        killed.wait(30)
        return Calculation({})

    monkeypatch.setattr(Worker, "run", run)
    monkeypatch.setattr(Worker, "kill", lambda worker: killed.set())
    with pytest.raises(KeyboardInterrupt):
        calculate([METHANE, WATER], n_workers=2)
    assert killed.is_set()


def test_workers_end_with_their_parent() -> None:
    script = (
        "import os, signal\nfrom nacre.features.xtb.pool import Worker\n"
        "from nacre.features.xtb.structure import read_structure\n"
        "worker = Worker(); worker.run(read_structure('O'), 'bare', 60)\n"
        "print(worker.process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    child = Path(f"/proc/{int(parent.stdout)}")
    for _ in range(100):
        if not child.exists() or "State:\tZ" in (child / "status").read_text():
            return
        time.sleep(0.1)
    raise AssertionError("the worker outlived its parent")
