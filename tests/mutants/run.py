"""Make nacre wrong in sixty ways, one after the other, and see whether the tests notice.

    python -m tests.mutants.run [--only WORD] [--write docs/science/mutants.md]

Each change is made in a copy of the project, never in the checkout. Only the tests of the changed file run, so a change
that they miss is one that nobody would see while working on that file.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .changes import CHANGES, ROOT, Change

#: How many of them must be seen.
LEAST = 56
#: A change that makes a test hang is seen, too.
LONGEST_S = 900
_ROOMS = ("data", "features", "models", "pipelines")
_COPIED = ("app", *_ROOMS, "tests", "docs", "benchmarks", "pyproject.toml", "README.md", "CHANGELOG.md")
_BEGIN, _END = "<!-- mutants: written by `make mutants` -->", "<!-- end of mutants -->"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a change was seen, and by which test."""

    change: Change
    seen: bool
    by: str


@contextmanager
def copy() -> Iterator[Path]:
    """A copy of the project in which `nacre` is the copy's rooms."""
    with tempfile.TemporaryDirectory(prefix="nacre-mutants-") as folder:
        place = Path(folder)
        for name in _COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, place / name)
        package = place / "links" / "nacre"
        package.mkdir(parents=True)
        for path in [*(place / "app").iterdir(), *(place / room for room in _ROOMS)]:
            (package / path.name).symlink_to(path)
        yield place


def run_tests(place: Path, tests: Sequence[str]) -> tuple[int, str]:
    """Run some tests in a copy; pytest's code (1 where a test fails) and the first test that failed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not browser"]
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NACRE", "MLFLOW"))}
    # Compiled files of before could be taken for those of a change of the same length within a second.
    own = {"PYTHONPATH": str(place / "links"), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory(prefix="nacre-mutants-") as scratch:
        own |= {"TMPDIR": scratch, "NACRE_HOME": str(Path(scratch) / "home")}
        try:
            found = subprocess.run(
                [*command, *tests], cwd=place, env=keep | own, capture_output=True, text=True, timeout=LONGEST_S,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return 1, "a test that then hangs"
    failed = re.search(r"^(?:FAILED|ERROR) \S*?([\w/]+\.py)(?:::(\w+))?", found.stdout, flags=re.MULTILINE)
    if found.returncode not in {0, 1, 2}:
        raise RuntimeError(found.stdout[-2000:] + found.stderr[-2000:])
    return found.returncode, (failed[2] or failed[1]) if failed else ""


def changed(place: Path, change: Change) -> str:
    """Make a change in a copy; the text as it was."""
    path = place / change.file
    before = path.read_text("utf-8")
    if before.count(change.old) != 1:
        raise RuntimeError(f"{change.file} does not hold {change.old!r} once.")
    path.write_text(before.replace(change.old, change.new), "utf-8")
    return before


def outcomes(changes: Sequence[Change]) -> Iterator[Outcome]:
    """Try every change.

    Raises
    ------
    RuntimeError
        Where the tests fail without any.
    """
    with copy() as place:
        tests = sorted({test for change in changes for test in change.tests})
        code, failed = run_tests(place, tests)
        if code:
            raise RuntimeError(f"The tests do not pass without a change: {failed}.")
        for change in changes:
            before = changed(place, change)
            code, failed = run_tests(place, change.tests)
            (place / change.file).write_text(before, "utf-8")
            yield Outcome(change, code != 0, failed)


def table(found: Sequence[Outcome]) -> str:
    """The outcomes as a table of Markdown."""
    lines = ["| file | what is then wrong | seen by |", "|---|---|---|"]
    for one in found:
        by = f"`{one.by}`" if one.seen else "**nobody**"
        lines.append(f"| `{one.change.file}` | {one.change.wrong} | {by} |")
    return "\n".join(lines)


def write(path: Path, found: Sequence[Outcome]) -> None:
    """Put the table between the marks of a page."""
    page = path.read_text("utf-8")
    start, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    said = f"{sum(one.seen for one in found)} of {len(found)} changes are seen."
    path.write_text(f"{page[:start]}\n\n{said}\n\n{table(found)}\n\n{page[end:]}", "utf-8")


def main() -> None:
    """Print what is seen; the exit code is 1 where too little is."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="changes of files that hold this")
    options.add_argument("--write", type=Path, help="page whose table is renewed")
    chosen = options.parse_args()
    wanted = [change for change in CHANGES if chosen.only in change.file]
    found = []
    for one in outcomes(wanted):
        found.append(one)
        print(f"{'seen  ' if one.seen else 'MISSED'} {one.change.file}: {one.change.wrong} ({one.by})", flush=True)  # noqa: T201 - a command
    print(f"{sum(one.seen for one in found)} of {len(found)} are seen")  # noqa: T201 - a command
    if chosen.write and len(wanted) == len(CHANGES):
        write(chosen.write, found)
    if sum(not one.seen for one in found) > len(CHANGES) - LEAST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
