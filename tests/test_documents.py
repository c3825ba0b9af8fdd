"""Documents tell the truth: their commands and code run, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nacre.pipelines.train import Trained

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / name
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "data/README.md", "docs/space.md", "docs/ingest.md")
]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def commands() -> list[str]:
    lines = [line for block in blocks("console") for line in block.splitlines() if line.startswith("$ nacre ")]
    return [line.removeprefix("$ ") for line in lines]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the README assumes it: the docs, a table to predict and a table to learn from."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "cells.csv").write_text("cell\n1 M NaPF6 in diglyme\nnonsense here\n", encoding="utf-8")
    shutil.copy(ROOT / "data" / "tables" / "cells.csv", tmp_path / "mine.csv")
    return tmp_path


@pytest.mark.parametrize("command", [c for c in commands() if "train" not in c])
def test_commands_of_the_readme_do_what_it_shows(trained: Trained, folder: Path, command: str) -> None:
    arguments = shlex.split(command)[1:]
    found = subprocess.run(
        [sys.executable, "-m", "nacre", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    shown = next(block for block in blocks("console") if command in block).split(command)[1].split("\n$")[0].strip()
    if shown.startswith("error:"):
        assert found.returncode == 2
        assert found.stderr.strip() == shown
    else:
        assert found.returncode == 0, found.stderr


def test_training_on_a_table_as_the_readme_says(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "other-home"))
    command = next(c for c in commands() if "train --data" in c)
    arguments = [*shlex.split(command)[1:], "--repeats", "1", "--folds", "2", "--json"]
    found = subprocess.run([sys.executable, "-m", "nacre", *arguments], cwd=folder, capture_output=True, check=False)
    assert found.returncode == 0, found.stderr


def test_python_of_the_readme_runs(trained: Trained, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert (folder / "report.html").is_file()


def test_commands_and_python_of_the_page_on_ingest_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    text = (ROOT / "docs" / "ingest.md").read_text(encoding="utf-8")
    (console,), (code,) = blocks("console", text), blocks("python", text)
    for line in console.splitlines():
        arguments = shlex.split(line.removeprefix("$ "))[1:]
        found = subprocess.run([sys.executable, "-m", "nacre", *arguments], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
    assert len(list((folder / "plots").glob("*.png"))) == 3
    exec(compile(code, "docs/ingest.md", "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_files_that_the_architecture_names_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:data|features|models|pipelines|app)/[\w./]+)`", text):
        assert (ROOT / name).exists(), name


def test_datasheet_counts_the_rows() -> None:
    from nacre.data.schema import TABLES
    from nacre.data.tables import load_table

    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    told = {name: int(rows) for name, rows in re.findall(r"\| `(\w+)\.csv` \| (\d+) \|", text)}
    assert told == {name: len(load_table(name)) for name in TABLES}


def test_figures_of_the_readme_are_those_of_the_data() -> None:
    from nacre.data.tables import published_cells
    from nacre.models.dataset import make_dataset

    data = make_dataset(published_cells())
    lifetime = data.labels("lifetime")
    rows = lifetime.rows
    failed = ~lifetime.interval.is_right_censored & ~data.is_control[rows]
    assert f"{lifetime.interval.is_right_censored.sum()} of {len(rows)} lifetimes are lower bounds" in README
    assert f"of {(~data.is_control[rows]).sum()} treated cells with hours **one**" in README
    assert failed.sum() == 1
    assert f"({lifetime.interval.lower.max():,.0f} h)" in README
