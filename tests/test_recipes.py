"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the project.

A line above a block says what to do with it: `New file …`, `At the end of …`, `Before the line … of …`,
`After the line … of …`, `In place of the line … of …`. Blocks of commands are run in the copy.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from .documents import ROOT, Block, blocks_of, commands_of, matches, run_command

PAGE = ROOT / "CONTRIBUTING.md"
_STEP = re.compile(
    r"(?:New file|At the end of|(?P<where>Before|After|In place of) the line `(?P<line>.+)` of) `(?P<file>[^`]+)`:"
)
_ROOMS = ("data", "features", "models", "pipelines")


@dataclass(frozen=True)
class Step:
    """A block of a recipe, and the line above it."""

    says: str
    block: Block

    @property
    def match(self) -> re.Match[str]:
        found = _STEP.fullmatch(self.says)
        assert found is not None, f"{self.block.place}: what is to be done with this block? {self.says}"
        return found

    @property
    def file(self) -> str:
        return self.match["file"]


def steps() -> dict[str, list[Step]]:
    """The blocks of the page by the heading they stand under."""
    lines = PAGE.read_text("utf-8").splitlines()
    found: dict[str, list[Step]] = {}
    for block in blocks_of(PAGE):
        above = [line for line in lines[: int(block.place.rpartition(":")[2]) - 1] if line]
        heading = next(line for line in reversed(above) if line.startswith("#") and not line.startswith("#:"))
        found.setdefault(heading.lstrip("# "), []).append(Step(above[-1], block))
    return found


BY_HEADING = steps()
RECIPES = [heading for heading in BY_HEADING if heading.startswith("A ")]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project with an environment of its own, whose other packages are those of this one."""
    folder = tmp_path / "nacre"
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    _environment(folder)
    return folder


def _environment(folder: Path) -> None:
    """`.venv` as `make env` leaves it: nacre is links into the copy, so that what a recipe writes is seen."""
    place = folder / ".venv"
    venv.create(place, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    (packages / "copy.pth").write_text(f"{place / 'links'}\n" + "".join(f"{path}\n" for path in _others()))
    (place / "links" / "nacre").mkdir(parents=True)
    for path in [*(folder / "app").iterdir(), *(folder / room for room in _ROOMS)]:
        (place / "links" / "nacre" / path.name).symlink_to(path)
    for name in ("nacre", "pytest"):
        script = place / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{place / "bin" / "python"}" -m {name} "$@"\n')
        script.chmod(0o755)
    (place / "bin" / "ruff").symlink_to(Path(sysconfig.get_path("scripts")) / "ruff")  # no Python: a program
    (place / ".ready").touch()


def _others() -> list[str]:
    return [path for path in sys.path if path.endswith("site-packages")]


def follow(step: Step, folder: Path) -> None:
    """Do with a block what the line above it says."""
    path, code = folder / step.file, step.block.code
    if step.says.startswith("New file"):
        assert not path.exists(), f"{step.block.place}: {step.file} is there already"
        path.write_text(code, encoding="utf-8")
        return
    lines = path.read_text("utf-8").splitlines(keepends=True)
    if step.match["line"] is None:
        lines.append(code)
    else:
        places = [i for i, line in enumerate(lines) if line.strip() == step.match["line"]]
        assert len(places) == 1, f"{step.block.place}: {len(places)} such lines in {step.file}"
        start = places[0] + (step.match["where"] == "After")
        lines[start : places[0] + (step.match["where"] != "Before")] = [code]
    path.write_text("".join(lines), encoding="utf-8")


def run(command: str, shown: str, folder: Path, place: str) -> None:
    """Run a command of a recipe in the copy, and compare with what the page shows."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "MAKE"))}
    path = os.pathsep.join([str(folder / ".venv" / "bin"), os.environ["PATH"]])
    environment = {**keep, "PATH": path, "NACRE_HOME": str(folder / "home")}
    words = shlex.split(command) + (["-p", "no:cacheprovider"] if command.startswith("pytest") else [])
    ended = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    told = ended.stdout + ended.stderr
    assert ended.returncode == (2 if shown.startswith("error:") else 0), f"{place}: {command}\n{told}"
    assert not shown or matches(shown, told), f"{place}: {command}\nshown:\n{shown}\nprinted:\n{told}"


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_works_to_the_letter(name: str, copy: Path) -> None:
    written = []
    for step in BY_HEADING[name]:
        if step.block.language == "console":
            for command, shown in commands_of(step.block):
                run(command, shown, copy, step.block.place)
        else:
            follow(step, copy)
            written.append(step.file)
    code = " ".join(file for file in dict.fromkeys(written) if file.endswith(".py"))
    if code:
        run(f"ruff check {code}", "", copy, name)
        run(f"ruff format --check {code}", "", copy, name)
        run('python -c "from importlinter.cli import lint_imports_command as run; run()"', "", copy, name)


def test_the_recipes_that_are_promised_are_there() -> None:
    assert RECIPES == ["A material", "A cycler", "A feature group", "A quantity", "A command"]


def test_a_new_quantity_needs_one_file() -> None:
    files = {step.file for step in BY_HEADING["A quantity"] if step.block.language != "console"}
    assert files == {"data/quantity.py"}


def test_commands_outside_of_recipes_exist() -> None:
    for name in BY_HEADING.keys() - set(RECIPES):
        for step in BY_HEADING[name]:
            assert step.block.language == "console"
            for command, shown in [] if step.block.not_run else commands_of(step.block):
                run_command(command, shown, step.block.place)
