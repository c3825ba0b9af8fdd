"""A lab's own target from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import fails, nacre
from tests.lab_tables import efficiency_table, write_table

TARGET = "coulombic_efficiency_percent"
CELL = "2 m NaPF6 in DME"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, nacre_home: Path) -> Path:
    """Where the target has been trained from the command line, as a user does."""
    place = tmp_path_factory.mktemp("own")
    write_table(place)
    found = nacre(
        "train", "--data", "lab.csv", "--target", TARGET, "--bounded", "0", "100", "--extra", "separator",
        "--repeats", "1", "--folds", "2", "--verbose", "-o", "out", cwd=place,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    for word in ("RMSE", "nearest cells", "ridge", "registered as version", "at least 9 papers"):
        assert word in found.stdout
    return place


def test_predict_in_words_and_json(folder: Path) -> None:
    told = nacre("predict", CELL, "--target", TARGET)
    assert told.returncode == 0, told.stderr
    assert TARGET in told.stdout
    row = json.loads(nacre("predict", CELL, "--target", TARGET, "--json").stdout)
    assert 80 < row[TARGET] < 100
    assert row["evidence"]


def test_predict_a_table(folder: Path) -> None:
    found = nacre("predict", "--table", "lab.csv", "--target", TARGET, "-o", "predicted.csv", cwd=folder)
    assert found.returncode == 0, found.stderr
    assert f"predicted_{TARGET}" in (folder / "predicted.csv").read_text().splitlines()[0]


def test_explain_in_words_and_json(folder: Path) -> None:
    told = nacre("explain", CELL, "--model", "out/predictor", cwd=folder)
    assert "odds ×" in told.stdout
    written = nacre("explain", CELL, "--target", TARGET, "-o", "why.json", cwd=folder)
    assert written.returncode == 0, written.stderr
    assert json.loads((folder / "why.json").read_text())["targets"][TARGET]["groups"]


def test_bad_input_is_told_and_leaves_nothing(tmp_path: Path, nacre_home: Path) -> None:
    path = write_table(tmp_path, efficiency_table().head(5))
    assert "--data" in fails(tmp_path, "train", "--target", TARGET)
    assert "--target" in fails(tmp_path, "train", "--data", str(path), "--log")
    assert "No model of 'yield'" in fails(tmp_path, "predict", CELL, "--target", "yield")
    assert "screened" not in fails(tmp_path, "predict", CELL, "--target", "../x")
    assert "At least" in fails(tmp_path, "train", "--data", str(path), "--target", TARGET)


def test_a_folder_of_another_target_is_told(folder: Path) -> None:
    found = nacre("predict", CELL, "--model", "out/predictor", "--target", "yield", cwd=folder)
    assert found.returncode == 2
    assert f"knows {TARGET}, not yield" in found.stderr
