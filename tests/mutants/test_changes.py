"""The changes that tests must notice: each still fits its file, and the page says of each what came of it."""

from __future__ import annotations

import re

import pytest

from .changes import CHANGES, ROOT, Change
from .run import LEAST, table

PAGE = (ROOT / "docs" / "science" / "mutants.md").read_text("utf-8")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.file}: {change.wrong}")
def test_a_change_fits_its_file_and_has_tests(change: Change) -> None:
    source = (ROOT / change.file).read_text("utf-8")
    assert source.count(change.old) == 1
    assert change.new != change.old
    compile(source.replace(change.old, change.new), change.file, "exec")
    assert change.tests
    assert all((ROOT / test).is_file() for test in change.tests)


def test_the_changes_are_over_all_rooms() -> None:
    assert len(CHANGES) == 60
    assert len({(one.file, one.old) for one in CHANGES}) == 60
    assert {one.file.partition("/")[0] for one in CHANGES} == {"app", "data", "features", "models", "pipelines"}


def test_the_page_tells_what_came_of_each_change() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \|$", PAGE, flags=re.MULTILINE)
    assert [(file, wrong) for file, wrong, _ in rows] == [(one.file, one.wrong) for one in CHANGES]
    assert sum(by != "**nobody**" for _, _, by in rows) >= LEAST


def test_a_change_that_nobody_sees_is_told() -> None:
    from .run import Outcome

    told = table([Outcome(CHANGES[0], seen=True, by="test_of_it"), Outcome(CHANGES[1], seen=False, by="")])
    assert "`test_of_it`" in told.splitlines()[2]
    assert told.splitlines()[3].endswith("| **nobody** |")
