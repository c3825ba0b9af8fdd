"""Molecules from a file beside the space: each once, only from there, faults with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from nacre.data.errors import SpaceError
from nacre.data.space import smiles_file
from nacre.data.space.read import Space, load_space


def load(folder: Path, file: str, content: str | None) -> Space:
    if content is not None:
        (folder / file).write_text(content, encoding="utf-8")
    space = f"salts: [1 M NaPF6]\nsolvents:\n  names: [DME]\n  file: {file}\n"
    (folder / "space.yaml").write_text(space, encoding="utf-8")
    return load_space(folder / "space.yaml")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("mine.smi", "# ours\nCCOCCOCC first\n\nCOCCOC\nO(CC)CCOCC again\n"),
        ("mine.csv", "name,SMILES\nfirst,CCOCCOCC\nglyme,COCCOC\nagain,O(CC)CCOCC\nnone,\n"),
    ],
)
def test_each_molecule_stands_once_and_known_ones_have_their_name(tmp_path: Path, file: str, content: str) -> None:
    names = load(tmp_path, file, content).mixtures.names
    assert names[0] == "DME"
    assert len(names) == 2


BAD = [
    ("mine.smi", "CCO\nC1CC\n", "mine.smi, line 2: 'C1CC' is neither"),
    ("mine.smi", "[Na+]\n", "line 1.*is an ion"),
    ("mine.smi", "# nothing\n", "holds no molecule"),
    ("mine.csv", "name\nDME\n", "has no column `smiles`"),
    ("mine.txt", "CCO\n", "does not end in .smi or .csv"),
    ("none.smi", None, "there is no file"),
    ("../mine.smi", None, "lies outside the folder"),
    ("/etc/passwd", None, "lies outside the folder"),
]


@pytest.mark.parametrize(("file", "content", "wrong"), BAD, ids=[bad[2] for bad in BAD])
def test_bad_files_are_told_with_the_line_of_the_space(
    tmp_path: Path, file: str, content: str | None, wrong: str
) -> None:
    with pytest.raises(SpaceError, match=f"(?s)Line 4: `solvents.file`.*{wrong}"):
        load(tmp_path, file, content)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.smi").write_text("CCO\n", encoding="utf-8")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link.smi").symlink_to(tmp_path / "secret.smi")
    with pytest.raises(SpaceError, match="lies outside the folder"):
        load(tmp_path / "inside", "link.smi", None)


def test_sizes_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smiles_file, "MAX_MOLECULES", 1)
    with pytest.raises(SpaceError, match="more than 1 molecules"):
        load(tmp_path, "mine.smi", "CCOC\nCCCO\n")
    monkeypatch.setattr(smiles_file, "MAX_FILE_BYTES", 3)
    with pytest.raises(SpaceError, match="larger than"):
        load(tmp_path, "mine.smi", "CCOC\nCCCO\n")


def test_text_of_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.smi").write_bytes("CCO é".encode("latin-1"))
    with pytest.raises(SpaceError, match="not UTF-8"):
        load(tmp_path, "mine.smi", None)


def test_a_file_needs_a_space_file() -> None:
    from nacre.data.space.read import make_space

    with pytest.raises(SpaceError, match="needs a space file"):
        make_space({"salts": ["1 M NaPF6"], "solvents": {"file": "x.smi"}})
