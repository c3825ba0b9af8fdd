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
    for name in (
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "data/README.md", "docs/space.md", "docs/cluster.md",
        "docs/ingest.md", "docs/own-target.md", "docs/validation.md", "docs/explanation.md",
    )
]  # fmt: skip
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


SPACES = blocks("yaml", (ROOT / "docs" / "space.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", range(len(SPACES)))
def test_spaces_of_the_page_on_spaces_load(tmp_path: Path, place: int) -> None:
    from nacre.data.space import load_space

    (tmp_path / "space.yaml").write_text(SPACES[place], encoding="utf-8")
    size = load_space(tmp_path / "space.yaml").size
    told = re.search(r"([\d.]+) million candidates", SPACES[place])
    assert size > 0
    assert told is None or float(told[1]) == round(size / 1e6, 1)


def test_every_key_of_a_space_stands_on_its_page() -> None:
    from nacre.data.query import PROPERTIES
    from nacre.data.rules import CANDIDATE_LIMITS
    from nacre.data.space import _KEYS
    from nacre.data.space_rules import CHOICE_LIMITS

    text = (ROOT / "docs" / "space.md").read_text(encoding="utf-8")
    keys = {*PROPERTIES, *CANDIDATE_LIMITS, *CHOICE_LIMITS, *_KEYS, "elements_not"}
    assert sorted(key for key in keys if f"`{key}`" not in text and f"`{key}." not in text) == []


def test_the_plan_of_the_page_on_clusters_is_that_of_the_code() -> None:
    from nacre.pipelines.cluster import task_size
    from nacre.pipelines.plan import CHUNK

    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    n_chunks = -(-(10**9) // CHUNK)
    assert f"10⁹ candidates are {n_chunks:,} chunks" in text
    rows = re.findall(r"^\| ([\d,]+) \| (\d+) \| ([\d,]+) \|", text, flags=re.MULTILINE)
    assert len(rows) == 5
    for threads, chunks, tasks in rows:
        size = task_size(n_chunks, int(threads.replace(",", "")))
        assert (int(chunks), int(tasks.replace(",", ""))) == (size, -(-n_chunks // size))


def test_commands_and_python_of_the_page_on_explanations_run(
    trained: Trained, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "top.csv").write_text("cell\n1 M NaPF6 in diglyme\n", encoding="utf-8")
    text = (ROOT / "docs" / "explanation.md").read_text(encoding="utf-8")
    (console,), (code,) = blocks("console", text), blocks("python", text)
    for line in console.splitlines():
        arguments = shlex.split(line.removeprefix("$ "))[1:]
        found = subprocess.run([sys.executable, "-m", "nacre", *arguments], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
    for name in ("report.html", "why.md", "learned.html", "pages/index.html", "plots/curve-1.png"):
        assert (folder / name).is_file()
    exec(compile(code, "docs/explanation.md", "exec"), {})


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


def test_commands_and_python_of_the_page_on_own_targets_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    text = (ROOT / "docs" / "own-target.md").read_text(encoding="utf-8")
    (code,) = blocks("python", text)
    for line in "".join(blocks("console", text)).splitlines():
        arguments = shlex.split(line.removeprefix("$ "))[1:]
        found = subprocess.run([sys.executable, "-m", "nacre", *arguments], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
    exec(compile(code, "docs/own-target.md", "exec"), {})
