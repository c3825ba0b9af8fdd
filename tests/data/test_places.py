"""Where things are kept and written."""

from __future__ import annotations

from pathlib import Path

import pytest

from nacre.data.errors import NacreError
from nacre.data.places import cache_file, home, output_file, output_folder, tracking_uri


def test_home_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "mine"))
    assert home() == tmp_path / "mine"
    assert home().is_dir()
    assert tracking_uri() == f"sqlite:///{tmp_path / 'mine' / 'mlflow.db'}"


def test_caches_stand_in_the_home_or_the_platforms_cache_and_are_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "mine"))
    assert cache_file("x.sqlite") == tmp_path / "mine" / "x.sqlite"
    monkeypatch.delenv("NACRE_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache_file("x.sqlite").name == "x.sqlite"
    assert list(tmp_path.iterdir()) == []


def test_server_goes_before_the_local_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    assert tracking_uri() == "http://127.0.0.1:5000"


def test_home_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "file" / "inside"))
    with pytest.raises(NacreError, match="NACRE_HOME"):
        home()


def test_output_folder_is_made_but_a_file_is_left_alone(tmp_path: Path) -> None:
    assert output_folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("kept")
    with pytest.raises(NacreError, match="is a file"):
        output_folder(tmp_path / "file")
    with pytest.raises(NacreError, match="cannot be made"):
        output_folder(tmp_path / "file" / "inside")
    assert (tmp_path / "file").read_text() == "kept"


def test_output_file_needs_a_folder_and_an_ending(tmp_path: Path) -> None:
    assert output_file(tmp_path / "r.HTML", ".html").name == "r.HTML"
    for bad, wrong in ((tmp_path / "r.txt", "does not end in"), (tmp_path / "x" / "r.html", "does not exist")):
        with pytest.raises(NacreError, match=wrong):
            output_file(bad, ".html")
    with pytest.raises(NacreError, match="is a folder"):
        output_file(tmp_path)
