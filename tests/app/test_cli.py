"""The command line as a user meets it: output, files and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from nacre.pipelines.training.train import Trained
from tests.command_line import fails, nacre

CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
SPACE = """
salts: [1 M NaPF6, 2 M NaFSI]
solvents: {names: [EC, diglyme, DME], mix: [1, 2]}
coatings: [none, NaF]
protocols: ["1 mA/cm2, 1 mAh/cm2"]
"""


def test_help_names_every_command() -> None:
    found = nacre("--help")
    assert found.returncode == 0
    for command in ("predict", "explain", "screen", "train", "data"):
        assert command in found.stdout


def test_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert nacre("--version").stdout.strip() == version("nacre")


def test_predict_prints_both_targets(trained: Trained) -> None:
    found = nacre("predict", CELL)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith(CELL)
    for word in ("lifetime", "overpotential", "domain", "published", "at 90 %"):
        assert word in found.stdout


def test_options_add_to_the_text(trained: Trained) -> None:
    one = nacre("predict", CELL, "--json")
    other = nacre(
        "predict", "1 M NaPF6 in diglyme", "--coating", "NaF", "--current", "1", "--capacity", "1 mAh/cm2", "--json"
    )
    assert json.loads(one.stdout) == json.loads(other.stdout)


def test_json_equals_the_python_interface(trained: Trained) -> None:
    import nacre as package

    found = json.loads(nacre("predict", CELL, "--json", "--level", "0.8").stdout)
    row = package.predict(CELL, level=0.8).iloc[0]
    assert found["cell"] == CELL
    assert found["level"] == 0.8
    for name in ("lifetime_h", "lifetime_lower_h", "overpotential_mV", "overpotential_upper_mV"):
        assert found[name] == row[name]
    assert found["evidence"] == row["evidence"]


def test_predict_a_table(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f'id,cell\na,"{CELL}"\nb,NaFSI in DME\n')
    found = nacre("predict", "--table", "in.csv", "-o", "out.csv", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "2 cells predicted: out.csv" in found.stdout
    assert pd.read_csv(tmp_path / "out.csv")["id"].tolist() == ["a", "b"]
    printed = nacre("predict", "--table", "in.csv", "--json", cwd=tmp_path)
    assert [record["id"] for record in json.loads(printed.stdout)] == ["a", "b"]


def test_bad_rows_can_be_set_aside(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("cell\nNaFSI in DME\nNaFSI in DMEE\n")
    error = fails(tmp_path, "predict", "--table", "in.csv", "-o", "out.csv")
    assert "in.csv, row 3, column cell" in error
    assert "--quarantine" in error
    found = nacre("predict", "--table", "in.csv", "-o", "out.csv", "--quarantine", "bad.csv", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert len(pd.read_csv(tmp_path / "out.csv")) == 1
    assert pd.read_csv(tmp_path / "bad.csv")["row"].tolist() == [3]


def test_explain_writes_a_report_and_tracks_it(trained: Trained, tmp_path: Path) -> None:
    found = nacre("explain", CELL, "-o", "report.html", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    assert "report: report.html" in found.stdout
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    printed = json.loads(nacre("explain", CELL, "--json").stdout)
    assert printed["cell"] == CELL
    keys = {part["key"] for part in printed["targets"]["lifetime"]["groups"]}
    assert keys >= {"solvent", "coating", "protocol"}


def test_explain_writes_single_figures(trained: Trained, tmp_path: Path) -> None:
    found = nacre("explain", "1 M NaPF6 in diglyme", "--figures", "plots", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "figures: plots" in found.stdout
    assert (tmp_path / "plots" / "lifetime-components.svg").is_file()


def test_compare_tells_two_cells_apart(trained: Trained, tmp_path: Path) -> None:
    found = nacre("compare", CELL, "1 M NaPF6 in EC/PC (1:1 v/v)", "-o", "why.md", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "against 1 M NaPF6 in EC/PC (1:1 v/v)" in found.stdout
    assert (tmp_path / "why.md").read_text(encoding="utf-8").startswith("# 1 M NaPF6 in diglyme")
    printed = json.loads(nacre("compare", CELL, "1 M NaPF6 in PC", "--json").stdout)
    assert set(printed["targets"]) == {"lifetime", "overpotential"}


def test_explain_table_writes_a_page_for_each_row(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "top.csv").write_text(f'cell\n"{CELL}"\n', encoding="utf-8")
    found = nacre("explain-table", "top.csv", "-o", "pages", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "1/1" in found.stderr
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {"cell-1.html", "index.html"}
    assert "'-o'" in fails(tmp_path, "explain-table", "top.csv")


def test_explain_model_tells_what_was_learned(trained: Trained, tmp_path: Path) -> None:
    found = nacre("explain-model", "-o", "learned.md", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert "claims of the review" in found.stdout
    assert "## Claims on pairs of cells" in (tmp_path / "learned.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("explain", CELL, "-o", "report.pdf"), "does not end in"),
        (("explain-model", "-o", "page.png"), "does not end in"),
        (("explain-table", "none.csv", "-o", "pages"), "There is no file"),
        (("compare", CELL, "nonsense here"), "nonsense"),
        (("compare", CELL), "'OTHER'"),
        (("explain",), "No cell is given"),
        (("explain", CELL, "--level", "90"), "not between 0 and 1"),
    ],
)
def test_commands_that_explain_refuse_what_is_wrong(
    trained: Trained, tmp_path: Path, arguments: tuple[str, ...], wrong: str
) -> None:
    assert wrong in fails(tmp_path, *arguments)


@pytest.mark.parametrize(
    ("arguments", "instead"),
    [
        ((CELL, "--against", "1 M NaPF6 in PC"), "nacre compare CELL OTHER"),
        (("--table", "top.csv", "-o", "pages"), "nacre explain-table TABLE -o FOLDER"),
        (("--table=top.csv",), "nacre explain-table TABLE -o FOLDER"),
        (("--global",), "nacre explain-model"),
    ],
)
def test_former_calls_of_explain_tell_what_to_write(tmp_path: Path, arguments: tuple[str, ...], instead: str) -> None:
    assert f"Write `{instead}`." in fails(tmp_path, "explain", *arguments)


def test_screen_writes_tables(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "space.yaml").write_text(SPACE)
    found = nacre("screen", "space.yaml", "-o", "out", "--top", "5", "--json", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    printed = json.loads(found.stdout)
    assert printed["candidates"] == 24
    kept = pd.read_csv(tmp_path / "out" / "top.csv")
    assert len(printed["top"]) == len(kept)
    assert kept["protection"].eq("nothing").sum() <= 5
    assert kept["protection"].ne("nothing").sum() <= 5
    shown = nacre("screen", "space.yaml", "-o", "out", cwd=tmp_path)
    assert "24 candidates" in shown.stdout
    assert "screening" in shown.stderr


HUGE = """
salts: {names: [NaPF6, NaFSI, NaTFSI, NaClO4], concentrations: [0.5 M, 1 M, 1.5 M, 2 M], mix: [1, 2]}
solvents: {names: [EC, PC, DEC, DMC, DME, diglyme, triglyme, THF, DOL, TTE, BTFE], mix: [1, 2, 3, 4], simplex: 40}
additives: {query: {role: additive}, doses: [0.5 wt%, 1 wt%, 2 wt%], mix: [1, 2]}
coatings: [none, NaF, Na3Bi]
exclude: [[EC, DEC]]
"""


def test_a_space_too_large_to_enumerate_is_counted_and_proved_in_part(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "huge.yaml").write_text(HUGE)
    told = json.loads(nacre("screen", "huge.yaml", "--count", "--json", cwd=tmp_path).stdout)
    assert told["candidates"] > 10**12
    assert 0 < told["possible"] < told["candidates"]
    assert told["axes"]["salts"] == 16 + 6 * 16
    assert "112 salts" in nacre("screen", "huge.yaml", "--count", cwd=tmp_path).stdout
    assert "--exact" in fails(tmp_path, "screen", "huge.yaml", "-o", "out", "--all", "--json")
    found = nacre("screen", "huge.yaml", "-o", "out", "--minutes", "0.001", "--json", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    certificate = json.loads(found.stdout)["certificate"]
    assert not certificate["proved"]
    assert certificate["total"] == told["candidates"]
    assert certificate["possible"]["lifetime"] >= certificate["best"]["lifetime"]
    sampled = nacre("screen", "huge.yaml", "-o", "part", "--sample", "50", "--json", cwd=tmp_path)
    assert json.loads(sampled.stdout)["candidates"] == 50


def test_options_of_a_screen_that_do_not_go_together_are_told(tmp_path: Path) -> None:
    (tmp_path / "space.yaml").write_text(SPACE)
    assert "-o screened" in fails(tmp_path, "screen", "space.yaml")
    assert "a run is one of both" in fails(tmp_path, "screen", "space.yaml", "-o", "out", "--exact", "--sample", "10")


def test_data_show_and_validate() -> None:
    shown = nacre("data", "show", "cells", "--rows", "2")
    assert "457 rows" in shown.stdout
    assert len(json.loads(nacre("data", "show", "papers", "--json").stdout)) == 243
    checked = nacre("data", "validate")
    assert checked.returncode == 0
    assert "cells: 457 rows, no fault" in checked.stdout


def test_data_validate_tells_every_fault(tmp_path: Path) -> None:
    from importlib.resources import files

    text = files("nacre.data").joinpath("tables", "cells.csv").read_text(encoding="utf-8").splitlines()
    broken = [text[0], text[1].replace(",800,survived", ",-800,survived"), text[2].replace("NaFSI", "NaFSII"), text[2]]
    (tmp_path / "mine.csv").write_text("\n".join(broken), encoding="utf-8")
    error = fails(tmp_path, "data", "validate", "mine.csv")
    assert "mine.csv, row 2, column lifetime_h: '-800' is not above zero" in error
    assert "mine.csv, row 3, column electrolyte" in error
    assert "column record_id" in error
    found = nacre("data", "validate", "mine.csv", "--json", cwd=tmp_path)
    assert found.returncode == 2
    assert {issue["column"] for issue in json.loads(found.stdout)["issues"]} == {
        "lifetime_h",
        "electrolyte",
        "record_id",
    }


BAD_CALLS = [
    (["predict"], "No cell is given"),
    (["predict", "1 M NaPF7 in diglyme"], "Did you mean NaPF6"),
    (["predict", "1 M NaPF6 in diglyme", "--current", "0"], "must be above zero"),
    (["predict", "1 M NaPF6 in diglyme", "--current", "nan"], "no current density"),
    (["predict", "1 M NaPF6 in diglyme", "--coating", "unobtainium"], "Unknown material"),
    (["predict", CELL, "--coating", "NaF"], "A second coating part"),
    (["predict", CELL, "--level", "1"], "not between 0 and 1"),
    (["predict", CELL, "--table", "x.csv"], "either a CELL or --table"),
    (["predict", CELL, "-o", "x.csv"], "goes with --table"),
    (["predict", CELL, "--model", "nowhere"], "manifest.json is missing"),
    (["predict", "--table", "none.csv"], "There is no file"),
    (["predict", "--table", "empty.csv"], "is empty"),
    (["predict", "--table", "latin.csv"], "not UTF-8"),
    (["predict", "--table", "header.csv"], "no rows"),
    (["predict", "--table", "columns.csv"], "the column `electrolyte` is missing"),
    (["predict", "--table", "good.csv", "-o", "out.txt"], "does not end in .csv"),
    (["explain", CELL, "-o", "report.pdf"], "does not end in .html"),
    (["explain", CELL, "-o", "no/where.html"], "does not exist"),
    (["screen", "none.yaml", "-o", "out"], "There is no file"),
    (["screen", "bad.yaml", "-o", "out"], "Look at line 2"),
    (["data", "show", "nothing"], "Tables are cells"),
    (["data", "validate", "empty.csv"], "is empty"),
    (["train", "--data", "empty.csv"], "is empty"),
]


@pytest.fixture
def bad_files(tmp_path: Path) -> Path:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "latin.csv").write_bytes("cell\ncélle".encode("latin-1"))
    (tmp_path / "header.csv").write_text("cell\n")
    (tmp_path / "columns.csv").write_text("solvent\nEC\n")
    (tmp_path / "good.csv").write_text("cell\nNaFSI in DME\n")
    (tmp_path / "bad.yaml").write_text("salts: [1 M NaPF6\n")
    return tmp_path


@pytest.mark.parametrize(("arguments", "message"), BAD_CALLS, ids=[" ".join(call) for call, _ in BAD_CALLS])
def test_bad_input_is_told_in_words(trained: Trained, bad_files: Path, arguments: list[str], message: str) -> None:
    assert message in fails(bad_files, *arguments)


def test_a_table_with_a_ten_megabyte_line_is_refused(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "huge.csv").write_text("cell\n" + "x" * 10_000_000 + "\n")
    error = fails(tmp_path, "predict", "--table", "huge.csv")
    assert "characters" in error
    assert len(error) < 500


def test_debug_shows_the_traceback() -> None:
    found = nacre("--debug", "predict", "1 M NaPF7 in diglyme")
    assert found.returncode != 0
    assert "Traceback" in found.stderr


def test_before_any_training_the_shipped_model_answers_and_says_so(tmp_path: Path) -> None:
    environment = {**os.environ, "NACRE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "nacre", "predict", CELL]
    found = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert found.returncode == 0, found.stderr
    assert "model: shipped with nacre" in found.stdout
    assert not list(tmp_path.glob("*"))
