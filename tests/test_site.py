"""What is written from the code: picture of the packages, command line, pages of notebooks, every public name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from typer.main import get_command

import nacre
from nacre.cli import app
from tests.scripts import script

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def hook(name: str) -> ModuleType:
    return script(f"docs/hooks/{name}.py")


def commands(command: Any, name: str) -> dict[str, Any]:
    found = {name: command}
    for key, child in getattr(command, "commands", {}).items():
        found |= commands(child, f"{name} {key}")
    return found


@pytest.mark.parametrize("name", ["docs/images/architecture.svg", "ARCHITECTURE.md"])
def test_picture_and_table_of_the_packages_are_current(tmp_path: Path, name: str) -> None:
    # In a process of its own: it imports the package from a folder that has the layout of the wheel.
    command = [sys.executable, str(DOCS / "hooks" / "architecture.py"), "-o", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    fresh, committed = ((folder / name).read_text("utf-8") for folder in (tmp_path, ROOT))
    assert fresh == committed, "run `make docs-architecture`"


def test_every_package_has_its_paragraph_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    parts = [part for room in hook("architecture").rooms() for level in room.levels for part in level]
    assert [part.name for part in parts if part.is_package and f"**`{part.name}`**" not in text] == []


def test_every_command_and_option_stands_on_the_page_of_the_command_line() -> None:
    parts = re.split(r"^## (.+)$", hook("commands").page(), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    known = commands(get_command(app), "nacre")
    assert set(sections) == set(known)
    for name, command in known.items():
        assert command.help.split(".")[0] in sections[name]
        for parameter in command.params:
            flags = [flag for flag in parameter.opts if flag.startswith("--")]
            assert all(flag in sections[name] for flag in flags), (name, flags)
            assert (parameter.help or "").split("<")[0].split("|")[0].split("[")[0] in sections[name]


def test_tables_of_the_command_line_are_not_broken_by_what_they_hold() -> None:
    rows = [line for line in hook("commands").page().splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {3}


@pytest.mark.parametrize("path", sorted((DOCS / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_becomes_a_page(path: Path) -> None:
    page = hook("notebooks").page_of(str(path))
    assert page.startswith("# ")
    assert f"({path.name})" in page
    assert page.count("```python\n") > 5
    assert "import nacre" in page


def test_every_public_name_is_in_the_reference() -> None:
    text = (DOCS / "reference" / "api.md").read_text("utf-8")
    shown = {name.rsplit(".", 1)[1] for name in re.findall(r"^::: (nacre\.\S+)$", text, flags=re.MULTILINE)}
    functions = {name for name, place in nacre._PLACES.items() if place == "api"}
    assert "::: nacre.api\n" in text
    assert set(nacre.__all__) - functions - shown == {"__version__"}


def test_figures_of_the_pages_are_those_of_the_code() -> None:
    from nacre.data.measured.tables import load_table
    from nacre.features.matrix import feature_names

    cells = load_table("cells")
    cold = int((cells["temperature_C"] < 0).sum())
    stated = int(cells["temperature_C"].notna().sum())
    assert f"A cell becomes {len(feature_names())} numbers" in (DOCS / "science" / "features.md").read_text("utf-8")
    assert f"trained on {len(cells)} published cells" in (DOCS / "index.md").read_text("utf-8")
    told = (DOCS / "tutorials" / "low-temperature.md").read_text("utf-8")
    assert (cold, stated) == (17, 40)
    assert f"Only {cold} of the {len(cells)} published cells state a temperature below zero" in told
    limits = (DOCS / "science" / "limits.md").read_text("utf-8")
    assert f"{stated} of {len(cells)} cells state one, {cold} of them below zero" in limits


def test_the_site_asks_no_other_server() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert "\n  font: false\n" in text
    assert "http" not in re.sub(r"#.*", "", text)
    for path in [*(DOCS / "stylesheets").iterdir(), *(DOCS / "javascripts").iterdir()]:
        assert "//" not in re.sub(r"^//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE), path.name


def test_the_navigation_names_every_page_once() -> None:
    # Custom tags of MkDocs (`!ENV`) stand only among the plugins.
    text = (ROOT / "mkdocs.yml").read_text("utf-8").split("\nnav:\n")[1]
    pages = re.findall(r": (\S+\.md)$", text, flags=re.MULTILINE)
    written = {"reference/command-line.md", *(f"notebooks/{p.stem}.md" for p in (DOCS / "notebooks").glob("*.ipynb"))}
    assert sorted(pages) == sorted({*written, *(p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md"))})
    assert yaml.safe_load(text)
