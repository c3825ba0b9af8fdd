"""`kill -9` and a full disk: the champion serves as before, and the next retraining works."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.store.champion import load_champion
from tests.new_cells import rows, write
from tests.pipelines.homes import home_with_champion

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
KILLS = 20

# A warm process learns once, then takes lines "WHAT HOME DEATH LIMIT" and forks a child for each: MLflow keeps its
# database open for as long as the process lives, and these are put back to their first state again and again.
# A child that retrains dies by SIGKILL at the DEATH-th time that it opens a file for writing, renames, removes or makes
# something, sends a statement to the database or commits. LIMIT is the longest file that it may write, in bytes.
RUNNER = """
import json, os, resource, signal, sys
import mlflow.pyfunc
from sqlalchemy import event
from sqlalchemy.engine import Engine
import nacre.pipelines.training.retrain as module
from nacre.models.promotion.rule import Decision
from nacre.pipelines.store import versions as registry
from nacre.pipelines.store.champion import load_champion
from tests.pipelines.homes import QUICK

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
WRITES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile", "shutil.rmtree", "sqlite3.connect"}
table, output, warm = sys.argv[1:]
count, death, kept = 0, 0, {}

def once(name):
    function = getattr(module, name)
    def remembered(*args, **kwargs):
        if name not in kept:
            kept[name] = function(*args, **kwargs)
        return kept[name]
    setattr(module, name, remembered)

def step(*_):
    global count
    count += 1
    if count == death:
        os.kill(os.getpid(), signal.SIGKILL)

def hook(event, args):
    writing = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    made = event == "open" and args[1] is None and args[2] & (os.O_WRONLY | os.O_RDWR)
    if event in WRITES or writing or made:
        step()

def check():
    found = registry.versions()
    medians = {one.version: float(registry.load(one.version).predict(CELL)["lifetime_h"][0]) for one in found}
    champions = [one.version for one in found if "champion" in one.aliases]
    served = float(load_champion().predict(CELL)["lifetime_h"][0])
    return json.dumps({"medians": medians, "champions": champions, "served": served})

def retrain():
    sys.addaudithook(hook)
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    found = module.retrain(table, settings=QUICK, output=output)
    return json.dumps({"version": found.version, "reason": found.decision.reason, "steps": count})

