"""Saved files are whole or not there: atomic writing, and digests that notice every change."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from nacre.data.errors import ModelFileError
from nacre.data.files import replace_file, sha256, verified


def entry_of(content: bytes) -> dict[str, object]:
    return {"bytes": len(content), "sha256": sha256(content)}


def test_digest_is_sha256() -> None:
    assert sha256(b"NaF") == hashlib.sha256(b"NaF").hexdigest()


def test_a_file_is_written_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    replace_file(path, b"old")
    replace_file(path, b"new and longer")
    assert path.read_bytes() == b"new and longer"
    assert [one.name for one in tmp_path.iterdir()] == ["manifest.json"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_failing_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    replace_file(path, b"old")
    with pytest.raises(TypeError):
        replace_file(path, "text is not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["manifest.json"]


def test_a_failing_rename_leaves_no_temporary_file(tmp_path: Path) -> None:
    occupied = tmp_path / "manifest.json"
    (occupied / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match=r"manifest\.json"):
        replace_file(occupied, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["manifest.json"]


def half_written(path: Path, *, age_s: float) -> Path:
    """What a process leaves that is killed while it writes."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.write(handle, b"hal")
    os.close(handle)
    os.utime(name, (time.time() - age_s,) * 2)
    return Path(name)


def test_what_a_killed_process_left_half_written_goes_with_the_next_write(tmp_path: Path) -> None:
    path, other = tmp_path / "cells.csv", tmp_path / "cells.csv.bak"
    left, young, of_other = half_written(path, age_s=3600), half_written(path, age_s=0), half_written(other, age_s=3600)
    hidden = tmp_path / ".cells.csv.backup-of-mine"
    hidden.write_bytes(b"a user's own")
    os.utime(hidden, (0, 0))
    replace_file(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert not left.exists()
    # Another process may have begun this moment, and other files are others' to look after.
    assert young.exists()
    assert of_other.exists()
    assert hidden.exists()


def test_what_another_process_still_writes_stays_however_old(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    code = (
        "import sys, time, pathlib; from nacre.data.files import replacing\n"
        "with replacing(pathlib.Path(sys.argv[1])) as file: print('writes', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writes\n"
        (slow,) = tmp_path.iterdir()
        os.utime(slow, (0, 0))
        replace_file(path, b"ours")
        assert slow.exists()
        writer.communicate("")
    assert (writer.returncode, path.read_bytes()) == (0, b"")
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_first_write_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        replace_file(tmp_path / "lifetime.json", None)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    for content in (b"trees", b""):
        replace_file(tmp_path / "lifetime.json", content)
        assert verified(tmp_path / "lifetime.json", entry_of(content)) == content


@pytest.mark.parametrize("damaged", [b"tree", b"treez", b"", b"trees ", b"Trees"])
def test_a_changed_file_is_refused_by_name(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "lifetime.json"
    path.write_bytes(damaged)
    with pytest.raises(ModelFileError, match=r"lifetime\.json"):
        verified(path, entry_of(b"trees"))


def test_a_missing_file_or_a_folder_in_its_place_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "lifetime.json"
    with pytest.raises(ModelFileError, match=r"lifetime\.json.*missing"):
        verified(path, entry_of(b"trees"))
    path.mkdir()
    with pytest.raises(ModelFileError, match=r"lifetime\.json.*missing"):
        verified(path, entry_of(b"trees"))


@pytest.mark.parametrize("entry", [{}, {"bytes": 5}, {"sha256": sha256(b"trees")}])
def test_an_entry_without_size_or_digest_vouches_for_nothing(tmp_path: Path, entry: dict[str, object]) -> None:
    (tmp_path / "lifetime.json").write_bytes(b"trees")
    with pytest.raises(ModelFileError, match=r"lifetime\.json"):
        verified(tmp_path / "lifetime.json", entry)


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"untouched")
    (tmp_path / "out.csv").symlink_to(elsewhere)
    replace_file(tmp_path / "out.csv", b"new")
    assert elsewhere.read_bytes() == b"untouched"
    assert not (tmp_path / "out.csv").is_symlink()
