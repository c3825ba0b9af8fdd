"""`kill -9` at many moments of every job that writes: nacre answers as before, and the job done again ends well.

    python benchmarks/kills.py [--kills 200] [--only screen] [--seed 0] [--json]

A moment is a step that changes something: a file is opened for writing, renamed, removed or made, a statement or a
commit goes to the database. So moments do not depend on how fast a machine is. Half of them lie in the last tenth of a
job, where results are put in their place. Each job runs once to count its steps; then again and again, from the same
state, until it is killed at one of them. Fitting is done once, since nothing is written meanwhile.

After a kill: `predict` answers with the model of before or of after; then the job is done again and ends well; its
results are those of the undisturbed run; no file of half a write is left behind.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"  # a child of a process with threads must not wait for them

import numpy as np
import pandas as pd
from sqlalchemy import event
from sqlalchemy.engine import Engine

import nacre.pipelines.background.job as jobs
from nacre.data.chemistry import own_checks, own_names
from nacre.data.measured.tables import published_cells
from nacre.models.validation.comparison import Settings
from nacre.pipelines.background import process
from nacre.pipelines.background.screen import ScreenTask
from nacre.pipelines.reading.read import read_papers
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.store import versions as registry
from nacre.pipelines.store.champion import load_champion
from nacre.pipelines.training import retrain, train

QUICK = Settings(repeats=1, folds=3, jobs=1, compared=False)
CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
SPACE = """\
salts: [1 M NaPF6, 2 M NaFSI, 1 M NaTFSI]
solvents:
  names: [EC, PC, DEC, DME, diglyme, tetraglyme]
  mix: [1, 2]
  ratios: ["1:1", "1:2"]
coatings: [none, NaF, Na3Bi + PVDF]
hosts: [none, Cu]
protocols: ["1 mA/cm2, 1 mAh/cm2"]
"""
PAPER = """Sodium metal anodes. Symmetric Na||Na cells with 1 M NaPF6 in diglyme and a NaF coating cycled for 1200 h
at 1 mA cm-2 and 1 mAh cm-2. Bare sodium in the same electrolyte failed after 310 h at 1 mA cm-2 and 1 mAh cm-2.
"""
_WRITES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile", "shutil.rmtree", "sqlite3.connect"}
#: What a child that failed ends with; its log tells why.
_FAILED = 70


@dataclass(frozen=True)
class Task:
    """A job: what it does below a folder, and what it leaves as text that can be compared."""

    run: Callable[[Path], None]
    outcome: Callable[[Path], str]


def digest(*paths: Path) -> str:
    """One digest of some files that must be there."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def champion(_: Path | None = None) -> str:
    """What is served, after a look at the registry: one champion, every version whole, and it is what answers."""
    found = registry.versions()
    medians = {one.version: _median(registry.load(one.version)) for one in found}
    (crowned,) = [one.version for one in found if "champion" in one.aliases]
    served = _median(load_champion())
    if served != medians[crowned]:
        raise AssertionError(f"version {crowned} is champion ({medians[crowned]} h), {served} h is served")
    return f"{served:.9g}"


def _median(predictor: Any) -> float:  # noqa: ANN401 - a CellPredictor
    return float(predictor.predict(CELL)["lifetime_h"][0])


def _retrained(folder: Path) -> None:
    retrain.retrain(folder / "new.csv", settings=QUICK, output=folder / "out")


def _trained(folder: Path) -> None:
    train.train(settings=QUICK, output=folder / "out")


def _screened(folder: Path) -> None:
    from nacre.data.space.read import read_space
    from nacre.pipelines.screening.screen import screen

    (folder / "out").mkdir(exist_ok=True)
    screen(read_space(SPACE), load_champion(), ScreenSettings(), output=folder / "out", resume=True)


