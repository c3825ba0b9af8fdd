"""Candidates from a file of SMILES beside the space file."""

from __future__ import annotations

import csv
from pathlib import Path

from ..chemistry.names import lookup
from ..errors import NacreError
from .nodes import Node

#: More molecules than this, or a larger file, are a mistake.
MAX_MOLECULES = 50_000
MAX_FILE_BYTES = 20_000_000


def read_smiles_file(node: Node) -> list[str]:
    """Names of the molecules of a `.smi` file (SMILES, then anything) or of the column `smiles` of a CSV file.

    Parameters
    ----------
    node : Node
        The file's path, relative to the space file and inside its folder.
    """
    path = _inside(node)
    lines = _csv_lines(node, path) if path.suffix.lower() == ".csv" else _smi_lines(path)
    names: dict[str, None] = {}
    for number, smiles in lines:
        try:
            names[lookup(f"[{smiles}]").name] = None
        except NacreError as error:
            node.fail(f"`{node.key}`: {path.name}, line {number}: {error.message}", error.hint)
        if len(names) > MAX_MOLECULES:
            node.fail(f"`{node.key}`: {path.name} has more than {MAX_MOLECULES:,} molecules.", "Choose among them.")
    if not names:
        node.fail(f"`{node.key}`: {path.name} holds no molecule.", "Write one SMILES a line.")
    return list(names)


def _inside(node: Node) -> Path:
    text = node.text()
    if node.folder is None:
        node.fail(f"`{node.key}` needs a space file beside it.", "Load the space from a file.")
    root = node.folder.resolve()
    path = (root / text).resolve()
    if Path(text).is_absolute() or not path.is_relative_to(root):
        node.fail(f"`{node.key}`: {text!r} lies outside the folder of the space file.", "Put it beside the space file.")
    if path.suffix.lower() not in {".smi", ".csv"}:
        node.fail(f"`{node.key}`: {text!r} does not end in .smi or .csv.", "The ending decides the format.")
    if not path.is_file():
        node.fail(f"`{node.key}`: there is no file {text!r}.", "Its path is relative to the space file.")
    if path.stat().st_size > MAX_FILE_BYTES:
        node.fail(f"`{node.key}`: {text!r} is larger than {MAX_FILE_BYTES // 10**6} MB.", "Choose among its molecules.")
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        node.fail(f"`{node.key}`: {text!r} is not UTF-8.", "Save it as UTF-8.")
    return path


def _smi_lines(path: Path) -> list[tuple[int, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(n, line.split()[0]) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]


def _csv_lines(node: Node, path: Path) -> list[tuple[int, str]]:
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    columns = {name.strip().lower(): name for name in rows.fieldnames or [] if name}
    if "smiles" not in columns:
        node.fail(f"`{node.key}`: {path.name} has no column `smiles`.", "Name the column `smiles`.")
    return [(n, text) for n, row in enumerate(rows, 2) if (text := (row[columns["smiles"]] or "").strip())]
