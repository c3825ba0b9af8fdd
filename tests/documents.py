"""The blocks of code in Markdown pages, and how they are run.

- ``console``: lines after ``$`` are run in the page's folder, `nacre` in this process. Output that stands below a
  command must come (`matches`), an error to the letter.
- ``python`` is executed; a later block of the page sees the names of the earlier ones.
- A block with ``title="NAME"`` is written to that file of the folder.
- ``yaml`` and ``json`` must be readable. Blocks without a language are pictures.
- ``<!-- not run: REASON -->`` before a block leaves it out.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import subprocess
import sys
import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nacre.cli import run as nacre_command

ROOT = Path(__file__).parents[1]
#: What shortens a command here and nothing else: the full validation takes a minute.
SHORTER = {"train": ("--no-validation",), "validate": ("--repeats", "1", "--folds", "2")}
_BLOCK = re.compile(
    r'^(?:<!-- not run: (?P<not_run>.+?) -->\n+)?(?P<indent> *)```(?P<language>\w*)(?: title="(?P<title>[^"]+)")?\n'
    r"(?P<code>.*?)^(?P=indent)```$",
    flags=re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block; `not_run` is the reason why it is left out."""

    place: str
    language: str
    code: str
    title: str
    not_run: str


def documents() -> list[Path]:
    """All pages whose code must run."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    """Path from the root of the project."""
    return page.relative_to(ROOT).as_posix()


def blocks_of(page: Path) -> list[Block]:
    """The blocks of a page in their order; a fence that is not understood is an error."""
    text = page.read_text(encoding="utf-8")
    found = [
        Block(
            place=f"{name_of(page)}:{text.count(chr(10), 0, match.start('indent')) + 1}",
            language=match["language"],
            code=re.sub(f"^{match['indent']}", "", match["code"], flags=re.MULTILINE),
            title=match["title"] or "",
            not_run=match["not_run"] or "",
        )
        for match in _BLOCK.finditer(text)
    ]
    fences = len(re.findall(r"^ *```", text, flags=re.MULTILINE))
    assert fences == 2 * len(found), f"{name_of(page)}: a fence is not understood"
    return found


def run_page(page: Path, folder: Path) -> None:
    """Run all blocks of a page in the current folder."""
    names: dict[str, Any] = {"__name__": page.stem}
    for block in blocks_of(page):
        if block.not_run:
            continue
        if block.title:
            assert Path(block.title).name == block.title
            (folder / block.title).write_text(block.code, encoding="utf-8")
        if block.language == "console":
            for command, shown in commands_of(block):
                run_command(command, shown, block.place)
        elif block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.code, block.place, "exec"), names)
        elif block.language == "yaml":
            yaml.safe_load(block.code)
        elif block.language == "json":
            json.loads(block.code)
        else:
            assert block.language == "" or block.title, f"{block.place}: a block that nothing checks"


def commands_of(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that is shown below it."""
    assert block.code.startswith("$ "), f"{block.place}: a command starts with $"
    found = []
    for text in re.split(r"^\$ ", block.code, flags=re.MULTILINE)[1:]:
        command, _, shown = text.partition("\n")
        found.append((command, shown.strip("\n")))
    return found


def run_command(command: str, shown: str, place: str) -> None:
    """Run one command; without an error shown it must end well."""
    words = shlex.split(command, comments=True)
    if words[0] == "nacre" and words[-2] == ">":
        code, told = run_nacre(words[1:-2])
        Path(words[-1]).write_text(told, encoding="utf-8")
    elif words[0] == "nacre":
        code, told = run_nacre(words[1:])
    else:
        code, told = run_other(words, place)
    assert code == (2 if shown.startswith("error:") else 0), f"{place}: {command}\n{told}"
    same = told.strip() == shown if shown.startswith("error:") else not shown or matches(shown, told)
    if not same:
        raise AssertionError(f"{place}: {command}\nshown:\n{shown}\nprinted:\n{told}")


def run_nacre(arguments: list[str]) -> tuple[int, str]:
    """`nacre` in this process: exit code, and what was printed."""
    shorter = SHORTER.get(arguments[0], ())
    if not {"--no-validation", "--repeats"} & set(arguments):
        arguments = [*arguments, *shorter]
    told, before = io.StringIO(), sys.argv
    with warnings.catch_warnings(), contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        warnings.simplefilter("default")
        try:
            sys.argv = ["nacre", *arguments]
            nacre_command()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.argv = before
    return code, told.getvalue()


def run_other(words: list[str], place: str) -> tuple[int, str]:
    """What is not nacre: a goal of the Makefile is named, not made; a benchmark and the extras of an install exist."""
    if words[0] == "make":
        found = subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
        return found.returncode, found.stdout + found.stderr
    if words[0] == "python" and words[1].startswith("benchmarks/"):
        assert (ROOT / words[1]).is_file(), f"{place}: {words[1]} is not there"
        return 0, ""
    if words[:2] == ["pip", "install"] and (extras := re.fullmatch(r"nacre(?:\[([\w,]+)\])?", words[2])):
        known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
        assert set((extras[1] or "").split(",")) - {""} <= set(known), f"{place}: {words[2]} is no extra"
        return 0, ""
    raise AssertionError(f"{place}: {words[0]} cannot be run here; mark the block as not run, and say why")


def matches(shown: str, told: str) -> bool:
    """Whether an output holds what a page shows: the same words, numbers within a factor of two.

    Bounds hang on the validation, which is shorter here; blanks and ``…`` stand for any blanks and any text.
    """
    numbers: list[float] = []
    pattern = ""
    for word in re.split(r"(\s*…\s*|\s+|(?<![A-Za-z])\d[\d,]*(?:\.\d+)?)", shown.strip()):
        if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", word):
            numbers.append(float(word.replace(",", "")))
            pattern += r"(\d[\d,]*(?:\.\d+)?)"
        else:
            pattern += ".*?" if "…" in word else r"\s+" if word.isspace() else re.escape(word)
    found = re.search(pattern, told, flags=re.DOTALL)
    if found is None:
        return False
    pairs = zip(numbers, (float(text.replace(",", "")) for text in found.groups()), strict=True)
    return all(one == other or 0.5 <= other / one <= 2 for one, other in pairs)