def _job(_: Path) -> None:
    """The process of a job that the page started; the page starts it again under the same name."""
    known = jobs.jobs("screen")
    job = known[0] if known else jobs.start("screen", ScreenTask("a screen", "1", ScreenSettings()), {
        "space.yaml": SPACE.encode(),
    })  # fmt: skip
    if (code := process.main(job.name)) or job.status().state is not jobs.State.DONE:
        raise AssertionError(f"the job ended with {code} as {job.status()}")


def _job_outcome(_: Path) -> str:
    (job,) = jobs.jobs("screen")
    return digest(*sorted(job.results.glob("*.csv")))


def _named(_: Path) -> None:
    if not any(row["name"] == "sepiolite" for row in own_names.all_rows()["materials"]):
        own_checks.add("materials", {"name": "sepiolite", "aliases": "", "density_g_cm3": "", "note": "",
                                     "class": "oxide", "formula": "Mg4Si6O15(OH)2", "host_class": ""})  # fmt: skip


def _names(_: Path) -> str:
    return json.dumps(own_names.all_rows(), sort_keys=True)


def _read(folder: Path) -> None:
    read_papers([folder / "paper.txt"], output=folder / "proposed.csv")


TASKS = {
    "train": Task(_trained, champion),
    "retrain": Task(_retrained, champion),
    "screen": Task(_screened, lambda folder: digest(*sorted((folder / "out").glob("*.csv")))),
    "job": Task(_job, _job_outcome),
    "names": Task(_named, _names),
    "read": Task(_read, lambda folder: digest(folder / "proposed.csv")),
}


class Steps:
    """Counts what changes something, and ends the process at a given count as a power cut would."""

    def __init__(self, death: int) -> None:
        self.count, self.death = 0, death
        sys.addaudithook(self._audited)
        event.listen(Engine, "before_cursor_execute", self._step)
        event.listen(Engine, "commit", self._step)

    def _step(self, *_: object) -> None:
        self.count += 1
        if self.count == self.death:
            os.kill(os.getpid(), signal.SIGKILL)

    def _audited(self, name: str, args: tuple[Any, ...]) -> None:
        writing = name == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
        made = name == "open" and args[1] is None and args[2] & (os.O_WRONLY | os.O_RDWR)
        if name in _WRITES or writing or made:
            self._step()


