"""An interrupted screen goes on where it was, to the same bytes, and only for the same task."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from nacre.data.errors import SpaceError
from nacre.data.space.read import Space, load_space, make_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.run.checkpoint import NAME
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen

from ..test_screen import CONTENT

CHUNKS = ScreenSettings(chunk=40)


@pytest.fixture(scope="module")
def space() -> Space:
    return make_space(CONTENT)


@pytest.fixture(scope="module")
def saved(predictor: CellPredictor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    (folder / "space.yaml").write_text(yaml.safe_dump(CONTENT), encoding="utf-8")
    predictor.save(folder / "model")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


KILL = {
    "after the second chunk": "progress = lambda done, total: done > 60 and die()",
    "in the middle of a checkpoint": """
        from nacre.pipelines.screening.run import checkpoint
        real = checkpoint.Path.replace
        checkpoint.Path.replace = lambda path, to: die() if next(count) == 4 else real(path, to)
    """,
    "before the results are whole": """
        from nacre.pipelines.screening import finish as module
        real = module.replace_file
        module.replace_file = lambda path, content: die() if path.name == "choices.csv" else real(path, content)
    """,
}
SCRIPT = """
import itertools, os, signal, sys
from pathlib import Path
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.run.engines import Threads
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen

progress, count = None, itertools.count()
def die():
    os.kill(os.getpid(), signal.SIGKILL)
{kill}
screen("space.yaml", CellPredictor.load("model"), ScreenSettings(chunk=40), output=sys.argv[1], progress=progress,
       engine=Threads(2))
"""


@pytest.mark.parametrize("when", KILL)
def test_a_killed_run_goes_on_to_the_same_bytes(
    saved: Path, predictor: CellPredictor, tmp_path: Path, when: str
) -> None:
    script = SCRIPT.format(kill=textwrap.dedent(KILL[when]))
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path / "out")], cwd=saved, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "out" / NAME).is_file()
    with pytest.raises(SpaceError, match="holds an unfinished screen"):
        screen(load_space(saved / "space.yaml"), predictor, CHUNKS, output=tmp_path / "out")
    seen: list[int] = []
    model, space = CellPredictor.load(saved / "model"), load_space(saved / "space.yaml")
    screen(space, model, CHUNKS, output=tmp_path / "out", resume=True, progress=lambda done, _: seen.append(done))
    assert seen[0] >= 40  # what was done is not done again
    assert seen == sorted(set(seen))
    screen(space, model, CHUNKS, output=tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.fixture
def unfinished(space: Space, predictor: CellPredictor, tmp_path: Path) -> Path:
    """A folder with a run that a user stopped."""

    def stop(done: int, _: int) -> None:
        if done >= 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen(space, predictor, CHUNKS, output=tmp_path, progress=stop)
    return tmp_path


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"level": 0.8}, "another settings"),
        ({"top": 3}, "another settings"),
        ({"sample": 100}, "another settings"),
        ({"chunk": 41}, "another settings"),
        ({"shortlist": 3}, "another settings"),
        ({"allow_out": True}, "another settings"),
        ({"objectives": ("overpotential", "lifetime")}, "another settings"),
    ],
    ids=str,
)
def test_other_settings_do_not_resume(
    space: Space, predictor: CellPredictor, unfinished: Path, settings: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(SpaceError, match=wrong):
        screen(space, predictor, ScreenSettings(**({"chunk": 40} | settings)), output=unfinished, resume=True)


@pytest.mark.parametrize(
    "change",
    [
        {"salts": ["1 M NaPF6", "2.5 M NaFSI"]},
        {"solvents": CONTENT["solvents"] | {"ratios": ["1:1", "1:3"]}},
        {"solvents": CONTENT["solvents"] | {"basis": "w/w"}},
        {"coatings": ["none", "NaBr"]},
        {"exclude": [["EC", "PC"]]},
        {"limits": {"components": {"max": 9}}},
    ],
    ids=str,
)
def test_another_space_does_not_resume(predictor: CellPredictor, unfinished: Path, change: dict[str, object]) -> None:
    with pytest.raises(SpaceError, match="another space"):
        screen(make_space(CONTENT | change), predictor, CHUNKS, output=unfinished, resume=True)


def test_another_model_does_not_resume(space: Space, predictor: CellPredictor, unfinished: Path) -> None:
    from dataclasses import replace

    other = replace(predictor, domain=replace(predictor.domain, near=0.5))
    with pytest.raises(SpaceError, match="another model"):
        screen(space, other, CHUNKS, output=unfinished, resume=True)


def test_a_damaged_checkpoint_is_told(space: Space, predictor: CellPredictor, unfinished: Path) -> None:
    path = unfinished / NAME
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SpaceError, match="is damaged"):
        screen(space, predictor, CHUNKS, output=unfinished, resume=True)


def test_resuming_nothing_starts_from_the_beginning(space: Space, predictor: CellPredictor, tmp_path: Path) -> None:
    assert screen(space, predictor, output=tmp_path, resume=True).size == space.size
    assert NAME not in contents(tmp_path)
