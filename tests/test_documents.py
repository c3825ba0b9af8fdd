"""Documents tell the truth: their commands and code run, their links lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nacre.data.chemistry import own_names
from nacre.pipelines.training.train import Trained

from .documents import ROOT, blocks_of, documents, matches, name_of, run_page

PAGES = [*documents(), ROOT / "ARCHITECTURE.md", ROOT / "data" / "README.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")

# -- every block of code runs ---------------------------------------------------------------------------------

#: `test_recipes` follows the blocks of CONTRIBUTING.md.
RUN = [path for path in documents() if blocks_of(path) and path.name != "CONTRIBUTING.md"]
#: All blocks that are not run, by page: why.
NOT_RUN = {
    "CONTRIBUTING.md": ["it would change the checkout"],
    "docs/cluster.md": [
        "needs a cluster with Kubernetes",
        "needs a cluster with Kubernetes",
        "needs a cluster with SLURM",
        "needs a running scheduler",
    ],
    "docs/index.md": ["a server that runs until it is interrupted"],
    "docs/install.md": [
        "it makes an environment",
        "it makes an environment, and is PowerShell",
        "the name of the wheel depends on the version",
    ],
    "docs/howto/containers.md": ["needs a container engine"],
    "docs/mlflow-server.md": ["a database and a server", "needs the server of the block before"],
    "docs/reading.md": ["it asks questions"],
    "docs/serving.md": [
        "a server that runs until it is interrupted",
        "a server that runs until it is interrupted",
        "needs the server of the block before",
        "the folder is somebody's",
    ],
    "docs/science/licences.md": ["it builds", "it needs that file", "it needs the network", "it rewrites this page"],
    "docs/science/mutants.md": ["half an hour"],
    "docs/web.md": ["a server that runs until it is interrupted"],
}
#: Files that a page takes for given, by page; all others are written by blocks with a title.
GIVEN: dict[str, dict[str, str]] = {
    "README.md": {"cells.csv": "cell\n1 M NaPF6 in diglyme\nnonsense here\n", "mine.csv": "data/tables/cells.csv"},
    "docs/cluster.md": {"space.yaml": "docs/examples/space.yaml"},
    "docs/own-lab.md": {"own-lab.csv": "docs/examples/own-lab.csv"},
    "docs/retrain.md": {"new.csv": "data/tables/cells.csv"},
    "docs/explanation.md": {"top.csv": "cell\n1 M NaPF6 in diglyme\n"},
}
#: What running a page must leave, by page.
LEFT = {
    "README.md": ["report.html", "why.html", "learned.html", "screened/screen.html", "next.csv", "mycells.csv"],
    "docs/ingest.md": ["cells.csv", "plots/coated.png", "plots/bare-landt.png", "plots/additive-arbin.png"],
    "docs/explanation.md": ["report.html", "why.md", "learned.html", "pages/index.html", "plots/curve-1.png"],
    "docs/index.md": ["report.html"],
    "docs/own-table.md": ["mine.csv"],
    "docs/own-target.md": ["why.json", "predicted.csv", "next.csv"],
    "docs/tutorials/cycler-folder.md": ["ours.csv", "together.csv", "plots/coated.png", "trained/validation.csv"],
    "docs/tutorials/first-prediction.md": ["predicted.csv", "bad.csv"],
    "docs/tutorials/low-temperature.md": ["screened/screen.html", "next.csv"],
    "docs/tutorials/reading-an-explanation.md": ["report.html", "why.md"],
}


@pytest.fixture
def folder(tmp_path: Path, nacre_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the docs, and a home of its own with the champion, so that a page may train."""
    shutil.copytree(nacre_home, tmp_path / "home")
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "home"))
    place = tmp_path / "folder"
    shutil.copytree(ROOT / "docs", place / "docs")
    monkeypatch.chdir(place)
    yield place
    own_names.forget()


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_every_block_of_a_page_runs(trained: Trained, folder: Path, page: Path) -> None:
    for name, content in GIVEN.get(name_of(page), {}).items():
        source = ROOT / content if content.endswith((".csv", ".yaml")) else None
        (folder / name).write_text(source.read_text("utf-8") if source else content, encoding="utf-8")
    run_page(page, folder)
    assert [name for name in LEFT.get(name_of(page), []) if not (folder / name).is_file()] == []


def test_blocks_that_are_not_run_are_known() -> None:
    marked = {
        name_of(page): sorted(block.not_run for block in blocks_of(page) if block.not_run) for page in documents()
    }
    assert {name: reasons for name, reasons in marked.items() if reasons} == NOT_RUN


def test_pages_with_given_and_left_files_exist() -> None:
    assert {*GIVEN, *LEFT} <= {name_of(page) for page in RUN}
    assert {*NOT_RUN} <= {name_of(page) for page in documents()}