def forked(what: Callable[[], object]) -> tuple[int, str]:
    """Do something in a child, for MLflow keeps its database open as long as a process lives: exit code and answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            told, code = str(what()), 0
        except BaseException:  # noqa: BLE001 - it is told
            told, code = traceback.format_exc(), _FAILED
        os.write(writing, told.encode()[-60_000:])
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told


def counted(task: Task, folder: Path, death: int = 0) -> int:
    """Run a job under the counter; how many steps it took."""
    steps = Steps(death)
    task.run(folder)
    return steps.count


def half_written(folder: Path) -> list[str]:
    """Files under a temporary name; a lock is no such file."""
    return [
        path.relative_to(folder).as_posix() for path in folder.rglob("*")
        if path.name.startswith((".", "tmp")) and not path.name.endswith(".lock")
    ]  # fmt: skip


def once(module: Any, name: str) -> None:  # noqa: ANN401 - a module
    """Let a function of a module compute once; children of this process find the result."""
    original, kept = getattr(module, name), {}

    def remembered(*args: object, **options: object) -> object:
        key = len(args[0].frame) if name == "fit" else 0  # type: ignore[attr-defined]
        if key not in kept:
            kept[key] = original(*args, **options)
        return kept[key]

    setattr(module, name, remembered)


def prepared(root: Path) -> Path:
    """A folder with a champion, own names, a paper and a table; every try begins with a copy of it."""
    folder = root / "begin"
    folder.mkdir()
    new = published_cells().frame.head(8).assign(doi="", citation="Laboratory journal", paper="lab")
    new["record_id"] = [f"lab-{number}" for number in range(len(new))]
    new["lifetime_h"] = 40.0
    new.to_csv(folder / "new.csv", index=False)
    (folder / "paper.txt").write_text(PAPER, "utf-8")
    return folder


def attempts(root: Path, wanted: dict[str, Task], kills: int, seed: int) -> dict[str, Counter[str]]:
    """Kill each job at its share of moments; what came of it."""
    begin, place = prepared(root), root / "place"
    os.environ["NACRE_HOME"] = str(place / "home")
    jobs.Job.launch = lambda _: None  # type: ignore[method-assign] # its process is ours
    once(train, "fit")
    once(retrain, "fit")
    once(retrain, "compare")
    # What is fitted stays in this process; what is registered goes through children.
    from nacre.models.labels.dataset import make_dataset

    train.fit(make_dataset(published_cells()), QUICK)

    def fresh() -> None:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(begin, place)

    fresh()
    done(forked(lambda: (_trained(place), _named_other(), champion())), "the first training")
    shutil.rmtree(begin)
    shutil.copytree(place, begin)
    with tempfile.TemporaryDirectory() as warm:
        os.environ["NACRE_HOME"] = warm
        retrain.retrain(begin / "new.csv", settings=QUICK, dry_run=True)
    os.environ["NACRE_HOME"] = str(place / "home")
    random = np.random.default_rng(seed)
    found = {}
    for name, task in wanted.items():
        fresh()
        before = done(forked(champion), name)
        steps = int(done(forked(lambda: counted(task, place)), name))  # noqa: B023 - called at once
        outcome, after = done(forked(lambda: task.outcome(place)), name), done(forked(champion), name)  # noqa: B023
        share = max(1, kills // len(wanted))
        late = max(1, steps - max(steps // 10, 3))
        moments = [*random.integers(1, late + 1, share - share // 2), *random.integers(late, steps + 1, share // 2)]
        found[name] = Counter({"steps": steps})
        for moment in moments:
            fresh()
            for fault in killed(task, place, int(moment), (before, after), outcome):
                found[name][fault.partition(":")[0]] += 1
                print(f"{name}, step {moment} of {steps}: {fault}", flush=True)
            found[name]["kills"] += 1
        print(f"{name}: {found[name]['kills']} kills in {steps} steps", flush=True)
    return found


def _named_other() -> None:
    own_checks.add("molecules", {"name": "G5", "aliases": "", "density_g_cm3": "", "note": "",
                                 "smiles": "COCCOCCOCCOCCOCCOC", "role": "solvent"})  # fmt: skip


def done(told: tuple[int, str], what: str) -> str:
    """The answer of a child that must not fail."""
    if told[0]:
        raise RuntimeError(f"{what}: {told[1]}")
    return told[1]


def killed(task: Task, place: Path, moment: int, served: tuple[str, str], outcome: str) -> list[str]:
    """Kill a job at a moment, look, and do it again: what is wrong."""
    code, told = forked(lambda: counted(task, place, moment))
    if code != -signal.SIGKILL:
        return [f"not killed: {code} {told[-300:]}"]
    wrong = []
    code, told = forked(champion)
    if code or told not in served:
        wrong.append(f"not served: {told[-600:]}")
    for name in half_written(place):  # as if some time had passed: what is young may still be written
        os.utime(place / name, (0, 0))
    code, told = forked(lambda: task.run(place))
    if code:
        return [*wrong, f"not done again: {told[-600:]}"]
    code, told = forked(lambda: task.outcome(place))
    if code or told != outcome:
        wrong.append(f"other results: {told[-300:]}")
    if left := half_written(place):
        wrong.append(f"left behind: {', '.join(left[:5])}")
    return wrong


def main() -> None:
    """Print what came of it; the exit code is 1 where anything is wrong."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--only", choices=sorted(TASKS), help="one job instead of all")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    wanted = {name: task for name, task in TASKS.items() if chosen.only in (None, name)}
    with tempfile.TemporaryDirectory(prefix="nacre-kills-") as root:
        found = attempts(Path(root), wanted, chosen.kills, chosen.seed)
    table = pd.DataFrame(found).T.fillna(0).astype(int)
    print(table.to_string())
    if chosen.json:
        print(table.to_json())
    if table.drop(columns=["steps", "kills"]).to_numpy().sum():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