module.decide = lambda _: Decision(True, "promoted: told so")
once("fit")
once("compare")
os.environ["NACRE_HOME"] = warm
module.retrain(table, settings=QUICK, dry_run=True)
for line in sys.stdin:
    what, os.environ["NACRE_HOME"], death, limit = line.split()
    death, limit = int(death), int(limit)
    child = os.fork()
    if child == 0:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            print(check() if what == "check" else retrain(), flush=True)
        except Exception as error:
            print(json.dumps({"error": type(error).__name__, "words": str(error)}), flush=True)
            os._exit(1)
        os._exit(0)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Runner:
    """Retrains and looks in children of a warm process."""

    def __init__(self, folder: Path) -> None:
        table = write(folder / "new.csv", rows(5, 4))
        command = [sys.executable, "-W", "ignore", "-c", RUNNER, str(table), str(folder / "out"), str(folder / "warm")]
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
            )  # fmt: skip

    def ask(self, what: str, home: Path, death: int = 0, limit: int = 0) -> tuple[int, dict[str, Any]]:
        """Exit code (-9 for a kill) and what was said."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(what, home, death, limit, file=self.process.stdin, flush=True)
        said: dict[str, Any] = {}
        while not (line := self.process.stdout.readline()).startswith("ended"):
            assert line, "the runner ended"
            said = json.loads(line)
        return int(line.split()[1]), said

    def retrain(self, home: Path, *, death: int = 0, limit: int = 0) -> tuple[int, dict[str, Any]]:
        return self.ask("retrain", home, death, limit)

    def check(self, home: Path, median: float, told: object) -> int:
        """One champion, the old one or the finished new one; every version is whole. Returns how many there are."""
        code, found = self.ask("check", home)
        assert code == 0, (told, found)
        assert found["champions"] in (["1"], ["2"]), (told, found)
        assert found["served"] == found["medians"][found["champions"][0]], (told, found)
        assert found["medians"]["1"] == median, (told, found)
        return len(found["medians"])


@pytest.fixture(scope="module")
def median(predictor: CellPredictor) -> float:
    return float(predictor.predict(CELL)["lifetime_h"][0])


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory, predictor: CellPredictor) -> Iterator[tuple[Runner, Path]]:
    folder = tmp_path_factory.mktemp("kills")
    with home_with_champion(folder / "home", predictor):
        load_champion()  # its files are here, as where nacre is used
    # The runner warms up on one copy; tests take others at one path, since the database names artifacts by their path.
    for copy in ("kept", "warm"):
        shutil.copytree(folder / "home", folder / copy)
    found = Runner(folder)
    yield found, folder
    found.process.kill()
    found.process.communicate()


@contextmanager
def fresh(folder: Path) -> Iterator[Path]:
    """The folder with the champion as it was at first."""
    place = folder / "home"
    shutil.rmtree(place)
    shutil.copytree(folder / "kept", place)
    yield place


def test_kill_9_at_twenty_points(runner: tuple[Runner, Path], median: float) -> None:
    run, folder = runner
    with fresh(folder) as home:
        code, said = run.retrain(home)
        assert code == 0, said
        steps = said["steps"]
        assert run.check(home, median, "not killed") == 2
    # Most of the way nothing but the run is written: half of the kills go into the last tenth.
    random = np.random.default_rng(0)
    late = steps - steps // 10
    points = [*random.integers(1, late, KILLS // 2), *random.integers(late, steps, KILLS // 2)]
    seen = set()
    for death in points:
        with fresh(folder) as home:
            code, said = run.retrain(home, death=int(death))
            assert code == -signal.SIGKILL, (death, steps, said)
            seen.add(run.check(home, median, f"killed at step {death} of {steps}"))
            code, said = run.retrain(home)
            assert code == 0, said
            assert said["version"] or "knows all of this" in said["reason"]
            code, found = run.ask("check", home)
            assert code == 0
            assert found["champions"] == [max(found["medians"], key=int)], (death, steps, found)
    assert seen == {1, 2}, "kills came both before and after the version was made"


@contextmanager
def full_disk(home: Path, free_bytes: int) -> Iterator[bool]:
    """A small file system in place of a folder, nearly full; False where none can be mounted here."""
    kept = home.with_name("kept")
    # Files take whole pages.
    taken = sum(-(-path.stat().st_size // 4096) * 4096 + 4096 for path in kept.rglob("*"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={taken + free_bytes}", "tmpfs", str(home)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        shutil.copytree(kept, home, dirs_exist_ok=True)
        yield True
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


@pytest.mark.parametrize("free_kb", [20, 100, 400])
def test_a_full_disk_is_told_and_the_champion_stays(runner: tuple[Runner, Path], median: float, free_kb: int) -> None:
    run, folder = runner
    with fresh(folder) as home, full_disk(home, free_kb * 1024) as mounted:
        if not mounted:
            pytest.skip("mounting needs root; the test below covers a limit on files")
        code, said = run.retrain(home)
        assert (code, said.get("error")) == (1, "StoreError"), said
        run.check(home, median, said)


@pytest.mark.parametrize("limit_kb", [2, 16, 64, 256])
def test_files_that_cannot_grow_are_told_and_the_champion_stays(
    runner: tuple[Runner, Path], median: float, limit_kb: int
) -> None:
    run, folder = runner
    with fresh(folder) as home:
        code, said = run.retrain(home, limit=limit_kb * 1024)
        assert (code, said.get("error")) == (1, "StoreError"), said
        assert run.check(home, median, said) == 1
        code, said = run.retrain(home)
        assert (code, said["version"]) == (0, "2"), said