def test_shown_output_is_compared_in_words_and_within_a_factor_of_two_in_numbers() -> None:
    told = "1 M NaPF6 in diglyme\n  lifetime          8,140 h   at least 492 h at 90 %\n  domain  in\n"
    assert matches("lifetime 8,140 h at least 700 h at 90 %", told)
    assert matches("1 M NaPF6 … 90 %\n  domain in", told)
    assert not matches("lifetime 8,140 h at least 100 h at 90 %", told)
    assert not matches("lifetime 8,140 h at most 492 h", told)
    assert not matches("1 M NaPF6 in diglyme\n domain", told)


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_python_of_a_page_is_formatted(page: Path) -> None:
    ruff = [sys.executable, "-m", "ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml"), "-"]
    for block in blocks_of(page):
        if block.language == "python":
            found = subprocess.run(ruff, input=block.code, capture_output=True, text=True, check=False)
            assert found.returncode == 0, f"{block.place}: {found.stdout}{found.stderr}"


# -- pages that say more than they run --------------------------------------------------------------------------

SPACES = [block.code for block in blocks_of(ROOT / "docs" / "space.md") if block.language == "yaml"]


@pytest.mark.parametrize("place", range(len(SPACES)))
def test_spaces_of_the_page_on_spaces_load(tmp_path: Path, place: int) -> None:
    from nacre.data.space.read import load_space

    (tmp_path / "space.yaml").write_text(SPACES[place], encoding="utf-8")
    size = load_space(tmp_path / "space.yaml").size
    told = re.search(r"([\d.]+) million candidates", SPACES[place])
    assert size > 0
    assert told is None or float(told[1]) == round(size / 1e6, 1)


def test_every_key_of_a_space_stands_on_its_page() -> None:
    from nacre.data.space.limits import CHOICE_LIMITS
    from nacre.data.space.query import PROPERTIES
    from nacre.data.space.read import _KEYS
    from nacre.data.space.rules import CANDIDATE_LIMITS

    text = (ROOT / "docs" / "space.md").read_text(encoding="utf-8")
    keys = {*PROPERTIES, *CANDIDATE_LIMITS, *CHOICE_LIMITS, *_KEYS, "elements_not"}
    assert sorted(key for key in keys if f"`{key}`" not in text and f"`{key}." not in text) == []


def test_the_plan_of_the_page_on_clusters_is_that_of_the_code() -> None:
    from nacre.pipelines.screening.run.cluster import task_size
    from nacre.pipelines.screening.run.plan import CHUNK

    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    n_chunks = -(-(10**9) // CHUNK)
    assert f"10⁹ candidates are {n_chunks:,} chunks" in text
    rows = re.findall(r"^\| ([\d,]+) \| (\d+) \| ([\d,]+) \|", text, flags=re.MULTILINE)
    assert len(rows) == 5
    for threads, chunks, tasks in rows:
        size = task_size(n_chunks, int(threads.replace(",", "")))
        assert (int(chunks), int(tasks.replace(",", ""))) == (size, -(-n_chunks // size))


#: Pages that are written when the site is built.
WRITTEN = {path.with_suffix(".md") for path in (ROOT / "docs" / "notebooks").glob("*.ipynb")} | {
    ROOT / "docs" / "reference" / "command-line.md"
}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_and_files_exist(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not target.startswith("http"):
            place = (page.parent / target).resolve()
            assert place in WRITTEN or place.exists(), target


#: Paths in prose: a folder of the project, then names.
NAMED = re.compile(r"`((?:data|features|models|pipelines|app|tests|docs|benchmarks|tools|\.github)/[\w./-]*)`")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_a_page_names_exist(page: Path) -> None:
    blocks_and_new_files = r"^```.*?^```|^New file `[^`]+`:"
    named = NAMED.findall(re.sub(blocks_and_new_files, "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_task_of_the_architecture_names_a_file() -> None:
    section = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("\n## Where is …?\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    assert [row for row in rows if not NAMED.search(row) and "the file that raises it" not in row] == []


def test_datasheets_count_the_rows() -> None:
    from nacre.data.measured.schema import TABLES
    from nacre.data.measured.tables import load_table

    rows = {name: len(load_table(name)) for name in TABLES}
    assert counted(ROOT / "data" / "README.md") == rows
    told = counted(ROOT / "docs" / "science" / "datasheet.md")
    assert told == {name: rows[name] for name in told}
    assert len(told) == 6


def counted(page: Path) -> dict[str, int]:
    found = re.findall(r"\| `(\w+)\.csv` \| (\d+) \|", page.read_text(encoding="utf-8"))
    return {name: int(rows) for name, rows in found}


def test_figures_of_the_readme_are_those_of_the_data() -> None:
    from nacre.data.measured.tables import published_cells
    from nacre.models.labels.dataset import make_dataset

    data = make_dataset(published_cells())
    lifetime = data.labels("lifetime")
    rows = lifetime.rows
    failed = ~lifetime.interval.is_right_censored & ~data.is_control[rows]
    assert f"{lifetime.interval.is_right_censored.sum()} of {len(rows)} lifetimes are lower bounds" in README
    assert (
        f"{(~data.is_control[rows]).sum()} treated cells with hours {failed.sum()} are known to have failed" in README
    )
    assert f"({lifetime.interval.lower.max():,.0f} h)" in README
