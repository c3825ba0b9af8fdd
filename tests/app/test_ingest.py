"""`nacre ingest` as a user meets it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.command_line import fails, nacre

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SAID = ("--cells", "cycler-cells.csv", "--area-cm2", "1.13", "--paper", "mylab")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_folder_becomes_a_table(place: Path) -> None:
    found = nacre("ingest", "cycler", *SAID, "-o", "cells.csv", "--plots", "plots", cwd=place)
    assert found.returncode == 0, found.stderr
    assert "3 of 3 files gave a row; wrote cells.csv" in found.stdout
    table = pd.read_csv(place / "cells.csv").set_index("record_id")
    assert table.lifetime_event.to_dict() == {"additive-arbin": "failed", "bare-landt": "failed", "coated": "survived"}
    assert table.lifetime_h.to_dict() == pytest.approx({"additive-arbin": 121, "bare-landt": 97, "coated": 160}, abs=2)
    assert len(list((place / "plots").glob("*.png"))) == 3


def test_refused_files_are_told_and_the_others_written(place: Path) -> None:
    (place / "cycler" / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    limits = ("--rise", "9", "--limit-mv", "5000")
    found = nacre("ingest", "cycler", *SAID, *limits, "-o", "cells.csv", "--json", cwd=place)
    assert found.returncode == 2
    told = json.loads(found.stdout)
    assert [cell["lifetime_event"] for cell in told["cells"]] == ["survived", "failed", "survived"]
    assert [each["file"] for each in told["refused"]] == [str(Path("cycler") / "bad.csv")]
    assert len(pd.read_csv(place / "cells.csv")) == 3


def test_bad_input_is_one_paragraph(tmp_path: Path) -> None:
    example = str(EXAMPLES / "cycler" / "coated.csv")
    said = fails(tmp_path, "ingest", "x.csv", example, "--area-cm2", "-1", "-o", "cells.csv")
    assert "There is no file 'x.csv'" in said
    assert "The area -1 cm² is not above zero" in said
