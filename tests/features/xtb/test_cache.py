"""The cache of calculations: parallel writers, damage, folders that cannot be written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nacre.features.xtb import cache

ENTRY = {"status": "ok", "flags": [], "values": {"lumo_gfn1_eV": -6.5}}


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path))
    return tmp_path


def test_what_is_written_is_read_again_and_nothing_else() -> None:
    assert cache.read(["CCO"]) == {}
    cache.write({"CCO": ENTRY})
    assert cache.read(["CCO", "CCC"]) == {"CCO": ENTRY}


def test_values_of_another_recipe_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write({"CCO": ENTRY})
    monkeypatch.setattr(cache, "method", lambda: "another recipe")
    assert cache.read(["CCO"]) == {}


def test_many_writers_at_once_lose_nothing(own_home: Path) -> None:
    script = (
        "import sys; from nacre.features.xtb import cache\n"
        "for i in range(40): cache.write({f'{sys.argv[1]}-{i}': {'values': {'x': i}}})"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(k)]) for k in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(cache.read([f"{k}-{i}" for k in range(3) for i in range(40)])) == 120


def test_a_damaged_database_is_replaced(own_home: Path) -> None:
    cache.path().write_bytes(b"this is no database" * 100)
    assert cache.read(["CCO"]) == {}
    cache.write({"CCO": ENTRY})
    assert cache.read(["CCO"]) == {"CCO": ENTRY}


def test_a_folder_that_cannot_be_used_costs_time_only(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_home / "file").write_text("")
    monkeypatch.setenv("NACRE_HOME", str(own_home / "file"))
    cache.write({"CCO": ENTRY})
    assert cache.read(["CCO"]) == {}
