"""`nacre data` at the terminal: template, warnings, versions and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import fails, nacre
from tests.new_cells import rows, write
from tests.pipelines.homes import environment


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with environment(NACRE_HOME=str(tmp_path_factory.mktemp("home"))):
        yield


def test_the_template_is_a_table_without_fault(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(nacre("data", "template").stdout, encoding="utf-8")
    checked = nacre("data", "validate", "mine.csv", cwd=tmp_path)
    assert checked.returncode == 0
    assert "0 cells, no fault, 1 warning" in checked.stdout
    assert "mine.csv, row 2, column record_id: 'example' is the row of the template" in checked.stdout


def test_warnings_are_shown_and_the_exit_code_is_good(tmp_path: Path) -> None:
    frame = rows(1, 3).assign(lifetime_h=["50000", "800", "900"]).rename(columns={"coating": "coatng"})
    write(tmp_path / "new.csv", frame)
    checked = nacre("data", "validate", "new.csv", cwd=tmp_path)
    assert checked.returncode == 0
    assert "new.csv: 3 cells, no fault, 2 warnings" in checked.stdout
    assert "warning: new.csv, row 1, column coatng: is no column that nacre reads. Did you mean `coating`?" in (
        checked.stdout
    )
    assert "warning: new.csv, row 2, column lifetime_h: '50000' is 5.7 years" in checked.stdout
    told = json.loads(nacre("data", "validate", "new.csv", "--json", cwd=tmp_path).stdout)
    assert [(one["row"], one["column"]) for one in told["warnings"]] == [(1, "coatng"), (2, "lifetime_h")]


def test_warnings_are_shown_beside_faults(tmp_path: Path) -> None:
    write(tmp_path / "new.csv", rows(1, 2).assign(lifetime_h=["50000", "1,020"]))
    error = fails(tmp_path, "data", "validate", "new.csv")
    assert "warning: new.csv, row 2" in error
    assert "row 3, column lifetime_h: '1,020' has a comma that may mark thousands or decimals. Write 1020" in error


def test_versions_diff_forget_and_restore() -> None:
    forgot = nacre("data", "forget", "10.1021/acsami.9b17727")
    assert forgot.returncode == 0, forgot.stderr
    assert "forgot yi2019-hfpm: 2 rows" in forgot.stdout
    assert "`nacre data restore 0` takes this back" in forgot.stdout
    listed = nacre("data", "versions").stdout
    assert "2 removed" in listed
    assert "The paper yi2019-hfpm is forgotten since version 1" in listed
    assert "- yi2019-hfpm" in nacre("data", "diff", "0", "1").stdout
    told = json.loads(nacre("data", "diff", "0", "1", "--json").stdout)
    assert told["removed"] == ["yi2019-hfpm", "yi2019-hfpm-0.5mA"]
    restored = nacre("data", "restore", "0")
    assert "version 2 says what version 0 says" in restored.stdout
    assert "The next `nacre retrain` learns from it" in restored.stdout
    assert [one["version"] for one in json.loads(nacre("data", "versions", "--json").stdout)] == [0, 1, 2]


def test_forget_and_restore_as_json() -> None:
    forgot = json.loads(nacre("data", "forget", "yi2019-hfpm", "--json").stdout)
    assert (forgot["version"], forgot["paper"], len(forgot["removed"])) == (1, "yi2019-hfpm", 2)
    assert json.loads(nacre("data", "restore", "0", "--json").stdout) == {
        "version": 2, "restored": 0, "forgotten": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["forget", "Zhao"], "names"),
        (["forget", "nobody at all"], "No paper or source"),
        (["restore", "5"], "There is no version 5"),
        (["restore", "0"], "is the newest"),
        (["diff", "0", "3"], "There is no version 3"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, words: list[str], told: str) -> None:
    assert told in fails(tmp_path, "data", *words)
